/** What no counting tag has released, against git itself on histories of any shape. */
import { array, assert, asyncProperty, constantFrom, integer, nat, record } from 'fast-check'
import { expect, test } from 'vitest'
import { ancestryOf } from '../../src/core/ancestry.ts'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { attribution } from '../../src/facts/attribution.ts'
import { counts, type History, type HistoryLook, type HistoryQuestion, readHistory } from '../../src/facts/history.ts'
import { findTracks, type Track } from '../../src/facts/tracks.ts'
import type { Commit } from '../../src/model.ts'
import { readTags } from '../../src/facts/facts.ts'
import { packageOf } from '../core/packages.ts'
import { lookAt } from '../support/look.ts'
import { type Repo, scratchRepo } from '../support/scratch.ts'
import { commitOf, graphs, reachOf } from './graphs.ts'

const NAMES = ['a', 'b']
const PRES = [null, '', 'rc', 'beta'] as const

const tracksIn = async (repo: Repo, pre: string | null) => {
  const packages = NAMES.map((name) => packageOf(name))
  const settings = { formats: [['{name}@{version}'], ['{name}@{version}']], pres: [pre, pre], groups: [] }
  return findTracks(packages, settings, await readTags(await lookAt(repo)), semverScheme)
}

const historyOf = async (repo: Repo, pre: string | null, files = false): Promise<History> => {
  const { git } = await lookAt(repo)
  const question = { tracks: await tracksIn(repo, pre), scheme: semverScheme, files, owners: () => new Set([0, 1]) }
  return readHistory(git, git.place.head ?? '', Promise.resolve(question))
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
  const others = history.open(1).map(({ message }) => message.trim())
  expect(others).toEqual(['docs: six', 'feat: five', "Merge branch '1.x'", 'fix: three'])
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
    const tracks = await tracksIn(repo, pre)
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
  })
  // Without shrinking, which would take minutes of git.
  await assert(run, { numRuns: 6, endOnFailure: true })
})

/** A git that knows these commits and no other, and hands over a few at a time. */
const gitOf = (commits: readonly Commit[], some: number): HistoryLook => {
  const byId = new Map(commits.map((commit) => [commit.id, commit] as const))
  return {
    async ancestors(from, each) {
      const known = reachOf(commits, from)
      const steps = commits.filter((commit) => known.has(commit.id))
      for (let at = 0; at < steps.length; at += some)
        await each(steps.slice(at, at + some).map(({ id, parents }) => ({ id, parents })))
    },
    changedFiles: async (asked) => asked.map(({ id }) => byId.get(id)?.files ?? []),
    commits: async (asked, saying = '') => {
      const found = asked.map((id) => ({ ...(byId.get(id) as Commit), files: null }))
      return found.filter(({ message }) => message.includes(saying))
    },
  }
}

const trackOf = (index: number, tags: readonly (readonly [version: string, commit: string])[]): Track => ({
  ...{ package: index, pre: null, format: '', firstFormat: '', notVersions: [] },
  tags: tags.map(([version, commit]) => ({ tag: `${index}/${version}/${commit}`, version, commit })),
})

/** The rule word for word: what the head reaches, and no counting tag that the head reaches does. */
const reckoned = (commits: readonly Commit[], { tags }: Track): ReadonlySet<string> => {
  const head = reachOf(commits, commits[0]?.id ?? '')
  const ending = tags.filter((tag) => head.has(tag.commit) && counts(tag, null, semverScheme))
  const released = ending.map((tag) => reachOf(commits, tag.commit))
  return new Set([...head].filter((id) => !released.some((reach) => reach.has(id))))
}

const PLACES = [{ path: '.', exclude: ['docs'] }, { path: 'p' }, { path: 'p/q', include: ['shared/**'] }]
const FILES = ['README.md', 'docs/a', 'p/a', 'p/q/b', 'shared/c', 'p/q/d']

