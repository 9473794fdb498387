/** Configs that fit no package or file of the commit, in process: each error says where in the config the key stands. */
import { expect, test } from 'vitest'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { RelError } from '../../src/errors.ts'
import { placed } from '../../src/operations/placed.ts'
import { nextNotes, plan } from '../../src/rel.ts'
import { scratchEnv, scratchRepo } from '../support/scratch.ts'

const repo = await scratchRepo(`
  file package.json = {"private":true,"workspaces":["packages/*"]}
  file packages/cli/package.json = {"name":"cli","version":"1.0.0","dependencies":{"core":"^1.0.0"}}
  file packages/core/package.json = {"name":"core","version":"1.0.0"}
  feat: start | packages/core/a.js
`)

const silent = () => undefined

const request = {
  ...{ cwd: repo.folder, configFile: 'asked.json', branch: null, ciBranch: null, ci: false, offline: false },
  ...{ env: scratchEnv, interrupted: () => false },
  progress: { note: silent, begin: silent, start: silent, outcome: silent },
  ...{ asked: NOTHING_ASKED, packages: null },
}

const PACKAGES = ['core', 'cli'].map((name) => ({ name, path: `packages/${name}` }))

/** `more` is said of core. */
const packages = (more: object) => ({
  packages: PACKAGES.map((one, index) => ({ ...one, ...(index === 0 ? more : {}) })),
})

const BOTH = { kind: 'fixed', packages: ['core', 'cli'] }

// As JSON.stringify writes with an indent of 1: a key, or an entry of a list, a line.
const ROWS: readonly (readonly [what: string, config: object, message: string])[] = [
  [
    'a group with a stranger',
    { groups: [BOTH, { kind: 'linked', packages: ['ui-*'] }] },
    'a group names "ui-*", which is no package here, in asked.json:13:5',
  ],
  [
    'a package in two groups, by name',
    { groups: [BOTH, { kind: 'linked', packages: ['cli'] }] },
    'the package cli is in two groups, in asked.json:13:5',
  ],
  [
    'a package in two groups, by a glob',
    { groups: [BOTH, { kind: 'linked', packages: ['c*e'] }] },
    'the package core is in two groups, in asked.json:12:16',
  ],
  [
    'a template that is not committed',
    { changelog: { template: 'notes.md' } },
    'changelog.template: there is no file "notes.md" at this commit, in asked.json:3:15',
  ],
  [
    'a package that depends on a stranger',
    packages({ dependsOn: ['cil'] }),
    'packages[].dependsOn of core names cil, which is no package here, in asked.json:7:5',
  ],
  [
    'a circle that the config closes',
    packages({ dependsOn: ['cli'] }),
    'packages depend on each other in a circle: cli → core → cli, in asked.json:7:5',
  ],
  [
    'a folder that is not there',
    packages({ path: 'packages/kore' }),
    'packages[].path "packages/kore" is no folder at this commit, in asked.json:5:12',
  ],
  [
    'lanes within a group',
    { ...packages({ lane: 'beta' }), groups: [BOTH] },
    'cli and core share a version, but not a lane, in asked.json:6:12',
  ],
  [
    'one tag for two packages',
    { tag: { format: 'v{version}' } },
    'cli and core would have the same tags: v{version}, in asked.json:3:13',
  ],
]

test.each(ROWS)('%s', async (_, config, message) => {
  await repo.write({ 'asked.json': JSON.stringify(config, null, 1) })
  const planning = plan({ ...request, tag: null })
  await expect(planning).rejects.toMatchObject({ message, exit: 2, hint: expect.any(String) })
})

test('a template that is missing is placed wherever notes are written', async () => {
  await repo.write({ 'asked.json': '{ "changelog": { "template": "notes.md", "file": false } }' })
  await expect(nextNotes(request)).rejects.toMatchObject({ message: expect.stringMatching(/, in asked\.json:1:30$/) })
})

const place = () => 'somewhere'

test.each([
  ['nothing is said of a key', new RelError('CYCLE', 'round')],
  ['the key is not written there', new RelError('CYCLE', 'round', { keys: [['packages', '0', 'lane']] })],
  ['it is no error of ours', new TypeError('round')],
])('an error stays as it is when %s', async (_, error) => {
  const data = { packages: [{ name: 'core', lane: 'beta' }] }
  const working = placed({ data, place }, () => Promise.reject(error))
  await expect(working).rejects.toBe(error)
})
