/** Which packages a commit has: the config's, else the root and the workspaces that it declares, and no fixture's. */
import { expect, test } from 'vitest'
import { ECOSYSTEMS } from '../../src/ecosystems/index.ts'
import { commitFiles } from '../../src/facts/commit-files.ts'
import { findPackages, type PackageSetting } from '../../src/facts/packages.ts'
import { lookAt } from '../support/look.ts'
import { scratchRepo } from '../support/scratch.ts'

// Every branch is a repository of its own kind; each begins with nothing but a README.
const repo = await scratchRepo(String.raw`
  docs: start | README.md
  tag start

  file package.json = {"name":"acme","version":"1.0.0","workspaces":["packages/*","!packages/old","tools/x"]}
  file packages/core/package.json = {"name":"@acme/core","version":"2.0.0","repository":"github:acme/core"}
  file packages/cli/package.json = {"version":"0.1.0","private":true,"dependencies":{"@acme/core":"^2.0.0"}}
  file packages/unversioned/package.json = {"name":"unversioned"}
  file packages/old/package.json = {"name":"old","version":"9.0.0"}
  file packages/core/test/fixtures/package.json = {"name":"fixture","version":"1.0.0"}
  file packages/core/node_modules/dep/package.json = {"name":"dep","version":"1.0.0"}
  file packages/notes.txt = nothing
  file examples/package.json = {"name":"example","version":"1.0.0"}
  file tools/x/package.json = {"name":"x","version":"1.0.0"}
  file tools/x/VERSION = 4.0.0
  file tools/y/VERSION = 5.0.0
  branch workspaces from start
  feat: all

  branch private-root from start
  file package.json = {"name":"acme","private":true,"workspaces":["packages/*"]}
  file packages/core/package.json = {"name":"core","version":"1.0.0"}
  feat: private root

  branch lone from start
  file package.json = {"name":"lone"}
  file fixtures/package.json = {"name":"fixture","version":"1.0.0"}
  feat: no version

  branch version-file from start
  file VERSION = 3.0.0
  feat: version file

  branch tools from start
  file package.json = {"name":"tools","version":"0.0.0","private":true}
  feat: tools alone
  branch product from tools
  file pyproject.toml = "[project]\nname = \"acme\"\nversion = \"1.0.0\"\n"
  feat: a product beside them
  branch library from start
  file package.json = {"name":"tools","private":true}
  file composer.json = {"name":"acme/library"}
  feat: a library whose version lives in tags

  branch odd from start
  file package.json = {"name":"acme","private":true,"workspaces":["packages/*"]}
  file packages/with space/package.json = {"name":"space","version":"1.0.0"}
  file packages/a"quote/package.json = {"name":"quote","version":"1.0.0"}
  file packages/line\nend/package.json = {"name":"line","version":"1.0.0"}
  file packages/ärger/package.json = {"name":"anger","version":"1.0.0"}
  feat: odd names

  branch twins from start
  file package.json = {"name":"acme","private":true,"workspaces":["packages/*"]}
  file packages/a/package.json = {"name":"@acme/core","version":"1.0.0"}
  file packages/b/package.json = {"name":"acme-core","version":"1.0.0"}
  feat: twins

  branch broken from start
  file package.json = {"name":"acme","private":true,"workspaces":["packages/*"]}
  file packages/a/package.json = "{ \"name\": \"a\", \"version\": 1 }"
  feat: broken
`)
const { git } = await lookAt(repo)

const found = (branch: string, settings: readonly PackageSetting[] | 'auto' = 'auto') =>
  findPackages(commitFiles(git, repo.id(branch)), settings, ECOSYSTEMS)

/** `. acme 1.0.0 npm` */
const told = async (...args: Parameters<typeof found>) =>
  (await found(...args)).map(({ path, name, version, ecosystem }) => `${path} ${name} ${version} ${ecosystem}`)

