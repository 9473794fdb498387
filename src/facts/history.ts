/** One walk over all ancestors of a commit: which tags it can reach, and what no counting tag has released yet. */
import type { Scheme } from '../core/schemes/scheme.ts'
import type { Commit, VersionTag } from '../model.ts'
import type { GitLook } from '../world/ports.ts'
import type { Track } from './tracks.ts'

export interface History {
  /** Ids of commits that carry a version tag and are ancestors. */
  readonly reached: ReadonlySet<string>
  /** Per track, its commits that no counting tag reaches, children first. */
  readonly open: (track: number) => readonly Commit[]
  /** Commits that no counting tag of any track reaches. */
  readonly openToAll: readonly Commit[]
  /** Committer date of the head, in seconds since 1970. */
  readonly date: number
}

/** Whether a tag ends a range: stable ones always, prereleases when the release in question carries their id. */
export const counts = (tag: VersionTag, pre: string | null, scheme: Scheme): boolean =>
  !scheme.isPrerelease(tag.version) || (pre !== null && pre !== '' && scheme.prereleaseId(tag.version) === pre)

const bit = (index: number) => 1n << BigInt(index)

/** For each commit with counting tags, the tracks that they close, as a bit set. */
const closings = (tracks: readonly Track[], pre: string | null, scheme: Scheme): ReadonlyMap<string, bigint> => {
  const closed = new Map<string, bigint>()
  tracks.forEach((track, index) => {
    for (const tag of track.tags) {
      if (counts(tag, pre, scheme)) closed.set(tag.commit, (closed.get(tag.commit) ?? 0n) | bit(index))
    }
  })
  return closed
}

/** Plain data: what the walk hands over holds on to whole chunks of the stream. */
const plain = ({ id, parents, author, email, date, message, files }: Commit): Commit => ({
  ...{ id, parents, author, email, date, message, files },
})

interface Walk {
  readonly reached: Set<string>
  readonly kept: { readonly commit: Commit; readonly mask: bigint }[]
  date: number
}

/** Children come first, so what a commit's children know is complete when it is its turn, and only the frontier between
 *  seen and unseen commits is kept. */
const visitor = (
  head: string,
  tracks: readonly Track[],
  options: HistoryOptions,
  walk: Walk,
): ((commit: Commit) => void) => {
  const closed = closings(tracks, options.pre, options.scheme)
  const tagged = new Set(tracks.flatMap((track) => track.tags.map((tag) => tag.commit)))
  const all = bit(tracks.length) - 1n
  const frontier = new Map<string, bigint>()
  return (commit) => {
    const mask = (frontier.get(commit.id) ?? 0n) | (closed.get(commit.id) ?? 0n)
    frontier.delete(commit.id)
    if (commit.id === head) walk.date = commit.date
    if (tagged.has(commit.id)) walk.reached.add(commit.id)
    for (const parent of commit.parents) frontier.set(parent, (frontier.get(parent) ?? 0n) | mask)
    if (mask !== all) walk.kept.push({ commit: plain(commit), mask })
  }
}

export interface HistoryOptions {
  readonly pre: string | null
  readonly scheme: Scheme
  readonly files: boolean
}

/** The walk begins before the tags are known, and what it finds until then waits. */
export const readHistory = async (
  git: GitLook,
  head: string,
  tracks: Promise<readonly Track[]>,
  options: HistoryOptions,
): Promise<History> => {
  const walk: Walk = { reached: new Set(), kept: [], date: 0 }
  const waiting: Commit[] = []
  let visit = (commit: Commit): void => void waiting.push(commit)
  const ready = tracks.then((known) => {
    visit = visitor(head, known, options, walk)
    for (const commit of waiting.splice(0)) visit(commit)
  })
  await Promise.all([git.walk(head, { files: options.files }, (commit) => visit(commit)), ready])
  const { reached, kept, date } = walk
  return {
    ...{ date, reached },
    open: (track) => kept.filter(({ mask }) => (mask & bit(track)) === 0n).map(({ commit }) => commit),
    openToAll: kept.filter(({ mask }) => mask === 0n).map(({ commit }) => commit),
  }
}
