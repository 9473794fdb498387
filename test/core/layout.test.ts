/** Templates filled from the closed set of placeholders, and names that are safe as files. */
import { expect, test } from 'vitest'
import { fileName, fill, safeName, safePath } from '../../src/core/layout.ts'

test('placeholders are replaced, values are not read again', () => {
  expect(fill('{name}-{version}-{target}', { name: '{tag}', version: '1.0.0', target: '$&' })).toBe('{tag}-1.0.0-$&')
  expect(fill('no placeholder', {})).toBe('no placeholder')
})

test.each(['{nmae}', '{}', '{Version}', '{toString}', '{__proto__}'])('%s is an error that names it', (template) => {
  const run = () => fill(`x-${template}`, { name: 'a' })
  expect(run).toThrow(`unknown placeholder ${template}`)
  expect(run).toThrow(expect.objectContaining({ code: 'CONFIG' }))
})

test('a placeholder without a value in this place is an error', () => {
  expect(() => fill('{target}', { name: 'a' })).toThrow('placeholder {target} has no value')
})

test.each([
  ['@acme/core', 'acme-core'],
  ['core', 'core'],
  ['a/b/c', 'a-b-c'],
])('%s is spelled %s in files', (name, expected) => {
  expect(fileName(name)).toBe(expected)
})

test.each(['core-1.0.0.tar.gz', 'a', '-x', 'a+b@c_d', 'SHA256SUMS'])('%s is a safe name', (name) => {
  expect(safeName(name)).toBe(name)
})

test.each(['', '.', '..', '.hidden', 'a/b', 'a b', 'ä', 'a\n', 'a\0', '$(id)', '\u202egz'])('%j is not', (name) => {
  expect(() => safeName(name)).toThrow(expect.objectContaining({ code: 'BAD_NAME' }))
})

test('a path is safe when each part is', () => {
  expect(safePath('core/1.0.0')).toBe('core/1.0.0')
  for (const path of ['/core', 'core/', 'a//b', '../x', 'a/../b', 'a\\b'])
    expect(() => safePath(path)).toThrow(expect.objectContaining({ code: 'BAD_NAME' }))
})
