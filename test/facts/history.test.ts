/** What no counting tag has released, against git itself on histories of any shape. */
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { expect, test } from 'vitest'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { counts, type History, readHistory } from '../../src/facts/history.ts'
import { findTracks } from '../../src/facts/tracks.ts'
import { readTags } from '../../src/facts/facts.ts'
import { packageOf } from '../core/packages.ts'
import { lookAt } from '../support/look.ts'
import { type Repo, scratchRepo } from '../support/scratch.ts'

const NAMES = ['a', 'b']
const PRES = [null, '', 'rc', 'beta'] as const

const tracksIn = async (repo: Repo) => {
  const packages = NAMES.map((name) => packageOf(name))
  return findTracks(
    packages,
    [['{name}@{version}'], ['{name}@{version}']],
    await readTags(await lookAt(repo)),
    semverScheme,
  )
}

const historyOf = async (repo: Repo, pre: string | null, files = false): Promise<History> => {
  const { git } = await lookAt(repo)
  return readHistory(git, git.place.head ?? '', tracksIn(repo), { pre, scheme: semverScheme, files })
}

const ids = (commits: readonly { readonly id: string }[]) => commits.map(({ id }) => id)
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

test('which tags end a range', () => {
  const ends = (version: string, pre: string | null) => counts({ tag: '', version, commit: '' }, pre, semverScheme)
  const versions = ['1.0.0', '1.0.0-rc.1', '1.0.0-beta.1', '1.0.0-1', '1.0.0+rc.1']
  const asked = PRES.map((pre) => versions.filter((version) => ends(version, pre)))
  expect(asked).toEqual([
    ['1.0.0', '1.0.0+rc.1'],
    ['1.0.0', '1.0.0+rc.1'],
    ['1.0.0', '1.0.0-rc.1', '1.0.0+rc.1'],
    ['1.0.0', '1.0.0-beta.1', '1.0.0+rc.1'],
  ])
})

const STORY = `
  feat: one | x/one
  tag a@1.0.0
  feat: shared | x/shared
  branch 1.x
  fix: three | x/three
  tag a@1.0.1
  branch side
  fix: never merged | x/four
  tag a@1.0.2
  on main
  feat: two | x/two
  tag b@0.0.9
  merge 1.x into main: Merge branch '1.x'
  feat: five | x/five
  tag b@0.1.0-rc.1
  docs: six
`

test('a merged maintenance branch is not listed again, and a tag on a side branch counts for nothing', async () => {
  const repo = await scratchRepo(STORY)
  const history = await historyOf(repo, null, true)
  const subjects = history.open(0).map(({ message }) => message.trim())
  expect(subjects).toEqual(['docs: six', 'feat: five', "Merge branch '1.x'", 'feat: two'])
  expect(history.open(0).map(({ files }) => files)).toEqual([[], ['x/five'], ['x/three'], ['x/two']])
  expect(history.reached).toEqual(new Set(['a@1.0.0', 'a@1.0.1', 'b@0.0.9', 'b@0.1.0-rc.1'].map((tag) => repo.id(tag))))
  expect(history.date).toBe(Number(await repo.git('log', '-1', '--format=%ct')))
  const others = history.open(1).map(({ message }) => message.trim())
  expect(others).toEqual(['docs: six', 'feat: five', "Merge branch '1.x'", 'fix: three'])
  expect(ids(history.openToAll)).toEqual(ids(history.open(0)).slice(0, 3))
  const rc = await historyOf(repo, 'rc')
  expect(ids(rc.open(1))).toEqual([repo.id('docs: six')])
  expect(rc.open(1)[0]).toMatchObject({ files: null, author: 'Dev', email: 'dev@example.invalid' })
})

interface Told {
  readonly act: string
  readonly branch: number
  readonly other: number
}

const VERSIONS = ['1.0.0', '1.0.0-rc.1', '1.1.0', '1.1.0-beta.1', '1.2.0-rc.2', '2.0.0', '3.0.0']

/** A story on up to four branches, of which two are merged in the end; what it cannot tell (a merge of a branch with itself) becomes a commit. */
const storyOf = (acts: readonly Told[]): string => {
  const branches = ['main']
  const tags = new Set<string>()
  const tellers: Readonly<Record<string, (act: Told, branch: string) => readonly string[]>> = {
    branch: (_, branch) => {
      const name = `b${branches.length}`
      if (branches.length === 4) return []
      branches.push(name)
      return [`on ${branch}`, `branch ${name}`, `fix: on ${name}`]
    },
    tag: ({ branch: at, other }, branch) => {
      const tag = `${NAMES[at % 2]}@${VERSIONS[other % VERSIONS.length]}`
      if (tags.has(tag)) return []
      tags.add(tag)
      return [`on ${branch}`, other % 2 === 0 ? `tag ${tag}` : `annotated tag ${tag}`]
    },
    merge: ({ other }, branch) => {
      const from = branches[other % branches.length]
      return from === branch ? [] : [`merge ${from} into ${branch}`]
    },
  }
  const told = acts.flatMap((act, index) => {
    const branch = branches[act.branch % branches.length] ?? 'main'
    const lines = tellers[act.act]?.(act, branch) ?? []
    return lines.length > 0 ? lines : [`on ${branch}`, `fix: ${index}`]
  })
  const merges = branches.slice(1).map((name) => `merge ${name} into main`)
  return ['feat: start', ...told, ...merges.slice(0, 2), 'on main'].join('\n')
}

test('for any history and tags, exactly `git rev-list HEAD --not <counting tags>`', async () => {
  const number = integer({ min: 0, max: 27 })
  const act = record({
    act: constantFrom('commit', 'merge', 'merge', 'branch', 'tag', 'tag'),
    branch: number,
    other: number,
  })
  const run = asyncProperty(array(act, { minLength: 16, maxLength: 36 }), constantFrom(...PRES), async (acts, pre) => {
    const repo = await scratchRepo(storyOf(acts), { bare: true })
    const history = await historyOf(repo, pre)
    const tracks = await tracksIn(repo)
    const reached = linesOf(await repo.git('tag', '--merged', 'HEAD'))
    expect(history.reached).toEqual(new Set(reached.map((tag) => repo.id(tag))))
    const counting = tracks.map(({ tags }) =>
      tags.filter((tag) => counts(tag, pre, semverScheme)).map(({ tag }) => tag),
    )
    const listed = async (tags: readonly string[]) => {
      // A tag that HEAD cannot reach would take away what its branch has in common with HEAD.
      const open = await repo.git('rev-list', 'HEAD', '--not', ...tags.filter((tag) => reached.includes(tag)))
      return linesOf(open).toSorted()
    }
    expect(ids(history.open(0)).toSorted()).toEqual(await listed(counting[0] ?? []))
    expect(ids(history.open(1)).toSorted()).toEqual(await listed(counting[1] ?? []))
    expect(ids(history.openToAll).toSorted()).toEqual(await listed(counting.flat()))
  })
  // Without shrinking, which would take minutes of git.
  await assert(run, { numRuns: 12, endOnFailure: true })
})
