/** Which files a release will have, and which targets get it: what is named in the config, and what a registry needs untold. */
import { expect, test } from 'vitest'
import { parseConfigText } from '../../src/config/load.ts'
import type { Config } from '../../src/config/schema.ts'
import { SCHEMA } from '../../src/operations/session.ts'
import { type Building, buildsOf, publishTargets, slotsFor } from '../../src/operations/slots.ts'

const NPM = { to: 'npm' }
const FOLDER = { to: 'directory', path: '/out' }
const PACKAGE = { kind: 'package', format: 'npm' }
const AROUND = { channel: 'latest', date: '2025-01-06', commit: 'c'.repeat(40) }

const configOf = async (value: object): Promise<Config> =>
  (await parseConfigText(JSON.stringify(value), 'release.config.json', SCHEMA)).config

const building = (config: Config, more: Partial<Building> & { readonly private?: boolean } = {}): Building => {
  const release = {
    package: '@acme/core',
    path: 'packages/core',
    ecosystem: 'npm',
    to: '1.0.0',
    tag: 'v1.0.0',
    ...more,
  }
  return { ...release, targets: publishTargets(config, { private: false, ...release }) }
}

const namesOf = async (value: object, more: Parameters<typeof building>[1] = {}): Promise<readonly string[]> => {
  const config = await configOf(value)
  return slotsFor(config, building(config, more), AROUND).map(({ name, target }) => `${target}: ${name}`)
}

test.each([
  [{ ecosystem: 'npm' }, ['npm', 'directory']],
  [{ ecosystem: 'version-file' }, ['directory']],
  [{ ecosystem: 'none' }, ['directory']],
  [{ ecosystem: 'npm', private: true }, []],
])('%o goes to %o', async (more, targets) => {
  expect(building(await configOf({ publish: [NPM, FOLDER] }), more).targets).toEqual(targets)
})

test('a package that goes to npm is packed without being told, in the first target that builds it', async () => {
  expect(await namesOf({ publish: [NPM] })).toEqual(['source: acme-core-1.0.0.tar.gz', 'source: acme-core-1.0.0.tgz'])
  const targets = [{ name: 'other', package: 'cli' }, { name: 'a' }, { name: 'b', package: '@acme/core' }]
  expect(await namesOf({ publish: [{ ...NPM, name: 'registry' }], build: { targets } })).toEqual([
    'a: acme-core-1.0.0.tgz',
  ])
})

test('what goes elsewhere, is private or of another ecosystem is not', async () => {
  const source = ['source: acme-core-1.0.0.tar.gz']
  expect(await namesOf({ publish: [FOLDER] })).toEqual(source)
  expect(await namesOf({ publish: [NPM] }, { private: true })).toEqual(source)
  expect(await namesOf({ publish: [NPM] }, { ecosystem: 'version-file' })).toEqual(source)
})

test('a target that names the package packs it, whether it is published or not', async () => {
  const targets = [{ name: 'a' }, { name: 'b', artifacts: [PACKAGE] }]
  const packed = ['b: acme-core-1.0.0.tgz']
  expect(await namesOf({ publish: [NPM], build: { targets } })).toEqual(packed)
  expect(await namesOf({ publish: [], build: { targets } })).toEqual(packed)
  expect(await namesOf({ publish: [NPM], build: { targets } }, { private: true })).toEqual(packed)
})

test('a build is told where the package lies', async () => {
  const config = await configOf({ publish: [NPM], build: { targets: [{ name: 'a' }] } })
  const builds = buildsOf(config, building(config), AROUND)
  const artifact = { ...PACKAGE, name: 'acme-core-1.0.0.tgz', root: '', from: 'packages/core' }
  expect(builds.map(({ artifacts }) => artifacts)).toEqual([[artifact]])
})

test.each([
  [
    { build: { targets: [{ name: 'a', artifacts: [PACKAGE] }] } },
    { ecosystem: 'version-file' },
    'build target a has an npm package, and @acme/core is of the ecosystem version-file',
  ],
  [
    { publish: [NPM], build: { targets: [{ name: 'a', package: 'cli' }] } },
    {},
    'no build target builds @acme/core, so there is nothing to publish to npm',
  ],
  [
    {
      publish: [NPM],
      build: { targets: [{ name: 'a', artifacts: [{ kind: 'file', from: 'x', name: '{name}-1.0.0.tgz' }] }] },
    },
    {},
    'two artifacts of @acme/core are called acme-core-1.0.0.tgz',
  ],
])('%o for %o is refused', async (config, more, message) => {
  await expect(namesOf(config, more)).rejects.toMatchObject({ code: 'CONFIG_VALUE', message })
})
