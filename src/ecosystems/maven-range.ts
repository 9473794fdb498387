/** What becomes of the version that a POM gives for an artifact of this repository when that one is released. */
import type { RangeStep } from '../core/ranges.ts'
import { compareMaven } from '../core/schemes/maven-order.ts'
import { stepIntervals } from './interval-range.ts'

/** A plain version counts as exactly that one. Intervals move when they no longer admit. Properties, and versions that are managed
 *  elsewhere (`*`), stay: what they hold follows the file that defines it. */
export function stepMavenRange(range: string, _: string | null, to: string): RangeStep {
  if (/\$\{|^\*$|^(?:LATEST|RELEASE)$/.test(range)) return { text: range, meaning: null, admits: true }
  const step = stepIntervals(range, to, compareMaven)
  if (step !== null) return step
  const admits = compareMaven(range, to) === 0
  return { text: admits ? range : to, meaning: admits ? null : `${range} → ${to}`, admits }
}
