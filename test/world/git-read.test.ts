/** Reading refs, settings and the state of a work tree. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { World } from '../../src/world/ports.ts'
import { type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const STORY = `
file a.txt = one
file b.txt = one
feat: a
tag light
annotated tag v1.0.0: notes
branch next
file a.txt = next
fix: b
branch far from feat: a
file b.txt = far
fix: c
on main
`

let repo: Repo & { readonly id: (name: string) => string }
let git: World['git']

beforeAll(async () => {
  repo = await scratchRepo(STORY)
  await repo.git('tag', '--annotate', 'nested', '--message=a tag of a tag', 'v1.0.0')
  await repo.git('tag', '--annotate', 'tree', '--message=a tag of a tree', 'HEAD^{tree}')
  ;({ git } = await worldOf(repo))
})

test('refs are peeled, however deep', async () => {
  const commit = repo.id('main')
  const refs = await git.refs(['refs/tags/'])
  expect(refs.map(({ name, type, commit: peeled }) => [name, type, peeled])).toEqual([
    ['refs/tags/light', 'commit', commit],
    ['refs/tags/nested', 'tag', commit],
    ['refs/tags/tree', 'tag', null],
    ['refs/tags/v1.0.0', 'tag', commit],
  ])
  expect(await git.refs(['refs/none/'])).toEqual([])
  expect((await git.refs(['refs/heads/'], repo.id('fix: b'))).map(({ name }) => name)).toEqual(['refs/heads/next'])
})

test('revisions, or null; options are no revisions', async () => {
  expect(await git.resolve('nested', true)).toBe(repo.id('main'))
  expect(await git.resolve('v1.0.0')).toBe(await repo.git('rev-parse', 'refs/tags/v1.0.0'))
  for (const name of ['no-such', '--all', 'HEAD:none', 'HEAD~9', '']) expect(await git.resolve(name)).toBeNull()
  expect(await git.resolve('HEAD:a.txt', true)).toBeNull()
})

test('ancestors, and an id that is none', async () => {
  expect(await git.isAncestor(repo.id('main'), repo.id('next'))).toBe(true)
  expect(await git.isAncestor(repo.id('next'), repo.id('far'))).toBe(false)
  await expect(git.isAncestor('0'.repeat(40), 'HEAD')).rejects.toMatchObject({ code: 'GIT' })
})

test('what HEAD points at', async () => {
  expect(await git.symbolicRef('HEAD')).toBe('refs/heads/main')
  expect(await git.symbolicRef('refs/heads/main')).toBeNull()
})

test('settings: the last value, names in any case, several lines, no value', async () => {
  const place = await scratchRepo('feat: a')
  await place.git('config', '--add', 'one.Two.three', 'first')
  await place.git('config', '--add', 'One.Two.THREE', 'second\nline')
  await place.git('remote', 'add', 'b.c', 'x')
  await place.git('remote', 'add', 'a', 'x')
  const { git: look } = await worldOf(place)
  expect(await look.setting('ONE.Two.Three')).toBe('second\nline')
  expect(await look.setting('one.two.three')).toBeNull()
  expect(await look.remotes()).toEqual(['a', 'b.c'])
})

test('who commits, or an error that says how to tell git', async () => {
  expect(await git.identity()).toEqual({ name: 'Dev', email: 'dev@example.invalid' })
  const nobody = join(scratchFolder('home'), 'gitconfig')
  writeFileSync(nobody, '[user]\n\tuseConfigOnly = true\n')
  const { git: look } = await worldOf(repo, { GIT_CONFIG_GLOBAL: nobody })
  await expect(look.identity()).rejects.toMatchObject({
    code: 'GIT',
    hint: expect.stringContaining('git config user.name'),
  })
})

test('of the files asked for, those that differ from HEAD; work trees; a merge in progress', async () => {
  const place = await scratchRepo(STORY)
  const { git: look } = await worldOf(place)
  expect(await look.dirty(['a.txt', 'b.txt', 'none'])).toEqual([])
  await place.write({ 'a.txt': 'edited\n', 'new\nline *': 'x', 'b.txt': 'staged\n', 'c.txt': 'not asked for\n' })
  await place.git('add', 'b.txt')
  expect((await look.dirty(['a.txt', 'b.txt', 'new\nline *', '*'])).toSorted()).toEqual([
    'a.txt',
    'b.txt',
    'new\nline *',
  ])
  expect(await look.inProgress()).toBeNull()
  await place.git('reset', '--quiet', '--hard')
  await place.git('merge', '--quiet', '--no-commit', '--no-ff', 'next')
  expect(await look.inProgress()).toBe('a merge')
  const second = join(scratchFolder('second'), 'a tree')
  await place.git('worktree', 'add', '--quiet', '--detach', second)
  expect(await look.workTrees()).toEqual([
    { path: place.folder, branch: 'refs/heads/main' },
    { path: second, branch: null },
  ])
})

test('a merge without a work tree: its tree, or the files in conflict', async () => {
  const merged = await git.mergeTrees('next', 'far')
  const tree = 'tree' in merged ? merged.tree : ''
  expect((await git.objects([`${tree}:a.txt`, `${tree}:b.txt`])).map((object) => object?.body.toString())).toEqual([
    ...['next\n', 'far\n'],
  ])
  const other = await git.writeTree('main', new Map([['a.txt', Buffer.from('other\n')]]))
  const parents = [repo.id('main')]
  const commit = await git.writeCommit({ tree: other, parents, message: 'x\n', date: 1, sign: false })
  expect(await git.mergeTrees('next', commit)).toEqual({ conflicts: ['a.txt'] })
  await expect(git.mergeTrees('next', 'no-such')).rejects.toMatchObject({ code: 'GIT' })
})

test("git's locks on what is to be moved are named, with their age and what to do", async () => {
  const place = await scratchRepo('feat: a')
  const { git: look } = await worldOf(place)
  const lock = (...path: readonly string[]) => join(place.folder, '.git', ...path)
  look.refuseLocks(['refs/tags/v1'], true)
  writeFileSync(lock('index.lock'), '')
  look.refuseLocks(['refs/tags/v1'], false)
  const refused = { code: 'GIT_LOCKED', exit: 4, hint: expect.stringContaining(`rm -f '${lock('index.lock')}'`) }
  expect(() => look.refuseLocks([], true)).toThrow(expect.objectContaining(refused))
  mkdirSync(lock('refs', 'tags'), { recursive: true })
  writeFileSync(lock('refs', 'tags', 'v1.lock'), '')
  look.refuseLocks(['refs/tags/v2'], false)
  expect(() => look.refuseLocks(['refs/tags/v1'], false)).toThrow(/v1\.lock exists \(\d+ s old\)/)
})
