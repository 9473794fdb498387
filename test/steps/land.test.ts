/** What is certain lands in this clone: tags and branch move together, the user's own commits and tags are left alone. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { writeTrailers } from '../../src/core/trailers.ts'
import { append } from '../../src/ledger/append.ts'
import { commitPath, pendingCommit, pendingTag, REMOTE_LEDGER } from '../../src/ledger/paths.ts'
import { land } from '../../src/steps/land.ts'
import type { World } from '../../src/world/ports.ts'
import { type Repo, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const INPUT = { hex: 'ab'.repeat(32), tags: ['v1.0.0'], line: 'main', branch: true }
const NOBODY_ASKED = { packages: null, level: null, version: null, pre: null, date: null }
const STORY = 'file a.txt = one\nfeat: base\nbranch release\nfile a.txt = two\ncommit chore: release\non main\n'

let repo: Repo & { readonly id: (name: string) => string }
let world: World
let commit: string
beforeEach(async () => {
  repo = await scratchRepo(STORY)
  await repo.git('branch', '--quiet', '-D', 'release')
  world = await worldOf(repo)
  commit = repo.id('chore: release')
  const tag = { name: 'v1.0.0', object: commit, message: 'v1.0.0\n', date: 1_700_000_000, sign: false }
  await repo.git('update-ref', pendingCommit(INPUT.hex), commit)
  await repo.git('update-ref', pendingTag(INPUT.hex, 'v1.0.0'), await world.git.writeTag(tag))
})

const landed = async (input = INPUT) => {
  expect((await land.probe(input, world)).state).toBe('absent')
  await land.act(input, world)
  expect(await land.probe(input, world)).toEqual({ state: 'present', evidence: { commit } })
  expect(await repo.git('rev-parse', 'v1.0.0^{commit}')).toBe(commit)
  expect(await repo.git('for-each-ref', 'refs/rel/pending')).toBe('')
}

test('tag, branch and checkout, with what is not committed left as it is', async () => {
  await repo.write({ 'mine.txt': 'mine\n' })
  await landed()
  expect(await repo.git('rev-parse', 'HEAD')).toBe(commit)
  expect(await repo.git('status', '--porcelain')).toBe('?? mine.txt')
})

test('a branch that is not checked out moves alone', async () => {
  await repo.git('checkout', '--quiet', '-b', 'other')
  await landed()
  expect(await repo.git('rev-parse', 'main')).toBe(commit)
  expect([await repo.git('rev-parse', 'HEAD'), await repo.git('status', '--porcelain')]).toEqual([
    repo.id('feat: base'),
    '',
  ])
})

test('a branch with commits of its own stays, and so does one that is checked out elsewhere', async () => {
  const tree = join(repo.folder, '..', 'elsewhere')
  await repo.git('checkout', '--quiet', '--detach')
  await repo.git('worktree', 'add', '--quiet', tree, 'main')
  await landed()
  expect(await repo.git('rev-parse', 'main')).toBe(repo.id('feat: base'))
  expect(existsSync(join(tree, 'a.txt'))).toBe(true)
})

test('commits made since stay the user’s to merge', async () => {
  await repo.git('commit', '--quiet', '--allow-empty', '--message=fix: mine')
  const head = await repo.git('rev-parse', 'HEAD')
  await landed()
  expect(await repo.git('rev-parse', 'main')).toBe(head)
})

test('without a release commit no branch is looked at', async () => {
  await landed({ ...INPUT, branch: false })
  expect(await repo.git('rev-parse', 'main')).toBe(repo.id('feat: base'))
})

test('cut between checkout and refs, it is healed', async () => {
  await world.git.moveCheckout(repo.id('feat: base'), commit)
  await landed()
  expect(await repo.git('status', '--porcelain')).toBe('')
})

test('a lightweight tag on the right commit becomes the annotated one; on another commit it is refused and stays', async () => {
  await repo.git('tag', 'v1.0.0', commit)
  await landed()
  expect(await repo.git('cat-file', '-t', 'v1.0.0')).toBe('tag')
  await repo.git('update-ref', pendingCommit(INPUT.hex), commit)
  await repo.git('tag', '--force', 'v1.0.0', repo.id('feat: base'))
  expect(await land.probe(INPUT, world)).toMatchObject({ state: 'conflict' })
  await expect(land.act(INPUT, world)).rejects.toThrow(/v1\.0\.0/)
  expect(await repo.git('rev-parse', 'v1.0.0')).toBe(repo.id('feat: base'))
})

/** Something of another plan that waits: a commit, and a tag of that name on it. */
const waits = async (hex: string, at: string, tag: string) => {
  await repo.git('update-ref', pendingCommit(hex), at)
  await repo.git('update-ref', pendingTag(hex, tag), at)
}
const left = async () => {
  const names = (await repo.git('for-each-ref', '--format=%(refname)', 'refs/rel/pending')).split('\n')
  return [...new Set(names.map((name) => name.slice('refs/rel/pending/'.length).slice(0, 2)))]
}
const releaseOf = (base: string, hex: string) => {
  const trailers = { base, line: 'main', plan: `sha256:${hex}` as const, asked: NOBODY_ASKED }
  const tree = `${base}^{tree}`
  const message = `chore(release): core\n\n${writeTrailers(trailers)}`
  return repo.git('commit-tree', '-p', base, '-m', message, tree)
}

test('what waits for plans that were given up is cleared with it, and nothing else', async () => {
  const [taken, older, base, newer, sealed] = ['11', '22', '33', '44', '55'].map((digits) => digits.repeat(32))
  const root = repo.id('feat: base')
  const next = await repo.git('commit-tree', '-p', commit, '-m', 'next', `${commit}^{tree}`)
  await waits(taken ?? '', next, 'v1.0.0')
  await waits(older ?? '', await releaseOf(root, older ?? ''), 'v0.9.0')
  await waits(base ?? '', root, 'v0.8.0')
  await waits(newer ?? '', await releaseOf(commit, newer ?? ''), 'v1.1.0')
  const half = await releaseOf(root, sealed ?? '')
  await waits(sealed ?? '', half, 'v0.7.0')
  const files = new Map([[commitPath(half, 'core', '0.7.0'), Buffer.alloc(0)]])
  const ledger = await append(world, { base: null, files, subject: 'seal', sign: false })
  await repo.git('update-ref', REMOTE_LEDGER, ledger)
  await land.act(INPUT, world)
  expect(await left()).toEqual(['44', '55'])
  expect(await land.probe(INPUT, world)).toMatchObject({ state: 'present' })
})
