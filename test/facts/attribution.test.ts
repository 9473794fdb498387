/** Whose a commit is: the longest package path wins, and what nobody owns is the root's. */
import { array, assert, constantFrom, property, record } from 'fast-check'
import picomatch from 'picomatch'
import { expect, test } from 'vitest'
import { type Attributed, attribution, needsFiles } from '../../src/facts/attribution.ts'
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

const GLOBBED: readonly Attributed[] = [
  { path: '.', exclude: ['docs/**', '**/*.md'] },
  { path: 'core', include: ['shared/**', 'tsconfig.json', 'protos/'], exclude: ['core/fixtures', 'shared/*.txt'] },
  { path: 'cli', include: ['{shared,protos}/*.ts', './tools/**/.hidden'] },
  { path: 'core/deep', include: ['**/deep.lock'] },
]

test.each([
  ['core/a.ts', ['core']],
  ['core/fixtures/a.ts', []],
  ['core/fixtures', []],
  ['core/fixtures.ts', ['core']],
  ['shared/a.ts', ['.', 'cli', 'core']],
  ['shared/a.txt', ['.']],
  ['shared/b/a.txt', ['.', 'core']],
  ['tsconfig.json', ['.', 'core']],
  ['x/tsconfig.json', ['.']],
  ['protos/v1/a.proto', ['.', 'core']],
  ['protos/a.ts', ['.', 'cli', 'core']],
  ['protos.ts', ['.']],
  ['tools/a/b/.hidden', ['.', 'cli']],
  ['cli/deep.lock', ['cli', 'core/deep']],
  ['deep.lock', ['.', 'core/deep']],
  ['core/deep/fixtures/a', ['core/deep']],
  ['core/README.md', ['core']],
  ['README.md', []],
  ['docs/a', []],
])('with globs, %j belongs to %j', (file, expected) => {
  const found = attribution(GLOBBED)({ files: [file] })
  expect([...found].map((index) => GLOBBED[index]?.path).toSorted()).toEqual(expected)
})

test('the whole repository, and names with brackets', () => {
  const owned = (include: string, file: string) =>
    attribution([{ path: 'a', include: [include] }, { path: 'b' }])({ files: [file] }).has(0)
  expect(['.', './', '', '/'].map((include) => owned(include, 'x/y'))).toEqual([true, true, true, true])
  expect(owned('app/\\[id\\]/*.ts', 'app/[id]/a.ts')).toBe(true)
  expect(owned('app/\\[id\\]/*.ts', 'app/i/a.ts')).toBe(false)
})

test('files are needed unless a root package is alone and has everything', () => {
  const lone = [
    [{ path: '.' }],
    [{ path: '.', include: ['x'] }],
    [{ path: '.', exclude: ['x'] }],
    [{ path: 'a' }],
    [{ path: '.' }, { path: 'a' }],
  ]
  expect(lone.map(needsFiles)).toEqual([false, false, true, true, true])
  const without = attribution([{ path: '.', exclude: ['docs'] }])
  expect([...without({ files: ['docs/a'] })]).toEqual([])
  expect([...without({ files: ['docs/a', 'a'] })]).toEqual([0])
})

test('for any packages and globs, the same as file by file and package by package', () => {
  const name = constantFrom('a', 'b', 'a/b', 'a/b/c', 'b/a', '.x')
  const glob = constantFrom(
    '**',
    'a/**',
    '*',
    '*/b',
    '**/c',
    'a/*/c',
    '{a,b}/b',
    'a',
    'b/a',
    '**/.x',
    'a/[bc]',
    '!(a)/b',
  )
  const globs = array(glob, { maxLength: 2 })
  const one = record({ path: constantFrom('.', 'a', 'a/b', 'b'), include: globs, exclude: globs })
  const file = record({ folder: name, leaf: name }).map(({ folder, leaf }) => `${folder}/${leaf}`)
  const matches = (globbed: readonly string[] | undefined, path: string) =>
    (globbed ?? []).some((each) =>
      picomatch.isMatch(path, [each, ...(/[*{[(]/.test(each) ? [] : [`${each}/**`])], { dot: true, nonegate: true }),
    )
  const run = property(
    array(one, { minLength: 1, maxLength: 4 }),
    array(file, { minLength: 1, maxLength: 6 }),
    (some, files) => {
      const packages = [...new Map(some.map((each) => [each.path, each] as const)).values(), { path: 'never' }]
      const longest = (path: string) =>
        packages
          .filter((each) => each.path === '.' || path.startsWith(`${each.path}/`))
          .reduce<string | null>(
            (best, each) =>
              best === null || best === '.' || (each.path !== '.' && each.path.length > best.length) ? each.path : best,
            null,
          )
      const expected = packages.flatMap((each: Attributed, index) => {
        const has = (path: string) =>
          !matches(each.exclude, path) && (longest(path) === each.path || matches(each.include, path))
        return files.some(has) ? [index] : []
      })
      expect([...attribution(packages)({ files })].toSorted((x, y) => x - y)).toEqual(expected)
    },
  )
  assert(run, { numRuns: 500 })
})
