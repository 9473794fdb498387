/** Versions for builds that are not released: above the last release, below the next one, and never tagged. */
import { RelError } from '../errors.ts'
import type { Scheme } from './schemes/scheme.ts'

export interface SnapshotInput {
  /** The version that the next release would have. */
  readonly next: string
  /** How many commits there are since the base. */
  readonly commits: number
  /** The commit's id, in full. */
  readonly commit: string
  readonly scheme: Scheme
}

const SHORT = 7

/** `1.3.0-dev.5+g1a2b3c4` in SemVer, `1.3.0.dev5+g1a2b3c4` in PEP 440, `1.3.0-SNAPSHOT` in Maven, `2026.9.0-dev.5` in CalVer, `13-dev.5` for
 *  build numbers. When the next release is a prerelease, it is between that one and the one before: `1.3.0-rc.1.dev.5+g1a2b3c4`
 *  for `rc.2`. */
export function snapshotVersion({ next, commits, commit, scheme }: SnapshotInput): string {
  if (scheme.parse(next) === null)
    throw new RelError('BUG', `${next} went unchecked and is not a ${scheme.name} version`)
  return scheme.snapshot(next, commits, commit.slice(0, SHORT))
}
