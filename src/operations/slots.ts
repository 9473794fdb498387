/** Names of everything that a release's build targets will leave, worked out before anything is built. */
import { type Config, type PublishEntry, publishName } from '../config/schema.ts'
import { ARCHIVES } from '../archives/index.ts'
import { fileName, fill, safeName, safePath } from '../core/layout.ts'
import { RelError } from '../errors.ts'
import type { Package, PlannedRelease, Slot } from '../model.ts'
import type { ArtifactInput } from '../steps/build-record.ts'
import { TARGETS } from '../targets/index.ts'

type BuildTarget = Config['build']['targets'][number]
type ConfigArtifact = BuildTarget['artifacts'][number]
type ConfigPackage = Extract<ConfigArtifact, { kind: 'package' }>

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

/** A release as far as its files go: its targets decide, too, which ones it has. */
export type Building = Naming & Pick<PlannedRelease, 'path' | 'ecosystem' | 'targets'>

/** A build target with the files that it leaves of one release. */
export interface TargetBuild {
  readonly target: BuildTarget
  readonly artifacts: readonly ArtifactInput[]
}

const takenBy = (entry: PublishEntry): string | null => TARGETS.find(({ kind }) => kind === entry.to)?.ecosystem ?? null

/** Names of the publish targets that get a package: none when it is private, and no registry of another ecosystem. */
export const publishTargets = (
  config: Config,
  { private: isPrivate, ecosystem }: Pick<Package, 'private' | 'ecosystem'>,
): readonly string[] =>
  isPrivate
    ? []
    : config.publish.filter((entry) => [null, ecosystem].includes(takenBy(entry))).map((entry) => publishName(entry))

/** Formats of packages: whose they are, and how their files end. */
const PACKAGE_FORMATS = [{ format: 'npm', ecosystem: 'npm', extension: '.tgz' }] as const

/** What a registry takes is made without being told when one of the release's targets is such a registry. */
const untold = (config: Config, { targets, ecosystem }: Building): readonly ConfigPackage[] => {
  const entries = config.publish.filter((entry) => targets.includes(publishName(entry)))
  if (!entries.some((entry) => takenBy(entry) === ecosystem)) return []
  return PACKAGE_FORMATS.filter((each) => each.ecosystem === ecosystem).map(({ format }) => ({
    kind: 'package',
    format,
  }))
}

const packed = ({ format }: ConfigPackage, target: string, release: Building): ArtifactInput => {
  const { package: name, to, path, ecosystem } = release
  const found = PACKAGE_FORMATS.find((each) => each.format === format)
  if (found?.ecosystem === ecosystem)
    return {
      kind: 'package',
      name: safeName(`${fileName(name)}-${to}${found.extension}`),
      format,
      root: '',
      from: path,
    }
  throw new RelError(
    'CONFIG_VALUE',
    `build target ${target} has an ${format} package, and ${name} is of the ecosystem ${ecosystem}`,
    { hint: `leave that artifact out: every package that is published to ${format} has it anyway` },
  )
}

const named = (
  artifact: Exclude<ConfigArtifact, ConfigPackage>,
  values: Readonly<Record<string, string>>,
): ArtifactInput => {
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

const artifactsOf = (
  target: BuildTarget,
  artifacts: readonly ConfigArtifact[],
  release: Building,
  around: Around,
): readonly ArtifactInput[] => {
  const on = { target: target.name, os: target.on?.os ?? '', arch: target.on?.arch ?? '' }
  const values = { ...fileValues(release, around), ...on }
  return artifacts.map((artifact) =>
    artifact.kind === 'package' ? packed(artifact, target.name, release) : named(artifact, values),
  )
}

/** The targets that build a release, in the config's order. The first one makes what no other is told to make. Throws
 *  `CONFIG_VALUE` when there is none to make it. */
export const buildsOf = (config: Config, release: Building, around: Around): readonly TargetBuild[] => {
  const targets = config.build.targets.filter(({ package: only }) => only === undefined || only === release.package)
  const told = targets.flatMap(({ artifacts }) =>
    artifacts.map((each) => (each.kind === 'package' ? each.format : null)),
  )
  const missing = untold(config, release).filter(({ format }) => !told.includes(format))
  if (targets.length === 0 && missing.length > 0)
    throw new RelError(
      'CONFIG_VALUE',
      `no build target builds ${release.package}, so there is nothing to publish to ${release.ecosystem}`,
      { hint: `add { "name": "package", "package": "${release.package}" } to "build.targets"` },
    )
  return targets.map((target, index) => {
    const artifacts = index === 0 ? [...target.artifacts, ...missing] : target.artifacts
    return { target, artifacts: artifactsOf(target, artifacts, release, around) }
  })
}

/** Throws `CONFIG_VALUE` when two artifacts of one release would have the same name. */
export const slotsFor = (config: Config, release: Building, around: Around): readonly Slot[] => {
  const slots = buildsOf(config, release, around).flatMap(({ target, artifacts }) =>
    artifacts.map(({ name, kind }): Slot => ({ name, kind, target: target.name })),
  )
  const names = slots.map(({ name }) => name.toLowerCase())
  const twin = slots.find(({ name }, index) => names.indexOf(name.toLowerCase()) !== index)
  if (twin !== undefined) {
    throw new RelError('CONFIG_VALUE', `two artifacts of ${release.package} are called ${twin.name}`, {
      hint: 'put {target} into "build.targets[].artifacts[].name"',
    })
  }
  return slots
}

/** A release's folder below the dist folder. */
export const layoutOf = (config: Config, release: Naming, around: Around): string =>
  safePath(fill(config.dist.layout, fileValues(release, around)))
