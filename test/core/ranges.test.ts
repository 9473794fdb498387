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
  ['workspace:../core', '1.0.0 → 1.1.0'],
  ['workspace:core@^', '^1.0.0 → ^1.1.0'],
  ['workspace:@acme/core@~1.0.0', '~1.0.0 → ~1.1.0'],
  ['file:../core', 'file:../core → 1.1.0'],
  ['link:../core', 'link:../core → 1.1.0'],
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
  'npm:core@^1.0.0',
  '>1.0.0',
  '<2.0.0',
  '>=1.0.0 <2.0.0',
  '^1.0.0 || ^2.0.0',
])('%j stays and asks for nothing', (range) => {
  expect(stepRange(range, '1.0.0', '1.1.0')).toEqual({ text: range, meaning: null, admits: true })
})

test.each([
  ['1.x', '^2.0.0'],
  ['^1', '^2.0.0'],
  ['1.2.x', '~2.0.0'],
  ['~1.2', '~2.0.0'],
])('%s, which does not admit the new version, becomes %s', (range, text) => {
  expect(stepRange(range, '1.2.3', '2.0.0')).toEqual({ text, meaning: `${range} → ${text}`, admits: false })
})

test('before the first release, a workspace range is shown as it is spelled', () => {
  const meaning = 'workspace:^ → ^0.1.0'
  expect(stepRange('workspace:^', null, '0.1.0')).toEqual({ text: 'workspace:^', meaning, admits: false })
  expect(stepRange('^0.1.0', null, '0.1.0').meaning).toBeNull()
})

test.each([
  ['^1.0.0', '1.9.0', true],
  ['^1.0.0', '2.0.0', false],
  ['~1.0.0', '1.1.0', false],
  ['1.0.0', '1.0.1', false],
  ['>=1.0.0', '9.0.0', true],
  ['<=1.0.0', '1.0.1', false],
  ['>=1.0.0 <2.0.0', '2.0.0', false],
  ['^1.0.0 || ^2.0.0', '2.5.0', true],
  ['^1.0.0', '1.1.0-rc.1', false],
  ['^1.1.0-rc.1', '1.1.0-rc.2', true],
  ['1.x', '1.1.0-rc.1', true],
  ['*', '1.1.0-rc.1', true],
  ['latest', '7.0.0', true],
  ['file:../core', '7.0.0', true],
  ['workspace:*', '1.0.1', false],
  ['workspace:^', '1.0.1', true],
  ['workspace:^', '2.0.0', false],
  ['workspace:~', '1.1.0', false],
  ['workspace:../core', '1.0.1', false],
  ['workspace:^1.0.0', '1.4.0', true],
])('whether %s admits %s, after 1.0.0: %s', (range, to, admits) => {
  expect(stepRange(range, '1.0.0', to).admits).toBe(admits)
})

test('an alias keeps its name', () => {
  expect(stepRange('workspace:@acme/core@^1.0.0', '1.0.0', '2.0.0').text).toBe('workspace:@acme/core@^2.0.0')
})
