/** What rel asks of a version scheme. Every version handed in or out is in the scheme's canonical spelling. */
import type { Effect, Level } from '../../model.ts'

export interface Scheme {
  readonly name: string
  /** The canonical spelling, or null when the text is not exactly a version (`v1.2.3` is none). */
  parse(text: string): string | null
  /** Precedence: negative when `a` is the lower one. */
  compare(a: string, b: string): number
  isPrerelease(version: string): boolean
  /** `rc` of `1.0.0-rc.1`; null when there is no prerelease or it has no name. */
  prereleaseId(version: string): string | null
  /** Whether it is below the first major version, where `zeroMajor` applies. */
  isZero(version: string): boolean
  /** Whether it only says that nobody has chosen a version yet (`0.0.0`, `0.0.0-dev`). */
  isPlaceholder(version: string): boolean
  /** Without its prerelease. */
  stable(version: string): string
  /** The next stable version; a prerelease goes to its own stable version when that is a big enough step. */
  increment(version: string, level: Level): string
  /** The first prerelease of a stable version; its counter is 1. */
  firstPrerelease(stable: string, id: string): string
  /** The prerelease after one that carries `id`. */
  nextPrerelease(version: string, id: string): string
  /** The size of the step between two versions' stable parts. */
  difference(from: string, to: string): Effect
}
