/** Globs of workspaces as Rust's glob crate takes them, and paths that stay in the repository. */
import { expect, test } from 'vitest'
import { globbedFolders, resolved } from '../../src/ecosystems/member-folders.ts'
import { commitFiles } from './commit-files.ts'

const FOLDERS = ['.', 'ws', 'ws/a', 'ws/b', 'ws/b/deep', 'ws/.c', 'ws/{a}', 'other/a']
const files = commitFiles(Object.fromEntries(FOLDERS.map((folder) => [`${folder}/M`.replace('./', ''), ''])))

test.each<[string[], string[]]>([
  [['*'], ['ws/.c', 'ws/a', 'ws/b', 'ws/{a}']],
  [['[ab]/'], ['ws/a', 'ws/b']],
  [
    ['./b', 'none'],
    ['ws/b', 'ws/none'],
  ],
  [['b/**'], ['ws/b/deep']],
  [['?/deep'], ['ws/b/deep']],
  [['{a}*'], ['ws/{a}']],
  [['!a*'], []],
  [['../other/*', '../../x'], ['other/a']],
])('%j', async (globs, expected) => {
  expect(await globbedFolders(globs, { folder: 'ws', manifest: 'M', files })).toEqual(expected)
})

test.each<[string, string, string | null]>([
  ['a/b', '../c', 'a/c'],
  ['a', './b//c/', 'a/b/c'],
  ['a', '..', '.'],
  ['.', '.', '.'],
  ['a', 'b\\c', 'a/b/c'],
  ['a', '../..', null],
  ['.', '../a', null],
  ['.', '/a', null],
])('from %s, %s is %s', (folder, path, expected) => {
  expect(resolved(folder, path)).toBe(expected)
})
