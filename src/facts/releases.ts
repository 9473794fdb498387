/** What each past release brought: of one walk over a history, the commits that a tag reaches and no counting tag below it does. */
import type { Scheme } from '../core/schemes/scheme.ts'
import type { Commit, VersionTag } from '../model.ts'
import { EMPTY, type IndexSets, indexSets } from './index-sets.ts'

/** `commits` are children first; `date` is that of the tagged commit, in seconds since 1970. */
export interface PastRelease {
  readonly tag: VersionTag
  /** The highest counting tag below it, which notes compare with; null for a first release. */
  readonly base: VersionTag | null
  readonly date: number
  readonly commits: readonly Commit[]
}

/** Commits by number, children before parents, with the numbers of their parents; made once for all packages. */
export interface Graph {
  readonly commits: readonly Commit[]
  /** The first parent of each; -1: none. */
  readonly first: Int32Array
  /** The further parents of merges. */
  readonly others: ReadonlyMap<number, readonly number[]>
  readonly at: ReadonlyMap<string, number>
}

/** `commits` as the walk hands them over. Parents that it does not know are left out: a shallow clone's edge. */
export const graphOf = (commits: readonly Commit[]): Graph => {
  const at = new Map<string, number>()
  for (const [index, { id }] of commits.entries()) at.set(id, index)
  const first = new Int32Array(commits.length).fill(-1)
  const others = new Map<number, readonly number[]>()
  for (const [index, { parents }] of commits.entries()) {
    if (parents.length > 1) {
      const [known = -1, ...more] = parents.flatMap((id) => at.get(id) ?? [])
      first[index] = known
      others.set(index, more)
    } else first[index] = at.get(parents[0] ?? '') ?? -1
  }
  return { commits, first, others, at }
}

/** The tags that matter for one kind of release, highest first, with what is known of their places. */
interface Universe {
  readonly tags: readonly VersionTag[]
  /** Commit number → the indices of its tags, highest first. */
  readonly placed: ReadonlyMap<number, readonly number[]>
  readonly sets: IndexSets
  /** Per tag, the set of the tags below it: those that its commit reaches, and lower ones on the same commit. */
  readonly below: readonly number[]
}

/** The tags of a commit, those of one version together, lowest first. */
const steps = (own: readonly number[], tags: readonly VersionTag[], scheme: Scheme): readonly (readonly number[])[] => {
  const found: number[][] = []
  let last: string | null = null
  for (const tag of own.toReversed()) {
    const version = tags[tag]?.version ?? ''
    if (last !== null && scheme.compare(last, version) === 0) found.at(-1)?.push(tag)
    else found.push([tag])
    last = version
  }
  return found
}

/** Parents come last in the walk, so they are done first. A commit with one parent and no tag shares its parent's set. */
const belowTags = (
  graph: Graph,
  { tags, placed, sets }: Omit<Universe, 'below'>,
  scheme: Scheme,
): readonly number[] => {
  const reached = new Uint32Array(graph.commits.length)
  const below = tags.map(() => EMPTY)
  const pass = (own: readonly number[], before: number): number => {
    let set = before
    for (const alike of steps(own, tags, scheme)) {
      for (const tag of alike) below[tag] = set
      for (const tag of alike) set = sets.add(set, tag)
    }
    return set
  }
  for (let at = graph.commits.length - 1; at >= 0; at--) {
    let set = reached[graph.first[at] ?? -1] ?? EMPTY
    for (const parent of graph.others.get(at) ?? []) set = sets.union(set, reached[parent] ?? EMPTY)
    const own = placed.get(at)
    reached[at] = own === undefined ? set : pass(own, set)
  }
  return below
}

