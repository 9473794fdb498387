/** Version intervals as Maven and NuGet write them: `[1.0,2.0)`, `[1.2.3]`, `(,2.0]`. */
import type { RangeStep } from '../core/ranges.ts'

export type Compare = (a: string, b: string) => number

interface Interval {
  readonly text: string
  readonly lower: string
  readonly upper: string
  readonly withLower: boolean
  readonly withUpper: boolean
}

const INTERVAL = /([[(])\s*([^\s,()[\]]*)\s*(?:(,)\s*([^\s,()[\]]*)\s*)?([\])])/g

/** Intervals separated by commas; null when the range is no such list. */
export function intervalsOf(range: string): readonly Interval[] | null {
  const found = [...range.matchAll(INTERVAL)]
  const rest = range.replace(INTERVAL, '').replace(/[\s,]+/g, '')
  if (found.length === 0 || rest !== '') return null
  return found.map(([text, open, lower = '', comma, upper = '', close]) => ({
    ...{ text, lower, upper: comma === undefined ? lower : upper },
    ...{ withLower: open === '[', withUpper: close === ']' },
  }))
}

/** `[1.2.3]` becomes the new version; `[1.2,2.0)` stays while it admits that, and moves with its bound when it does not
 *  (`[2.0,3.0)` at 2.1.0). Every other form stays. Null: the range is no interval. */
export function stepIntervals(range: string, to: string, compare: Compare): RangeStep | null {
  const intervals = intervalsOf(range)
  if (intervals === null) return null
  const admits = admitted(intervals, to, compare)
  const [only, ...others] = intervals
  const text =
    only === undefined || others.length > 0 ? range : range.replace(only.text, () => moved(only, to, compare))
  const taken = admits && !isExact(only) ? range : text
  return { text: taken, meaning: taken === range ? null : `${range} → ${taken}`, admits }
}

const isExact = (interval: Interval | undefined): boolean =>
  interval?.lower !== '' && interval?.lower === interval?.upper

function admitted(intervals: readonly Interval[], version: string, compare: Compare): boolean {
  return intervals.some(({ lower, upper, withLower, withUpper }) => {
    const above = lower === '' ? 1 : compare(version, lower)
    const below = upper === '' ? -1 : compare(version, upper)
    return (above > 0 || (withLower && above === 0)) && (below < 0 || (withUpper && below === 0))
  })
}

function moved(interval: Interval, to: string, compare: Compare): string {
  const { text, lower, upper, withLower, withUpper } = interval
  if (isExact(interval)) return text.replaceAll(lower, () => to)
  const bound = withLower && !withUpper && lower !== '' && upper !== '' ? nextBound(upper, to) : null
  if (bound === null) return text
  const numbers = /^[\d.]*\d/.exec(to)?.[0].split('.') ?? []
  const short = numbers.slice(0, lower.split('.').length).join('.')
  const texts = [short, to].map((low) => text.replace(/^(\[\s*)[^\s,]+(\s*,\s*)[^\s)]+/, `$1${low}$2${bound}`))
  return texts.find((each) => admitted(intervalsOf(each) ?? [], to, compare)) ?? text
}

/** The bound's last number that is not zero says which number may not move. */
function nextBound(upper: string, to: string): string | null {
  if (!/^\d+(?:\.\d+)*$/.test(upper)) return null
  const bound = upper.split('.')
  const last = bound.findLastIndex((part) => /[1-9]/.test(part))
  const numbers = to.split(/[^\d]+/)
  const part = (index: number): bigint => BigInt(numbers[index] || '0')
  return bound.map((_, index) => (index > last ? 0n : part(index) + (index === last ? 1n : 0n))).join('.')
}
