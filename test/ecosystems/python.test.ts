/** Python projects: where their version stands, what they require, and which bytes a release changes. */
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { python } from '../../src/ecosystems/python.ts'
import { commitFiles, texts, type Tree } from './commit-files.ts'

const find = (tree: Tree, folder = '.') => python.find(folder, commitFiles(tree))

async function edited(tree: Tree, change: Partial<VersionEdit>, folder = '.') {
  const found = await find(tree, folder)
  const { name, version, file, files } = found ?? { name: '', version: null, file: '', files: [] }
  const edit = { path: folder, name: name ?? '', file, from: version, to: null, ranges: [], ...change }
  return Object.fromEntries(python.edit(texts(tree, files), [edit]))
}

const PYPROJECT = `\uFEFF[project] # ours\r
name = "Acme_Core"\r
version = '1.2.0rc1'\r
classifiers = ["Private :: Do Not Upload"]\r
dependencies = [\r
  "acme.kit[x] (>=1.2,<2) ; python_version > '3'", # kit\r
  "requests", 'pip @ https://example.com/pip.whl',\r
]\r
[project.optional-dependencies]\r
cli = ["acme-cli~=1.0"]\r
[project.urls]\r
Homepage = "https://acme.example"\r
"Source Code" = "https://github.com/acme/acme/tree/main/core"\r
[dependency-groups]\r
test = ["pytest>=8", {include-group = "lint"}]\r
lint = ["acme-lint==1.0.0"]\r
[build-system]\r
requires = ["hatchling>=1"]\r
`

test('a project by PEP 621, with its name in normal form', async () => {
  expect(await find({ 'a/b/pyproject.toml': PYPROJECT, 'a/b/Acme_Core/__init__.py': '# core' }, 'a/b')).toEqual({
    name: 'acme-core',
    version: '1.2.0-rc.1',
    private: true,
    repository: 'https://github.com/acme/acme',
    dependencies: [
      { name: 'acme.kit', package: 'acme-kit', range: '>=1.2,<2', kind: 'runtime' },
      { name: 'requests', range: '*', kind: 'runtime' },
      { name: 'acme-cli', range: '~=1.0', kind: 'optional' },
      { name: 'pytest', range: '>=8', kind: 'dev' },
      { name: 'acme-lint', range: '==1.0.0', kind: 'dev' },
      { name: 'hatchling', range: '>=1', kind: 'build' },
    ],
    file: 'a/b/pyproject.toml',
    files: [
      ...['a/b/pyproject.toml', 'a/b/setup.cfg', 'a/b/setup.py', 'a/b/poetry.lock'],
      ...['a/b/uv.lock', 'a/uv.lock', 'uv.lock', 'a/b/Acme_Core/__init__.py'],
    ],
    sharedVersion: null,
  })
})

test('poetry has tables, and says who is private otherwise', async () => {
  const text = `[tool.poetry]
name = "acme-cli"
version = "2.0.0"
package-mode = false
repository = "https://gitlab.com/acme/cli.git"
[tool.poetry.dependencies]
python = "^3.9"
"acme.core" = { version = "^1.1", path = "../core", develop = true }
acme-kit = { path = "../kit", optional = true }
many = [{ version = "1", python = "3" }]
[tool.poetry.group.test.dependencies]
acme-testing = "~1.2"
[tool.poetry.dev-dependencies]
black = "*"
`
  expect(await find({ 'pyproject.toml': text })).toMatchObject({
    ...{ name: 'acme-cli', version: '2.0.0', private: true, repository: 'https://gitlab.com/acme/cli' },
    dependencies: [
      { name: 'acme.core', package: 'acme-core', range: '^1.1', kind: 'runtime' },
      { name: 'acme-kit', range: '*', kind: 'optional' },
      { name: 'black', range: '*', kind: 'dev' },
      { name: 'acme-testing', range: '~1.2', kind: 'dev' },
    ],
  })
  const ranges = [
    { name: 'acme.core', kind: 'runtime', from: '^1.1', to: '^2.0' },
    { name: 'acme-testing', kind: 'dev', from: '~1.2', to: '~1.3' },
  ] as const
  expect(await edited({ 'pyproject.toml': text }, { to: '2.0.1', ranges })).toEqual({
    'pyproject.toml': text.replace('2.0.0', '2.0.1').replace('^1.1', '^2.0').replace('~1.2', '~1.3'),
  })
})