const universeOf = (graph: Graph, all: readonly VersionTag[], scheme: Scheme): Universe => {
  const tags = all
    .filter((tag) => graph.at.has(tag.commit))
    .toSorted((a, b) => scheme.compare(b.version, a.version) || (a.tag < b.tag ? -1 : 1))
  const placed = Map.groupBy(tags.keys(), (index) => graph.at.get(tags[index]?.commit ?? '') ?? 0)
  const known = { tags, placed, sets: indexSets(tags.length) }
  return { ...known, below: belowTags(graph, known, scheme) }
}

const NONE: readonly number[] = []

/** The lowest tags of a set: those that have no other one of it below them. */
const lowest = (set: readonly number[], { below, sets }: Universe): readonly number[] =>
  set.length < 2 ? set : set.filter((tag) => !set.some((other) => sets.has(below[tag] ?? EMPTY, other)))

/** For each commit the lowest tags that reach it: they released it. Children come first, and a tag takes over from
 *  everything above it; where branches part, tags of all sides stay unless one is below another. */
const releasedBy = (graph: Graph, universe: Universe): readonly (readonly number[])[] => {
  const labels: (readonly number[])[] = graph.commits.map(() => NONE)
  const carry = (parent: number, label: readonly number[]): void => {
    const other = labels[parent] ?? NONE
    if (other === NONE) labels[parent] = label
    else if (other !== label) labels[parent] = lowest([...new Set([...other, ...label])], universe)
  }
  for (let at = 0; at < labels.length; at += 1) {
    const own = universe.placed.get(at)
    const label = own === undefined ? (labels[at] ?? NONE) : lowest(own, universe)
    labels[at] = label
    const first = graph.first[at] ?? -1
    if (first >= 0) carry(first, label)
    for (const parent of graph.others.get(at) ?? []) carry(parent, label)
  }
  return labels
}

/** As for any base: a prerelease whose commit has a stable tag too does not count. */
const shadowed = ({ tags, placed }: Universe, scheme: Scheme): ReadonlySet<number> => {
  const isPre = (tag: number) => scheme.isPrerelease(tags[tag]?.version ?? '')
  const several = [...placed.values()].filter((beside) => beside.length > 1)
  return new Set(several.flatMap((beside) => (beside.every(isPre) ? [] : beside.filter(isPre))))
}

const releasesIn = (graph: Graph, universe: Universe, wanted: (tag: VersionTag) => boolean, scheme: Scheme) => {
  const own: Commit[][] = universe.tags.map(() => [])
  releasedBy(graph, universe).forEach((label, at) => {
    for (const tag of label) own[tag]?.push(graph.commits[at] as Commit)
  })
  const hidden = shadowed(universe, scheme)
  return universe.tags.flatMap((tag, index): PastRelease[] => {
    if (!wanted(tag)) return []
    const base = universe.tags[universe.sets.lowest(universe.below[index] ?? EMPTY, hidden)] ?? null
    const date = graph.commits[graph.at.get(tag.commit) ?? 0]?.date ?? 0
    return [{ tag, base, date, commits: own[index] ?? [] }]
  })
}

/** Every release of one package that the graph holds, highest version first. For a stable release stable tags count, for a
 *  prerelease those and the ones that carry its id, as when the next release is planned. */
export const pastReleases = (graph: Graph, tags: readonly VersionTag[], scheme: Scheme): readonly PastRelease[] => {
  const idOf = ({ version }: VersionTag) => (scheme.isPrerelease(version) ? (scheme.prereleaseId(version) ?? '') : null)
  const byId = Map.groupBy(tags, idOf)
  const found = [...byId].flatMap(([id, own]) => {
    const counting = id === null ? own : [...(byId.get(null) ?? []), ...own]
    const wanted = new Set(own)
    return releasesIn(graph, universeOf(graph, counting, scheme), (tag) => wanted.has(tag), scheme)
  })
  // Those of one kind are in order.
  if (byId.size < 2) return found
  return found.toSorted((a, b) => scheme.compare(b.tag.version, a.tag.version) || (a.tag.tag < b.tag.tag ? -1 : 1))
}
