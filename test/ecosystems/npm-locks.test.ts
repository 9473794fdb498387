/** Lock files of pnpm, Yarn and bun: before and after as those tools write them for the same workspace. */
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { npm } from '../../src/ecosystems/npm.ts'
import { commitFiles, texts, type Tree } from './commit-files.ts'

const CLI = '{"name": "@acme/cli", "version": "1.9.0", "dependencies": {"@acme/core": "^2.3.1"}}\n'
const EXT = '{"name": "ext", "version": "0.1.0", "dependencies": {"@acme/core": "^2.3.1"}}\n'

const cli: VersionEdit = {
  path: 'packages/cli',
  name: '@acme/cli',
  file: 'packages/cli/package.json',
  from: '1.9.0',
  to: '2.0.0',
  ranges: [{ name: '@acme/core', kind: 'runtime', from: '^2.3.1', to: '^2.4.0' }],
}
const core: VersionEdit = {
  ...cli,
  path: 'packages/core',
  name: '@acme/core',
  file: 'packages/core/package.json',
  from: '2.3.1',
  to: '2.4.0',
  ranges: [],
}
const ext: VersionEdit = { ...cli, path: 'ext', name: 'ext', file: 'ext/package.json', to: null }

function edited(
  lock: string,
  text: string,
  edits: readonly VersionEdit[],
  more: Tree = {},
): ReadonlyMap<string, string> {
  const tree: Tree = {
    'packages/cli/package.json': CLI,
    'packages/core/package.json': '{"name": "@acme/core", "version": "2.3.1"}',
    'ext/package.json': EXT,
    [lock]: text,
    ...more,
  }
  return npm.edit(texts(tree, Object.keys(tree)), edits)
}

const PNPM_9 = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

overrides:
  '@acme/core': ^2.3.1

importers:

  .:
    devDependencies:
      '@acme/core':
        specifier: ^2.3.1
        version: link:packages/core

  ext:
    dependencies:
      '@acme/core':
        specifier: ^2.3.1
        version: link:../packages/core

  packages/cli:
    dependencies:
      '@acme/core':
        specifier: ^2.3.1
        version: link:../core
      chalk:
        specifier: ^2.3.1
        version: 2.4.2

  packages/core: {}

packages:

  chalk@2.4.2:
    resolution: {integrity: sha512-Mti+f9lpJNcwF4tWV8/OrTTtF1gZi+f8FqlyAdouralcFWFQWF2+NgCHShjkCb+IFBLq9buZwE1xckQU4peSuQ==}
    engines: {node: '>=4'}
    deprecated: |-
      packages/cli:
        specifier: ^2.3.1

snapshots:

  chalk@2.4.2: {}
`

test("pnpm's importers say the new ranges", () => {
  const own = "  packages/cli:\n    dependencies:\n      '@acme/core':\n        specifier: "
  const after = edited('pnpm-lock.yaml', PNPM_9, [core, cli]).get('pnpm-lock.yaml')
  expect(after).toBe(PNPM_9.replace(`${own}^2.3.1`, `${own}^2.4.0`))
  expect(edited('pnpm-lock.yaml', PNPM_9, [core]).has('pnpm-lock.yaml')).toBe(false)
  const crlf = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`
  expect(edited('pnpm-lock.yaml', crlf(PNPM_9), [core, cli]).get('pnpm-lock.yaml')).toBe(crlf(after ?? ''))
})

test('a package with a lock file of its own is its root importer', () => {
  const lock =
    "lockfileVersion: '6.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@acme/core':\n        specifier: ^2.3.1\n        version: link:../core\n"
  expect(edited('packages/cli/pnpm-lock.yaml', lock, [cli]).get('packages/cli/pnpm-lock.yaml')).toBe(
    lock.replace('^2.3.1', '^2.4.0'),
  )
})

