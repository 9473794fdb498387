/** The number of the next release: one step from the base, or the first version there is. */
import { RelError } from '../errors.ts'
import type { Effect, Level, VersionTag } from '../model.ts'
import type { Scheme } from './schemes/scheme.ts'

/** What a breaking change and a feature amount to below 1.0.0. */
export interface ZeroMajor {
  readonly breaking: Level
  readonly feature: Level
}

export interface NextVersionInput {
  readonly scheme: Scheme
  readonly base: VersionTag | null
  /** What the changes (or the asker) want; null: nothing releasable. */
  readonly level: Level | null
  /** A prerelease id; `''` makes a prerelease stable; null is an ordinary stable release. */
  readonly pre: string | null
  /** A version named by `rel bump 2.0.0` or `Release-As`. */
  readonly asked: string | null
  readonly reachable: readonly VersionTag[]
  /** Tags that HEAD does not contain. A manifest is not ahead of a release that was made elsewhere. */
  readonly elsewhere?: readonly VersionTag[]
  readonly initial: string
  readonly manifestVersion: string | null
  /** `{ breaking: 'major', feature: 'minor' }` for a level that a person asked for by name. */
  readonly zeroMajor: ZeroMajor
  /** How this package's tag of a version is spelled; for the hint of `VERSION_MISMATCH`. */
  readonly tagOf?: (version: string) => string
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

/** Throws `USAGE` for an asked version or prerelease id that does not fit, `MANIFEST` for a manifest's version that is
 *  none, `VERSION_MISMATCH` when the manifest is ahead of every tag. */
export function nextVersion(input: NextVersionInput): NextVersion {
  const note = compareManifest(input)
  const { base, asked, scheme } = input
  if (asked !== null) return { ...named(asked, base, scheme), first: null, note }
  if (base === null) return { ...firstVersion(input), level: 'none', note }
  const level = input.level === null ? null : belowOne(input.level, base.version, input)
  return { ...step(input, base, level), first: null, note }
}

function named(asked: string, base: VersionTag | null, scheme: Scheme): { to: string; level: Effect } {
  if (scheme.parse(asked) === null)
    throw new RelError('USAGE', `${asked} is not a ${scheme.name} version`, { hint: 'write it in full: 1.2.3' })
  if (base === null) return { to: asked, level: 'none' }
  if (scheme.compare(asked, base.version) <= 0)
    throw new RelError('USAGE', `${asked} is not above ${base.version} (tag ${base.tag})`, {
      hint: `ask for a version above ${base.version}`,
    })
  return { to: asked, level: scheme.difference(base.version, asked) }
}

// Prereleases that are already there decide the number that they were made for.
function firstVersion(input: NextVersionInput): Pick<NextVersion, 'to' | 'first'> {
  const { scheme, pre } = input
  const first = firstSource(input)
  const { version } = first
  if (pre === null || (pre !== '' && scheme.prereleaseId(version) === pre)) return { to: version, first }
  return { to: pre === '' ? scheme.stable(version) : withId(scheme.stable(version), pre, scheme), first }
}

function firstSource({ scheme, reachable, manifestVersion, initial }: NextVersionInput) {
  const [one, ...others] = reachable.map(({ version }) => version)
  if (one !== undefined) return { version: scheme.stable(highest(scheme, others, one)), source: 'prereleases' } as const
  if (manifestVersion !== null && !scheme.isPlaceholder(manifestVersion))
    return { version: manifestVersion, source: 'manifest' } as const
  return { version: initial, source: 'versioning.initial' } as const
}

function belowOne(level: Level, from: string, { scheme, zeroMajor }: NextVersionInput): Level {
  if (level === 'patch' || !scheme.isZero(from)) return level
  return level === 'major' ? zeroMajor.breaking : zeroMajor.feature
}

function step(input: NextVersionInput, base: VersionTag, level: Level | null): { to: string; level: Effect } {
  const { scheme, pre } = input
  if (pre === '') return stabilised(input, base, level)
  if (level === null) return { to: base.version, level: 'none' }
  return { to: pre === null ? scheme.increment(base.version, level) : prerelease(input, base, level, pre), level }
}

// `rel bump --stable`: what was tried out as a prerelease comes out under that number, unless later changes want more.
function stabilised(input: NextVersionInput, base: VersionTag, level: Level | null): { to: string; level: Effect } {
  const { scheme, reachable } = input
  const tried = scheme.stable(
    highest(
      scheme,
      reachable.map(({ version }) => version),
      base.version,
    ),
  )
  const to = level === null ? tried : highest(scheme, [tried], scheme.increment(base.version, level))
  return { to, level: scheme.difference(base.version, to) }
}

// As semantic-release numbers them: a base with this id counts on, unless a tag that is already there or a bigger change
// asks for a higher stable part; any other base starts a new line of prereleases at 1.
function prerelease(input: NextVersionInput, base: VersionTag, level: Level, pre: string): string {
  const { scheme, reachable } = input
  if (!scheme.isPrerelease(base.version)) return withId(scheme.increment(base.version, level), pre, scheme)
  const latest = highest(
    scheme,
    reachable.map(({ version }) => version),
    base.version,
  )
  const fresh = withId(scheme.increment(latest, level), pre, scheme)
  return highest(scheme, [fresh], scheme.nextPrerelease(base.version, pre))
}

function withId(stable: string, pre: string, scheme: Scheme): string {
  const version = scheme.firstPrerelease(stable, pre)
  if (scheme.parse(version) !== null && scheme.prereleaseId(version) === pre) return version
  throw new RelError('USAGE', `${pre} is not a prerelease id`, { hint: 'use a word such as alpha, beta or rc' })
}

function highest(scheme: Scheme, versions: readonly string[], least: string): string {
  return versions.reduce((best, version) => (scheme.compare(version, best) > 0 ? version : best), least)
}

// A placeholder never conflicts, nor does a manifest that already says what is asked for (a tag made by hand).
function compareManifest(input: NextVersionInput): string | null {
  const { scheme, manifestVersion: manifest, asked, reachable, elsewhere = [] } = input
  if (manifest === null) return null
  checkManifest(manifest, scheme)
  const [newest, ...others] = [...reachable, ...elsewhere]
  if (newest === undefined || scheme.isPlaceholder(manifest) || manifest === asked) return null
  const last = others.reduce((a, b) => (scheme.compare(b.version, a.version) > 0 ? b : a), newest)
  if (scheme.compare(manifest, last.version) > 0) throw mismatch(manifest, last, input)
  const top = input.base?.version ?? manifest
  return scheme.compare(manifest, top) < 0 ? `the manifest says ${manifest}, the tags ${top}: the tags count` : null
}

function checkManifest(version: string, scheme: Scheme): void {
  if (scheme.parse(version) !== null) return
  throw new RelError('MANIFEST', `the manifest's version ${version} is not a ${scheme.name} version`, {
    hint: 'write it in full: 1.2.3',
  })
}

function mismatch(manifest: string, last: VersionTag, { tagOf }: NextVersionInput): RelError {
  const tag = tagOf?.(manifest) ?? last.tag.replace(last.version, () => manifest)
  return new RelError('VERSION_MISMATCH', `the manifest says ${manifest}, the highest tag is ${last.tag}`, {
    hint: `if ${manifest} was released, tag its commit: git tag ${tag} <commit>; else set the manifest back to ${last.version}`,
  })
}
