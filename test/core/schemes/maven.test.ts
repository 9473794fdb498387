/** Maven: prereleases are what ComparableVersion sorts before the release, suffixes stay, snapshots stand between releases. */
import { expect, test } from 'vitest'
import { mavenScheme as scheme } from '../../../src/core/schemes/maven.ts'
import type { Level } from '../../../src/model.ts'

test.each(['1', '1.2.3', '01.0', '1.0.0.Final', '31.0-jre', '1.0-rc-1', '1.0+b', '1_2'])('%s is a version', (text) => {
  expect(scheme.parse(text)).toBe(text)
})

test.each(['', 'v1.0', 'Final', '1.0 ', '1.0/2', '${revision}', '-1'])('%j is none', (text) => {
  expect(scheme.parse(text)).toBeNull()
})

test('the order is ComparableVersion’s', () => {
  const ascending = [
    ...['1-alpha.1', '1-alpha.2', '1-b2', '1-beta.10', '1.M1', '1-rc1', '1-cr-2', '1-SNAPSHOT', '1', '1-sp', '1-abc'],
    ...['1-next.1', '1-1', '1.0.1', '1.9', '1.10', '99999999999999999999'],
  ]
  expect(ascending.toReversed().toSorted(scheme.compare)).toEqual(ascending)
  for (const [a = '', b = ''] of [
    ['1.0.0.Final', '1'],
    ['1-b2', '1.0-beta-2'],
    ['1..2', '1.0.2'],
    ['1-.2', '1-0.2'],
  ])
    expect(scheme.compare(a, b)).toBe(0)
})

test.each([
  ['2.0.0-RC3', 'rc', '2.0.0', '2.0.0-RC4'],
  ['2.0.0-cr-1', 'rc', '2.0.0', '2.0.0-cr-2'],
  ['2.0.0.M1', 'milestone', '2.0.0', '2.0.0.M2'],
  ['2.0.0-alpha.9', 'alpha', '2.0.0', '2.0.0-alpha.10'],
  ['2.0b1', 'beta', '2.0', '2.0b2'],
  ['2.0.0-beta', 'beta', '2.0.0', '2.0.0-beta1'],
  ['2.0-jre-rc1', 'rc', '2.0-jre', '2.0-jre-rc2'],
])('%s is a prerelease %s of %s, then %s', (version, id, stable, next) => {
  expect(scheme.prereleaseId(version)).toBe(id)
  expect(scheme.stable(version)).toBe(stable)
  expect(scheme.nextPrerelease(version, id)).toBe(next)
})

test.each(['1.0-next.1', '1.0-a', '1.0.Final', '1.0-alphabet', '1.0-1'])('%s is no prerelease', (version) => {
  expect(scheme.isPrerelease(version)).toBe(false)
  expect(scheme.stable(version)).toBe(version)
})

test.each<readonly [from: string, level: Level, to: string]>([
  ['1.2.3', 'minor', '1.3.0'],
  ['1.2', 'patch', '1.2.1'],
  ['1.0.0.Final', 'patch', '1.0.1.Final'],
  ['31.0-jre', 'minor', '31.1-jre'],
  ['1.0.0.SP1', 'patch', '1.0.1'],
  ['1.3.0-SNAPSHOT', 'minor', '1.3.0'],
  ['1.3.1-rc1', 'minor', '1.4.0'],
  ['0-1-SNAPSHOT', 'major', '0-1'],
])('%s and %s make %s', (from, level, to) => {
  expect(scheme.increment(from, level, '')).toBe(to)
})

test.each([
  ['1.2.3', '1.2.4-SNAPSHOT'],
  ['2.0.0-rc1', '2.0.0-rc2-SNAPSHOT'],
  ['1.0.0.Final', '1.0.1.Final-SNAPSHOT'],
  ['2026.09', '2026.10-SNAPSHOT'],
  ['1.09', '1.10-SNAPSHOT'],
  ['1.2.4-SNAPSHOT', '1.2.5-SNAPSHOT'],
])('after %s comes %s', (released, development) => {
  expect(scheme.developmentAfter?.(released)).toBe(development)
  expect(scheme.releaseOf?.(development)).toBe(development.replace('-SNAPSHOT', ''))
})

test('ids that Maven would sort after the release are none, differences, a fourth number', () => {
  expect(
    ['next', 'snapshot', 'hotfix', 'rc'].map((id) => scheme.prereleaseId(scheme.firstPrerelease('1.0', id))),
  ).toEqual([...[null, null, null, 'rc']])
  expect(['2', '1.1', '1.0.1', '1.0-1', '1.0.0.Final', '1.0-rc1'].map((to) => scheme.difference('1.0', to))).toEqual([
    ...['major', 'minor', 'patch', 'patch', 'none', 'none'],
  ])
  expect(['2.3.1', '2.3.1.1', '2.3.1.Final'].map((version) => scheme.hotfix?.(version))).toEqual([
    ...['2.3.1.1', '2.3.1.2', '2.3.1.1.Final'],
  ])
  expect(['1.3.0', '1.3.0-SNAPSHOT'].map((next) => scheme.snapshot(next, 3, 'abc'))).toEqual([
    ...['1.3.0-SNAPSHOT', '1.3.0-SNAPSHOT'],
  ])
  expect(scheme.releaseOf?.('1.0')).toBeNull()
  expect(['0.0.0-SNAPSHOT', '0.1-SNAPSHOT'].map(scheme.isPlaceholder)).toEqual([true, false])
})