test('before version 6 pnpm lists the ranges of an importer together', () => {
  const lock =
    "lockfileVersion: 5.4\n\nimporters:\n\n  packages/cli:\n    specifiers:\n      '@acme/core': ^2.3.1\n    dependencies:\n      '@acme/core': link:../core\n"
  const to = '>=2.4.0'
  const range = { ...cli, ranges: cli.ranges.map((each) => ({ ...each, to })) }
  expect(edited('pnpm-lock.yaml', lock, [range]).get('pnpm-lock.yaml')).toBe(lock.replace('^2.3.1', `'${to}'`))
})

const CATALOGS: Tree = {
  'pnpm-workspace.yaml':
    "packages:\n  - packages/*\ncatalog:\n  '@acme/core': ^2.3.1 # the core\ncatalogs:\n  old:\n    '@acme/core': ^2.3.1\n",
  'packages/cli/package.json': CLI.replace('^2.3.1', 'catalog:'),
  'packages/core/package.json': '{"name": "@acme/core", "version": "2.3.1"}',
}

test.each(['2.3.1', '^2.3.1'])("pnpm's catalog and its entry in the lock file are one, version %s", async (version) => {
  const lock = (range: string, now: string) =>
    `lockfileVersion: '9.0'\n\ncatalogs:\n  default:\n    '@acme/core':\n      specifier: ${range}\n      version: ${now}\n  old:\n    '@acme/core':\n      specifier: ^2.3.1\n      version: 2.2.0\n\nimporters:\n\n  packages/cli:\n    dependencies:\n      '@acme/core':\n        specifier: 'catalog:'\n        version: link:../core\n`
  const found = await npm.find('packages/cli', commitFiles(CATALOGS))
  expect(found?.dependencies).toEqual([{ name: '@acme/core', kind: 'runtime', range: '^2.3.1' }])
  expect(found?.files).toContain('pnpm-workspace.yaml')
  const after = edited('pnpm-lock.yaml', lock('^2.3.1', version), [core, cli], CATALOGS)
  expect(after.get('pnpm-lock.yaml')).toBe(lock('^2.4.0', version.replace('2.3.1', '2.4.0')))
  expect(after.get('pnpm-workspace.yaml')).toBe(CATALOGS['pnpm-workspace.yaml']?.replace('^2.3.1 #', '^2.4.0 #'))
  expect(after.get('packages/cli/package.json')).toBe(CATALOGS['packages/cli/package.json']?.replace('1.9.0', '2.0.0'))
})

const BERRY = `# This file is generated by running "yarn install" inside your project.
# Manual changes might be lost - proceed with caution!

__metadata:
  version: 8
  cacheKey: 10c0

"@acme/cli@workspace:packages/cli":
  version: 0.0.0-use.local
  resolution: "@acme/cli@workspace:packages/cli"
  dependencies:
    "@acme/core": "npm:^2.3.1"
    chalk: "npm:^2.3.1"
  peerDependencies:
    "@acme/core": ^2.3.1
  bin:
    acme: ./bin/acme.js
  languageName: unknown
  linkType: soft

"@acme/core@npm:^2.0.0, @acme/core@npm:^2.3.1, @acme/core@workspace:packages/core":
  version: 0.0.0-use.local
  resolution: "@acme/core@workspace:packages/core"
  languageName: unknown
  linkType: soft

"@acme/core@npm:^1.0.0":
  version: 1.4.0
  resolution: "@acme/core@npm:1.4.0"
  checksum: 10c0/1f0a
  languageName: node
  linkType: hard

"chalk@npm:^2.3.1":
  version: 2.4.2
  resolution: "chalk@npm:2.4.2"
  dependencies:
    "@acme/core": "npm:^1.0.0"
  languageName: node
  linkType: hard

"ext@workspace:ext":
  version: 0.0.0-use.local
  resolution: "ext@workspace:ext"
  dependencies:
    "@acme/core": "npm:^2.3.1"
  languageName: unknown
  linkType: soft

"other@workspace:other":
  version: 0.0.0-use.local
  resolution: "other@workspace:other"
  dependencies:
    "@acme/core": "npm:^2.0.0"
  languageName: unknown
  linkType: soft
`

