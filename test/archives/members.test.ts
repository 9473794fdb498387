/** Order, parent folders and refused paths of an archive. */
import { expect, test } from 'vitest'
import { members } from '../../src/archives/members.ts'
import { file, folder, link } from './entries.ts'

const paths = (found: readonly { path: string }[]): string[] => found.map(({ path }) => path)

test('every parent folder comes once, before what is in it', () => {
  const found = members([file('a/b/c/d'), file('a/b/e'), folder('a/b')], 'top')
  expect(paths(found)).toEqual(['top', 'top/a', 'top/a/b', 'top/a/b/c', 'top/a/b/c/d', 'top/a/b/e'])
  expect(found.map(({ entry }) => entry?.kind ?? 'folder')).toEqual([
    'folder',
    'folder',
    'folder',
    'folder',
    'file',
    'file',
  ])
})

test('the order is that of the bytes, not of UTF-16 and not of a language', () => {
  const found = members(
    ['😀', '～', 'ä', 'Z', 'a', 'a-b', 'a b', 'B'].map((path) => file(path)),
    '',
  )
  expect(paths(found)).toEqual(['B', 'Z', 'a', 'a b', 'a-b', 'ä', '～', '😀'])
})

test('an archive without entries holds its top folder, or nothing', () => {
  expect(paths(members([], 'top'))).toEqual(['top'])
  expect(paths(members([], ''))).toEqual([])
})

const HOSTILE: readonly (readonly [string, string])[] = [
  ['', 'is empty'],
  ['/etc/passwd', 'is absolute'],
  ['..', 'leads out of its folder'],
  ['../../x', 'leads out of its folder'],
  ['a/../../x', 'leads out of its folder'],
  ['a\\..\\..\\x', 'leads out of its folder'],
  ['a//b', 'has an empty part'],
  ['a/', 'has an empty part'],
  ['./a', 'has an empty part'],
  ['a\x00b', 'has a control character'],
  ['a\nb', 'has a control character'],
  ['a\x1b[2Jb', 'has a control character'],
  ['a\x7fb', 'has a control character'],
  ['a\x9bb', 'has a control character'],
  ['a\ud800b', 'is not Unicode'],
]

test.each(HOSTILE)('refuses the path %j', (path, why) => {
  for (const entry of [file(path), folder(path), link(path, 'x')])
    expect(() => members([entry], 'top')).toThrow(
      expect.objectContaining({ code: 'BAD_NAME', message: `archive path ${JSON.stringify(path)} ${why}` }),
    )
})

test.each(['/top', '..', 'a/b', 'a\nb'])('refuses the top folder %j', (root) => {
  expect(() => members([], root)).toThrow(expect.objectContaining({ code: 'BAD_NAME' }))
})

test.each(['', 'a\x00b', 'a\nb', 'a\udfff'])('refuses the link target %j', (target) => {
  expect(() => members([link('a', target)], '')).toThrow(expect.objectContaining({ code: 'BAD_NAME' }))
})

test.each([
  ['two files', [file('a'), file('a')]],
  ['a file and a link', [file('a'), link('a', 'x')]],
  ['a file and what is in it', [file('a'), file('a/b')]],
  ['what is in a link, and the link', [file('a/b'), link('a', '/tmp')]],
  ['a file and a folder', [folder('a'), file('a')]],
])('refuses a path given twice: %s', (_, entries) => {
  expect(() => members(entries, 'top')).toThrow(
    expect.objectContaining({ code: 'BUILD', message: 'archive path "top/a" is given twice' }),
  )
})
