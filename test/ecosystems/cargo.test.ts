/** Crates and their workspaces: what is inherited, which dependencies are edges, and which bytes a release changes. */
import { expect, test } from 'vitest'
import { cargo } from '../../src/ecosystems/cargo.ts'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { commitFiles, texts, type Tree } from './commit-files.ts'

const WORKSPACE: Tree = {
  'Cargo.toml': `# all of acme
[workspace]
members = ["crates/*", "tools/gen"]
exclude = ["crates/old", "tools"]

[workspace.package]
version = '0.3.0' # one for all
repository = "https://github.com/acme/acme.git"
publish = false

[workspace.dependencies]
core = { path = "crates/core", version = "0.3.0", package = "acme-core" }
serde = "1"
`,
  'crates/core/Cargo.toml': `[package]
name = "acme-core"
version = { workspace = true }
repository.workspace = true

[dev-dependencies]
derive = { path = "../derive" }
`,
  'crates/cli/Cargo.toml': `\uFEFF[package]\r
name\t= "acme-cli"\r
version.workspace = true\r
publish.workspace = true\r
\r
[dependencies]\r
core = { workspace = true, optional = true }\r
serde = { workspace = true, features = ["derive"] }\r
[dependencies.derive]\r
path = "../derive"\r
version = "=1.0.0"\r
[target.'cfg(unix)'.build-dependencies]\r
core.workspace = true\r
outside = { path = "../../../elsewhere", version = "1" }\r
`,
  'crates/derive/Cargo.toml': '[package]\nname = "derive"\nversion = "1.0.0"\npublish = []\n',
  'crates/old/Cargo.toml': '[package]\nname = "old"\nversion = "0.1.0"\n',
  'tools/gen/Cargo.toml': '[package]\nname = "gen"\nversion = "0.1.0"\n[dependencies]\nnear = { path = "../near" }\n',
  'tools/near/Cargo.toml': '[package]\nname = "near"\nversion = "0.1.0"\n',
  'Cargo.lock': `version = 4

[[package]]
name = "acme-cli"
version = "0.3.0"
dependencies = [
 "acme-core 0.3.0",
 "derive",
]

[[package]]
name = "acme-core"
version = "0.2.0"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "acme-core"
version = "0.3.0"

[[package]]
name = "derive"
version = "1.0.0"
dependencies = [
 "acme-core 0.2.0",
]
`,
}

const find = (folder: string, tree: Tree = WORKSPACE) => cargo.find(folder, commitFiles(tree))
const members = (tree: Tree) => cargo.members?.('.', commitFiles(tree))
const lone = (text: string) => find('.', { 'Cargo.toml': text })

async function edited(edits: readonly (Partial<VersionEdit> & { readonly path: string })[], tree = WORKSPACE) {
  const found = await Promise.all(edits.map(({ path }) => find(path, tree)))
  const whole = edits.map((edit, index) => {
    const { name, version, file } = found[index] ?? { name: null, version: null, file: '' }
    return { name: name ?? '', file, from: version, to: null, ranges: [], ...edit }
  })
  return cargo.edit(
    texts(
      tree,
      found.flatMap((one) => one?.files ?? []),
    ),
    whole,
  )
}

test('a member inherits version, repository and ranges from the root above', async () => {
  expect(await find('crates/cli')).toEqual({
    name: 'acme-cli',
    version: '0.3.0',
    private: true,
    repository: null,
    dependencies: [
      { name: 'core', package: 'acme-core', range: '0.3.0', kind: 'optional' },
      { name: 'derive', range: '=1.0.0', kind: 'runtime' },
      { name: 'core', package: 'acme-core', range: '0.3.0', kind: 'build' },
      { name: 'outside', range: '1', kind: 'build' },
    ],
    file: 'crates/cli/Cargo.toml',
    files: ['crates/cli/Cargo.toml', 'Cargo.toml', 'Cargo.lock'],
    sharedVersion: 'Cargo.toml',
  })
  expect(await find('crates/core')).toMatchObject({
    repository: 'https://github.com/acme/acme',
    private: false,
    dependencies: [{ name: 'derive', range: '*', kind: 'dev' }],
  })
  expect(await find('crates/derive')).toMatchObject({ version: '1.0.0', private: true, sharedVersion: null })
})

