/** Which tag a release starts from, and with which reasons the others are turned down. */
import { expect, test } from 'vitest'
import { chooseBase } from '../../src/core/base.ts'
import { semverScheme as scheme } from '../../src/core/schemes/semver.ts'
import type { VersionTag } from '../../src/model.ts'

const tags = (...versions: readonly string[]): VersionTag[] =>
  versions.map((text) => {
    const [version = '', commit = version] = text.split(' @')
    return { tag: `v${version}`, version, commit }
  })

test('the base is the highest stable version, compared as versions', () => {
  const { base, rejected } = chooseBase(tags('1.9.0', '1.10.0', '2.0.0-rc.1', '1.2.0'), null, scheme)
  expect(base?.version).toBe('1.10.0')
  expect(rejected).toEqual([{ tag: 'v2.0.0-rc.1', reason: 'prerelease' }])
})

test('with an id, the base is the highest that is stable or carries it', () => {
  const all = tags('1.0.0', '1.1.0-rc.2', '1.1.0-rc.10', '2.0.0-beta.1')
  const { base, rejected } = chooseBase(all, 'rc', scheme)
  expect(base?.version).toBe('1.1.0-rc.10')
  expect(rejected).toEqual([{ tag: 'v2.0.0-beta.1', reason: 'prerelease' }])
  expect(chooseBase(all, '', scheme).base?.version).toBe('1.0.0')
})

test('of several tags on one commit a stable one wins, then precedence, then the name', () => {
  const { base, rejected } = chooseBase(tags('1.0.0-rc.3 @a', '1.0.0 @a', '0.9.0 @a', '0.8.0 @b'), null, scheme)
  expect(base?.version).toBe('1.0.0')
  expect(rejected).toEqual([
    { tag: 'v1.0.0-rc.3', reason: 'prerelease' },
    { tag: 'v0.9.0', reason: 'same commit as v1.0.0' },
  ])
  expect(chooseBase(tags('2.0.0-rc.1 @a', '1.5.0 @a', '1.0.0 @b'), 'rc', scheme)).toMatchObject({
    base: { version: '1.5.0' },
    rejected: [{ tag: 'v2.0.0-rc.1', reason: 'same commit as v1.5.0' }],
  })
  const twins = [
    { tag: 'v1.0.0', version: '1.0.0', commit: 'a' },
    { tag: '1.0.0', version: '1.0.0', commit: 'b' },
  ]
  expect(chooseBase(twins, null, scheme)).toMatchObject({
    base: { tag: '1.0.0' },
    rejected: [{ reason: 'same version as 1.0.0' }],
  })
})

test('without a base, every prerelease is rejected by name', () => {
  expect(chooseBase(tags('1.0.0-rc.1'), null, scheme)).toEqual({
    base: null,
    rejected: [{ tag: 'v1.0.0-rc.1', reason: 'prerelease' }],
  })
})