test('only versions and ranges change, spelled as Python spells them', async () => {
  const ranges = [
    { name: 'acme.kit', kind: 'runtime', from: '>=1.2,<2', to: '>=2.0,<3' },
    { name: 'acme-lint', kind: 'dev', from: '==1.0.0', to: '==1.1.0' },
  ] as const
  const after = PYPROJECT.replace('>=1.2,<2', '>=2.0,<3').replace('==1.0.0', '==1.1.0')
  expect(await edited({ 'pyproject.toml': PYPROJECT }, { ranges })).toEqual({ 'pyproject.toml': after })
  expect(await edited({ 'pyproject.toml': PYPROJECT }, { to: '1.2.0-rc.2', ranges })).toEqual({
    'pyproject.toml': after.replace('1.2.0rc1', '1.2.0rc2'),
  })
})

const named = (rest: string) => `[project]\nname = "acme-core"\n${rest}`
const dynamic = (rest: string) => named(`dynamic = ["version"]\n${rest}`)
const setuptools = (value: string) => dynamic(`[tool.setuptools.dynamic]\nversion = ${value}\n`)

// `<1.2.0>` marks what a release changes.
test.each<[string, Tree]>([
  ['poetry beside PEP 621', { 'pyproject.toml': named('version = "<1.2.0>"\n[tool.poetry]\nversion = "<1.2.0>"\n') }],
  [
    'poetry beside PEP 621 at another version',
    { 'pyproject.toml': named('version = "<1.2.0>"\n[tool.poetry]\nversion = "0"\n') },
  ],
  [
    '__version__ in step, but not another',
    {
      'pyproject.toml': named('version = "<1.2.0>"'),
      'acme_core/__init__.py': "__version__: str = '<1.2.0>' # 1.2.0\n",
      'src/acme_core/_version.py': '__version__ = "1.1.0"\nversion = "1.2.0"\n',
      'acme_core.py': '\uFEFF__version__="<1.2.0>"\r\n',
    },
  ],
  [
    'a name with a dot',
    {
      'pyproject.toml': '[project]\nname = "Acme.Core"\nversion = "<1.2.0>"',
      'src/Acme/Core/__init__.py': '__version__ = "<1.2.0>"',
      'acme_core/__init__.py': '__version__ = "<1.2.0>"',
    },
  ],
  [
    'a folder that hatch packs',
    {
      'pyproject.toml': named('version = "<1.2.0>"\n[tool.hatch.build.targets.wheel]\npackages = ["lib/acme"]'),
      'lib/acme/__init__.py': '__version__ = "<1.2.0>"',
    },
  ],
  [
    'an attribute',
    {
      'pyproject.toml': setuptools('{attr = "acme.about.RELEASE"}'),
      'src/acme/about.py': 'NOTE = "1.2.0"\nRELEASE = "<1.2.0>"\n',
    },
  ],
  [
    'an attribute of a package below package-dir',
    {
      'pyproject.toml': setuptools('{attr = "acme.__version__"}\n[tool.setuptools.package-dir]\n"" = "lib"'),
      'lib/acme/__init__.py': '__version__ = "<1.2.0>"\n',
    },
  ],
  ['a file', { 'pyproject.toml': setuptools('{file = ["VERSION"]}'), VERSION: '\uFEFF v<1.2.0>\r\n' }],
  [
    'hatch',
    {
      'pyproject.toml': dynamic('[tool.hatch.version]\npath = "acme/about.py"'),
      'acme/about.py': 'VERSION = "v<1.2.0>"\n',
    },
  ],
  [
    'pdm',
    {
      'pyproject.toml': dynamic('[tool.pdm.version]\nsource = "file"\npath = "acme.py"'),
      'acme.py': '__version__ = "<1.2.0>"\n',
    },
  ],
  [
    'flit',
    {
      'pyproject.toml': dynamic('[build-system]\nbuild-backend = "flit_core.buildapi"'),
      'acme_core.py': '"""x"""\n__version__ = "<1.2.0>"\n',
    },
  ],
  [
    'setup.cfg',
    {
      'setup.cfg': '[bumpversion]\nversion = 1.2.0\n[metadata]\nname = acme-core\nversion=<1.2.0> \n',
      'setup.py': 'from setuptools import setup\nsetup()\n',
    },
  ],
  [
    'setup.cfg that names an attribute',
    {
      'setup.cfg': '[metadata]\r\nname = acme\r\nversion: attr: acme.__version__\r\n',
      'acme/__init__.py': '__version__ = "<1.2.0>"\r\n',
    },
  ],
  [
    'setup.py',
    {
      'setup.py':
        '# version="0.1.0"\nsetup(\n    name="acme-core",\n    version="<1.2.0>", # now\n    python_requires=">=3",\n)\n',
      'acme_core/__init__.py': '__version__ = "<1.2.0>"',
    },
  ],
  ['setup.py in one line', { 'setup.py': "setup(name='acme-core', version='<1.2.0>')" }],
  [
    'setup.py beside PEP 621',
    { 'pyproject.toml': named('version = "<1.2.0>"'), 'setup.py': 'setup(version="<1.2.0>")' },
  ],
])('the version stands in %s', async (_, marked) => {
  const tree = Object.fromEntries(
    Object.entries(marked).map(([file, text]) => [file, text.replace(/[<>](?=1\.2\.0|["' \r\n])|(?<=1\.2\.0)>/g, '')]),
  )
  const changed = Object.entries(marked).filter(([, text]) => text.includes('<1.2.0>'))
  expect((await find(tree))?.version).toBe('1.2.0')
  expect(await edited(tree, { to: '1.3.0-beta.1' })).toEqual(
    Object.fromEntries(changed.map(([file, text]) => [file, text.replaceAll('<1.2.0>', '1.3.0b1')])),
  )
})

test.each<[string, Tree]>([
  ['setuptools-scm', { 'pyproject.toml': dynamic('[tool.setuptools_scm]\n') }],
  ['hatch-vcs', { 'pyproject.toml': dynamic('[tool.hatch.version]\nsource = "vcs"') }],
  [
    'an attribute of a file that is not committed',
    { 'pyproject.toml': setuptools('{attr = "acme._version.version"}') },
  ],
  [
    'an attribute that is computed',
    { 'pyproject.toml': setuptools('{attr = "acme.__version__"}'), 'acme/__init__.py': '__version__ = get()\n' },
  ],
  [
    'poetry-dynamic-versioning',
    {
      'pyproject.toml':
        '[tool.poetry]\nname = "a"\nversion = "0.0.0"\n[tool.poetry-dynamic-versioning]\nenable = true\n',
    },
  ],
  ['setup.py that asks git', { 'setup.py': 'setup(name="a", use_scm_version=True)\n' }],
])('the version comes from tags alone: %s', async (_, tree) => {
  expect(await find(tree)).toMatchObject({ version: null, taggedOnly: true })
  expect(await edited(tree, { to: '1.3.0' })).toEqual({})
})

test.each<[string, Tree]>([
  ['a pyproject.toml that only configures tools', { 'pyproject.toml': '[tool.ruff]\nline-length = 120\n' }],
  ['a setup.cfg that only configures tools', { 'setup.cfg': '[flake8]\nname = x\n' }],
  ['a root of a workspace that is no project', { 'pyproject.toml': '[tool.uv.workspace]\nmembers = ["a"]\n' }],
])('no project: %s', async (_, tree) => {
  expect(await find(tree)).toBe(null)
})

test('locks of uv and poetry follow', async () => {
  const uv = (version: string) => `[[package]]\nname = "acme-core"\nversion = "9.9.9"\nsource = { registry = "x" }\n
[[package]]\nname = "acme-core"\nversion = "${version}"\nsource = { editable = "libs/core" }\n
[[package]]\nname = "acme-dynamic"\nsource = { virtual = "libs/dynamic" }\n`
  const poetry = (version: string, range: string) => `[[package]]\nname = "acme-core"\nversion = "${version}"\n
[package.dependencies]\nAcme-Kit = "${range}"\nx = {version = "${range}"}\n
[package.source]\ntype = "directory"\nurl = "."\n`
  const tree = (version: string, range: string): Tree => ({
    'libs/core/pyproject.toml': named(`version = "${version}"\ndependencies = ["acme_kit${range}", "x${range}"]\n`),
    'libs/core/poetry.lock': poetry(version, range),
    'uv.lock': uv(version),
  })
  const ranges = ['acme_kit', 'x'].map((name) => ({ name, kind: 'runtime' as const, from: '==1.0', to: '==1.1' }))
  const change = { to: '1.3.0-rc.1', ranges }
  expect(await edited(tree('1.2.0', '==1.0'), change, 'libs/core')).toEqual(tree('1.3.0rc1', '==1.1'))
})

test('members of a uv workspace', async () => {
  const members = (text: string) =>
    python.members?.(
      '.',
      commitFiles({ 'pyproject.toml': text, 'a/b/pyproject.toml': '', 'a/c/pyproject.toml': '', 'd/x.py': '' }),
    )
  expect(await members('[tool.uv.workspace]\nmembers = ["a/*", "d", "."]\nexclude = ["a/c*"]')).toEqual(['a/b', 'd'])
  expect(await members('[tool.uv.workspace]')).toEqual([])
  expect(await members('[tool.uv]')).toBe(null)
})

const BROKEN = 'pyproject.toml, byte'
test.each<[string, () => Promise<unknown>, string]>([
  [
    'no name',
    () => find({ 'pyproject.toml': '[project]\nversion = "1.0.0"' }),
    `${BROKEN} 0, line 1: the project has no name`,
  ],
  [
    'an odd name',
    () => find({ 'pyproject.toml': '[project]\nname = "a b"' }),
    `${BROKEN} 17, line 2: name "a b" is not valid`,
  ],
  [
    'an odd name in setup.cfg',
    () => find({ 'setup.cfg': '[metadata]\nname = a b' }),
    'setup.cfg, byte 0, line 1: name "a b" is not valid',
  ],
  [
    'an odd version',
    () => find({ 'pyproject.toml': named('version = "latest"') }),
    `${BROKEN} 39, line 3: project.version "latest" is not valid`,
  ],
  [
    'a number',
    () => find({ 'pyproject.toml': named('version = 1.0') }),
    `${BROKEN} 39, line 3: project.version 1 is not valid`,
  ],
  [
    'no version',
    () => edited({ 'pyproject.toml': named('') }, { to: '1.0.0' }),
    `${BROKEN} 0, line 1: there is no version to set to 1.0.0`,
  ],
  [
    'two versions in setup.py',
    () => edited({ 'setup.py': 'setup(version="1.0")\nx(version="1.1")' }, { to: '1.0.0' }),
    'setup.py, byte 0, line 1: there is no version to set to 1.0.0',
  ],
  [
    'no version at all',
    () => edited({ 'pyproject.toml': named('version = "1.0"') }, { to: 'x' }),
    `${BROKEN} 0, line 1: Python takes no version x`,
  ],
  [
    'a range that is not there',
    () => edited({ 'pyproject.toml': named('') }, { ranges: [{ name: 'x', kind: 'dev', from: '==1', to: '==2' }] }),
    `${BROKEN} 0, line 1: there is no requirement x with the range "==1"`,
  ],
])('refused: %s', async (_, act, message) => {
  await expect(act()).rejects.toMatchObject({ code: 'MANIFEST', message, hint: expect.any(String) })
})
