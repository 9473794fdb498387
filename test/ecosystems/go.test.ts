/** Go modules: their lines, their tags, the requirements on each other, and the rule of `/vN`. */
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { go } from '../../src/ecosystems/go.ts'
import { readGoMod } from '../../src/ecosystems/go-mod.ts'
import { commitFiles } from './commit-files.ts'

const MOD = `\uFEFF// The tool.\r
module "example.com/acme/tool" // quoted\r
\r
go 1.24\r
require example.com/acme/core v1.2.3\r
require (\r
\t\`example.com/acme/kit\` v0.4.0 // indirect\r
\tgithub.com/x/y\tv1.2.3\r
) // the end\r
replace example.com/acme/core v1.2.3 => ../core\r
replace (\r
\texample.com/acme/kit => ../kit\r
\tgithub.com/x/y v1.2.3 => github.com/z/y v1.2.3\r
)\r
retract [v1.0.0, v1.1.0]\r
`

const find = (folder: string, text: string) =>
  go.find(folder, commitFiles({ [`${folder}/go.mod`.replace('./', '')]: text }))
const edit = (text: string, change: Partial<VersionEdit>) =>
  go
    .edit(new Map([['go.mod', text]]), [
      { path: '.', name: 'm', file: 'go.mod', from: null, to: null, ranges: [], ...change },
    ])
    .get('go.mod')
const range = (name: string, from: string, to: string) => ({ name, kind: 'runtime', from, to }) as const

test('lines have the verb of their block, and words without quotes and comments', () => {
  const words = readGoMod(MOD, 'go.mod').map(({ verb, words: each }) =>
    [verb, ...each.map(({ text }) => text)].join(' '),
  )
  expect(words).toEqual([
    'module example.com/acme/tool',
    'go 1.24',
    'require example.com/acme/core v1.2.3',
    'require example.com/acme/kit v0.4.0',
    'require github.com/x/y v1.2.3',
    'replace example.com/acme/core v1.2.3 => ../core',
    'replace example.com/acme/kit => ../kit',
    'replace github.com/x/y v1.2.3 => github.com/z/y v1.2.3',
    'retract [ v1.0.0 , v1.1.0 ]',
  ])
  for (const { words: each } of readGoMod(MOD, 'go.mod'))
    for (const { text, offset, end } of each) expect(MOD.slice(offset, end)).toBe(text)
})

test('a module has no version of its own, and requirements as edges', async () => {
  expect(await find('tools/tool', MOD)).toEqual({
    name: 'example.com/acme/tool',
    version: null,
    private: false,
    repository: null,
    dependencies: [
      { name: 'example.com/acme/core', range: 'v1.2.3', kind: 'runtime' },
      { name: 'example.com/acme/kit', range: 'v0.4.0', kind: 'runtime' },
      { name: 'github.com/x/y', range: 'v1.2.3', kind: 'runtime' },
    ],
    file: 'tools/tool/go.mod',
    files: ['tools/tool/go.mod'],
    sharedVersion: null,
    taggedOnly: true,
    tagForm: 'tools/tool/v{version}',
  })
})

test.each([
  ['.', 'module github.com/acme/tool/v2', 'v{version}', 'https://github.com/acme/tool', false],
  ['v2', 'module (\n\tgithub.com/acme/tool/v2\n)', 'v{version}', 'https://github.com/acme/tool', false],
  ['sub/v3', 'module codeberg.org/acme/tool/sub/v3', 'sub/v{version}', 'https://codeberg.org/acme/tool', false],
  ['sub', 'module gitlab.com/acme/group/tool/sub/v2', 'sub/v{version}', 'https://gitlab.com/acme/group/tool', false],
  ['.', 'module gopkg.in/yaml.v3', 'v{version}', null, false],
  ['cmd', 'module tool', 'cmd/v{version}', null, true],
])('in %s, %j', async (folder, text, tagForm, repository, isPrivate) => {
  expect(await find(folder, text)).toMatchObject({ tagForm, repository, private: isPrivate })
})

test('only the versions of the requirements change, with the replacements by folders that name them', () => {
  const ranges = [
    range('example.com/acme/core', 'v1.2.3', 'v1.3.0'),
    range('example.com/acme/kit', 'v0.4.0', 'v0.5.0-rc.1'),
  ]
  expect(edit(MOD, { to: '1.0.1', ranges })).toBe(
    MOD.replace('core v1.2.3\r', 'core v1.3.0\r')
      .replace('core v1.2.3 =>', 'core v1.3.0 =>')
      .replace('v0.4.0', 'v0.5.0-rc.1'),
  )
  expect(edit(MOD, { to: '1.0.1' })).toBe(undefined)
  expect(
    edit('module m\nrequire a.b/c v1.0.0\nrequire a.b/c v1.0.0//x', { ranges: [range('a.b/c', 'v1.0.0', 'v1.1.0')] }),
  ).toBe('module m\nrequire a.b/c v1.1.0\nrequire a.b/c v1.1.0//x')
})

