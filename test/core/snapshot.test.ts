/** Snapshot versions in every scheme, between the last release and the next one. */
import { expect, test } from 'vitest'
import { schemeNamed } from '../../src/core/schemes/index.ts'
import { snapshotVersion } from '../../src/core/snapshot.ts'

const commit = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d'

test.each([
  ['semver', '1.2.0', '1.3.0', '1.3.0-dev.5+g1a2b3c4'],
  ['semver', '1.2.0', '1.3.0-rc.1', '1.3.0-rc.0.dev.5+g1a2b3c4'],
  ['semver', '1.3.0-rc.1', '1.3.0-rc.2', '1.3.0-rc.1.dev.5+g1a2b3c4'],
  ['semver', '1.2.0', '1.3.0-alpha.0', '1.3.0-0.dev.5+g1a2b3c4'],
  ['calver:YYYY.MM.MICRO', '2026.8.4', '2026.9.0-alpha', '2026.9.0-0.dev.5'],
  ['pep440', '1.2.0', '1.3.0', '1.3.0.dev5+g1a2b3c4'],
  ['pep440', '1.3.0rc1', '1.3.0rc2', '1.3.0rc2.dev5+g1a2b3c4'],
  ['maven', '1.2.0', '1.3.0', '1.3.0-SNAPSHOT'],
  ['calver:YYYY.MM.MICRO', '2026.8.4', '2026.9.0', '2026.9.0-dev.5'],
  ['build', '12', '13', '13-dev.5'],
])('%s: after %s and before %s is %s', (name, last, next, snapshot) => {
  const scheme = schemeNamed(name)
  const version = snapshotVersion({ next, commits: 5, commit, scheme })
  expect(version).toBe(snapshot)
  expect(scheme.parse(version)).toBe(version)
  expect([next, version, last].toSorted(scheme.compare)).toEqual([last, version, next])
})

test('what is no version was not checked', () => {
  expect(() => snapshotVersion({ next: 'x', commits: 5, commit, scheme: schemeNamed('semver') })).toThrow(
    'x went unchecked',
  )
})
