/** Workspace globs take in the folders that npm's own map-workspaces took in for the same globs. */
import { expect, test } from 'vitest'
import { workspaceMembers } from '../../src/ecosystems/npm-workspaces.ts'

const PATHS = [
  'package.json',
  'apps/web/package.json',
  'apps/web/test/fixtures/one/package.json',
  'packages/.hidden/package.json',
  'packages/a/package.json',
  'packages/a/node_modules/x/package.json',
  'packages/b/package.json',
  'packages/b/plugins/p/package.json',
  'packages/not-package.json',
  'packages/package.json',
  'tools/package.json',
]

test.each<[string[], string[]]>([
  [['packages/*'], ['packages/a', 'packages/b']],
  [['./packages/*'], ['packages/a', 'packages/b']],
  [['/packages/*/'], ['packages/a', 'packages/b']],
  [['packages\\*'], ['packages/a', 'packages/b']],
  [['packages/**'], ['packages/a', 'packages/b', 'packages/b/plugins/p', 'packages']],
  [
    ['packages/{a,c}', 'tools'],
    ['packages/a', 'tools'],
  ],
  [['packages/@(a|b)'], ['packages/a', 'packages/b']],
  [['packages/.hidden'], ['packages/.hidden']],
  [['packages/*', '!packages/b'], ['packages/a']],
  [['!packages/b', 'packages/*'], ['packages/a']],
  [
    ['packages/**', '!packages/b/**', 'packages/b/plugins/p'],
    ['packages/a', 'packages/b', 'packages/b/plugins/p', 'packages'],
  ],
  [
    ['packages/**', '!**/plugins/**'],
    ['packages/a', 'packages/b', 'packages'],
  ],
  [['!!packages/a'], ['packages/a']],
  [['packages/a', '!packages/*'], []],
  [
    ['**'],
    ['apps/web', 'apps/web/test/fixtures/one', 'packages/a', 'packages/b', 'packages/b/plugins/p', 'packages', 'tools'],
  ],
  [['.', ''], []],
  [[], []],
  [['../other', '/etc'], []],
])('%j takes in %j', (globs, folders) => {
  expect(workspaceMembers({ root: '.', globs, manifest: 'package.json' }, PATHS)).toEqual(folders.toSorted())
  const below = PATHS.map((path) => `js/${path}`)
  expect(workspaceMembers({ root: 'js', globs, manifest: 'package.json' }, ['a/package.json', ...below])).toEqual(
    folders.toSorted().map((folder) => `js/${folder}`),
  )
})
