/** What each past release brought: of one walk over a history, the commits that a tag reaches and no counting tag below it does. */
import type { Scheme } from '../core/schemes/scheme.ts'
import type { Commit, VersionTag } from '../model.ts'

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
  readonly parents: readonly (readonly number[])[]
  readonly at: ReadonlyMap<string, number>
}

/** `commits` as the walk hands them over. Parents that it does not know are left out: a shallow clone's edge. */
export const graphOf = (commits: readonly Commit[]): Graph => {
  const at = new Map(commits.map((commit, index) => [commit.id, index] as const))
  return { commits, at, parents: commits.map((commit) => commit.parents.flatMap((id) => at.get(id) ?? [])) }
}

/** The tags that matter for one kind of release, highest first, with what is known of their places. */
interface Universe {
  readonly tags: readonly VersionTag[]
  /** Commit number → the indices of its tags, highest first. */
  readonly placed: ReadonlyMap<number, readonly number[]>
  /** Per tag, a bit set of the tags below it: those that its commit reaches, and lower ones on the same commit. */
  readonly below: readonly bigint[]
}

const bit = (index: number) => 1n << BigInt(index)
const has = (set: bigint, index: number) => ((set >> BigInt(index)) & 1n) === 1n
const lowestBit = (set: bigint) => (set & -set).toString(2).length - 1

/** Parents come last in the walk, so they are done first. A commit with one parent and no tag shares its parent's set. */
const reachedTags = (graph: Graph, placed: Universe['placed']): readonly bigint[] => {
  const reached = Array.from<bigint>({ length: graph.commits.length }).fill(0n)
  for (let at = graph.commits.length - 1; at >= 0; at--) {
    let set = 0n
    for (const parent of graph.parents[at] ?? []) {
      const other = reached[parent] ?? 0n
      if (set === 0n) set = other
      else if (other !== set) set |= other
    }
    for (const tag of placed.get(at) ?? []) set |= bit(tag)
    reached[at] = set
  }
  return reached
}

const universeOf = (graph: Graph, all: readonly VersionTag[], scheme: Scheme): Universe => {
  const tags = all
    .filter((tag) => graph.at.has(tag.commit))
    .toSorted((a, b) => scheme.compare(b.version, a.version) || (a.tag < b.tag ? -1 : 1))
  const placed = new Map<number, number[]>()
  for (const [index, tag] of tags.entries()) {
    const at = graph.at.get(tag.commit) ?? 0
    placed.set(at, [...(placed.get(at) ?? []), index])
  }
  const reached = reachedTags(graph, placed)
  const below = tags.map((tag) => {
    const at = graph.at.get(tag.commit) ?? 0
    const beside = (placed.get(at) ?? []).filter(
      (other) => scheme.compare(tags[other]?.version ?? '', tag.version) >= 0,
    )
    return beside.reduce((set, other) => set & ~bit(other), reached[at] ?? 0n)
  })
  return { tags, placed, below }
}

/** The lowest tags of a set: those that have no other one of it below them. */
const lowest = (set: readonly number[], below: readonly bigint[]): readonly number[] =>
  set.length < 2 ? set : set.filter((tag) => !set.some((other) => has(below[tag] ?? 0n, other)))

/** For each commit the lowest tags that reach it: they released it. Children come first, and a tag takes over from
 *  everything above it; where branches part, tags of all sides stay unless one is below another. */
const releasedBy = (graph: Graph, { placed, below }: Universe): readonly (readonly number[])[] => {
  const labels: (readonly number[] | undefined)[] = Array.from({ length: graph.commits.length })
  return graph.parents.map((parents, at) => {
    const own = placed.get(at)
    const label = own === undefined ? (labels[at] ?? []) : lowest(own, below)
    for (const parent of parents) {
      const other = labels[parent] ?? label
      labels[parent] = other === label ? label : lowest([...new Set([...other, ...label])], below)
    }
    return label
  })
}

/** As for any base: a prerelease whose commit has a stable tag too does not count. */
const shadowed = ({ tags, placed }: Universe, scheme: Scheme): bigint => {
  const isPre = (tag: number) => scheme.isPrerelease(tags[tag]?.version ?? '')
  const hidden = [...placed.values()].flatMap((beside) => (beside.every(isPre) ? [] : beside.filter(isPre)))
  return hidden.reduce((set, tag) => set | bit(tag), 0n)
}

const releasesIn = (graph: Graph, universe: Universe, wanted: (tag: VersionTag) => boolean, scheme: Scheme) => {
  const own: Commit[][] = universe.tags.map(() => [])
  releasedBy(graph, universe).forEach((label, at) => {
    for (const tag of label) own[tag]?.push(graph.commits[at] as Commit)
  })
  const hidden = shadowed(universe, scheme)
  return universe.tags.flatMap((tag, index): PastRelease[] => {
    if (!wanted(tag)) return []
    const bases = (universe.below[index] ?? 0n) & ~hidden
    const base = bases === 0n ? null : (universe.tags[lowestBit(bases)] ?? null)
    const date = graph.commits[graph.at.get(tag.commit) ?? 0]?.date ?? 0
    return [{ tag, base, date, commits: own[index] ?? [] }]
  })
}

/** Every release of one package that the graph holds, highest version first. For a stable release stable tags count, for a
 *  prerelease those and the ones that carry its id, as when the next release is planned. */
export const pastReleases = (graph: Graph, tags: readonly VersionTag[], scheme: Scheme): readonly PastRelease[] => {
  const idOf = ({ version }: VersionTag) => (scheme.isPrerelease(version) ? (scheme.prereleaseId(version) ?? '') : null)
  const ids = new Set(tags.map(idOf))
  const found = [...ids].flatMap((id) => {
    const counting = tags.filter((tag) => idOf(tag) === null || idOf(tag) === id)
    return releasesIn(graph, universeOf(graph, counting, scheme), (tag) => idOf(tag) === id, scheme)
  })
  return found.toSorted((a, b) => scheme.compare(b.tag.version, a.tag.version) || (a.tag.tag < b.tag.tag ? -1 : 1))
}
