/** Shallow clones, as CI makes them: the same answers as of a whole one, or none. */
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloneOf, type Repo, scratchRepo } from '../support/scratch.ts'

const many = (count: number): string => 'chore: routine\n'.repeat(count)

const OLD = `file package.json = {"name":"core","version":"1.0.0"}\nfeat: start\ntag v1.0.0\n`

const CHANGE = String.raw`file .changeset/a.md = ---\n"core": minor\n---\n\nA change.\n`
const both = 'file release.config.json = {"versioning": {"source": "both"}}'
const people = 'file release.config.json = {"changelog": {"contributors": true}}'

/** What a clone can hide, by what it would make of the version. */
const STORIES: readonly (readonly [what: string, story: string])[] = [
  ['a range that is longer than the clone', `${OLD}${many(60)}fix: now`],
  ['no release at all', `file package.json = {"name":"core","version":"1.0.0"}\n${many(20)}feat: now`],
  [
    'a merged side that begins below',
    `${OLD}feat: one\nbranch side\nfix: side\non main\n${many(30)}tag v1.1.0\n${many(3)}merge side into main: Merge branch 'side'\nfix: now`,
  ],
  ['a higher release below a lower one', `${OLD}feat: high\ntag v2.0.0\n${many(30)}fix: low\ntag v1.5.0\nfix: now`],
  ['the base of a prerelease below', `${OLD}tag v1.9.0\n${many(30)}tag v1.5.0\nfeat: x\ntag v2.0.0-alpha.3\nfix: now`],
  ['a change file that was told of', `${both}\n${CHANGE}\n${OLD}fix: then\ntag v1.0.1\n${many(30)}fix: now`],
  ['who came first', `${people}\n${OLD}feat: then\ntag v1.1.0\nfix: now`],
]

const answers = async (repo: Repo): Promise<readonly string[]> => {
  const runs = await Promise.all([['plan', '--json'], ['why']].map((words) => repo.rel(words)))
  return runs.map(({ code, stdout }) => `${code} ${stdout}`)
}

const refsOf = async (repo: Repo): Promise<readonly string[]> => {
  const refs = await repo.git('for-each-ref', '--format=%(refname) %(objectname)')
  return refs.split('\n').filter((line) => !line.startsWith('refs/rel/'))
}

test.concurrent.each(STORIES)('%s', async (_, story) => {
  const repo = await scratchRepo(story)
  const clone = await cloneOf(repo, '--depth=8', '--no-single-branch')
  // As a checkout that is told to bring tags: their commits are here, and nothing between.
  if (story.includes('tag v'))
    await clone.git('fetch', '--quiet', '--depth=1', '--no-tags', 'origin', '+refs/tags/*:refs/kept/*')
  const refs = await refsOf(clone)
  expect(await answers(clone)).toEqual(await answers(repo))
  expect(await refsOf(clone)).toEqual(refs)
})

/** Two hundred commits, the last release twenty below HEAD, with sides that were merged since and before. */
const LONG = `${OLD}${many(80)}branch early\nfix: early\non main\n${many(20)}merge early into main: Merge branch 'early'
${many(60)}branch late\nfix: late\non main\nfeat: more\ntag v1.1.0\n${many(10)}merge late into main: Merge branch 'late'\n${many(8)}fix: now`

test('no more is fetched than the next version takes, and the rest once it is asked for', async () => {
  const repo = await scratchRepo(LONG)
  const clone = await cloneOf(repo, '--depth=1', '--no-tags')
  const refs = await refsOf(clone)
  expect((await clone.rel(['version'])).stdout).toBe('1.1.1\n')
  expect(Number(await clone.git('rev-list', '--count', 'HEAD'))).toBeLessThan(100)
  expect(await answers(clone)).toEqual(await answers(repo))
  expect(await refsOf(clone)).toEqual(refs)
  const [before, after] = [await clone.rel(['changelog', '--all']), await repo.rel(['changelog', '--all'])]
  expect(before.stdout).toBe(after.stdout)
  expect(await clone.git('rev-parse', '--is-shallow-repository')).toBe('false')
})

test('offline after that, what came is known with its tags', async () => {
  const story = `${OLD}${many(90)}tag v1.0.5\n${many(10)}feat: new\ntag v1.1.0\n${many(30)}fix: now`
  const repo = await scratchRepo(story)
  const clone = await cloneOf(repo, '--depth=1', '--no-tags')
  await clone.git('fetch', '--depth=1', 'origin', 'tag', 'v1.0.5')
  expect((await clone.rel(['version', '--offline'])).code).toBe(8)
  for (const words of [['version'], ['version', '--offline']]) expect((await clone.rel(words)).stdout).toBe('1.1.1\n')
  expect(await clone.git('rev-parse', '--is-shallow-repository')).toBe('true')
  const asked = ['version', '1.0.0', '--json']
  expect((await clone.rel(asked)).stdout).toBe((await repo.rel(asked)).stdout)
})

