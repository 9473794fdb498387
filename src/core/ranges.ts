/** What a dependency range on a package of the same repository becomes when that package gets a new version. */
import { satisfies, validRange } from './npm-range.ts'

export interface RangeStep {
  /** The text for the manifest; the old one when it stays as it is. */
  readonly text: string
  /** What the range means before and after, for people; null when the text says as much after the release as before. */
  readonly meaning: string | null
  /** Whether the old range takes the new version in. */
  readonly admits: boolean
}

const FULL = /^(\^|~|>=|<=|=)?(\s*)\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/
const PARTIAL = /^(\^|~)?\s*\d+(?:\.(\d+))?(?:\.[xX*])*$/
const ANY = /^\s*[*xX]?\s*$/
const FOLDER = /^(?:file|link|portal):/
// `workspace:core@^` is an alias: the part before the last @ is a name. A path has no @ after its first character.
const LOCAL = /^(workspace:(?:@?[^@]+@)?)(.*)$/

/** A full version keeps its operator and gets the new number. `workspace:*`, `^` and `~` stay spelled and mean the exact
 *  version, `^` or `~`; a workspace path means the exact one. `file:`, `link:` and `portal:` stay and mean whatever lies there,
 *  so that they follow every release and yet admit it. Part versions (`1.x`, `^1`) stay while they admit the new
 *  version. Everything else stays and asks for nothing while it admits: `*`, tags, addresses, aliases, sets of ranges, and `<` and
 *  `>`, which would come to exclude the new version. Prereleases are admitted as npm does, and by part versions and `*` too. */
export function stepRange(range: string, from: string | null, to: string): RangeStep {
  if (FOLDER.test(range)) return { text: range, meaning: `${range} → ${to}`, admits: true }
  const [, prefix = '', local] = LOCAL.exec(range) ?? []
  if (local === undefined) return steppedTo(range, rewrite(range, to), to)
  const operator = operatorOf(local)
  if (operator !== null) {
    const meaning = `${from === null ? range : operator + from} → ${operator}${to}`
    return { text: range, meaning, admits: from !== null && satisfies(to, operator + from) }
  }
  const { text, ...rest } = steppedTo(local, rewrite(local, to), to)
  return { text: prefix + text, ...rest }
}

/** The one that a workspace range without a number stands for; null when it has a number. */
function operatorOf(local: string): string | null {
  if (local === '^' || local === '~') return local
  return local === '*' || local.includes('/') ? '' : null
}

function steppedTo(range: string, text: string, to: string): RangeStep {
  return { text, meaning: text === range ? null : `${range} → ${text}`, admits: admits(range, to) }
}

// What is no range at all (a tag, a path, an address) says nothing of versions and so excludes none.
function admits(range: string, to: string): boolean {
  if (ANY.test(range) || validRange(range) === null) return true
  return satisfies(to, range, { includePrerelease: PARTIAL.test(range) })
}

function rewrite(range: string, to: string): string {
  const full = FULL.exec(range)
  if (full !== null) return `${full[1] ?? ''}${full[2] ?? ''}${to}`
  const partial = PARTIAL.exec(range)
  if (partial === null || admits(range, to)) return range
  return `${partial[1] ?? (partial[2] === undefined ? '^' : '~')}${to}`
}
