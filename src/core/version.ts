/** The number of the next release: one step from the base, or the first version there is. */
import { RelError } from '../errors.ts'
import type { Effect, Level, VersionTag } from '../model.ts'
import {
  type ManifestInput,
  manifestNote,
  manifestVersion,
  type ManifestVersion,
  refuseAhead,
} from './manifest-version.ts'
import type { Scheme } from './schemes/scheme.ts'
import { HOTFIX, type RangeInput, refuseOutside } from './version-range.ts'

/** What a breaking change and a feature amount to below 1.0.0. */
export interface ZeroMajor {
  readonly breaking: Level
  readonly feature: Level
}

/** `level` is what the changes (or the asker) want, null: nothing releasable. `pre` is a prerelease id; `''` makes a prerelease
 *  stable; null is an ordinary stable release. `asked` is a version named by `rel bump 2.0.0` or `Release-As`. */
export interface NextVersionInput extends ManifestInput, RangeInput {
  /** The planned day, `YYYY-MM-DD`. */
  readonly day: string
  /** The first version of a package that has none; null: the scheme's own. */
  readonly initial: string | null
  /** `{ breaking: 'major', feature: 'minor' }` for a level that a person asked for by name. */
  readonly zeroMajor: ZeroMajor
}

export type FirstSource = 'manifest' | 'versioning.initial' | 'prereleases'

export interface NextVersion {
  /** The base's own version when nothing moves it. */
  readonly to: string
  /** The step really taken, after the rule for 0.x; `none` for a first release, whose number is not moved. */
  readonly level: Effect
  readonly first: { readonly version: string; readonly source: FirstSource } | null
  readonly note: string | null
}

type Step = Pick<NextVersion, 'to' | 'level'>

/** Throws `USAGE` for an asked version or prerelease id that does not fit, `MANIFEST` for a manifest's version that is
 *  none, `VERSION_MISMATCH` when the manifest is ahead of every tag, `OUT_OF_RANGE` on a maintenance branch that may not
 *  have the version, `CONFIG_VALUE` for an `initial` that is none. */
export function nextVersion(input: NextVersionInput): NextVersion {
  const { base, asked, scheme } = input
  const manifest = manifestVersion(input.manifestVersion, scheme)
  refuseAhead(manifest, input)
  const derived = () => (base === null ? firstVersion(input, manifest) : stepFrom(base, input))
  const next = asked === null ? derived() : named(asked, input)
  if (next.to !== base?.version) refuseOutside(next.to, input)
  return { first: null, ...next, note: manifestNote(manifest, next.to, input) }
}

function named(asked: string, { base, scheme, day, reachable }: NextVersionInput): Step {
  if (scheme.parse(asked) === null)
    throw new RelError('USAGE', `${asked} is not a ${scheme.name} version`, {
      hint: `write it in full, such as ${scheme.read(asked) ?? scheme.initial(day)}`,
    })
  const taken = reachable.find(({ version, tag }) => version === asked && tag !== base?.tag)
  if (taken !== undefined)
    throw new RelError('USAGE', `${asked} is released already (tag ${taken.tag})`, {
      hint: `ask for a version that no tag has${base === null ? '' : `, above ${base.version}`}`,
    })
  if (base === null) return { to: asked, level: 'none' }
  if (scheme.compare(asked, base.version) <= 0)
    throw new RelError('USAGE', `${asked} is not above ${base.version} (tag ${base.tag})`, {
      hint: `ask for a version above ${base.version}`,
    })
  return { to: asked, level: scheme.difference(base.version, asked) }
}

// Prereleases that are already there decide the number that they were made for.
function firstVersion(input: NextVersionInput, manifest: ManifestVersion | null): Step & Pick<NextVersion, 'first'> {
  const { scheme, pre } = input
  const first = firstSource(input, manifest)
  const { version } = first
  if (pre === null || (pre !== '' && scheme.prereleaseId(version) === pre)) return { to: version, level: 'none', first }
  const stable = scheme.stable(version)
  return { to: pre === '' ? stable : counted(input, stable, pre), level: 'none', first }
}

function firstSource({ scheme, reachable, initial, day }: NextVersionInput, manifest: ManifestVersion | null) {
  const [one, ...others] = reachable.map(({ version }) => version)
  if (one !== undefined) return { version: scheme.stable(highest(scheme, others, one)), source: 'prereleases' } as const
  if (manifest !== null) return { version: manifest.version, source: 'manifest' } as const
  const version = initial ?? scheme.initial(day)
  if (scheme.parse(version) !== null) return { version, source: 'versioning.initial' } as const
  throw new RelError('CONFIG_VALUE', `versioning.initial is ${version}, which is not a ${scheme.name} version`, {
    hint: `write it in full, such as ${scheme.read(version) ?? scheme.initial(day)}`,
  })
}

function stepFrom(base: VersionTag, input: NextVersionInput): Step {
  const { scheme, pre, day } = input
  const level = levelOf(base, input)
  if (pre === '') return stabilised(input, base, level)
  if (level === null) return { to: base.version, level: 'none' }
  if (pre === null) return { to: scheme.increment(base.version, level, day), level }
  return { to: counted(input, ledTo(input, base, level), pre), level }
}

function levelOf(base: VersionTag, { level, scheme, zeroMajor, pre, range }: NextVersionInput): Level | null {
  // Where the range is used up, whatever the changes are comes out between the base and its next patch.
  if (level !== null && pre === HOTFIX && range) return 'patch'
  if (level === null || level === 'patch' || !scheme.isZero(base.version)) return level
  return level === 'major' ? zeroMajor.breaking : zeroMajor.feature
}

// `rel bump --stable`: what was tried out as a prerelease comes out under that number, unless later changes want more.
function stabilised({ scheme, reachable, day }: NextVersionInput, base: VersionTag, level: Level | null): Step {
  const versions = reachable.map(({ version }) => version)
  const tried = scheme.stable(highest(scheme, versions, base.version))
  const to = level === null ? tried : highest(scheme, [tried], scheme.increment(base.version, level, day))
  return { to, level: scheme.difference(base.version, to) }
}

// As semantic-release numbers them: after a prerelease with this id, a tag that is already there or a bigger change may ask for
// a higher stable part; any other base leads to its own next step.
function ledTo({ scheme, reachable, day }: NextVersionInput, base: VersionTag, level: Level): string {
  const versions = scheme.isPrerelease(base.version) ? reachable.map(({ version }) => version) : []
  return scheme.increment(highest(scheme, versions, base.version), level, day)
}

// Prereleases of one stable version count on from the highest, which need not be the base: of several tags on one commit only
// one can be that.
function counted({ scheme, reachable }: NextVersionInput, stable: string, pre: string): string {
  const first = withId(stable, pre, scheme)
  const isBefore = (version: string) => scheme.prereleaseId(version) === pre && scheme.stable(version) === stable
  const [one, ...others] = reachable.map(({ version }) => version).filter(isBefore)
  if (one === undefined) return first
  return highest(scheme, [first], scheme.nextPrerelease(highest(scheme, others, one), pre))
}

function withId(stable: string, pre: string, scheme: Scheme): string {
  const version = scheme.firstPrerelease(stable, pre)
  if (scheme.parse(version) !== null && scheme.prereleaseId(version) === pre) return version
  throw new RelError('USAGE', `${pre} is not a prerelease id`, { hint: 'use a word such as alpha, beta or rc' })
}

function highest(scheme: Scheme, versions: readonly string[], least: string): string {
  return versions.reduce((best, version) => (scheme.compare(version, best) > 0 ? version : best), least)
}
