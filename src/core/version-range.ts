/** The versions that may be released on a maintenance branch, and the ways out when the next one lies outside. */
import { RelError } from '../errors.ts'
import type { Level, Line, VersionTag } from '../model.ts'
import { compareNumbers, type Numbers, numbersOf } from './schemes/numbers.ts'
import type { Scheme } from './schemes/scheme.ts'

/** The prerelease id of a fix below a release that was made elsewhere. */
export const HOTFIX = 'hotfix'

export interface RangeInput {
  readonly scheme: Scheme
  readonly base: VersionTag | null
  readonly level: Level | null
  readonly pre: string | null
  readonly day: string
  /** Of a maintenance branch; null: every version may be released. */
  readonly range: Line['range'] | null
  /** Names of the branches whose range takes the version in, for the hint of `OUT_OF_RANGE`. */
  readonly accepting?: readonly string[]
}

/** Throws `OUT_OF_RANGE` unless the stable part is at or above `from` and below `below`. Of a `hotfix` prerelease it may be
 *  `below` itself: the prerelease is lower than that. */
export function refuseOutside(to: string, input: RangeInput): void {
  const { range, accepting = [] } = input
  if (isInside(to, input) || !range) return
  const branches = accepting.length === 0 ? '' : ` (${accepting.join(', ')})`
  const ways = [`release it from a branch whose range takes ${to} in${branches}`, ...wayOut(input)]
  throw new RelError('OUT_OF_RANGE', `${to} is outside this branch's range: from ${range.from}, below ${range.below}`, {
    hint: ways.join('; or here: '),
  })
}

function isInside(version: string, { scheme, range }: RangeInput): boolean {
  if (!range) return true
  const numbers = leadingNumbers(scheme.stable(version))
  const room = compareNumbers(leadingNumbers(range.below), numbers)
  const isHotfix = scheme.prereleaseId(version) === HOTFIX
  return compareNumbers(numbers, leadingNumbers(range.from)) >= 0 && (room > 0 || (isHotfix && room === 0))
}

// Bounds are numbers, whatever the scheme spells: `2026.0.0` is no CalVer version, but a bound of `2026.x`.
function leadingNumbers(version: string): Numbers {
  return numbersOf(/^(?:\d+!)?(\d+(?:[._]\d+)*)/.exec(version)?.[1]?.replace(/_/g, '.') ?? '0')
}

// The first that works: a smaller step, the range's own first version, or a version between the base and its next patch.
function wayOut(input: RangeInput): readonly string[] {
  const { scheme, base, level, pre, day, range } = input
  if (base === null || !range) return []
  const patch = scheme.increment(base.version, 'patch', day)
  if (pre === null && level !== 'patch' && isInside(patch, input)) return [`rel bump patch makes ${patch}`]
  const from = scheme.parse(range.from)
  if (from !== null && scheme.compare(from, base.version) > 0) return [`rel bump ${from}`]
  return between(base.version, patch, input)
}

function between(base: string, patch: string, input: RangeInput): readonly string[] {
  const { scheme } = input
  const numbered = scheme.hotfix?.(base) ?? null
  const version = numbered ?? scheme.firstPrerelease(patch, HOTFIX)
  if (!isInside(version, input)) return []
  return [numbered === null ? `rel bump --pre ${HOTFIX} makes ${version}` : `rel bump ${version}`]
}
