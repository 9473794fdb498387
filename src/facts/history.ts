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

/** Children come first, so what a commit's children know is complete when it is its turn, and only the frontier between
 *  seen and unseen commits is kept. */
export const readHistory = async (
  git: GitLook,
  head: string,
  tracks: readonly Track[],
  options: { readonly pre: string | null; readonly scheme: Scheme; readonly files: boolean },
): Promise<History> => {
  const closed = closings(tracks, options.pre, options.scheme)
  const tagged = new Set(tracks.flatMap((track) => track.tags.map((tag) => tag.commit)))
  const all = bit(tracks.length) - 1n
  const frontier = new Map<string, bigint>()
  const reached = new Set<string>()
  const kept: { commit: Commit; mask: bigint }[] = []
  await git.walk(head, { files: options.files }, (commit) => {
    const mask = (frontier.get(commit.id) ?? 0n) | (closed.get(commit.id) ?? 0n)
    frontier.delete(commit.id)
    if (tagged.has(commit.id)) reached.add(commit.id)
    for (const parent of commit.parents) frontier.set(parent, (frontier.get(parent) ?? 0n) | mask)
    if (mask !== all) kept.push({ commit, mask })
  })
  return {
    reached,
    open: (track) => kept.filter(({ mask }) => (mask & bit(track)) === 0n).map(({ commit }) => commit),
    openToAll: kept.filter(({ mask }) => mask === 0n).map(({ commit }) => commit),
  }
}