test('what is excluded has its own lock; a workspace without a package is none', async () => {
  expect(await find('crates/old')).toMatchObject({ files: ['crates/old/Cargo.toml', 'crates/old/Cargo.lock'] })
  expect(await find('.')).toBe(null)
  expect(await find('crates')).toBe(null)
})

test('a package can name its root, or be one that shares its version with its members', async () => {
  const root = '[workspace]\n[package]\nname = "a"\nversion.workspace = true\n[workspace.package]\nversion = "1.0.0"\n'
  const named = '[package]\nname = "b"\nworkspace = "../root"\nversion.workspace = true\n'
  const tree = { 'root/Cargo.toml': root, 'b/Cargo.toml': named, 'Cargo.toml': '[workspace]\n' }
  expect(await find('b', tree)).toMatchObject({ version: '1.0.0', sharedVersion: 'root/Cargo.toml' })
  expect(await find('root', tree)).toMatchObject({ files: ['root/Cargo.toml', 'root/Cargo.lock'] })
  expect((await find('root', tree))?.sharedVersion).toBe('root/Cargo.toml')
})

test('members are those of the globs and the path dependencies inside, but not those excluded', async () => {
  expect(await members(WORKSPACE)).toEqual(['crates/cli', 'crates/core', 'crates/derive', 'tools/gen'])
})

const crate = (name: string, ...paths: string[]) =>
  `[package]\nname = "${name}"\n[dependencies]\n${paths.map((path, at) => `d${at} = { path = "${path}" }\n`).join('')}`

test.each<[string, Tree, string[] | null]>([
  ['no workspace', { 'Cargo.toml': crate('a', 'b'), 'b/Cargo.toml': crate('b') }, null],
  [
    'path dependencies alone, and theirs',
    {
      'Cargo.toml': `${crate('a', 'b')}[workspace]\n`,
      'b/Cargo.toml': crate('b', '../c', '../../x'),
      'c/Cargo.toml': crate('c', '../b'),
    },
    ['b', 'c'],
  ],
  [
    'another workspace below',
    { 'Cargo.toml': `${crate('a', 'b')}[workspace]\n`, 'b/Cargo.toml': `${crate('b')}[workspace]\n` },
    [],
  ],
  [
    'paths that are not there',
    { 'Cargo.toml': '[workspace]\nmembers = ["b", "./c/", "../d"]\n', 'c/Cargo.toml': crate('c') },
    ['c'],
  ],
  [
    'a hidden folder, and two levels',
    {
      'Cargo.toml': '[workspace]\nmembers = ["x/*", "y/**"]\n',
      'x/.h/Cargo.toml': crate('h'),
      'x/a/b/Cargo.toml': crate('b'),
      'y/a/b/Cargo.toml': crate('c'),
    },
    ['x/.h', 'y/a/b'],
  ],
])('members: %s', async (_, tree, expected) => {
  expect(await members(tree)).toEqual(expected)
})

test('one release changes the shared version, the ranges and the lock, and nothing else', async () => {
  const range = { name: 'core', from: '0.3.0', to: '0.4.0' }
  const changed = await edited([
    { path: 'crates/core', to: '0.4.0' },
    {
      path: 'crates/cli',
      to: '0.4.0',
      ranges: [
        { ...range, kind: 'optional' },
        { ...range, kind: 'build' },
        { name: 'derive', kind: 'runtime', from: '=1.0.0', to: '=1.1.0' },
      ],
    },
    { path: 'crates/derive', to: '1.1.0' },
  ])
  const lock = WORKSPACE['Cargo.lock'] ?? ''
  expect(Object.fromEntries(changed)).toEqual({
    'Cargo.toml': WORKSPACE['Cargo.toml']?.replaceAll('0.3.0', '0.4.0'),
    'crates/cli/Cargo.toml': WORKSPACE['crates/cli/Cargo.toml']?.replace('=1.0.0', '=1.1.0'),
    'crates/derive/Cargo.toml': WORKSPACE['crates/derive/Cargo.toml']?.replace('1.0.0', '1.1.0'),
    'Cargo.lock': lock.replaceAll('0.3.0', '0.4.0').replace('"1.0.0"', '"1.1.0"'),
  })
})

