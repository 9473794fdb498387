/** What the oracle says: one line per judged answer, and how the lines add up. */

/** `equal`: rel says what is wanted. `explained`: it says something else, by a named rule difference. `against`: neither. */
export type Outcome = 'equal' | 'explained' | 'against'

/** One judged answer. */
export interface Line {
  /** The corpus file, such as `versions/next-version.jsonl`. */
  readonly file: string
  /** `owner/name`. */
  readonly repo: string
  /** Which row, and which package of it. */
  readonly case: string
  readonly grade: string
  readonly got: string
  readonly want: string
  readonly outcome: Outcome
  /** Names of the rule differences that explain it. Empty when it is equal, or counted against rel. */
  readonly differences: readonly string[]
  /** The rule that decided, in the words of `rel why` or `rel plan`. */
  readonly decided: string
  /** Whether anything but `equal` is a failure. */
  readonly must: boolean
}

/** The repositories wanted (`owner/name`); empty: all. */
export interface Wanted {
  readonly repos: readonly string[]
}

export const isFailure = ({ outcome, must }: Line): boolean => outcome === 'against' || (must && outcome !== 'equal')
