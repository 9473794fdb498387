/** `rel version --snapshot`: what a build of HEAD is called that nobody releases. */
import type { Explained } from '../core/explain.ts'
import { snapshotVersion } from '../core/snapshot.ts'
import type { Decided } from './decided.ts'

/** What would come next if something had changed; where nothing was released that is the manifest's version. */
const nextAfter = (
  from: string | null,
  manifest: string | null,
  { policy: { scheme, initial, day } }: Decided,
): string => {
  if (from === null && manifest !== null && scheme.parse(manifest) !== null && !scheme.isPlaceholder(manifest))
    return manifest
  if (from === null) return initial ?? scheme.initial(day)
  const id = scheme.prereleaseId(from)
  return id === null ? scheme.increment(from, 'patch', day) : scheme.nextPrerelease(from, id)
}

/** Of one package: below its next version, or below the next patch (or prerelease) when there is nothing to release. The
 *  commits that are counted in it are those that no release contains. */
export const snapshotOf = ({ package: name, from, to }: Explained, planned: Decided): string => {
  const { facts, policy } = planned
  const own = facts.packages.find((each) => each.package.name === name)
  const next = to ?? nextAfter(from?.version ?? null, own?.package.version ?? null, planned)
  const commits = own?.unreleased.length ?? 0
  return snapshotVersion({ next, commits, commit: facts.commit, scheme: policy.scheme })
}
