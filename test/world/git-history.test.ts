/** Reading who touched which path: names and messages that look like records, merges, ranges, folders. */
import { expect, test } from 'vitest'
import { openWorld } from '../../src/world/world.ts'
import { type Repo, scratchEnv, scratchRepo } from '../support/scratch.ts'

const gitOf = async ({ folder }: Repo) => (await openWorld(folder, scratchEnv, () => undefined)).git

const STORY = 'file a.txt = one\nfeat: a\n'

test('names with line ends and colons, and messages that look like records, stay what they are', async () => {
  const repo = await scratchRepo(STORY)
  const odd = ':100644 a\nb "c"\t:'
  await repo.write({ [odd]: 'x' })
  await repo.git('add', '--all')
  await repo.git('commit', '--quiet', '--message=:100644 100644 aaaa bbbb M', '--message=:odd body')
  const git = await gitOf(repo)
  const added = await git.pathChanges({ from: null, to: 'HEAD', want: 'added', below: null })
  expect(added.map(({ status, path }) => [status, path])).toEqual([
    ['A', odd],
    ['A', 'a.txt'],
  ])
  expect(added[0]).toMatchObject({ commit: await repo.git('rev-parse', 'HEAD'), date: expect.any(Number) })
  expect(added[0]?.message).toContain(':odd body')
  expect(await git.pathChanges({ from: null, to: 'HEAD', want: 'not-added', below: null })).toEqual([])
})

test('what was changed, removed, or turned into a link, from a commit on and below a folder', async () => {
  const repo = await scratchRepo(
    'file d/a = 1\nfile d/b = 1\nfile e/a = 1\nfeat: a\nfile d/a = 2\nremove e/a\nfix: b\n',
  )
  await repo.git('rm', '--quiet', 'd/b')
  await repo.git('commit', '--quiet', '--message=fix: c')
  const git = await gitOf(repo)
  const ask = async (from: string | null, below: string | null) =>
    (await git.pathChanges({ from, to: 'HEAD', want: 'not-added', below })).map(
      ({ status, path }) => `${status} ${path}`,
    )
  expect(await ask(null, null)).toEqual(['D d/b', 'M d/a', 'D e/a'])
  expect(await ask('HEAD~1', null)).toEqual(['D d/b'])
  expect(await ask(null, 'e')).toEqual(['D e/a'])
  expect(await ask('HEAD', null)).toEqual([])
})

test('a merge cannot hide what it takes away', async () => {
  const repo = await scratchRepo(
    'file a = 1\nfeat: a\nbranch other\nfeat: b | b\non main\nfeat: c | c\nfile a = 2\nmerge other into main: take\n',
  )
  const git = await gitOf(repo)
  const changes = await git.pathChanges({ from: null, to: 'HEAD', want: 'not-added', below: null })
  expect(new Set(changes.map(({ status, path }) => `${status} ${path}`))).toEqual(new Set(['M a']))
})

test('commits without tags, and patches that are none', async () => {
  const repo = await scratchRepo(`${STORY}docs: nothing\n`)
  const git = await gitOf(repo)
  const seen: string[] = []
  await git.authored(['refs/tags/'], ({ id }) => seen.push(id))
  expect(seen).toEqual([])
  const [last, first] = (await repo.git('rev-list', 'HEAD')).split('\n') as [string, string]
  const ids = await git.patchIds([first, last])
  expect([ids.has(first), ids.has(last)]).toEqual([true, false])
  expect(await git.patchIds([])).toEqual(new Map())
})
