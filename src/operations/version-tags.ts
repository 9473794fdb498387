/** Which tags are versions of which package, whatever HEAD can reach: for those who look back, not for planning. */
import type { Scheme } from '../core/schemes/scheme.ts'
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import { commitFiles } from '../facts/commit-files.ts'
import { readTags, tracksFor } from '../facts/facts.ts'
import { findPackages } from '../facts/packages.ts'
import type { VersionTag } from '../model.ts'
import { committedConfig, schemeOf } from './config-at.ts'
import { packageSettings } from './decided.ts'
import { headCommit, type Session } from './session.ts'

export interface PackageTags {
  readonly package: string
  readonly ecosystem: string
  readonly private: boolean
  readonly scheme: Scheme
  /** In the order of their names, spelling by spelling. */
  readonly tags: readonly VersionTag[]
}

/** Packages as HEAD has them. Throws `MANIFEST` and what a broken config throws. */
export const versionTags = async (session: Session): Promise<readonly PackageTags[]> => {
  const { world } = session
  const head = await headCommit(session)
  const config = await committedConfig(session, head)
  const scheme = schemeOf({ config })
  const settings = packageSettings({ config })
  const found = await findPackages(commitFiles(world.git, head), settings, ECOSYSTEMS)
  const tracks = tracksFor(found, await readTags(world), {
    packages: settings,
    tagFormat: config.tag.format ?? null,
    scheme,
    groups: config.groups,
    preOf: () => null,
  })
  return found.map((one, index) => ({
    ...{ package: one.name, ecosystem: one.ecosystem, private: one.private, scheme },
    tags: tracks.filter((track) => track.package === index).flatMap((track) => track.tags),
  }))
}