test("Yarn's entries say the new ranges, and the key of the package they lead to lists them", () => {
  const one = '"@acme/core": "npm:^2.3.1"\n    chalk'
  const after = BERRY.replace(one, one.replace('^2.3.1', '^2.4.0'))
  // The other one that asks for ^2.3.1 is not rewritten, so that range stays listed.
  expect(edited('yarn.lock', BERRY, [core, cli]).get('yarn.lock')).toBe(
    after.replace('npm:^2.3.1, @acme/core@work', 'npm:^2.3.1, @acme/core@npm:^2.4.0, @acme/core@work'),
  )
  const both = [core, cli, { ...ext, ranges: cli.ranges }]
  expect(edited('yarn.lock', BERRY, both).get('yarn.lock')).toBe(
    after
      .replace('npm:^2.3.1, @acme/core@work', 'npm:^2.4.0, @acme/core@work')
      .replace('    "@acme/core": "npm:^2.3.1"\n  languageName', '    "@acme/core": "npm:^2.4.0"\n  languageName'),
  )
  expect(edited('yarn.lock', BERRY, [core]).has('yarn.lock')).toBe(false)
})

test('Yarn 3 writes ranges without npm:, and peers are a matter of their own', () => {
  const lock = BERRY.replaceAll('"npm:^2.3.1"', '^2.3.1')
    .replaceAll('core@npm:^2', 'core@^2')
    .replace('  cacheKey: 10c0\n', '')
  const peer = { ...cli, ranges: [{ name: '@acme/core', kind: 'peer', from: '^2.3.1', to: '~2.4.0' } as const] }
  const cliText = CLI.replace('dependencies', 'peerDependencies')
  expect(edited('yarn.lock', lock, [peer], { 'packages/cli/package.json': cliText }).get('yarn.lock')).toBe(
    lock.replace('peerDependencies:\n    "@acme/core": ^2.3.1', 'peerDependencies:\n    "@acme/core": ~2.4.0'),
  )
  expect(edited('yarn.lock', lock, [core, cli]).get('yarn.lock')).toBe(
    lock
      .replace('"@acme/core": ^2.3.1', '"@acme/core": ^2.4.0')
      .replace('^2.3.1, @acme/core@work', '^2.3.1, @acme/core@^2.4.0, @acme/core@work'),
  )
})

test("Yarn's catalog is looked through", () => {
  const lock = BERRY.replaceAll('"@acme/core": "npm:^2.3.1"', '"@acme/core": "catalog:"')
  const { 'pnpm-workspace.yaml': _, ...files } = CATALOGS
  const catalog = { '.yarnrc.yml': 'nodeLinker: node-modules\ncatalog:\n  "@acme/core": ^2.3.1\n' }
  const after = edited('yarn.lock', lock, [core, cli], { ...files, ...catalog })
  expect(after.get('yarn.lock')).toBe(lock.replace('npm:^2.3.1, @acme/core@work', 'npm:^2.4.0, @acme/core@work'))
  expect(after.get('.yarnrc.yml')).toBe(catalog['.yarnrc.yml'].replace('^2.3.1', '^2.4.0'))
})

test('Yarn 1 does not list workspaces', () => {
  const lock = '# yarn lockfile v1\n\n\n"@acme/core@^2.3.1":\n  version "2.3.1"\n'
  expect(edited('yarn.lock', lock, [core, cli]).has('yarn.lock')).toBe(false)
})

