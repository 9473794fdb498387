/** Which tags are versions of which package, whatever HEAD can reach: for those who look back, not for planning. */
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import { readTags, tracksFor } from '../facts/facts.ts'
import { findPackages } from '../facts/packages.ts'
import type { VersionTag } from '../model.ts'
import { committedConfig } from './config-at.ts'
import { packageSettings } from './planning.ts'
import { headCommit, type Session } from './session.ts'

export interface PackageTags {
  readonly package: string
  readonly ecosystem: string
  readonly private: boolean
  /** In the order of their names, spelling by spelling. */
  readonly tags: readonly VersionTag[]
}

/** Packages as HEAD has them. Throws `MANIFEST` and what a broken config throws. */
export const versionTags = async (session: Session): Promise<readonly PackageTags[]> => {
  const { world, scheme } = session
  const head = await headCommit(session)
  const config = await committedConfig(session, head)
  const settings = packageSettings({ config })
  const found = await findPackages(world.git, head, settings, ECOSYSTEMS)
  const tracks = tracksFor(found, await readTags(world), {
    packages: settings,
    tagFormat: config.tag.format ?? null,
    scheme,
    ignoreTag: () => false,
  })
  return found.map((one, index) => ({
    ...{ package: one.name, ecosystem: one.ecosystem, private: one.private },
    tags: tracks.filter((track) => track.package === index).flatMap((track) => track.tags),
  }))
}