test.each([
  [
    'module a.b/m',
    '2.0.0',
    7,
    'module a.b/m cannot have version v2.0.0',
    'write "module a.b/m/v2" in go.mod, and import a.b/m/v2 in the place of a.b/m; then commit',
  ],
  [
    'module a.b/m/v2',
    '3.0.0-rc.1',
    7,
    'module a.b/m/v2 cannot have version v3.0.0-rc.1',
    'write "module a.b/m/v3" in go.mod, and import a.b/m/v3 in the place of a.b/m/v2; then commit',
  ],
  [
    'module a.b/m/v3',
    '2.1.0',
    7,
    'module a.b/m/v3 cannot have version v2.1.0',
    'release 3.0.0 with: rel bump 3.0.0; or write "module a.b/m/v2" in go.mod, and import a.b/m/v2 in the place of a.b/m/v3',
  ],
  [
    'module\t"gopkg.in/yaml.v2"',
    '3.0.0',
    8,
    'module gopkg.in/yaml.v2 cannot have version v3.0.0',
    'write "module gopkg.in/yaml.v3" in go.mod, and import gopkg.in/yaml.v3 in the place of gopkg.in/yaml.v2; then commit',
  ],
  [
    'module a.b/m/v1',
    '1.0.0',
    7,
    'Go takes no module path a.b/m/v1',
    'name versions 0 and 1 without a suffix, others /v2, /v3, …',
  ],
  ['module a.b/m', '1.0.0+b.1', 7, 'Go takes no version v1.0.0+b.1', 'give a version such as 1.2.3'],
  ['module a.b/m', '2024.1', 7, 'Go takes no version v2024.1', 'give a version such as 1.2.3'],
])('%s at %s is refused', (text, to, byte, what, hint) => {
  const message = `go.mod, byte ${byte}, line 1: ${what}`
  expect(() => edit(text, { to })).toThrow(expect.objectContaining({ code: 'MANIFEST', message, hint }))
})

test.each([
  ['module a.b/m', '0.1.0'],
  ['module a.b/m', '1.9.9-rc.1'],
  ['module a.b/m/v2', '2.0.0'],
  ['module gopkg.in/yaml.v1', '1.2.0'],
])('%s at %s is well', (text, to) => {
  expect(edit(text, { to })).toBe(undefined)
})

test.each<[string, () => unknown, string]>([
  [
    'an open block',
    () => readGoMod('module m\nrequire (\n\ta v1', 'go.mod'),
    'byte 9, line 2: the block require ( does not end',
  ],
  ['an open quote', () => readGoMod('module "m\n', 'go.mod'), 'byte 7, line 1: this string does not end'],
  [
    'a range that is not there',
    () => edit('module m', { ranges: [range('a', 'v1.0.0', 'v1.1.0')] }),
    'byte 0, line 1: there is no line require a v1.0.0',
  ],
  [
    'a version of another path',
    () => edit('module m\nrequire a.b/c v1.0.0', { ranges: [range('a.b/c', 'v1.0.0', 'v2.0.0')] }),
    'byte 23, line 2: module a.b/c has no version v2.0.0',
  ],
])('refused: %s', (_, act, said) => {
  expect(act).toThrow(expect.objectContaining({ code: 'MANIFEST', message: `go.mod, ${said}` }))
})

test.each([
  ['go 1.24\n', 'byte 0, line 1: there is no module line'],
  ['module a\nmodule b\n', 'byte 16, line 2: there is more than one module'],
])('%j is no module', async (text, said) => {
  await expect(find('.', text)).rejects.toMatchObject({ code: 'MANIFEST', message: `go.mod, ${said}` })
})

test('the modules of a go.work are its members', async () => {
  const members = (text: string) => go.members?.('.', commitFiles({ 'go.work': text }))
  expect(await members('go 1.24\n\nuse .\nuse (\n\t./tool // x\n\t"./a/b"\n\t../elsewhere\n)\nuse ()\n')).toEqual([
    'a/b',
    'tool',
  ])
  expect(await members('go 1.24\n')).toEqual([])
  expect(await go.members?.('.', commitFiles({ 'go.mod': 'module m' }))).toBe(null)
})

test.each([
  ['v1.2.3', '1.3.0', 'v1.3.0', true],
  ['v0.0.0-20240102030405-abcdefabcdef', '0.1.0', 'v0.1.0', true],
  ['v1.3.0', '1.3.0', 'v1.3.0', true],
  ['v1.3.1-0.20240102030405-abcdefabcdef', '1.3.0', 'v1.3.1-0.20240102030405-abcdefabcdef', false],
  ['latest', '1.3.0', 'latest', false],
])('the requirement %s at %s is %s', (old, to, text, admits) => {
  const meaning = text === old ? null : `${old} → ${text}`
  expect(go.stepRange?.(old, null, to)).toEqual({ text, meaning, admits })
})
