/** Groups of the config and of shared files: who is in one, and what cannot be. */
import { expect, test } from 'vitest'
import type { ConfigKey } from '../../src/errors.ts'
import { type GroupSetting, groupsOf, named } from '../../src/core/groups.ts'

const NAMES = ['core', 'ui-a', 'ui-b', '@acme/x', '@acme/y', 'we[i]rd']

const groups = (settings: readonly GroupSetting[], shared: Readonly<Record<string, string>> = {}) => {
  const packages = NAMES.map((name) => ({
    name,
    ...(shared[name] === undefined ? {} : { sharedVersion: shared[name] }),
  }))
  return groupsOf(settings, packages).map(({ kind, packages: all }) => `${kind}: ${all.join(' ')}`)
}

test.each([
  [['core'], ['core']],
  [['ui-*'], ['ui-a', 'ui-b']],
  [['@acme/*'], ['@acme/x', '@acme/y']],
  [['*'], ['core', 'ui-a', 'ui-b', 'we[i]rd']],
  [['ui-*', '!ui-b'], ['ui-a']],
  [['we[i]rd'], ['we[i]rd']],
  [['{core,ui-b}'], ['core', 'ui-b']],
  [[], []],
])('%j takes in %j', (patterns, expected) => {
  expect(named(patterns, NAMES)).toEqual(expected)
})

test('members stand in the order of the packages', () => {
  expect(groups([{ kind: 'linked', packages: ['ui-b', 'core'] }])).toEqual(['linked: core ui-b'])
})

test.each<[string, ConfigKey, readonly GroupSetting[]]>([
  [
    'a group names "ui-c", which is no package here',
    ['groups', 0, 'packages', 'ui-c'],
    [{ kind: 'fixed', packages: ['core', 'ui-c'] }],
  ],
  [
    'a group names "!@other/*", which is no package here',
    ['groups', 1, 'packages', '!@other/*'],
    [
      { kind: 'fixed', packages: ['core'] },
      { kind: 'linked', packages: ['@*/*', '!@other/*'] },
    ],
  ],
  [
    'the package core is in two groups',
    ['groups', 1, 'packages', 'core'],
    [
      { kind: 'fixed', packages: ['core'] },
      { kind: 'linked', packages: ['core', 'ui-a'] },
    ],
  ],
])('%s: %j', (message, key, settings) => {
  const keys = expect.arrayContaining([key])
  expect(() => groups(settings)).toThrow(expect.objectContaining({ code: 'CONFIG_VALUE', message, keys }))
})

test('those who share a file are a fixed group, and a fixed group that touches it takes them in', () => {
  const shared = { 'ui-a': 'Cargo.toml', 'ui-b': 'Cargo.toml', core: 'pom.xml' }
  expect(groups([], shared)).toEqual(['fixed: ui-a ui-b'])
  expect(groups([{ kind: 'fixed', packages: ['core', 'ui-b'] }], shared)).toEqual(['fixed: core ui-a ui-b'])
  expect(() => groups([{ kind: 'linked', packages: ['core', 'ui-b'] }], shared)).toThrow(
    expect.objectContaining({
      ...{ code: 'CONFIG_VALUE', message: 'packages of a linked group share their version in Cargo.toml' },
      hint: 'make it a fixed group: core, ui-b',
      keys: [['groups', 0, 'kind']],
    }),
  )
})
