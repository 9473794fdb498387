/** The shape of a history, and what few of its commits say and changed: the same as the whole walk tells. */
import { expect, test } from 'vitest'
import type { Commit } from '../../src/model.ts'
import type { Step } from '../../src/world/ports.ts'
import { type Repo, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const STORY = `
feat: a | a.txt
branch next
feat: b\\n\\nbody\\n\\nCloses: #1 | b.txt, a.txt
branch far
feat: c | c.txt
on main
fix: d | d.txt
merge next into main: Merge branch 'next'
merge far: take all
docs: nothing
`

const walked = async (repo: Repo): Promise<readonly Commit[]> => {
  const { git } = await worldOf(repo)
  const commits: Commit[] = []
  await git.walk('HEAD', { files: true }, ({ id, parents, author, email, date, message, files }) =>
    commits.push({ id, parents, author, email, date, message, files }),
  )
  return commits
}

const ids = (commits: readonly Commit[]) => commits.map(({ id }) => id)

test('merges, side branches, empty commits, odd names and encodings', async () => {
  const repo = await scratchRepo(STORY)
  await repo.write({ ':100644 a\nb': '1', 'ünï/\tc': '2', [`${'0'.repeat(40)}`]: '3' })
  await repo.git('add', '--all')
  await repo.git(
    '-c',
    'i18n.commitEncoding=ISO-8859-1',
    'commit',
    '--quiet',
    '--message=caf\u00e9',
    '--author=Ünï <u@example.invalid>',
  )
  await repo.git('commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message=')
  await repo.git('config', 'diff.renames', 'copies')
  const { git } = await worldOf(repo)
  const expected = await walked(repo)
  const steps: Step[] = []
  await git.ancestors('HEAD', (some) => void steps.push(...some))
  expect(steps.map(({ id, parents }) => [id, parents])).toEqual(expected.map(({ id, parents }) => [id, parents]))
  const plain = ({ id, parents, author, email, date, message }: Commit) => ({
    id,
    parents,
    author,
    email,
    date,
    message,
    files: null,
  })
  const shuffled = expected.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  expect(await git.changedFiles(shuffled)).toEqual(shuffled.map(({ files }) => files))
  expect(await git.commits(ids(shuffled))).toEqual(shuffled.map(plain))
  const saying = await git.commits(ids(shuffled), 'CLOSES: #')
  expect(saying.map(({ message }) => message.split('\n')[0])).toEqual(['feat: b'])
  expect(await git.commits(ids(shuffled), 'b.dy')).toEqual([])
  expect(await git.changedFiles([])).toEqual([])
  expect(await git.commits([])).toEqual([])
})

test('a promise holds the stream, and what it throws ends it', async () => {
  const repo = await scratchRepo(Array.from({ length: 1500 }, (_, at) => `feat: ${at}`).join('\n'))
  const { git } = await worldOf(repo)
  let busy = 0
  let most = 0
  let count = 0
  await git.ancestors('HEAD', async (some) => {
    most = Math.max(most, ++busy)
    await new Promise((done) => setImmediate(done))
    busy -= 1
    count += some.length
  })
  expect({ most, count }).toEqual({ most: 1, count: 1500 })
  await expect(git.ancestors('HEAD', () => Promise.reject(new Error('enough')))).rejects.toThrow('enough')
  const stop = new AbortController()
  const stopped = git.ancestors('HEAD', () => stop.abort(new Error('no more')), stop.signal)
  await expect(stopped).rejects.toThrow(/abort/)
  await expect(git.ancestors('no-such', () => undefined)).rejects.toThrow(/no-such/)
  await expect(git.commits(['0'.repeat(40)])).rejects.toThrow(/bad object/)
})
