/** Versions as lists of numbers of any length and size, in which missing ones are zero. */
import type { Effect, Level } from '../../model.ts'

export type Numbers = readonly bigint[]

const LEVELS: readonly Level[] = ['major', 'minor', 'patch']

/** The numbers between dots; nothing else may stand there. */
export function numbersOf(text: string): Numbers {
  return text.split('.').map(BigInt)
}

/** Negative when `a` is the lower one. */
export function compareNumbers(a: Numbers, b: Numbers): number {
  const length = Math.max(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a[index] ?? 0n, b[index] ?? 0n]
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

/** The next numbers at a level, as many as before (three at most, and no fewer than the level needs). `open`: these were not
 *  released yet, so they stay when they are a big enough step. */
export function raised(numbers: Numbers, level: Level, open: boolean): Numbers {
  const place = LEVELS.indexOf(level)
  if (open && numbers.slice(place + 1).every((each) => each === 0n)) return numbers
  const length = Math.max(place + 1, Math.min(numbers.length, 3))
  const kept = Array.from({ length: place }, (_, index) => numbers[index] ?? 0n)
  const next = [...kept, (numbers[place] ?? 0n) + 1n]
  return [...next, ...Array.from({ length: length - next.length }, () => 0n)]
}

/** A fourth number, counted up: between these numbers and the next patch. */
export function fourth(numbers: Numbers): Numbers {
  const [major = 0n, minor = 0n, patch = 0n, last = 0n] = numbers
  return [major, minor, patch, last + 1n]
}

/** The first place in which two lists differ, by name. */
export function numbersDifference(a: Numbers, b: Numbers): Effect {
  const length = Math.max(a.length, b.length)
  const place = Array.from({ length }, (_, index) => index).find((index) => (a[index] ?? 0n) !== (b[index] ?? 0n))
  return place === undefined ? 'none' : (LEVELS[place] ?? 'patch')
}
