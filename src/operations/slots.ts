/** Names of everything that a release's build targets will leave, worked out before anything is built. */
import type { Config } from '../config/schema.ts'
import { ARCHIVES } from '../archives/index.ts'
import { fileName, fill, safeName, safePath } from '../core/layout.ts'
import { RelError } from '../errors.ts'
import type { Slot } from '../model.ts'
import type { ArtifactInput } from '../steps/build-record.ts'

export interface NamedSlot {
  readonly slot: Slot
  readonly artifact: ArtifactInput
}

type BuildTarget = Config['build']['targets'][number]
type ConfigArtifact = BuildTarget['artifacts'][number]

export interface Around {
  readonly channel: string
  readonly date: string
  readonly commit: string
}

/** A release as far as names go. */
export interface Naming {
  readonly package: string
  readonly to: string
  readonly tag: string
}

/** Values for templates that people read: names in full. */
export const messageValues = ({ package: name, to, tag }: Naming, around: Around) => {
  const [core = '', prerelease = ''] = to.split(/-(.*)/)
  const [major = '', minor = '', patch = ''] = core.split('.')
  return {
    ...{ name, scope: /^@([^/]+)\//.exec(name)?.[1] ?? '', version: to, tag },
    ...{ major, minor, patch, prerelease },
    ...{ commit: around.commit, shortCommit: around.commit.slice(0, 7), date: around.date, channel: around.channel },
  }
}

/** The same for templates that become file names: the package's name is spelled as files spell it. */
const fileValues = (release: Naming, around: Around) => ({
  ...messageValues(release, around),
  ...{ name: fileName(release.package), tag: fileName(release.tag) },
})

/** The targets that build a package, in the config's order. */
export const targetsOf = (config: Config, release: Naming): readonly BuildTarget[] =>
  config.build.targets.filter((target) => target.package === undefined || target.package === release.package)

const named = (artifact: ConfigArtifact, values: Readonly<Record<string, string>>): ArtifactInput => {
  if (artifact.kind === 'file') {
    const name =
      artifact.name === undefined
        ? (artifact.from.replace(/\/$/, '').split('/').at(-1) ?? '')
        : fill(artifact.name, values)
    return { kind: 'file', name: safeName(name), format: '', root: '', from: artifact.from }
  }
  const root = safeName(fill(artifact.name, values))
  const extension = ARCHIVES.find((each) => each.format === artifact.format)?.extension ?? ''
  return { kind: 'archive', name: `${root}${extension}`, format: artifact.format, root, from: artifact.from ?? null }
}

export const artifactsOfTarget = (target: BuildTarget, release: Naming, around: Around): readonly ArtifactInput[] => {
  const on = { target: target.name, os: target.on?.os ?? '', arch: target.on?.arch ?? '' }
  return target.artifacts.map((artifact) => named(artifact, { ...fileValues(release, around), ...on }))
}

/** Throws `CONFIG_VALUE` when two artifacts of one release would have the same name. */
export const slotsFor = (config: Config, release: Naming, around: Around): readonly NamedSlot[] => {
  const slots = targetsOf(config, release).flatMap((target) =>
    artifactsOfTarget(target, release, around).map((artifact) => ({
      artifact,
      slot: { name: artifact.name, kind: artifact.kind, target: target.name },
    })),
  )
  const names = slots.map(({ slot }) => slot.name.toLowerCase())
  const twin = slots.find(({ slot }, index) => names.indexOf(slot.name.toLowerCase()) !== index)
  if (twin !== undefined) {
    throw new RelError('CONFIG_VALUE', `two artifacts of ${release.package} are called ${twin.slot.name}`, {
      hint: 'put {target} into "build.targets[].artifacts[].name"',
    })
  }
  return slots
}

/** A release's folder below the dist folder. */
export const layoutOf = (config: Config, release: Naming, around: Around): string =>
  safePath(fill(config.dist.layout, fileValues(release, around)))