test('the root and the workspaces that it declares and that have a version, by path', async () => {
  expect(await told('workspaces')).toEqual([
    '. acme 1.0.0 npm',
    'packages/cli cli 0.1.0 npm',
    'packages/core @acme/core 2.0.0 npm',
    'tools/x x 1.0.0 npm',
  ])
  const [, cli, core] = await found('workspaces')
  expect(core).toMatchObject({
    ...{ name: '@acme/core', fileName: 'acme-core', path: 'packages/core', ecosystem: 'npm', version: '2.0.0' },
    ...{ manifest: 'packages/core/package.json', private: false, dependencies: [] },
    repository: 'https://github.com/acme/core',
  })
  expect(cli).toMatchObject({
    private: true,
    dependencies: [{ name: '@acme/core', range: '^2.0.0', kind: 'runtime' }],
  })
})

test.each([
  ['start', ['. project null none']],
  ['private-root', ['packages/core core 1.0.0 npm']],
  ['lone', ['. lone null none']],
  ['version-file', ['. project 3.0.0 version-file']],
  ['tools', ['. tools 0.0.0 npm']],
  ['product', ['. acme 1.0.0 python']],
  ['library', ['. library null none']],
  [
    'odd',
    ['a"quote quote', 'line\nend line', 'with space space', 'ärger anger'].map((each) => `packages/${each} 1.0.0 npm`),
  ],
])('%s', async (branch, packages) => {
  expect(await told(branch)).toEqual(packages)
})

test('the config names others, renames them, and says what they are', async () => {
  const settings = [
    { path: 'tools/y' },
    { path: 'packages/unversioned' },
    { path: 'packages/core', name: 'core', private: true },
    { path: 'tools/x', ecosystem: 'version-file' },
    { path: 'packages/core/test', ecosystem: 'none' },
    { path: 'nothing/there', include: ['docs/**'] },
  ]
  expect(await told('workspaces', settings)).toEqual([
    'nothing/there there null none',
    'packages/core core 2.0.0 npm',
    'packages/core/test test null none',
    'packages/unversioned unversioned null npm',
    'tools/x x 4.0.0 version-file',
    'tools/y y 5.0.0 version-file',
  ])
  expect((await found('workspaces', settings))[1]).toMatchObject({ private: true, fileName: 'core' })
})

test('a folder that the config names is of the kind that would be detected in it', async () => {
  const named = (branch: string) => told(branch, [{ path: '.', name: 'acme' }])
  expect(await named('product')).toEqual(['. acme 1.0.0 python'])
  expect(await named('tools')).toEqual(['. acme 0.0.0 npm'])
  expect(await named('lone')).toEqual(['. acme null npm'])
})

const elsewhere = (path: string): PackageSetting => ({ path, include: ['src/**'] })

test.each<[string, readonly PackageSetting[] | 'auto', string, string]>([
  ['twins', 'auto', 'CONFIG_VALUE', 'two packages are called acme-core: packages/a and packages/b'],
  ['start', [elsewhere('a'), elsewhere('x/A')], 'CONFIG_VALUE', 'two packages are called A: a and x/A'],
  ['start', [{ path: 'gone' }], 'CONFIG_VALUE', 'packages[].path "gone" is no folder at this commit'],
  ['start', [{ path: 'a', ecosystem: 'cobol' }], 'CONFIG_VALUE', 'there is no ecosystem "cobol"'],
  ['start', [{ path: 'a', ecosystem: 'npm' }], 'MANIFEST', 'a/package.json is not in the commit'],
])('%s with %j is refused', async (branch, settings, code, message) => {
  await expect(found(branch, settings)).rejects.toMatchObject({ code, message })
})

test('a manifest that cannot be read is named', async () => {
  await expect(found('broken')).rejects.toMatchObject({
    code: 'MANIFEST',
    message: expect.stringContaining('packages/a/package.json'),
  })
})
