/** PEP 440's versions taken apart and put together again, with their order. */
import { compareNumbers, type Numbers, numbersOf } from './numbers.ts'

export type Letter = 'a' | 'b' | 'rc'

export interface Pep440 {
  readonly epoch: bigint
  readonly release: Numbers
  readonly pre: readonly [Letter, bigint] | null
  readonly post: bigint | null
  readonly dev: bigint | null
  /** Without the `+`; empty when there is none. */
  readonly local: string
}

// The grammar of PEP 440, appendix B: what installers take, however it is spelled.
const VERSION = new RegExp(
  [
    /^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)/,
    /(?:[-_.]?(?<letter>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<pre>\d*))?/,
    /(?<after>-(?<implicit>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?<post>\d*))?/,
    /(?<develop>[-_.]?dev[-_.]?(?<dev>\d*))?/,
    /(?:\+(?<local>[a-z\d]+(?:[-_.][a-z\d]+)*))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'i',
)
const LETTERS: Readonly<Record<string, Letter>> = { a: 'a', alpha: 'a', b: 'b', beta: 'b' }

/** Null when no installer would take it for a version. White space around it is let be. */
export function readPep440(text: string): Pep440 | null {
  const found = VERSION.exec(text.trim())?.groups
  if (found === undefined) return null
  const { release = '', letter = '', local = '' } = found
  const pre = numberOf(found['letter'], found['pre'])
  return {
    epoch: BigInt(found['epoch'] ?? 0),
    release: numbersOf(release),
    pre: pre === null ? null : [LETTERS[letter.toLowerCase()] ?? 'rc', pre],
    post: numberOf(found['after'], found['implicit'] ?? found['post']),
    dev: numberOf(found['develop'], found['dev']),
    local: local
      .toLowerCase()
      .replace(/[-_]/g, '.')
      .replace(/(^|\.)0+(?=\d+(?:\.|$))/g, '$1'),
  }
}

// A word without a number means 0.
function numberOf(word: string | undefined, digits = ''): bigint | null {
  return word === undefined ? null : BigInt(digits)
}

/** The canonical spelling. */
export function writePep440({ epoch, release, pre, post, dev, local }: Pep440): string {
  return [
    epoch === 0n ? '' : `${epoch}!`,
    release.join('.'),
    pre === null ? '' : pre.join(''),
    post === null ? '' : `.post${post}`,
    dev === null ? '' : `.dev${dev}`,
    local === '' ? '' : `+${local}`,
  ].join('')
}

/** Negative when `a` is the lower one. */
export function comparePep440(a: Pep440, b: Pep440): number {
  return (
    compareNumbers([a.epoch], [b.epoch]) ||
    compareNumbers(a.release, b.release) ||
    compareNumbers(suffixOf(a), suffixOf(b)) ||
    compareLocal(a.local, b.local)
  )
}

// dev alone < a < b < rc < none; then no post < post; then dev < no dev.
function suffixOf({ pre, post, dev }: Pep440): Numbers {
  const phase = pre === null ? (post === null && dev !== null ? 0n : 4n) : BigInt(['a', 'b', 'rc'].indexOf(pre[0]) + 1)
  return [phase, pre?.[1] ?? 0n, post === null ? 0n : post + 1n, dev === null ? 1n : 0n, dev ?? 0n]
}

// Numbers come after words; what is longer comes after its own beginning.
function compareLocal(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)]
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    const order = comparePart(part, other)
    if (order !== 0) return order
  }
  return left.length - right.length
}

const partsOf = (local: string): readonly string[] => (local === '' ? [] : local.split('.'))

function comparePart(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (left && right) return compareNumbers(numbersOf(a), numbersOf(b))
  if (left !== right) return left ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}
