/** What `Release-As` comes to on each kind of line. */
import { expect, test } from 'vitest'
import { namedVersion } from '../../src/core/named-version.ts'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { id } from './commits.ts'

const named = (version: string, base: string | null, pre: string | null = null) => {
  const tag = base === null ? null : { tag: `v${base}`, version: base, commit: id(base) }
  const unit = { members: [], bases: new Map(), pre, base: tag }
  return namedVersion({ commit: id('a'), version }, unit, semverScheme, 'core')
}

test.each([
  ['2.0.0', '1.4.0', null, '2.0.0'],
  ['2.0.0', null, null, '2.0.0'],
  ['2.0.0-rc.7', '1.4.0', null, '2.0.0-rc.7'],
  ['2.0.0', '2.0.0-rc.3', '', '2.0.0'],
  ['2.0.0', '1.4.0', 'rc', '2.0.0-rc.1'],
  ['2.0.0', '2.0.0-rc.3', 'rc', '2.0.0-rc.4'],
  ['2.0.0', '1.9.0-rc.3', 'rc', '2.0.0-rc.1'],
  ['2.0.0-rc.9', '2.0.0-rc.3', 'rc', '2.0.0-rc.9'],
])('%s after %s, asked for %j: %s', (version, base, pre, to) => {
  expect(named(version, base, pre)).toBe(to)
})

test.each([
  ['1.4.0', '1.4.0', null, '1.4.0, which is not above 1.4.0'],
  ['1.0.0', '1.4.0', 'rc', '1.0.0, which is not above 1.4.0'],
  ['2.0', '1.4.0', null, '2.0, which is no semver version'],
  ['1.9.0', '2.0.0-rc.3', 'rc', '1.9.0, which is not above 2.0.0-rc.3'],
])('%s after %s, asked for %j, is refused', (version, base, pre, message) => {
  expect(() => named(version, base, pre)).toThrow(
    expect.objectContaining({
      ...{ code: 'USAGE', message: `Release-As in commit ${id('a').slice(0, 7)} asks for core ${message}` },
      hint: expect.stringContaining('rel bump patch core'),
    }),
  )
})
