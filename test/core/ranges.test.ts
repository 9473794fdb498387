/** Ranges of every spelling, before and after a release of the package that they name. */
import { expect, test } from 'vitest'
import { stepRange } from '../../src/core/ranges.ts'

test.each([
  ['^1.0.0', '^1.1.0'],
  ['~1.0.0', '~1.1.0'],
  ['>=1.0.0', '>=1.1.0'],
  ['>= 1.0.0', '>= 1.1.0'],
  ['<=1.0.0', '<=1.1.0'],
  ['=1.0.0', '=1.1.0'],
  ['1.0.0', '1.1.0'],
  ['^1.0.0-rc.1', '^1.1.0'],
  ['workspace:^1.0.0', 'workspace:^1.1.0'],
])('%s becomes %s', (range, text) => {
  expect(stepRange(range, '1.0.0', '1.1.0').text).toBe(text)
})

test.each([
  ['^1.0.0', '^1.0.0 → ^1.1.0'],
  ['workspace:^1.0.0', '^1.0.0 → ^1.1.0'],
  ['workspace:*', '1.0.0 → 1.1.0'],
  ['workspace:^', '^1.0.0 → ^1.1.0'],
  ['workspace:~', '~1.0.0 → ~1.1.0'],
])('%s means %s', (range, meaning) => {
  expect(stepRange(range, '1.0.0', '1.1.0').meaning).toBe(meaning)
})

test.each([
  '*',
  'x',
  '1.x',
  '1',
  '^1',
  '~1',
  '',
  'latest',
  'file:../core',
  'link:../core',
  'npm:core@^1.0.0',
  '>1.0.0',
  '<2.0.0',
  '>=1.0.0 <2.0.0',
  '^1.0.0 || ^2.0.0',
  'workspace:../core',
])('%j stays and asks for nothing', (range) => {
  expect(stepRange(range, '1.0.0', '1.1.0')).toEqual({ text: range, meaning: null })
})

test.each([
  ['1.x', '^2.0.0'],
  ['^1', '^2.0.0'],
  ['1.2.x', '~2.0.0'],
  ['~1.2', '~2.0.0'],
])('%s, which does not admit the new version, becomes %s', (range, text) => {
  expect(stepRange(range, '1.2.3', '2.0.0')).toEqual({ text, meaning: `${range} → ${text}` })
})

test('before the first release, a workspace range is shown as it is spelled', () => {
  expect(stepRange('workspace:^', null, '0.1.0')).toEqual({ text: 'workspace:^', meaning: 'workspace:^ → ^0.1.0' })
  expect(stepRange('^0.1.0', null, '0.1.0').meaning).toBeNull()
})
