/** SemVer 2.0's own ordering example, strict spelling, and the arithmetic of prereleases. */
import { expect, test } from 'vitest'
import { semverScheme as scheme } from '../../../src/core/schemes/semver.ts'

test.each(['1.2.3', '0.0.0', '1.0.0-rc.1', '1.0.0-0A.is.legal', '1.2.3+build.5', '1.0.0-x+y'])(
  '%s is a version',
  (text) => {
    expect(scheme.parse(text)).toBe(text)
    expect(scheme.read(text)).toBe(text)
  },
)

test.each([
  'v1.2.3',
  '=1.2.3',
  ' 1.2.3',
  '1.2',
  '1.2.3.4',
  '01.2.3',
  '1.2.3-01',
  '1.2.3-',
  '1.2.3+',
  '',
  'x',
  '1.2.3\n',
])('%j is none', (text) => {
  expect(scheme.parse(text)).toBeNull()
})

test("precedence is the specification's", () => {
  const ascending = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '10.0.0',
  ]
  expect(ascending.toReversed().toSorted((a, b) => scheme.compare(a, b))).toEqual(ascending)
  expect(scheme.compare('1.0.0+a', '1.0.0+b')).toBe(0)
})

test.each([
  ['1.0.0-rc.1', 'rc'],
  ['1.0.0-alpha.beta.2', 'alpha.beta'],
  ['1.0.0-rc', 'rc'],
  ['1.0.0-0', null],
  ['1.0.0', null],
])('the prerelease id of %s is %s', (version, id) => {
  expect(scheme.prereleaseId(version)).toBe(id)
  expect(scheme.isPrerelease(version)).toBe(version !== '1.0.0')
})

test('a prerelease goes to its stable version when that is a big enough step', () => {
  expect(scheme.increment('1.2.3', 'minor', '')).toBe('1.3.0')
  expect(scheme.increment('2.0.0-rc.1', 'major', '')).toBe('2.0.0')
  expect(scheme.increment('1.3.0-rc.1', 'patch', '')).toBe('1.3.0')
  expect(scheme.increment('1.2.1-rc.1', 'minor', '')).toBe('1.3.0')
})

test('prerelease counters begin at 1', () => {
  expect(scheme.firstPrerelease('1.0.0', 'rc')).toBe('1.0.0-rc.1')
  expect(scheme.nextPrerelease('1.0.0-rc.9', 'rc')).toBe('1.0.0-rc.10')
  expect(scheme.nextPrerelease('1.0.0-rc', 'rc')).toBe('1.0.0-rc.1')
})

test('differences, zero and placeholders', () => {
  expect(['2.0.0', '1.1.0', '1.0.1', '1.0.0-rc.1'].map((to) => scheme.difference('1.0.0', to))).toEqual([
    'major',
    'minor',
    'patch',
    'none',
  ])
  expect(['0.9.0', '1.0.0-rc.1', '1.0.0'].map(scheme.isZero)).toEqual([true, false, false])
  expect(['0.0.0', '0.0.0-dev', '0.0.1'].map(scheme.isPlaceholder)).toEqual([true, true, false])
  expect(scheme.stable('1.2.3-rc.1+5')).toBe('1.2.3')
})
