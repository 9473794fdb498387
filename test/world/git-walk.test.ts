/** The walk tells what plain git tells, whatever names, messages, merges and settings there are. */
import { expect, test } from 'vitest'
import type { Commit } from '../../src/model.ts'
import { type Repo, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const ODD = [
  'a b',
  'q"uote',
  'back\\slash',
  ':100644 100644 aaaa bbbb M',
  'new\nline',
  'tab\t',
  'ünïcode 名前',
  '-x',
  'd/:e',
]
const STORY = `
file a.txt = 1
feat: a
branch next
feat: b | b.txt
branch far
feat: c | c.txt, a.txt
on main
fix: d | d.txt
merge next into main: Merge branch 'next'
remove a.txt
merge far: take all
docs: nothing
`

const walked = async (repo: Repo, files: boolean): Promise<readonly Commit[]> => {
  const { git } = await worldOf(repo)
  const commits: Commit[] = []
  await git.walk('HEAD', { files }, ({ id, parents, author, email, date, message, files: paths }) =>
    commits.push({ id, parents, author, email, date, message, files: paths }),
  )
  return commits
}

/** Each commit asked for by itself, in the order of a log. */
const plain = async (repo: Repo): Promise<readonly Commit[]> => {
  const ids = (await repo.git('log', '--topo-order', '--format=%H', 'HEAD')).split('\n')
  return Promise.all(
    ids.map(async (id) => {
      const show = (format: string) => repo.git('log', '-1', '--no-mailmap', `--format=${format}`, id)
      const parents = (await show('%P')).split(' ').filter((parent) => parent !== '')
      const against = parents[0] === undefined ? ['--root', id] : [parents[0], id]
      const diff = ['diff-tree', '-r', '--no-renames', '--name-only', '--no-commit-id', '-z']
      const files = (await repo.git(...diff, ...against)).split('\0').filter((path) => path !== '')
      const [author, email, date] = await Promise.all([show('%an'), show('%ae'), show('%ct')])
      return { id, parents, author, email, date: Number(date), message: `${await show('%B')}\n`.trimEnd(), files }
    }),
  )
}

const trimmed = (commits: readonly Commit[]) =>
  commits.map((commit) => ({ ...commit, message: commit.message.trimEnd() }))

test('merges, side branches and empty commits', async () => {
  const repo = await scratchRepo(STORY)
  const expected = await plain(repo)
  expect(expected).toHaveLength(7)
  expect(trimmed(await walked(repo, true))).toEqual(expected)
  expect(trimmed(await walked(repo, false))).toEqual(expected.map((commit) => ({ ...commit, files: null })))
})

test('odd file names, authors, messages and encodings', async () => {
  const repo = await scratchRepo('feat: a | a')
  await repo.write(Object.fromEntries(ODD.map((name) => [name, `${name}\n`])))
  await repo.git('add', '--all')
  await repo.git(
    'commit',
    '--quiet',
    '--message=:100644 100644 aaaa bbbb M',
    `--author=Ünï "Q" O'Dev <odd+x@example.invalid>`,
  )
  await repo.git('commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message=')
  await repo.git('-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '--quiet', '--allow-empty', '--message=caf\u00e9')
  await repo.git('mv', 'a b', 'moved')
  await repo.git('commit', '--quiet', '--message=refactor: move\n\nbody\n\nCloses: #1')
  const commits = await walked(repo, true)
  expect(trimmed(commits)).toEqual(await plain(repo))
  expect(commits[3]?.files?.toSorted()).toEqual(ODD.toSorted())
  expect(commits[0]?.files?.toSorted()).toEqual(['a b', 'moved'])
})

test("the user's settings change nothing", async () => {
  const repo = await scratchRepo(STORY)
  const before = await walked(repo, true)
  const settings = {
    'diff.renames': 'copies',
    'log.date': 'relative',
    'diff.ignoreSubmodules': 'all',
    'log.mailmap': 'true',
  }
  for (const [name, value] of Object.entries(settings)) await repo.git('config', name, value)
  await repo.write({ '.mailmap': 'Someone Else <else@example.invalid> <dev@example.invalid>\n' })
  expect(await walked(repo, true)).toEqual(before)
})

test('more than one buffer of output, and a revision that is none', async () => {
  const repo = await scratchRepo(
    Array.from({ length: 600 }, (_, at) => `feat: ${'x'.repeat(200)} ${at} | f${at % 7}`).join('\n'),
  )
  const commits = await walked(repo, true)
  expect(commits.map(({ id }) => id)).toEqual((await repo.git('log', '--topo-order', '--format=%H')).split('\n'))
  expect(commits.every(({ files }) => files?.length === 1)).toBe(true)
  const { git } = await worldOf(repo)
  await expect(git.walk('no-such', { files: false }, () => undefined)).rejects.toThrow(/no-such/)
})
