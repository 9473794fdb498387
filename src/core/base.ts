/** Which tag a release starts from, and which ones it does not, with reasons. */
import type { Rejected, VersionTag } from '../model.ts'
import type { Scheme } from './schemes/scheme.ts'

export interface Base {
  readonly base: VersionTag | null
  /** Highest first. Only tags above the base or on its commit: older ones are every former release, and naming
   *  thousands of those would make a plan unreadable. */
  readonly rejected: readonly Rejected[]
}

/** The highest reachable tag that is stable or, with `pre`, carries that id. Of several tags on one commit a stable one
 *  beats prereleases, then precedence decides, then the tag's name. `pre` null and `''` both ask for a stable base. */
export function chooseBase(reachable: readonly VersionTag[], pre: string | null, scheme: Scheme): Base {
  // Thousands of tags are looked at for each package: only those that are told of are sorted.
  const isAbove = (a: VersionTag, b: VersionTag): boolean => (scheme.compare(a.version, b.version) || byTag(b, a)) > 0
  const counts = ({ version }: VersionTag): boolean =>
    !scheme.isPrerelease(version) || (Boolean(pre) && scheme.prereleaseId(version) === pre)
  const perCommit = bestPerCommit(reachable, isAbove, scheme)
  let base: VersionTag | null = null
  for (const tag of perCommit.values()) if (counts(tag) && (base === null || isAbove(tag, base))) base = tag

  const rejected = reachable
    .filter((tag) => tag !== base && (base === null || isNear(tag, base, scheme)))
    .toSorted((a, b) => scheme.compare(b.version, a.version) || byTag(a, b))
    .map((tag) => ({ tag: tag.tag, reason: reasonOf(tag, counts(tag), perCommit.get(tag.commit), base) }))
  return { base, rejected }
}

function byTag(a: VersionTag, b: VersionTag): number {
  return a.tag < b.tag ? -1 : 1
}

function bestPerCommit(
  tags: readonly VersionTag[],
  isAbove: (a: VersionTag, b: VersionTag) => boolean,
  scheme: Scheme,
): ReadonlyMap<string, VersionTag> {
  const best = new Map<string, VersionTag>()
  const beats = (tag: VersionTag, other: VersionTag): boolean => {
    const isOther = scheme.isPrerelease(other.version)
    return scheme.isPrerelease(tag.version) === isOther ? isAbove(tag, other) : isOther
  }
  for (const tag of tags) {
    const other = best.get(tag.commit)
    if (other === undefined || beats(tag, other)) best.set(tag.commit, tag)
  }
  return best
}

function isNear(tag: VersionTag, base: VersionTag, scheme: Scheme): boolean {
  return tag.commit === base.commit || scheme.compare(tag.version, base.version) >= 0
}

function reasonOf(tag: VersionTag, counts: boolean, best: VersionTag | undefined, base: VersionTag | null): string {
  if (tag.version === base?.version) return `same version as ${base.tag}`
  if (!counts) return 'prerelease'
  return best === undefined || best === tag ? 'lower' : `same commit as ${best.tag}`
}
