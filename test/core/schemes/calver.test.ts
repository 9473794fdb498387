/** CalVer: spelling by pattern, counters that begin again, dates that do not go back, prereleases, and loose reading. */
import { expect, test } from 'vitest'
import { calverScheme } from '../../../src/core/schemes/calver.ts'
import type { Level } from '../../../src/model.ts'

test.each([
  ['YYYY.MM.MICRO', '2026-09-05', '2026.9.0'],
  ['YY.0M.MICRO', '2026-09-05', '26.09.0'],
  ['0Y.0M.0D.MICRO', '2006-09-05', '06.09.05.0'],
  ['YYYY0M0D.MINOR.MICRO', '2026-11-03', '20261103.0.0'],
  ['YYYY.0W.MICRO', '2027-01-01', '2026.53.0'],
  ['YYYY.WW.MICRO', '2024-12-30', '2025.1.0'],
  ['MAJOR.YYYY.MICRO', '2026-09-05', '0.2026.0'],
])('%s begins on %s with %s', (pattern, day, version) => {
  const scheme = calverScheme(pattern)
  expect(scheme.initial(day)).toBe(version)
  expect(scheme.parse(version)).toBe(version)
})

test.each([
  ['YYYY.MM.MICRO', '2026.09.0'],
  ['YYYY.MM.MICRO', '2026.13.0'],
  ['YYYY.MM.MICRO', '2026.9'],
  ['YYYY.MM.MICRO', '2026.9.0.0'],
  ['YYYY.MM.MICRO', '2026.9.0-rc_1'],
  ['YYYY.MM.MICRO', '2026.9.0-rc.01'],
  ['YYYY.MM.MICRO', '2026.9.0-1'],
  ['YYYY.MM.MICRO.MODIFIER', '2026.9.0-rc.1'],
  ['YYYY.0M.MICRO', '2026.9.0'],
  ['YYYY.MM.DD_MICRO', '2026.9.5.0'],
])('%s: %s is no version', (pattern, text) => {
  expect(calverScheme(pattern).parse(text)).toBeNull()
})

test.each([
  ['YYYY.0M.MICRO', '2026.9.0', '2026.09.0'],
  ['YYYY.MM.MICRO', '2026.09.00-rc.1', '2026.9.0-rc.1'],
  ['YYYY.MICRO', '2026.7.0', '2026.7'],
  ['YYYY0M0D.MICRO', '20260905.01', '20260905.1'],
  ['YYYY.MM.MICRO', '2026.13.0', null],
  ['YYYY.MM.MICRO', '1.2.3', null],
])('%s reads %s as %s', (pattern, text, version) => {
  expect(calverScheme(pattern).read(text)).toBe(version)
})

test.each<readonly [pattern: string, from: string, level: Level, day: string, to: string]>([
  ['YYYY.MM.MICRO', '2026.9.3', 'major', '2026-09-30', '2026.9.4'],
  ['YYYY.MM.MICRO', '2026.9.3', 'patch', '2026-10-01', '2026.10.0'],
  ['YYYY.MM.MICRO', '2026.9.3', 'patch', '2026-08-31', '2026.9.4'],
  ['YYYY.MM.MICRO', '2027.1.0', 'minor', '2026-12-31', '2027.1.1'],
  ['YYYY.MINOR.MICRO', '2026.2.5', 'minor', '2026-06-01', '2026.3.0'],
  ['YYYY.MINOR.MICRO', '2026.2.5', 'major', '2026-06-01', '2026.3.0'],
  ['YYYY.MINOR', '2026.2', 'patch', '2026-06-01', '2026.3'],
  ['MAJOR.YYYY.MICRO', '1.2026.4', 'major', '2026-06-01', '2.2026.0'],
  ['MAJOR.YYYY.MICRO', '1.2026.4', 'major', '2027-06-01', '2.2027.0'],
  ['MAJOR.YYYY.MICRO', '1.2026.4', 'patch', '2027-06-01', '1.2027.0'],
  ['MAJOR.YYYY.MICRO', '1.2027.4', 'major', '2026-06-01', '2.2027.0'],
  ['MAJOR.YYYY.MM', '1.2026.4', 'patch', '2026-04-30', '2.2026.4'],
  ['MAJOR.YYYY.MM', '1.2026.4', 'patch', '2026-05-01', '1.2026.5'],
  ['YYYY.MICRO.MM', '2026.3.4', 'patch', '2026-05-01', '2026.4.5'],
  ['YYYY.WW.MICRO', '2026.53.2', 'patch', '2027-01-03', '2026.53.3'],
  ['YYYY.WW.MICRO', '2026.53.2', 'patch', '2027-01-04', '2027.1.0'],
  ['YYYY.MM.MICRO', '2026.9.1-rc.2', 'patch', '2026-09-30', '2026.9.1'],
  ['YYYY.MM.MICRO', '2026.9.1-rc.2', 'patch', '2026-10-01', '2026.10.0'],
  ['YYYY.MINOR.MICRO', '2026.3.1-rc.2', 'minor', '2026-10-01', '2026.4.0'],
])('%s: %s and %s on %s make %s', (pattern, from, level, day, to) => {
  expect(calverScheme(pattern).increment(from, level, day)).toBe(to)
})

test('what cannot be spelled is an error', () => {
  const fault = (code: string) => expect.objectContaining({ code, hint: expect.any(String) })
  expect(() => calverScheme('YYYY.MM').increment('2026.9', 'patch', '2026-09-05')).toThrow(fault('CONFIG_VALUE'))
  expect(() => calverScheme('YY.MICRO').initial('1999-09-05')).toThrow(fault('CONFIG_VALUE'))
  for (const day of ['2026-02-29', '2026-13-01', '2026-00-01', '2026-9-5', '']) {
    expect(() => calverScheme('YYYY.MICRO').initial(day)).toThrow(fault('USAGE'))
  }
})

test('prereleases, snapshots, differences and placeholders', () => {
  const scheme = calverScheme('YYYY.MM.MICRO_MODIFIER')
  expect(scheme.firstPrerelease('2026.9.0', 'rc')).toBe('2026.9.0_rc.1')
  expect(scheme.nextPrerelease('2026.9.0_rc.9', 'rc')).toBe('2026.9.0_rc.10')
  expect(scheme.snapshot('2026.9.0', 4, 'abc')).toBe('2026.9.0_dev.4')
  expect(['2027.9.3', '2026.9.4', '2026.9.3_rc.1'].map((to) => scheme.difference('2026.9.3', to))).toEqual([
    'minor',
    'patch',
    'none',
  ])
  expect(calverScheme('MAJOR.YYYY.MICRO').difference('1.2026.0', '2.2026.0')).toBe('major')
  expect(['0.0.0', '0.0.0-dev', '2026.9.0', '0.0.1'].map(scheme.isPlaceholder)).toEqual([true, true, false, false])
  expect(scheme.isZero('2026.9.0')).toBe(false)
})
