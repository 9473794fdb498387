/** Every noun of rel as readonly plain data: types only, so that any part can be understood from this page and the next. */
import type { Change, Counts, Dependency, Effect, Level, Package, Rejected, VersionTag } from './model-facts.ts'

export type * from './model-facts.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`

/** What was asked for beyond the commits. `pre` is a prerelease id, or `""` for "explicitly stable". */
export interface Asked {
  readonly packages: readonly string[] | null
  readonly level: Level | null
  readonly version: string | null
  readonly pre: string | null
  readonly date: string | null
}

export type Cause =
  | ({ readonly kind: 'commit'; readonly commit: string } & Pick<
      Change,
      'type' | 'scope' | 'breaking' | 'subject' | 'bump' | 'rule'
    >)
  | { readonly kind: 'dependency'; readonly package: string; readonly range: string; readonly bump: Level }
  | { readonly kind: 'change-file'; readonly file: string; readonly summary: string; readonly bump: Effect }
  | {
      readonly kind: 'group'
      readonly group: 'fixed' | 'linked'
      readonly packages: readonly string[]
      readonly bump: Effect
    }
  | { readonly kind: 'release-as'; readonly commit: string; readonly version: string }
  | { readonly kind: 'asked'; readonly what: string; readonly bump: Effect }
  | { readonly kind: 'first'; readonly version: string; readonly source: string }

/** A version decided: from, to, and why. `changes` keeps every classified commit for the notes and for `why`. */
export interface Bump {
  readonly package: Package
  readonly tagFormat: string
  readonly from: VersionTag | null
  readonly to: string
  readonly level: Effect
  readonly prerelease: string | null
  readonly causes: readonly Cause[]
  readonly rejected: readonly Rejected[]
  readonly changes: readonly Change[]
  readonly ranges: readonly RangeRewrite[]
}

/** A dependency range that this release rewrites in this package's manifest. */
export interface RangeRewrite {
  /** As the manifest spells it. */
  readonly name: string
  readonly kind: Dependency['kind']
  readonly from: string
  readonly to: string
}

/** A file edit by digest. `before` null: the file is new; `after` null: it is removed. */
export interface Edit {
  readonly file: string
  readonly before: Digest | null
  readonly after: Digest | null
}

/** Known when planning: where a file will be. */
export interface Slot {
  readonly name: string
  readonly kind: string
  readonly target: string
}

/** Known after building: a slot with its bytes described. `size` is in bytes. */
export interface Artifact extends Slot {
  readonly sha256: string
  readonly size: number
  readonly mediaType: string
  /** Of a package: what its registry will call these bytes (Subresource Integrity, `sha512-…`). */
  readonly integrity?: string
}

export interface PlannedRelease {
  readonly package: string
  readonly path: string
  readonly ecosystem: string
  readonly from: VersionTag | null
  readonly rejected: readonly Rejected[]
  readonly to: string
  readonly tag: string
  readonly bump: Effect
  readonly prerelease: string | null
  readonly channel: string
  readonly date: string
  readonly because: readonly Cause[]
  readonly commits: Counts
  readonly edits: readonly Edit[]
  readonly notes: string
  readonly artifacts: readonly Slot[]
  readonly targets: readonly string[]
}

/** The sealed plan (formats.md). `digest` is taken over the canonical form of everything but itself and `preview`. */
export interface Plan {
  readonly kind: 'rel.plan'
  readonly version: 1
  readonly digest: Digest
  readonly commit: string
  readonly branch: string
  readonly config: Digest
  readonly preview: boolean
  readonly asked: Asked
  readonly rules: number
  readonly releases: readonly PlannedRelease[]
  readonly unreleased: readonly { readonly package: string; readonly reason: string; readonly commits: Counts }[]
  readonly gates: readonly { readonly name: string; readonly kind: string }[]
}

/** One thing to make so. `reach` says who can see it: this clone, the remote, or the public for good. */
export interface Step {
  readonly id: string
  readonly kind: string
  readonly reach: 'local' | 'remote' | 'permanent'
  /** Ids of steps that must hold first; when one of them failed, this one is left out. */
  readonly needs: readonly string[]
  readonly input: unknown
}

/** What looking found. A failed look is `unknown`, never `absent`. */
export type Probe =
  | { readonly state: 'absent' }
  | { readonly state: 'present'; readonly evidence: Json }
  | { readonly state: 'conflict'; readonly found: string; readonly hint: string }
  | { readonly state: 'unknown'; readonly why: string }

/** The index of a dist tree, `release.json` (formats.md). */
export interface DistIndex {
  readonly kind: 'rel.dist'
  readonly version: 1
  readonly package: string
  readonly release: string
  readonly tag: string
  readonly commit: string
  readonly plan: Digest
  readonly files: readonly DistFile[]
}

export interface DistFile extends Omit<Artifact, 'target'> {
  readonly target: string | null
  readonly recipe: readonly (readonly string[])[] | null
}

/** in-toto Statement v1. */
export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1'
  readonly subject: readonly { readonly name?: string; readonly digest: { readonly [algorithm: string]: string } }[]
  readonly predicateType: string
  readonly predicate: { readonly [key: string]: Json }
}

/** One thing that was checked and how it came out. `detail` is a sentence for people. */
export interface Verdict {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
}

/** A line of the journal. `at` is ISO 8601, `ms` a duration in milliseconds. */
export interface Entry {
  readonly at: string
  readonly step: string
  readonly event: 'observed' | 'acted' | 'verified' | 'failed'
  readonly detail: Json
  readonly ms: number
}
