/** PEP 440: what is canonical, ids and their letters, epochs, post-releases, development and local versions. */
import { expect, test } from 'vitest'
import { pep440Scheme as scheme } from '../../../src/core/schemes/pep440.ts'
import type { Level } from '../../../src/model.ts'

test.each([
  ['1.2.0rc1', '1.2.0rc1'],
  ['1!1.2', '1!1.2'],
  ['v1.2.0-RC.1', '1.2.0rc1'],
  ['01.2-dev', '1.2.dev0'],
  [' 1.2\n', '1.2'],
  ['1.2+A-001', '1.2+a.1'],
  ['1.2.x', null],
  ['', null],
])('%j reads as %s', (text, version) => {
  expect(scheme.read(text)).toBe(version)
  expect(scheme.parse(text)).toBe(text === version ? text : null)
})

test.each<readonly [from: string, level: Level, to: string]>([
  ['1.2.3', 'minor', '1.3.0'],
  ['1.2', 'patch', '1.2.1'],
  ['1.2', 'minor', '1.3'],
  ['7', 'minor', '7.1'],
  ['1.2.3.4', 'patch', '1.2.4'],
  ['1!1.2.3', 'major', '1!2.0.0'],
  ['1.2.0rc1', 'minor', '1.2.0'],
  ['1.2.0rc1', 'major', '2.0.0'],
  ['1.2.0.dev3', 'patch', '1.2.0'],
  ['1.2.0.post1', 'patch', '1.2.1'],
  ['1.2.0rc1.post2', 'patch', '1.2.0'],
  ['1.2.0+u1', 'patch', '1.2.1'],
])('%s and %s make %s', (from, level, to) => {
  expect(scheme.increment(from, level, '')).toBe(to)
})

test.each([
  ['alpha', '1.0a1', '1.0a2'],
  ['beta', '1.0b1', '1.0b2'],
  ['rc', '1.0rc1', '1.0rc2'],
  ['dev', '1.0.dev1', '1.0.dev2'],
])('%s is spelled %s, then %s', (id, first, second) => {
  expect(scheme.firstPrerelease('1.0', id)).toBe(first)
  expect(scheme.nextPrerelease(first, id)).toBe(second)
  expect(scheme.prereleaseId(first)).toBe(id)
})

test('other ids are none', () => {
  expect(
    ['next', 'a', 'post'].map((id) => scheme.prereleaseId(scheme.parse(scheme.firstPrerelease('1.0', id)) ?? '1.0')),
  ).toEqual([null, 'alpha', null])
})

test('stable parts, differences, development versions and a fourth number', () => {
  expect(['1.0rc1.post2', '1.0.post1', '1.0.post1.dev2', '1.0+u'].map(scheme.stable)).toEqual([
    '1.0',
    '1.0.post1',
    '1.0.post1',
    '1.0+u',
  ])
  expect(
    ['1!1.0', '2.0', '1.1', '1.0.1', '1.0.post1', '1.0.0', '1.0rc1'].map((to) => scheme.difference('1.0', to)),
  ).toEqual(['major', 'major', 'minor', 'patch', 'patch', 'none', 'none'])
  expect(['1.3.0.dev0', '1.3.0rc1', '1.3.0'].map((version) => scheme.releaseOf?.(version))).toEqual([
    '1.3.0',
    null,
    null,
  ])
  expect(['2.3.1', '2.3.1.1', '2.3'].map((version) => scheme.hotfix?.(version))).toEqual([
    '2.3.1.1',
    '2.3.1.2',
    '2.3.0.1',
  ])
  expect(scheme.snapshot('1.3.0', 12, '1a2b3c4')).toBe('1.3.0.dev12+g1a2b3c4')
  expect(['0.9', '1!0.9', '1.0'].map(scheme.isZero)).toEqual([true, false, false])
  expect(['0.0.0', '0', '0.0.0.dev0', '0.0.1'].map(scheme.isPlaceholder)).toEqual([true, true, true, false])
})
