/** One walk over all ancestors of a commit: which tags it can reach, and what no counting tag has released yet. */
import type { Scheme } from '../core/schemes/scheme.ts'
import type { Commit, VersionTag } from '../model.ts'
import type { GitLook, Step } from '../world/ports.ts'
import { type Link, linking } from './links.ts'
import { EMPTY, type TrackSets, trackSets } from './track-sets.ts'
import type { Track } from './tracks.ts'

export interface History {
  /** Ids of commits that carry a version tag and are ancestors. */
  readonly reached: ReadonlySet<string>
  /** Per track, its package's commits that no counting tag reaches, children first. */
  readonly open: (track: number) => readonly Commit[]
  /** Commits that no counting tag of any track reaches; of these, where `owners` is given, those that are nobody's. */
  readonly openToAll: readonly Commit[]
  /** How the open commits of all packages descend from each other, past the ones that are in nobody's list. */
  readonly links: readonly Link[]
  /** Where the history ends, or is cut, before a counting tag of every track: ids of commits without parents. */
  readonly ends: readonly string[]
  /** Committer date of the head, in seconds since 1970. */
  readonly date: number
}

/** Whether a tag ends a range: stable ones always, prereleases when the release in question carries their id. */
export const counts = (tag: VersionTag, pre: string | null, scheme: Scheme): boolean =>
  !scheme.isPrerelease(tag.version) || (pre !== null && pre !== '' && scheme.prereleaseId(tag.version) === pre)

/** What is asked of git. */
export type HistoryLook = Pick<GitLook, 'ancestors' | 'changedFiles' | 'commits'>

export interface HistoryOptions {
  readonly scheme: Scheme
  /** Whether the commits' files are wanted. */
  readonly files: boolean
  /** Whose a commit is, by the indices of the packages; absent: everybody's. */
  readonly owners?: (commit: Pick<Commit, 'files'>) => ReadonlySet<number>
}

/** For each commit with tags, the tracks that they close. */
const closings = (tracks: readonly Track[], scheme: Scheme, sets: TrackSets): ReadonlyMap<string, number> => {
  const closed = new Map<string, number>()
  tracks.forEach(({ tags, pre }, track) => {
    const own = sets.one(track)
    for (const tag of tags) {
      const before = closed.get(tag.commit) ?? EMPTY
      closed.set(tag.commit, counts(tag, pre, scheme) ? sets.union(before, own) : before)
    }
  })
  return closed
}

interface Visited {
  readonly step: Step
  /** The tracks that a counting tag has closed here. */
  readonly closed: number
}

/** Children come first, so what a commit's children know is complete when it is its turn, and only the frontier between
 *  seen and unseen commits is kept. Most commits are followed by their parent, which is not put there at all. */
const visitor = (sets: TrackSets): ((step: Step, tagged: number) => number) => {
  const frontier = new Map<string, number>()
  let near = ''
  let nearSet = EMPTY
  const put = (id: string, set: number): void => void frontier.set(id, sets.union(frontier.get(id) ?? EMPTY, set))
  return ({ id, parents }, tagged) => {
    if (near !== id && near !== '') put(near, nearSet)
    let set = near === id ? sets.union(nearSet, tagged) : tagged
    const known = frontier.get(id)
    if (known !== undefined) {
      set = sets.union(set, known)
      frontier.delete(id)
    }
    for (let at = 1; at < parents.length; at += 1) put(parents[at] ?? '', set)
    near = parents[0] ?? ''
    nearSet = set
    return set
  }
}

/** Git answers for so many commits at once. */
const BATCH = 4096

interface Sifted {
  readonly visited: Visited
  readonly tracks: readonly number[]
}

/** Of the commits that are open to some track, the ones that somebody wants: those of a package whose track they are open
 *  to. Files and texts are asked for as late as can be, since most commits of a long history are nobody's. */
const sifter = (git: HistoryLook, tracks: readonly Track[], options: HistoryOptions, sets: TrackSets) => {
  const everyone = new Set(tracks.map((track) => track.package))
  const tracksOf = Map.groupBy(tracks.keys(), (track) => tracks[track]?.package ?? 0)
  const { owners = () => everyone } = options
  const open: Commit[][] = tracks.map(() => [])
  const openToAll: Commit[] = []
  const { links, link } = linking()
  const isFor = (closed: number, owned: ReadonlySet<number>): readonly number[] =>
    [...owned].flatMap((one) => tracksOf.get(one) ?? []).filter((track) => !sets.has(closed, track))
  const sift = async (batch: readonly Visited[]): Promise<void> => {
    const files = options.files ? await git.changedFiles(batch.map(({ step }) => step)) : []
    const wanted = batch.flatMap((visited, at) => {
      const owned = owners({ files: files[at] ?? null })
      const own: Sifted = { visited, tracks: isFor(visited.closed, owned) }
      const toAll = visited.closed === EMPTY && (options.owners === undefined || owned.size === 0)
      const isKept = toAll || own.tracks.length > 0
      link(visited.step, isKept)
      return isKept ? [{ ...own, toAll, files: files[at] ?? null }] : []
    })
    const texts = await git.commits(wanted.map(({ visited }) => visited.step.id))
    for (const [at, each] of wanted.entries()) {
      const commit = { ...(texts[at] as Commit), files: each.files }
      for (const track of each.tracks) open[track]?.push(commit)
      if (each.toAll) openToAll.push(commit)
    }
  }
  return { open, openToAll, links, sift }
}

/** What is read of a batch of commits while the next one is walked. */
const reader = (git: HistoryLook, tracks: readonly Track[], options: HistoryOptions) => {
  const sets = trackSets(tracks.length)
  const visit = visitor(sets)
  const closed = closings(tracks, options.scheme, sets)
  const { sift, open, openToAll, links } = sifter(git, tracks, options, sets)
  const reached = new Set<string>()
  const ends: string[] = []
  let date: number | null = null
  let waiting: Visited[] = []
  let sifting = Promise.resolve()
  const begin = (): void => {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    sifting = sifting.then(() => sift(batch))
    // Whoever waits for it in the end is told.
    sifting.catch(() => undefined)
  }
  const take = (steps: readonly Step[]): Promise<void> | void => {
    // The head comes first.
    date ??= steps[0]?.date ?? null
    for (const step of steps) {
      const tagged = closed.get(step.id)
      if (tagged !== undefined) reached.add(step.id)
      const set = visit(step, tagged ?? EMPTY)
      if (set === sets.all) continue
      if (step.parents.length === 0) ends.push(step.id)
      waiting.push({ step, closed: set })
    }
    if (waiting.length < BATCH) return
    const before = sifting
    begin()
    return before
  }
  const end = async (): Promise<History> => {
    begin()
    await sifting
    return { reached, open: (track) => open[track] ?? [], openToAll, links, ends, date: date ?? 0 }
  }
  return { take, end }
}

/** The walk begins before the tags are known, and is held until then. */
export const readHistory = async (
  git: HistoryLook,
  head: string,
  tracks: Promise<readonly Track[]>,
  options: HistoryOptions,
): Promise<History> => {
  const reading = tracks.then((known) => reader(git, known, options))
  reading.catch(() => undefined)
  await git.ancestors(head, async (steps) => (await reading).take(steps))
  return (await reading).end()
}