test('a tag that has moved on the remote since its mirror was fetched', async () => {
  const repo = await scratchRepo(`${OLD}${many(70)}feat: more\n${many(5)}tag v1.1.0\n${many(30)}fix: now`)
  const clone = await cloneOf(repo, '--depth=1', '--no-tags')
  await clone.rel(['changelog', '--all'])
  await repo.git('tag', '--force', 'v1.1.0', 'HEAD~2')
  await clone.git('fetch', '--no-tags', '--depth=1', 'origin', 'main')
  expect((await clone.rel(['why'])).stdout).toBe((await repo.rel(['why'])).stdout)
})

test('a remote that hands out no single commit gives all', async () => {
  const repo = await scratchRepo(LONG)
  const clone = await cloneOf(repo, '--depth=1', '--no-tags')
  await clone.git('config', 'protocol.version', '0')
  await clone.git('commit', '--allow-empty', '-m', 'fix: not pushed')
  expect((await clone.rel(['version'])).stdout).toBe('1.1.1\n')
  expect(await clone.git('rev-parse', '--is-shallow-repository')).toBe('false')
})

test('the mark of a run that was stopped before its tags came: offline nothing is concluded, online they are fetched', async () => {
  const clone = await cloneOf(await scratchRepo(LONG), '--no-tags')
  const marks = join(clone.folder, '.git', 'rel', 'deepening')
  mkdirSync(marks, { recursive: true })
  writeFileSync(join(marks, '1-1'), '')
  expect((await clone.rel(['version', '--offline', '--json'])).json()).toMatchObject({ code: 'SHALLOW', exit: 8 })
  expect((await clone.rel(['version'])).stdout).toBe('1.1.1\n')
  expect(readdirSync(marks)).toEqual([])
  expect((await clone.rel(['version', '--offline'])).stdout).toBe('1.1.1\n')
})

test('offline, what is hidden is refused, a side that begins below the edge too', async () => {
  for (const [, story] of STORIES.slice(0, 3)) {
    const clone = await cloneOf(await scratchRepo(story), '--depth=8')
    expect((await clone.rel(['version', '--offline', '--json'])).json()).toMatchObject({ code: 'SHALLOW', exit: 8 })
  }
})

test('a pull request is checked against all that its target has', async () => {
  const repo = await scratchRepo(`${OLD}feat: fork\nbranch pr\nfix: mine\non main\n${many(30)}Not conventional at all`)
  const clone = await cloneOf(repo, '--depth=1', '--no-single-branch', '--branch=pr')
  const run = await clone.rel(['check', 'origin/main..HEAD', '--json'])
  expect(run.json()).toMatchObject({ ok: true, counts: { total: 1, changes: 1 } })
})

test('two at once, and a lock that a killed fetch has left', async () => {
  const repo = await scratchRepo(`${OLD}${many(60)}fix: now`)
  const clone = await cloneOf(repo, '--depth=1', '--no-tags')
  const runs = await Promise.all([1, 2, 3].map(() => clone.rel(['version'])))
  expect(runs.map(({ code, stdout }) => `${code} ${stdout}`)).toEqual(['0 1.0.1\n', '0 1.0.1\n', '0 1.0.1\n'])
  const other = await cloneOf(repo, '--depth=1', '--no-tags')
  const lock = join(other.folder, '.git', 'shallow.lock')
  writeFileSync(lock, '')
  utimesSync(lock, 1_000_000_000, 1_000_000_000)
  const locked = await other.rel(['version', '--json'])
  expect(locked.json()).toMatchObject({ code: 'GIT_LOCKED', hint: expect.stringContaining(lock) })
  expect(existsSync(lock)).toBe(true)
})

test('what was shallow when the run began builds in a checkout of its own', async () => {
  const run = [['cp', 'package.json', 'made']]
  const target = { name: 'made', run, artifacts: [{ kind: 'file', from: 'made', name: 'made' }] }
  const config = { build: { targets: [target] }, publish: [{ to: 'directory', path: 'out' }] }
  const repo = await scratchRepo(`${OLD}${many(12)}file release.config.json = ${JSON.stringify(config)}\nfix: now`)
  await repo.git('config', 'receive.denyCurrentBranch', 'updateInstead')
  const clone = await cloneOf(repo, '--depth=1')
  const release = await clone.rel(['release', '--yes'])
  expect(release.code, release.stderr).toBe(0)
  expect(readdirSync(join(clone.folder, 'out'), { recursive: true })).toContain(join('core', '1.0.1', 'made'))
})