const BUN = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "acme",
      "devDependencies": {
        "@acme/core": "^2.3.1",
      },
    },
    "packages/cli": {
      "name": "@acme/cli",
      "version": "1.9.0",
      "dependencies": {
        "@acme/core": "^2.3.1",
      },
    },
    "packages/core": {
      "name": "@acme/core",
      "version": "2.3.1",
    },
  },
  "catalog": {
    "@acme/core": "^2.3.1",
  },
  "packages": {
    "@acme/cli": ["@acme/cli@workspace:packages/cli"],

    "@acme/core": ["@acme/core@workspace:packages/core"],

    "chalk": ["chalk@2.3.1", "", { "dependencies": { "@acme/core": "^2.3.1" } }, "sha512-1f0a"],
  }
}
`

test("bun's workspaces say the new versions and ranges", () => {
  const own = '"version": "1.9.0",\n      "dependencies": {\n        "@acme/core": "^2.3.1"'
  expect(edited('bun.lock', BUN, [core, cli]).get('bun.lock')).toBe(
    BUN.replace(own, own.replace('1.9.0', '2.0.0').replace('2.3.1', '2.4.0')).replace(
      '"version": "2.3.1"',
      '"version": "2.4.0"',
    ),
  )
})

test("bun's catalog stands in the root's package.json", () => {
  const root = '{"workspaces": {"packages": ["packages/*"], "catalog": {"@acme/core": "^2.3.1"}}}\n'
  const { 'pnpm-workspace.yaml': _, ...files } = CATALOGS
  const after = edited('bun.lock', BUN, [cli], { ...files, 'package.json': root })
  expect(after.get('package.json')).toBe(root.replace('^2.3.1', '^2.4.0'))
  expect(after.get('bun.lock')).toBe(
    BUN.replace('1.9.0', '2.0.0')
      .replace('"catalog": {\n    "@acme/core": "^2.3.1"', '"catalog": {\n    "@acme/core": "^2.4.0"')
      .replace(
        '"@acme/core": "^2.3.1",\n      },\n    },\n    "packages/core"',
        '"@acme/core": "^2.4.0",\n      },\n    },\n    "packages/core"',
      ),
  )
})

test.each([
  ['pnpm-lock.yaml', 'importers:\n<<<<<<< HEAD\n', 'byte 11, line 2: this is in the middle of a merge'],
  ['yarn.lock', '__metadata:\n=======\n', 'byte 12, line 2: this is in the middle of a merge'],
  ['bun.lock', '{\n>>>>>>> x\n', 'byte 2, line 2: this is not JSON (invalid symbol)'],
])('%s in the middle of a merge is refused', (lock, text, said) => {
  expect(() => edited(lock, text, [cli])).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: `${lock}, ${said}`, hint: expect.any(String) }),
  )
})

test.each<[string, Tree, readonly string[] | null]>([
  ['pnpm', { 'pnpm-workspace.yaml': 'packages: ["packages/*", "!**/b", "packages/b"]\n' }, ['packages/a']],
  [
    'pnpm first',
    { 'pnpm-workspace.yaml': 'packages:\n- packages/b\n', 'package.json': '{"workspaces": ["packages/a"]}' },
    ['packages/b'],
  ],
  [
    'pnpm for settings alone',
    { 'pnpm-workspace.yaml': 'catalog: {}\n', 'package.json': '{"workspaces": ["packages/a"]}' },
    ['packages/a'],
  ],
  [
    'Yarn and bun',
    { 'package.json': '{"workspaces": {"packages": ["packages/*"], "catalog": {}}}' },
    ['packages/a', 'packages/b'],
  ],
  ['nobody', { 'package.json': '{}' }, null],
])('workspaces as %s has them', async (_, tree, folders) => {
  const files = { 'packages/a/package.json': '{}', 'packages/b/package.json': '{}', ...tree }
  expect(await npm.members?.('.', commitFiles(files))).toEqual(folders)
})

test('a list of workspaces that is none is refused', async () => {
  const members = async (text: string) => npm.members?.('.', commitFiles({ 'pnpm-workspace.yaml': text }))
  await expect(members('x: 1\npackages: a/*\n')).rejects.toThrow(
    'pnpm-workspace.yaml, byte 15, line 2: packages is not a list of globs',
  )
})
