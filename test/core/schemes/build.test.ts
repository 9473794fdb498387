/** Build numbers: one number, whatever moved it. */
import { expect, test } from 'vitest'
import { buildScheme as scheme } from '../../../src/core/schemes/build.ts'

test('every level is one up, and the first is 1', () => {
  expect(scheme.initial('2026-09-21')).toBe('1')
  expect((['major', 'minor', 'patch'] as const).map((level) => scheme.increment('9', level, '2026-09-21'))).toEqual([
    ...['10', '10', '10'],
  ])
  expect(scheme.difference('9', '12')).toBe('patch')
  expect(['9', '10', '9-rc.1'].toSorted(scheme.compare)).toEqual(['9-rc.1', '9', '10'])
  expect(scheme.increment('9-rc.1', 'major', '2026-09-21')).toBe('9')
  expect(scheme.snapshot('9', 2, 'abc')).toBe('9-dev.2')
})

test.each([
  ['12', '12'],
  ['12.0.0', '12'],
  ['012', '12'],
  ['1.2', null],
  ['v12', null],
  ['', null],
])('%j reads as %s', (text, version) => {
  expect(scheme.read(text)).toBe(version)
  expect(scheme.parse(text)).toBe(text === version ? text : null)
})
