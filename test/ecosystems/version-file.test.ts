/** A VERSION file keeps every byte around its version. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { versionFile } from '../../src/ecosystems/version-file.ts'
import { commitFiles } from './commit-files.ts'

const wanted = (path: string, to: string | null): VersionEdit => ({
  ...{ path, name: 'x', file: path === '.' ? 'VERSION' : `${path}/VERSION`, from: null, to, ranges: [] },
})

const edit = (text: string, to: string | null): ReadonlyMap<string, string> =>
  versionFile.edit(new Map([['VERSION', text]]), [wanted('.', to)])

const read = (text: string, folder = '.') =>
  versionFile.find(folder, commitFiles({ [folder === '.' ? 'VERSION' : `${folder}/VERSION`]: text }))

test.each([
  ['1.2.3\n', '2.0.0\n'],
  ['1.2.3', '2.0.0'],
  ['1.2.3\r\n', '2.0.0\r\n'],
  ['v1.2.3\n', 'v2.0.0\n'],
  ['\uFEFF1.2.3\n', '\uFEFF2.0.0\n'],
  ['\uFEFF v1.2.3 \r\n\r\n', '\uFEFF v2.0.0 \r\n\r\n'],
  ['\n\t1.2.3-rc.1+b.2\n', '\n\t2.0.0\n'],
])('%j becomes %j', async (before, after) => {
  expect(edit(before, '2.0.0')).toEqual(new Map([['VERSION', after]]))
  expect(await read(after)).toMatchObject({ version: '2.0.0', file: 'VERSION', files: ['VERSION'] })
})

test('nothing is written when nothing changes', () => {
  expect(edit('v1.2.3\n', '1.2.3')).toEqual(new Map())
  expect(edit('v1.2.3\n', null)).toEqual(new Map())
})

test('a package in a folder has its own file', () => {
  const files = new Map([
    ['VERSION', '1.0.0'],
    ['tools/a/VERSION', '1.0.0'],
  ])
  expect(versionFile.edit(files, [wanted('tools/a', '1.1.0')])).toEqual(new Map([['tools/a/VERSION', '1.1.0']]))
})

test.each([
  ['', 'byte 0, line 1: there is no version'],
  ['\uFEFF\n', 'byte 4, line 2: there is no version'],
  ['\n\nlatest\n', 'byte 2, line 3: "latest" is no version'],
  ['V1.2.3', 'byte 0, line 1: "V1.2.3" is no version'],
  ['vv1.2.3', 'byte 1, line 1: "v1.2.3" is no version'],
  ['v 1.2.3', 'byte 1, line 1: " 1.2.3" is no version'],
  ['1.2.3\n1.2.4\n', 'byte 0, line 1: "1.2.3\\n1.2.4" is no version'],
  ['# version\n1.2.3\n', 'byte 0, line 1: "# version\\n1.2.3" is no version'],
  ['$(id)', 'byte 0, line 1: "$(id)" is no version'],
])('%j is refused', async (text, said) => {
  const error = {
    code: 'MANIFEST',
    message: `a/VERSION, ${said}`,
    hint: 'write one version such as 1.2.3, on one line',
  }
  await expect(read(text, 'a')).rejects.toMatchObject(error)
})

test('a missing file and a version that is none are refused', () => {
  expect(() => versionFile.edit(new Map(), [wanted('.', '1.0.0')])).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: 'VERSION is not in the commit' }),
  )
  expect(() => edit(' 1.2.3', 'next')).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: 'VERSION, byte 1, line 1: next is no version' }),
  )
})

test('an edit back gives the old file', () => {
  const version = fc
    .tuple(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom('', '-rc.1', '+b', '-0.x+1'))
    .map(([a, b, c, end]) => `${a}.${b}.${c}${end}`)
  const around = fc.stringMatching(/^[ \t\r\n]{0,4}$/)
  fc.assert(
    fc.property(version, version, around, around, fc.constantFrom('', 'v'), (from, to, before, after, mark) => {
      const text = before + mark + from + after
      const edited = edit(text, to).get('VERSION') ?? text
      expect(edited).toBe(before + mark + to + after)
      expect(edit(edited, from).get('VERSION') ?? edited).toBe(text)
    }),
  )
})
