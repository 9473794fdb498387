/** What operations tell while they work; printing is for `cli/`. */
import type { Outcome } from '../run/run.ts'

export interface Progress {
  /** A remark worth reading, which stops nothing. */
  readonly note: (text: string) => void
  /** A release's steps begin. */
  readonly begin: (title: string) => void
  /** A step begins to act. */
  readonly start: (title: string) => void
  readonly outcome: (outcome: Outcome) => void
}
