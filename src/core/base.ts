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
  const sorted = reachable.toSorted((a, b) => scheme.compare(b.version, a.version) || (a.tag < b.tag ? -1 : 1))
  const perCommit = new Map<string, VersionTag>()
  for (const tag of sorted) {
    const best = perCommit.get(tag.commit)
    const stable = !scheme.isPrerelease(tag.version)
    if (best === undefined || (stable && scheme.isPrerelease(best.version))) perCommit.set(tag.commit, tag)
  }
  const counts = ({ version }: VersionTag): boolean =>
    !scheme.isPrerelease(version) || (Boolean(pre) && scheme.prereleaseId(version) === pre)
  const base = sorted.find((tag) => perCommit.get(tag.commit) === tag && counts(tag)) ?? null

  const rejected = sorted
    .filter((tag) => tag !== base && (base === null || isNear(tag, base, scheme)))
    .map((tag) => ({ tag: tag.tag, reason: reasonOf(tag, counts(tag), perCommit.get(tag.commit), base) }))
  return { base, rejected }
}

function isNear(tag: VersionTag, base: VersionTag, scheme: Scheme): boolean {
  return tag.commit === base.commit || scheme.compare(tag.version, base.version) >= 0
}

function reasonOf(tag: VersionTag, counts: boolean, best: VersionTag | undefined, base: VersionTag | null): string {
  if (tag.version === base?.version) return `same version as ${base.tag}`
  if (!counts) return 'prerelease'
  return best === undefined || best === tag ? 'lower' : `same commit as ${best.tag}`
}
