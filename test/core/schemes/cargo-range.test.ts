/** Cargo's requirements: what they admit beyond npm's ranges, how they step, and what a dependency's release means. */
import { expect, test } from 'vitest'
import * as cargo from '../../../src/core/schemes/cargo-range.ts'

test.each([
  ['0.2', '0.2.9', true],
  ['0.2', '0.3.0', false],
  ['0.0.3', '0.0.4', false],
  ['*', '7.0.0', true],
  ['1.*', '1.9.0', true],
  ['>=1.2, <1.5', '1.5.0', false],
  ['>1.2', '1.2.9', false],
  ['=1.2', '1.2.9', true],
  ['1.0.0-alpha.1', '1.0.0-beta.1', true],
  ['1', '1.1.0-rc.1', false],
  ['1.2.3 || 2', '2.0.0', false],
  ['latest', '1.0.0', false],
  ['', '1.0.0', false],
])('%j takes in %s: %s', (requirement, version, admits) => {
  expect(cargo.cargoAdmits(requirement, version)).toBe(admits)
})

test.each([
  ['1.2.3', '1.2.4', '1.2.4', true],
  ['^0.1.2', '0.2.0', '^0.2.0', false],
  ['= 1.2.3', '1.3.0+b', '= 1.3.0', false],
  ['0.1', '0.1.9', '0.1', true],
  ['0.1', '0.2.3', '0.2', false],
  ['~1', '2.1.0', '~2', false],
  ['1.2.*', '1.3.0', '1.3.*', false],
  ['1', '2.0.0-rc.1', '2.0.0-rc.1', false],
  ['1.*', '2.0.0-rc.1', '2.0.0-rc.1', false],
  ['*', '2.0.0', '*', true],
  ['>=1, <2', '2.0.0', '>=1, <2', false],
  ['>=1.2.3', '2.0.0', '>=1.2.3', true],
])('%s at %s becomes %s, admitted before: %s', (from, to, text, admits) => {
  const meaning = text === from ? null : `${from} → ${text}`
  expect(cargo.stepCargoRange(from, to)).toEqual({ text, meaning, admits })
})

test('what a change and a dependency cost', () => {
  expect(cargo.cargoLevel('0.1.2', 'minor')).toBe('patch')
  expect(cargo.cargoLevel('0.1.2', 'major')).toBe('minor')
  expect(cargo.cargoLevel('0.0.2', 'major')).toBe('patch')
  expect(cargo.cargoLevel('1.0.0', 'major')).toBe('major')
  expect(cargo.cargoCompatible('0.1.0', '0.1.9')).toBe(true)
  expect(cargo.cargoCompatible('0.0.1', '0.0.2')).toBe(false)
  expect(cargo.cargoDependentChange('0.1', '0.1.3', true)).toBeNull()
  expect(cargo.cargoDependentChange('0.1', '0.2.0', true)).toBe('major')
  expect(cargo.cargoDependentChange('0.1', '0.2.0', false)).toBe('patch')
})

test('a path alone cannot be published, but among dev-dependencies', () => {
  expect(cargo.cargoPublishable({ path: '../a', kind: 'runtime' })).toBe(false)
  expect(cargo.cargoPublishable({ path: '../a', version: '1', kind: 'build' })).toBe(true)
  expect(cargo.cargoPublishable({ path: '../a', kind: 'dev' })).toBe(true)
})
