/** The commits of a history that no counting tag reaches, sorted into the lists of the packages that they belong to. */
import type { Commit } from '../model.ts'
import type { GitLook, Step } from '../world/ports.ts'
import { type Link, linking } from './links.ts'
import { EMPTY, type IndexSets } from './index-sets.ts'
import type { Track } from './tracks.ts'

/** What the lists are made of. */
export interface Sorting {
  readonly tracks: readonly Track[]
  /** Whether the commits' files are wanted. */
  readonly files: boolean
  /** Whose a commit is, by the indices of the packages. */
  readonly owners: (commit: Pick<Commit, 'files'>) => ReadonlySet<number>
}

/** In each list children come first. */
export interface OpenCommits {
  /** Per track, its package's commits that no counting tag reaches. */
  readonly open: (track: number) => readonly Commit[]
  /** Per track, commits of others that no counting tag reaches and that say `Release-As`. */
  readonly named: (track: number) => readonly Commit[]
  /** Commits of no package that no counting tag of any track reaches. */
  readonly nobodys: readonly Commit[]
  /** How all of these descend from each other, past commits that are in nobody's list. */
  readonly links: readonly Link[]
}

export interface Visited {
  readonly step: Step
  /** The tracks that a counting tag has closed here. */
  readonly closed: number
}

/** What a commit says when it asks for the version of a package, whose files it need not touch. */
const NAMING = 'release-as'

/** An open commit with the indices of its packages. */
interface Owned extends Visited {
  readonly files: readonly string[] | null
  readonly owned: ReadonlySet<number>
}

/** The lists that commits are put into. */
const listing = (tracks: readonly Track[], sets: IndexSets) => {
  const tracksOf = Map.groupBy(tracks.keys(), (track) => tracks[track]?.package ?? 0)
  const open: Commit[][] = tracks.map(() => [])
  const nobodys: Commit[] = []
  const naming: (Owned & { readonly commit: Commit })[] = []
  const listsFor = ({ closed, owned }: Owned): readonly Commit[][] => {
    if (owned.size === 0) return closed === EMPTY ? [nobodys] : []
    const own = [...owned].flatMap((one) => tracksOf.get(one) ?? [])
    return own.filter((track) => !sets.has(closed, track)).map((track) => open[track] ?? [])
  }
  const isNamed = ({ closed, owned }: Owned, track: number): boolean =>
    !sets.has(closed, track) && !owned.has(tracks[track]?.package ?? 0)
  return {
    listsFor,
    /** Whether there are others that a commit could name. */
    several: tracksOf.size > 1,
    addNaming: (one: Owned, commit: Commit) => {
      const isListed = one.closed === EMPTY && one.owned.size === 0
      if (!isListed && commit.message.toLowerCase().includes(NAMING)) naming.push({ ...one, commit })
    },
    answers: {
      nobodys,
      open: (track: number) => open[track] ?? [],
      named: (track: number) => naming.filter((one) => isNamed(one, track)).map(({ commit }) => commit),
    },
  }
}

/** Of the commits that are open to some track, files and texts are asked for as late as can be: most are of packages that have
 *  released them. */
export const openCommits = (
  git: Pick<GitLook, 'changedFiles' | 'commits'>,
  { tracks, files: wantsFiles, owners }: Sorting,
  sets: IndexSets,
): {
  readonly lists: OpenCommits
  readonly sort: (batch: readonly Visited[], before: Promise<void>) => Promise<void>
} => {
  const { listsFor, several, addNaming, answers } = listing(tracks, sets)
  const { links, link } = linking()
  // Git compares while it still tells of the batch before.
  const sort = async (batch: readonly Visited[], before: Promise<void>): Promise<void> => {
    const comparing = wantsFiles ? git.changedFiles(batch.map(({ step }) => step)) : []
    const [files] = await Promise.all([comparing, before])
    const all = batch.map((visited, at): Owned => {
      const own = { files: files[at] ?? null }
      return { ...visited, ...own, owned: owners(own) }
    })
    const lists = all.map(listsFor)
    const ids = Map.groupBy(
      all.map(({ step }) => step.id),
      (_, at) => (lists[at]?.length ?? 0) > 0,
    )
    const found = await Promise.all([
      git.commits(ids.get(true) ?? []),
      several ? git.commits(ids.get(false) ?? [], NAMING) : [],
    ])
    const texts = new Map(found.flat().map((commit) => [commit.id, commit] as const))
    for (const [at, one] of all.entries()) {
      const text = texts.get(one.step.id)
      link(one.step, text !== undefined)
      if (text === undefined) continue
      const commit = { ...text, files: one.files }
      for (const list of lists[at] ?? []) list.push(commit)
      if (several) addNaming(one, commit)
    }
  }
  return { lists: { ...answers, links }, sort }
}
