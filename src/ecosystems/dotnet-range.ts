/** What becomes of a reference to a .NET package of this repository when that one is released. */
import type { RangeStep } from '../core/ranges.ts'
import { compareMaven } from '../core/schemes/maven-order.ts'
import { semverScheme } from '../core/schemes/semver.ts'
import { stepIntervals } from './interval-range.ts'

/** A project reference (`*`) becomes a dependency on the version that is built beside it, so it follows. A full version, which is
 *  the lowest that will do, gets the new number; a shorter one stays. `1.2.*` stays while it admits, and keeps as many numbers
 *  when it moves. Intervals move when they no longer admit; properties and missing versions stay. */
export function stepNugetRange(range: string, from: string | null, to: string): RangeStep {
  if (range === '*') return { text: range, meaning: `${from ?? range} → ${to}`, admits: true }
  if (range === '' || range.includes('$(')) return { text: range, meaning: null, admits: true }
  return stepIntervals(range, to, compare) ?? stepFloating(range, to) ?? stepLowest(range, to)
}

/** `1.2.*`, and `1.2.*-*`, which takes prereleases too. */
function stepFloating(range: string, to: string): RangeStep | null {
  const [, numbers, pre = ''] = /^(\d+(?:\.\d+)*)\.\*(-\*)?$/.exec(range) ?? []
  if (numbers === undefined) return null
  const stable = to.replace(/[-+].*/, '')
  const isTaken = stable === to || pre !== ''
  if (isTaken && `${stable}.`.startsWith(`${numbers}.`)) return { text: range, meaning: null, admits: true }
  const kept = stable.split('.').slice(0, numbers.split('.').length).join('.')
  const text = isTaken ? `${kept}.*${pre}` : to
  return { text, meaning: `${range} → ${text}`, admits: false }
}

function stepLowest(range: string, to: string): RangeStep {
  const text = /^\d+\.\d+\.\d+/.test(range) ? to : range
  return {
    text,
    meaning: text === range ? null : `${range} → ${text}`,
    admits: !/^\d/.test(range) || compare(to, range) >= 0,
  }
}

/** Four numbers are no SemVer, but versions of NuGet all the same. */
function compare(a: string, b: string): number {
  const areSemver = [a, b].every((each) => semverScheme.parse(each) !== null)
  return areSemver ? semverScheme.compare(a, b) : compareMaven(a, b)
}
