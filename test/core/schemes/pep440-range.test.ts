/** PEP 440's specifiers, where they are easily got wrong. */
import { expect, test } from 'vitest'
import { pep440Admits } from '../../../src/core/schemes/pep440-range.ts'

test.each([
  ['>=1.0,<2', '1.9.9', true],
  ['>= 1.0, != 1.5.*', '1.5.2', false],
  ['~=2.2', '3.0', false],
  ['~=1.4.5a4', '1.4.6', true],
  ['~=1', '1.2', false],
  ['==1.1', '1.1.0', true],
  ['==1.1.*', '1.10', false],
  ['==1.1.*', '1!1.1', false],
  ['>1.7', '1.7.0.post1', false],
  ['>1.7.post1', '1.7.post2', true],
  ['>1.7', '1.7+local', false],
  ['<1.7', '1.7rc1', false],
  ['<1.7rc2', '1.7rc1', true],
  ['>=1.0', '1.1a1', false],
  ['>=1.0a1', '1.1a1', true],
  ['===1.0', '1.0.0', false],
  ['', '1.0', true],
  ['1.0', '1.0', false],
  ['>=x', '1.0', false],
  ['<=1.*', '1.0', false],
  ['>=1.0', 'x', false],
])('%j takes in %s: %s', (specifiers, version, admits) => {
  expect(pep440Admits(specifiers, version)).toBe(admits)
})

test('prereleases count when asked for, and not when forbidden', () => {
  expect(pep440Admits('>=1.0', '1.1a1', true)).toBe(true)
  expect(pep440Admits('>=1.0a1', '1.1a1', false)).toBe(false)
})