test('ranges alone leave versions and lock as they are', async () => {
  const ranges = [{ name: 'derive', kind: 'runtime', from: '=1.0.0', to: '=1.1.0' }] as const
  expect([...(await edited([{ path: 'crates/cli', ranges }])).keys()]).toEqual(['crates/cli/Cargo.toml'])
})

test.each<[string, () => Promise<unknown>, string]>([
  [
    'two versions for one',
    () =>
      edited([
        { path: 'crates/core', to: '0.4.0' },
        { path: 'crates/cli', to: '0.5.0' },
      ]),
    'Cargo.toml, byte 0, line 1: workspace.package.version cannot be 0.4.0 and 0.5.0',
  ],
  [
    'a range that is not there',
    () => edited([{ path: 'crates/derive', ranges: [{ name: 'x', kind: 'runtime', from: '1', to: '2' }] }]),
    'crates/derive/Cargo.toml, byte 0, line 1: there is no path dependency x with version "1"',
  ],
  [
    'no SemVer',
    () => edited([{ path: 'crates/derive', to: '1.2' }]),
    'crates/derive/Cargo.toml, byte 36, line 3: Cargo takes no version 1.2',
  ],
  [
    'no version',
    () => edited([{ path: '.', to: '1.0.0' }], { 'Cargo.toml': '[package]\nname = "a"' }),
    'Cargo.toml, byte 0, line 1: there is no version to set to 1.0.0',
  ],
  [
    'inheriting from nowhere',
    () => lone('[package]\nname = "a"\nversion.workspace = true'),
    "Cargo.toml, byte 21, line 3: package.version is a workspace's, but there is no workspace",
  ],
  [
    'a version that Cargo refuses',
    () => lone('[package]\nname = "a"\nversion = "1.0"'),
    'Cargo.toml, byte 31, line 3: package.version "1.0" is not valid',
  ],
  ['no name', () => lone('[package]\nversion = "1.0.0"'), 'Cargo.toml, byte 0, line 1: the package has no name'],
  [
    'a name that Cargo refuses',
    () => lone('[package]\nname = "1a"'),
    'Cargo.toml, byte 17, line 2: name "1a" is not valid',
  ],
  [
    'a range that is a number',
    () => lone('[package]\nname = "a"\n[dependencies]\nb = { path = "b", version = 1 }'),
    'Cargo.toml, byte 64, line 4: dependencies.b.version is not a string',
  ],
])('refused: %s', async (_, outcome, message) => {
  await expect(outcome()).rejects.toMatchObject({ code: 'MANIFEST', message, hint: expect.any(String) })
})

test.each([
  ['1.2.3', '1.3.0', '1.3.0', true],
  ['^0.2.3', '0.3.0', '^0.3.0', false],
  ['1.2', '1.9.0', '1.2', true],
  ['1.2', '2.0.0', '2.0', false],
  ['0.3', '0.4.0-rc.1', '0.4.0-rc.1', false],
  ['>=1, <2', '1.5.0', '>=1, <2', true],
  ['>=1, <2', '2.0.0+b', '2.0.0', false],
  ['<2', '2.0.0', '<2', false],
])('the range %s at %s is %s', (range, to, text, admits) => {
  const meaning = text === range ? null : `${range} → ${text}`
  expect(cargo.stepRange?.(range, null, to)).toEqual({ text, meaning, admits })
})

test('a dependency with a path alone follows without a rewrite', () => {
  expect(cargo.stepRange?.('*', '1.0.0', '1.1.0')).toEqual({ text: '*', meaning: '1.0.0 → 1.1.0', admits: true })
})
