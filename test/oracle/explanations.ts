/** Explains a peer's answer that differs from rel's: by readings of single commits, or by what holds for the whole range. */
import { type Level, type Peer, READINGS, type Seen } from './readings.ts'

/** A bump as the corpus writes it; `lower`: the peer started from an older tag. */
export type Bump = Level | 'lower' | null

export interface Range {
  readonly bump: Bump
  readonly commits: readonly Seen[]
  /** Whether the text of the row's `from` is a full version. */
  readonly baseIsVersion: boolean
  /** Whether a `Release-As` decided. */
  readonly named: boolean
}

export interface RangeDifference {
  readonly name: string
  readonly sentence: string
  readonly holds: (range: Range, peer: Peer, answer: Bump) => boolean
}

export const RANGE_DIFFERENCES: readonly RangeDifference[] = [
  {
    name: 'older-base',
    sentence: 'the peer started from a tag further back than the last release',
    holds: (_, __, answer) => answer === 'lower',
  },
  {
    name: 'no-version-no-base',
    sentence: 'a tag whose text is no full version of the scheme is no base for rel, which starts from the one below',
    holds: ({ baseIsVersion }) => !baseIsVersion,
  },
  {
    name: 'release-as',
    sentence: 'a Release-As footer names the version; only release-please and rel honour it (7)',
    holds: ({ named }) => named,
  },
]

const RANK = { none: 0, lower: 0, patch: 1, minor: 2, major: 3 }
const rank = (bump: Bump): number => RANK[bump ?? 'none']

const readingsHigher = ({ commits }: Range, peer: Peer, answer: Bump): readonly string[] =>
  READINGS.filter(({ peers, reads }) => peers.includes(peer) && commits.some((one) => reads?.(one) === answer)).map(
    ({ name }) => name,
  )

/** Every commit that gives rel its number has to be one that the peer misses. */
const readingsLower = ({ bump, commits }: Range, peer: Peer, answer: Bump): readonly string[] => {
  const above = commits.filter(
    ({ own }) => own !== null && own.bump !== 'none' && rank(own.bump as Bump) > rank(answer),
  )
  const missed = above.map((one) =>
    READINGS.filter(({ peers, misses }) => peers.includes(peer) && misses?.(one) === true).map(({ name }) => name),
  )
  return bump === null || missed.some((names) => names.length === 0)
    ? []
    : [...new Set(missed.flatMap(([name = '']) => name))]
}

/** Names of the differences that explain why the peer says `answer`; empty: nothing does. */
export const explain = (range: Range, peer: Peer, answer: Bump): readonly string[] => {
  const whole = RANGE_DIFFERENCES.filter(({ holds }) => holds(range, peer, answer)).map(({ name }) => name)
  if (whole.length > 0) return whole.slice(0, 1)
  return rank(answer) > rank(range.bump)
    ? readingsHigher(range, peer, answer).slice(0, 1)
    : readingsLower(range, peer, answer)
}
