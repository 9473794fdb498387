/** Who sealed a release: the run that the ledger's commit names. */
import type { GitLook } from '../world/ports.ts'
import { releaseFolder } from './paths.ts'

/** `ci/8812`, or `user@host`; null when the ledger's history does not say. */
export const sealerOf = async (
  git: GitLook,
  tip: string,
  release: { readonly package: string; readonly version: string },
): Promise<string | null> => {
  const below = releaseFolder(release.package, release.version)
  const added = await git.pathChanges({ from: null, to: tip, want: 'added', below })
  const seal = added.find(({ path }) => path === `${below}/seal.json`)
  return /^Rel-Run: ([\w.@/+-]{1,200})$/m.exec(seal?.message ?? '')?.[1] ?? null
}
