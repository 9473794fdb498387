/** What a manifest says its version is, held against the tags: a claim that can lag, run ahead, or be none at all. */
import { RelError } from '../errors.ts'
import type { VersionTag } from '../model.ts'
import type { Scheme } from './schemes/scheme.ts'

export interface ManifestInput {
  readonly scheme: Scheme
  readonly base: VersionTag | null
  readonly asked: string | null
  readonly reachable: readonly VersionTag[]
  /** Tags that HEAD does not contain. A manifest is not ahead of a release that was made elsewhere. */
  readonly elsewhere?: readonly VersionTag[]
  /** As the manifest spells it. */
  readonly manifestVersion: string | null
  /** How this package's tag of a version is spelled; for the hint of `VERSION_MISMATCH`. */
  readonly tagOf?: (version: string) => string
}

export interface ManifestVersion {
  /** In canonical spelling; that of the release where the manifest says only what is being worked on (`1.3.0-SNAPSHOT`). */
  readonly version: string
  readonly isDevelopment: boolean
}

/** Null when there is none or it is a placeholder. Throws `MANIFEST` when it cannot be a version of the scheme. */
export function manifestVersion(text: string | null, scheme: Scheme): ManifestVersion | null {
  if (text === null || scheme.isPlaceholder(text)) return null
  const version = scheme.read(text)
  if (version === null)
    throw new RelError('MANIFEST', `the manifest's version ${text} is not a ${scheme.name} version`, {
      hint: 'write it in full, or name the scheme that it follows as versioning.scheme',
    })
  const release = scheme.releaseOf?.(version) ?? null
  return { version: release ?? version, isDevelopment: release !== null }
}

/** Throws `VERSION_MISMATCH` when the manifest is ahead of the tags that HEAD contains (of all, when it contains none): unless
 *  a tag elsewhere has that version, it is what is asked for (a tag made by hand), or it is a development version. */
export function refuseAhead(manifest: ManifestVersion | null, input: ManifestInput): void {
  const { scheme, asked, reachable, elsewhere = [] } = input
  if (manifest === null || manifest.isDevelopment || manifest.version === asked) return
  const last = highestTag(reachable, scheme) ?? highestTag(elsewhere, scheme)
  if (last === null || scheme.compare(manifest.version, last.version) <= 0) return
  if (elsewhere.some(({ version }) => scheme.compare(version, manifest.version) === 0)) return
  throw mismatch(manifest.version, last, input)
}

/** What people should know when the tags decided against the manifest; null when there is nothing to say. */
export function manifestNote(manifest: ManifestVersion | null, to: string, input: ManifestInput): string | null {
  const { scheme, asked, base } = input
  if (manifest === null || base === null || manifest.version === asked) return null
  // What is being worked on is usually more or less than its manifest says; only a promise not kept is news.
  if (manifest.isDevelopment) {
    if (to === base.version || scheme.compare(manifest.version, to) <= 0) return null
    return `the manifest says ${input.manifestVersion}, the tags and changes ${to}: those count`
  }
  if (scheme.compare(manifest.version, base.version) >= 0) return null
  return `the manifest says ${input.manifestVersion}, the tags ${base.version}: the tags count`
}

function highestTag(tags: readonly VersionTag[], scheme: Scheme): VersionTag | null {
  return tags.reduce<VersionTag | null>(
    (best, tag) => (best === null || scheme.compare(tag.version, best.version) > 0 ? tag : best),
    null,
  )
}

function mismatch(manifest: string, last: VersionTag, { tagOf, scheme, elsewhere = [] }: ManifestInput): RelError {
  const tag = tagOf?.(manifest) ?? last.tag.replace(last.version, () => manifest)
  const isHighest = elsewhere.every(({ version }) => scheme.compare(version, last.version) <= 0)
  const highest = isHighest ? 'the highest tag is' : 'the highest tag in its history is'
  return new RelError('VERSION_MISMATCH', `the manifest says ${manifest}, ${highest} ${last.tag}`, {
    hint: `if ${manifest} was released, tag its commit: git tag ${tag} <commit>; else set the manifest back to ${last.version}`,
  })
}