test('for any graph, tags and files, the same as the rule word for word', async () => {
  const tags = array(record({ track: nat(3), at: nat(30), pre: nat(3) }), { maxLength: 8 })
  const run = asyncProperty(graphs(30, FILES), tags, integer({ min: 1, max: 9 }), async (commits, marks, some) => {
    // The last two tracks are two spellings of one package.
    const tracks = [0, 1, 2, 2].map((index, track) => {
      const own = marks.filter((mark) => mark.track === track && mark.at < commits.length)
      return trackOf(
        index,
        own.map(({ at, pre }) => [pre === 0 ? '1.0.0-rc.1' : '1.0.0', String(at)] as const),
      )
    })
    const head = commits[0]?.id ?? ''
    const owners = attribution(PLACES)
    const question = Promise.resolve({ tracks, scheme: semverScheme, files: true, owners })
    const history = await readHistory(gitOf(commits, some), head, question)
    const open = tracks.map((track) => reckoned(commits, track))
    const nobodys = commits.filter((each) => open.every((one) => one.has(each.id)) && owners(each).size === 0)
    const kept = new Set(ids(nobodys))
    for (const [track, { package: index }] of tracks.entries()) {
      const expected = commits.filter((each) => open[track]?.has(each.id) && owners(each).has(index))
      expect(history.open(track)).toEqual(expected)
      const others = commits.filter(
        (each) => /release-as/.test(each.message) && open[track]?.has(each.id) && !owners(each).has(index),
      )
      const named = others.filter((each) => !nobodys.includes(each))
      expect(history.named(track)).toEqual(named)
      for (const { id } of [...expected, ...named]) kept.add(id)
    }
    expect(history.nobodys).toEqual(nobodys)
    const known = reachOf(commits, head)
    expect(history.reached).toEqual(
      new Set(tracks.flatMap((each) => each.tags.map((tag) => tag.commit)).filter((id) => known.has(id))),
    )
    const isOpen = (id: string) => open.some((one) => one.has(id))
    const reachable = commits.filter((each) => known.has(each.id))
    expect(history.roots).toEqual(ids(reachable.filter((each) => each.parents.length === 0)))
    const bottoms = reachable.filter((each) => isOpen(each.id) && !each.parents.some(isOpen))
    expect(history.bottoms).toEqual(ids(bottoms))
    const ancestry = ancestryOf(history.links)
    for (const { id, parents } of commits.filter((each) => kept.has(each.id))) {
      const [first = '', ...others] = parents
      const before = reachOf(commits, first)
      const brought = new Set(
        others.flatMap((other) => [...reachOf(commits, other)].filter((each) => !before.has(each))),
      )
      const found = ancestry.brought(id).filter((each) => kept.has(each))
      expect(new Set(found)).toEqual(new Set([...brought].filter((each) => kept.has(each))))
    }
  })
  await assert(run, { numRuns: 300 })
})

test('a history that is read in several goes', async () => {
  const length = 10_000
  const commits = Array.from({ length }, (_, at) =>
    commitOf(String(at), at + 1 < length ? [String(at + 1)] : [], [at % 3 === 0 ? 'p/a' : 'x']),
  )
  const tracks = [trackOf(0, [['1.0.0', '9000']])]
  const owners = attribution([{ path: 'p' }])
  const question = Promise.resolve({ tracks, scheme: semverScheme, files: true, owners })
  const history = await readHistory(gitOf(commits, 1000), '0', question)
  expect(history.open(0)).toEqual(commits.slice(0, 9000).filter(({ files }) => files?.[0] === 'p/a'))
  expect(history.nobodys).toHaveLength(6000)
  expect(history.links).toHaveLength(9000)
})

test('what git says while the walk goes on is told in the end', async () => {
  const git = gitOf([commitOf('0', ['1']), commitOf('1', [])], 1)
  const asked = { tracks: [trackOf(0, [])], scheme: semverScheme, files: true, owners: () => new Set([0]) }
  const broken = (part: Partial<HistoryLook>, question: Promise<HistoryQuestion> = Promise.resolve(asked)) =>
    readHistory({ ...git, ...part }, '0', question)
  const fail = () => Promise.reject(new Error('broken'))
  await expect(broken({ ancestors: fail })).rejects.toThrow('broken')
  await expect(broken({ changedFiles: fail })).rejects.toThrow('broken')
  await expect(broken({ commits: fail })).rejects.toThrow('broken')
  await expect(broken({}, fail())).rejects.toThrow('broken')
})

test('a walk for a question that nobody can ask is stopped', async () => {
  const { git } = await lookAt(await scratchRepo('feat: one'))
  const signals: (AbortSignal | undefined)[] = []
  const ancestors: HistoryLook['ancestors'] = (from, each, stop) => {
    signals.push(stop)
    return git.ancestors(from, each, stop)
  }
  const question = Promise.reject(new Error('no manifest'))
  await expect(readHistory({ ...git, ancestors }, git.place.head ?? '', question)).rejects.toThrow('no manifest')
  expect(signals.map((signal) => signal?.aborted)).toEqual([true])
})
