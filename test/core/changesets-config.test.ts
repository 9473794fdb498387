/** What changesets' own files say, and what of it rel takes over. */
import { expect, test } from 'vitest'
import { changesetsConfig, ignored, isConsumedBefore, type PreState } from '../../src/core/changesets-config.ts'
import { defaultPolicy, withChangesets } from '../../src/core/policy.ts'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { packageFacts } from './packages.ts'

test('an empty config is what changesets takes it for', () => {
  expect(changesetsConfig({})).toEqual({
    groups: [],
    dependents: 'out-of-range',
    rules: {
      ...{ ignore: [], ignorePrivate: false, updateInternalDependencies: 'patch', peersBreak: false, pre: null },
      ...{ onlyUpdatePeerDependentsWhenOutOfRange: false, bumpVersionsWithWorkspaceProtocolOnly: false },
    },
  })
})

test('groups, switches, and keys that are none of rel s business', () => {
  const found = changesetsConfig({
    ...{ $schema: 'https://example.org', changelog: false, access: 'public', baseBranch: 'main' },
    ...{ fixed: [['a', 'b-*']], linked: [['c', 'd']], ignore: ['docs'], privatePackages: false },
    ...{ updateInternalDependencies: 'minor', bumpVersionsWithWorkspaceProtocolOnly: true },
    ___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH: { updateInternalDependents: 'always' },
  })
  expect(found).toMatchObject({
    groups: [
      { kind: 'fixed', packages: ['a', 'b-*'] },
      { kind: 'linked', packages: ['c', 'd'] },
    ],
    dependents: 'always',
    rules: { ignore: ['docs'], ignorePrivate: true, updateInternalDependencies: 'minor' },
  })
  expect(changesetsConfig({}, null, 2).rules.peersBreak).toBe(true)
})

test('pre.json, in both of its formats', () => {
  const pre = { mode: 'pre', tag: 'next', initialVersions: { a: '1.0.0' }, changesets: ['odd-cats'] } as const
  expect(changesetsConfig({}, pre).rules.pre).toEqual({ mode: 'pre', tag: 'next', changesets: ['odd-cats'] })
  expect(changesetsConfig({}, { mode: 'exit', tag: 'rc' }).rules.pre).toEqual({
    mode: 'exit',
    tag: 'rc',
    changesets: [],
  })
})

test.each([
  [{ fixed: ['a'] }, null, '.changeset/config.json: fixed.0: '],
  [{ ignore: 'a' }, null, '.changeset/config.json: ignore: '],
  ['fixed', null, '.changeset/config.json: the file: '],
  [{}, { mode: 'beta', tag: 'x' }, '.changeset/pre.json: mode: '],
  [{}, { mode: 'pre', tag: '' }, '.changeset/pre.json: tag: '],
])('%j with %j is refused by key', (config, pre, message) => {
  expect(() => changesetsConfig(config, pre)).toThrow(
    expect.objectContaining({ code: 'CONFIG_VALUE', message: expect.stringContaining(message) }),
  )
})

test('what a prerelease has consumed lies in a folder, or is listed; leaving prereleases it counts again', () => {
  const pre: PreState = { mode: 'pre', tag: 'next', changesets: ['listed'] }
  const consumed = (id: string, folder: string, state: PreState = pre) =>
    isConsumedBefore({ id, file: `.changeset/${folder}${id}.md` }, state)
  expect([consumed('listed', ''), consumed('moved', 'pre/'), consumed('fresh', '')]).toEqual([true, true, false])
  expect(consumed('listed', '', { ...pre, mode: 'exit' })).toBe(false)
})

test('ignored are the named ones, and private ones where those are not versioned', () => {
  const [open, hidden] = [packageFacts('ui-a', {}), packageFacts('secret', {})]
  const facts = [open, { ...hidden, package: { ...hidden.package, private: true } }]
  const { rules } = changesetsConfig({ ignore: ['ui-*'] })
  expect([...ignored(facts, rules)]).toEqual(['ui-a'])
  expect([...ignored(facts, { ...rules, ignore: [], ignorePrivate: true })]).toEqual(['secret'])
  expect([...ignored(facts, null)]).toEqual([])
})

test('what rel s own config says goes before', () => {
  const policy = defaultPolicy(semverScheme)
  const config = changesetsConfig({ linked: [['a', 'b']] })
  const own = [{ kind: 'fixed', packages: ['a'] }] as const
  expect(withChangesets(policy, config, { dependents: false })).toMatchObject({
    ...{ groups: config.groups, dependents: 'out-of-range', changesets: config.rules },
  })
  expect(withChangesets({ ...policy, groups: own }, config, { dependents: true })).toMatchObject({
    ...{ groups: own, dependents: 'always' },
  })
})
