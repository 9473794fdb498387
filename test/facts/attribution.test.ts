/** Whose a commit is: the longest package path wins, and what nobody owns is the root's. */
import { expect, test } from 'vitest'
import { attribution } from '../../src/facts/attribution.ts'
import type { Commit } from '../../src/model.ts'
import { packageOf } from '../core/packages.ts'

const owners = (paths: readonly string[], files: readonly string[] | null): readonly string[] => {
  const commit: Commit = { id: '', parents: [], author: '', email: '', date: 0, message: '', files }
  const found = attribution(paths.map((path) => ({ ...packageOf('p'), path })))(commit)
  return [...found].map((index) => paths[index] ?? '').toSorted()
}

const NESTED = ['.', 'packages/core', 'packages/core/plugins/x', 'packages/core-api']
const NO_ROOT = ['packages/core', 'packages/cli']

test.each([
  [NESTED, ['packages/core/a.ts'], ['packages/core']],
  [NESTED, ['packages/core/plugins/x/deep/down/a.ts'], ['packages/core/plugins/x']],
  [NESTED, ['packages/core/plugins/xy/a.ts'], ['packages/core']],
  [NESTED, ['packages/core-api/a.ts'], ['packages/core-api']],
  [NESTED, ['packages/core', 'packages/corex/a.ts', 'README.md', 'packages/a.ts'], ['.']],
  [NESTED, ['README.md', 'packages/core/a.ts'], ['.', 'packages/core']],
  [NO_ROOT, ['packages/cli/a', 'packages/core/b'], ['packages/cli', 'packages/core']],
  [NO_ROOT, ['README.md', 'packages/other/a', 'cli/a', 'x/packages/cli/a'], []],
  [NO_ROOT, ['packages/cli\n/a', ' packages/cli/a', 'packages/CLI/a', '"packages/cli/a"'], []],
  [NO_ROOT, ['packages/cli/a\nb', 'packages/cli/"', 'packages/cli/\ufffd\ufffd'], ['packages/cli']],
  [['packages/core'], ['README.md'], []],
  [['.'], ['anything/at/all'], ['.']],
])('in %j, %j belongs to %j', (paths, files, expected) => {
  expect(owners(paths, files)).toEqual(expected)
})

test('a commit that changes nothing belongs to all, and to a root that is alone belongs everything', () => {
  expect(owners(NESTED, [])).toEqual(NESTED.toSorted())
  expect(owners(NO_ROOT, null)).toEqual(NO_ROOT.toSorted())
  expect(owners(['.'], null)).toEqual(['.'])
})
