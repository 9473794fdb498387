/** What a case of bad input is. */
import type { ErrorCode } from '../../../src/errors.ts'
import type { RelRun, RunOptions } from '../../support/scratch.ts'
import type { Place } from './place.ts'

export interface BadInput {
  readonly what: string
  /** The place's history, in lines; absent: one package with something to release. */
  readonly story?: string
  /** Makes the place bad. */
  readonly arrange?: (place: Place) => Promise<void> | void
  readonly args: readonly string[]
  readonly options?: (place: Place) => Partial<RunOptions>
  readonly error: readonly [code: ErrorCode, exit: number]
  /** Words that the error has to hold. */
  readonly says?: readonly string[]
  /** The release was started: what it made waits below refs/rel/pending. */
  readonly starts?: boolean
  /** The release is sealed before this is found out: only what is published has to stay as it was. */
  readonly goesPublic?: boolean
  /** What has to hold afterwards. */
  readonly afterwards?: (place: Place, run: RelRun) => Promise<void> | void
}
