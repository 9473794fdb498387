/** One walk over all ancestors of a commit: which tags it can reach, and what no counting tag has released yet. */
import type { Scheme } from '../core/schemes/scheme.ts'
import type { VersionTag } from '../model.ts'
import type { GitLook, Step } from '../world/ports.ts'
import { frontier } from './frontier.ts'
import { type OpenCommits, openCommits, type Sorting, type Visited } from './open-commits.ts'
import { EMPTY, type IndexSets, indexSets } from './index-sets.ts'
import type { Track } from './tracks.ts'

export interface History extends OpenCommits {
  /** Ids of commits that carry a version tag and are ancestors. */
  readonly reached: ReadonlySet<string>
  /** Ids of commits without parents: where the history begins, or is cut. */
  readonly roots: readonly string[]
  /** Ids of commits that some track has not released, and none of whose parents is such a one. */
  readonly bottoms: readonly string[]
}

/** Whether a tag ends a range: stable ones always, prereleases when the release in question carries their id. */
export const counts = (tag: VersionTag, pre: string | null, scheme: Scheme): boolean =>
  !scheme.isPrerelease(tag.version) || (pre !== null && pre !== '' && scheme.prereleaseId(tag.version) === pre)

/** What is asked of git. */
export type HistoryLook = Pick<GitLook, 'ancestors' | 'changedFiles' | 'commits'>

export interface HistoryQuestion extends Sorting {
  readonly scheme: Scheme
}

/** For each commit with tags, the tracks that they close. */
const closings = (tracks: readonly Track[], scheme: Scheme, sets: IndexSets): ReadonlyMap<string, number> => {
  const closed = new Map<string, number>()
  tracks.forEach(({ tags, pre }, track) => {
    for (const tag of tags) {
      const before = closed.get(tag.commit) ?? EMPTY
      closed.set(tag.commit, counts(tag, pre, scheme) ? sets.add(before, track) : before)
    }
  })
  return closed
}

/** Git answers for so many commits at once. */
const BATCH = 4096

/** Sorts a batch of commits while the next one is walked. */
const batches = (sort: (batch: readonly Visited[], before: Promise<void>) => Promise<void>) => {
  let waiting: Visited[] = []
  let sorting = Promise.resolve()
  const begin = (): Promise<void> => {
    const batch = waiting
    waiting = []
    if (batch.length > 0) sorting = sort(batch, sorting)
    // Whoever waits for it in the end is told.
    sorting.catch(() => undefined)
    return sorting
  }
  /** Gives the batch before this one to wait for when there are enough, lest the walk run ahead. */
  const fill = (): Promise<void> | undefined => {
    const before = sorting
    if (waiting.length < BATCH) return undefined
    void begin()
    return before
  }
  return { add: (visited: Visited): void => void waiting.push(visited), begin, fill }
}

const reader = (git: HistoryLook, head: string, question: HistoryQuestion) => {
  const sets = indexSets(question.tracks.length)
  const { visit, isOver } = frontier(head, sets)
  const closed = closings(question.tracks, question.scheme, sets)
  const { sort, lists } = openCommits(git, question, sets)
  const { add, begin, fill } = batches(sort)
  const reached = new Set<string>()
  const roots: string[] = []
  const open = new Map<string, readonly string[]>()
  const look = (step: Step, tagged: number): void => {
    const set = visit(step, tagged)
    if (set === sets.all) return
    const { id, parents } = step
    open.set(id, parents)
    add({ step: { id, parents }, closed: set })
  }
  const take = (steps: readonly Step[]): Promise<void> | undefined => {
    for (const step of steps) {
      const tagged = closed.get(step.id)
      if (tagged !== undefined) reached.add(step.id)
      if (step.parents.length === 0) roots.push(step.id)
      if (!isOver()) look(step, tagged ?? EMPTY)
    }
    // The last batch is read while git tells the rest, which matters to nobody but for its tags.
    if (isOver()) void begin()
    return fill()
  }
  const bottoms = () => [...open].filter(([, parents]) => !parents.some((id) => open.has(id))).map(([id]) => id)
  return { take, end: (): Promise<History> => begin().then(() => ({ ...lists, reached, roots, bottoms: bottoms() })) }
}

/** The walk begins before it is known what is asked, and is held until then. */
export const readHistory = async (
  git: HistoryLook,
  head: string,
  question: Promise<HistoryQuestion>,
): Promise<History> => {
  const stop = new AbortController()
  const reading = question.then((asked) => reader(git, head, asked))
  reading.catch((cause: unknown) => stop.abort(cause))
  const walking = git.ancestors(head, async (steps) => (await reading).take(steps), stop.signal)
  walking.catch(() => undefined)
  const { end } = await reading
  await walking
  return end()
}
