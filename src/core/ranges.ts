/** What a dependency range on a package of the same repository becomes when that package gets a new version. */
import satisfies from 'semver/functions/satisfies.js'

export interface RangeStep {
  /** The text for the manifest; the old one when it stays as it is. */
  readonly text: string
  /** What the range means before and after, for people; null when the release does not touch the dependent. */
  readonly meaning: string | null
}

const FULL = /^(\^|~|>=|<=|=)?(\s*)\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/
const PARTIAL = /^(\^|~)?\s*\d+(?:\.(\d+))?(?:\.[xX*])*$/
const LOCAL = /^workspace:(.*)$/

/** A full version keeps its operator and gets the new number. `workspace:*`, `^` and `~` stay spelled and mean the exact
 *  version, `^` or `~`. Part versions (`1.x`, `^1`) stay while they admit the new version. Everything else stays and asks for
 *  nothing: `*`, tags, paths, aliases, sets of ranges, and `<` and `>`, which would come to exclude the new version. */
export function stepRange(range: string, from: string | null, to: string): RangeStep {
  const local = LOCAL.exec(range)?.[1]
  if (local === undefined) return steppedTo(range, rewrite(range, to))
  if (local === '*' || local === '^' || local === '~') {
    const operator = local === '*' ? '' : local
    return { text: range, meaning: `${from === null ? range : operator + from} → ${operator}${to}` }
  }
  const { text, meaning } = steppedTo(local, rewrite(local, to))
  return { text: `workspace:${text}`, meaning }
}

function steppedTo(range: string, text: string): RangeStep {
  return { text, meaning: text === range ? null : `${range} → ${text}` }
}

function rewrite(range: string, to: string): string {
  const full = FULL.exec(range)
  if (full !== null) return `${full[1] ?? ''}${full[2] ?? ''}${to}`
  const partial = PARTIAL.exec(range)
  if (partial === null || satisfies(to, range, { includePrerelease: true })) return range
  return `${partial[1] ?? (partial[2] === undefined ? '^' : '~')}${to}`
}
