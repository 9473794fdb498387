/** What rel asks of a version scheme. Every version handed in or out is in the scheme's canonical spelling; a `day` is
 *  `YYYY-MM-DD`, the planned one and never the clock's. */
import type { Effect, Level } from '../../model.ts'

export interface Scheme {
  /** As the config names it. */
  readonly name: string
  /** Whether the size of a step does not tell how much has changed: the day moves versions too, or each is the next number. */
  readonly unmeasured?: true
  /** The text itself, or null when it is not exactly a version in canonical spelling (`v1.2.3` is none). */
  parse(text: string): string | null
  /** The canonical spelling of what people or other tools write for a version (`1.2.0-rc.1` is `1.2.0rc1` in PEP 440); null
   *  when it cannot be one. */
  read(text: string): string | null
  /** Precedence: negative when `a` is the lower one. */
  compare(a: string, b: string): number
  isPrerelease(version: string): boolean
  /** `rc` of `1.0.0-rc.1`; null when there is no prerelease or it has no name. */
  prereleaseId(version: string): string | null
  /** Whether it is below the first major version, where `zeroMajor` applies. */
  isZero(version: string): boolean
  /** Whether a text, which need not be a version, only says that nobody has chosen one yet (`0.0.0`, `0.0.0-dev`). */
  isPlaceholder(text: string): boolean
  /** Without its prerelease. */
  stable(version: string): string
  /** The first version of a package that has none. */
  initial(day: string): string
  /** The next stable version; a prerelease goes to its own stable version when that is a big enough step. */
  increment(version: string, level: Level, day: string): string
  /** The first prerelease of a stable version; its counter is 1. Not carrying `id` says that the scheme has no such id. */
  firstPrerelease(stable: string, id: string): string
  /** The prerelease after one that carries `id`. */
  nextPrerelease(version: string, id: string): string
  /** The size of the step between two versions' stable parts. */
  difference(from: string, to: string): Effect
  /** A version for a build that is not released, `commits` after the one before `next`; `sha` is a short commit id. */
  snapshot(next: string, commits: number, sha: string): string
  /** A version after this one and before every version that `increment` makes of it (`2.3.1.1`); absent: there is none. */
  hotfix?(version: string): string
  /** What a development version (`1.3.0-SNAPSHOT`) is to become; null when it is none; absent: the scheme has none. */
  releaseOf?(version: string): string | null
  /** What manifests say between this release and the next (`1.2.4-SNAPSHOT`); absent: they keep the released version. */
  developmentAfter?(version: string): string
}

const PLACEHOLDER = /^0(?:\.0)*(?:[-+].*|\.?[a-z].*)?$/i

export const isPlaceholder = (text: string): boolean => PLACEHOLDER.test(text)
