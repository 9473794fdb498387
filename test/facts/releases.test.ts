/** What each past release brought, against a plain reckoning of the same rule and against git itself. */
import { array, assert, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { graphOf, type PastRelease, pastReleases } from '../../src/facts/releases.ts'
import type { Commit, VersionTag } from '../../src/model.ts'
import { scratchRepo } from '../support/scratch.ts'
import { commitOf, graphs, reachOf } from './graphs.ts'

const tagOf = (version: string, commit: string): VersionTag => ({ tag: `v${version}`, version, commit })

const told = (releases: readonly PastRelease[]) =>
  releases.map(
    ({ tag, base, commits }) => `${tag.tag} after ${base?.tag ?? '-'}: ${commits.map(({ id }) => id).join(' ')}`,
  )

const past = (commits: readonly Commit[], tags: readonly VersionTag[]) =>
  told(pastReleases(graphOf(commits), tags, semverScheme))

const line = (ids: string): readonly Commit[] =>
  [...ids].map((id, at) => commitOf(id, at + 1 < ids.length ? [ids[at + 1] ?? ''] : []))

test('on a line, a release has what came after the one before', () => {
  expect(past(line('edcba'), [tagOf('1.0.0', 'b'), tagOf('1.1.0', 'd')])).toEqual([
    'v1.1.0 after v1.0.0: d c',
    'v1.0.0 after -: b a',
  ])
})

test('a stable release has everything since the last stable one, a prerelease what came since those with its id', () => {
  const tags = [
    tagOf('1.0.0', 'a'),
    tagOf('1.1.0-rc.1', 'c'),
    tagOf('1.1.0-beta.1', 'b'),
    tagOf('1.1.0', 'e'),
    tagOf('1.1.0-rc.2', 'd'),
  ]
  expect(past(line('edcba'), tags)).toEqual([
    'v1.1.0 after v1.0.0: e d c b',
    'v1.1.0-rc.2 after v1.1.0-rc.1: d',
    'v1.1.0-rc.1 after v1.0.0: c b',
    'v1.1.0-beta.1 after v1.0.0: b',
    'v1.0.0 after -: a',
  ])
})

// e is a merge of main (c) and a maintenance branch (d) that parted at b.
const MERGED = [
  commitOf('f', ['e']),
  commitOf('e', ['c', 'd']),
  commitOf('d', ['b']),
  commitOf('c', ['b']),
  commitOf('b', ['a']),
  commitOf('a', []),
]

test('a merged maintenance branch does not list again what it released', () => {
  const tags = [tagOf('1.0.0', 'a'), tagOf('1.0.1', 'd'), tagOf('1.1.0', 'e')]
  expect(past(MERGED, tags)).toEqual(['v1.1.0 after v1.0.1: e c', 'v1.0.1 after v1.0.0: d b', 'v1.0.0 after -: a'])
})

test('a commit that two branches released first is in the notes of both', () => {
  const tags = [tagOf('1.0.0', 'a'), tagOf('1.0.1', 'd'), tagOf('1.1.0', 'c')]
  expect(past(MERGED, tags)).toEqual(['v1.1.0 after v1.0.0: c b', 'v1.0.1 after v1.0.0: d b', 'v1.0.0 after -: a'])
})

test('of several tags on one commit the lowest has the commits; equal versions share them', () => {
  const tags = [tagOf('1.0.0', 'b'), tagOf('1.1.0', 'b'), { tag: '1.0.0', version: '1.0.0', commit: 'b' }]
  expect(past(line('cba'), tags)).toEqual(['v1.1.0 after 1.0.0: ', '1.0.0 after -: b a', 'v1.0.0 after -: b a'])
})

test('tags that the history does not hold are not told of, nor are commits that no tag reaches', () => {
  expect(past(line('cba'), [tagOf('1.0.0', 'a'), tagOf('2.0.0', 'x')])).toEqual(['v1.0.0 after -: a'])
  expect(past([], [tagOf('1.0.0', 'a')])).toEqual([])
})

/** The rule word for word: reachable from the tag, and from no counting tag that is below it. */
const reckoned = (commits: readonly Commit[], tags: readonly VersionTag[], of: VersionTag): readonly string[] => {
  const reach = (id: string) => reachOf(commits, id)
  const id = semverScheme.prereleaseId(of.version)
  const mine = reach(of.commit)
  const below = tags.filter(
    (tag) =>
      mine.has(tag.commit) &&
      (!semverScheme.isPrerelease(tag.version) || semverScheme.prereleaseId(tag.version) === id) &&
      (tag.commit === of.commit ? semverScheme.compare(tag.version, of.version) < 0 : tag !== of),
  )
  const released = below.map((tag) => reach(tag.commit))
  return commits
    .filter((commit) => mine.has(commit.id) && !released.some((set) => set.has(commit.id)))
    .map(({ id: each }) => each)
}

test('for any history and any tags, the same as the rule word for word', () => {
  const tag = record({
    at: integer({ min: 0, max: 23 }),
    minor: integer({ min: 0, max: 6 }),
    kind: integer({ min: 0, max: 3 }),
  })
  const run = property(graphs(24), array(tag, { maxLength: 10 }), (commits, marks) => {
    const tags = marks
      .filter((mark) => mark.at < commits.length)
      .map(({ at, minor, kind }, index): VersionTag => {
        const version = `1.${minor}.0${['', '', '-rc.1', '-beta.2'][kind]}`
        return { tag: `${index}/${version}`, version, commit: String(at) }
      })
    const found = pastReleases(graphOf(commits), tags, semverScheme)
    expect(found).toHaveLength(tags.length)
    for (const release of found)
      expect(release.commits.map((commit) => commit.id)).toEqual(reckoned(commits, tags, release.tag))
  })
  assert(run, { numRuns: 400 })
})

test('the same as `git rev-list <tag> --not <tags below>` on a told history', async () => {
  const repo = await scratchRepo(`
    feat: one
    tag v1.0.0
    feat: two
    branch 1.x from v1.0.0
    fix: three
    tag v1.0.1
    fix: four
    on main
    merge 1.x into main: Merge branch '1.x'
    feat: five
    tag v1.1.0
  `)
  const log = await repo.git('log', '--topo-order', '--format=%H %P', 'HEAD')
  const commits = log.split('\n').map((row) => {
    const [id = '', ...parents] = row.trim().split(' ')
    return commitOf(id, parents)
  })
  const tags = ['1.0.0', '1.0.1', '1.1.0'].map((version) => tagOf(version, repo.id(`v${version}`)))
  const [latest, patch] = pastReleases(graphOf(commits), tags, semverScheme)
  const ids = async (...args: readonly string[]) => (await repo.git('rev-list', '--topo-order', ...args)).split('\n')
  expect(latest?.commits.map((commit) => commit.id)).toEqual(await ids('v1.1.0', '--not', 'v1.0.0', 'v1.0.1'))
  expect(patch?.commits.map((commit) => commit.id)).toEqual(await ids('v1.0.1', '--not', 'v1.0.0'))
  expect(latest?.base?.tag).toBe('v1.0.1')
})
