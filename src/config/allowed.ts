/** What a config may hold, for hints: allowed values in words, the nearest known key, and what later versions bring. */
import type * as v from 'valibot'
import type { Path } from './written.ts'

/** Of the design's config, what this version has not built. `[]` stands for any index. */
const LATER_KEYS: ReadonlySet<string> = new Set([
  'sbom',
  'gates',
  'roles',
  'calendar',
  'environments',
  'notify',
  'build.sandbox',
  'build.submodules',
  'build.targets[].artifacts[].spec',
  'publish[].repository',
  'stage.repository',
])

const LATER_VALUES: Readonly<Record<string, RegExp>> = {
  'commit.mode': /^pull-request$/,
  'build.targets[].artifacts[].format': /^(?:zip|deb|rpm|iso)$/,
  'sign.with': /^sigstore$/,
  'publish[].to': /^(?:npm|oci)$/,
  'stage.to': /^oci$/,
}

/** `build.targets[].run` for any index. */
const pattern = (path: Path): string =>
  path.map((step, index) => (typeof step === 'number' ? '[]' : index === 0 ? step : `.${step}`)).join('')

/** The key's path when a later version has it, else null. */
export const laterKey = (path: Path): string | null => (LATER_KEYS.has(pattern(path)) ? pattern(path) : null)

export const laterValue = (path: Path, value: unknown): boolean =>
  typeof value === 'string' && LATER_VALUES[pattern(path)]?.test(value) === true

const cell = (row: readonly number[], index: number): number => row[index] ?? Infinity

/** Insertions, deletions, substitutions and swaps of neighbours that lead from one word to the other. */
const distance = (from: string, to: string): number => {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const substituted = cell(last, column - 1) + Number(from[row - 1] !== to[column - 1])
      const swap = swapped ? cell(beforeLast, column - 2) + 1 : Infinity
      current.push(Math.min(cell(last, column) + 1, cell(current, column - 1) + 1, substituted, swap))
    }
    beforeLast = last
    last = current
  }
  return cell(last, to.length)
}

/** The known key that a mistyped one is likely to mean: at most a third of its letters differ, and at least one does not. */
export const nearest = (key: string, known: readonly string[]): string | null => {
  if (key.length > 40) return null
  const ranked = known
    .map((name) => ({ name, far: distance(key.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(1, Math.ceil(name.length / 3)) && far < name.length)
    .toSorted((a, b) => a.far - b.far)
  return ranked[0]?.name ?? null
}

const TYPES: Readonly<Record<string, string>> = {
  Array: 'a list',
  Object: 'an object',
  string: 'a string',
  boolean: 'true or false',
}

/** After "it must be": our own words, or valibot's expectation in ours. */
export const describeAllowed = (issue: v.BaseIssue<unknown>): string => {
  if (issue.kind === 'validation') return issue.message
  if (issue.type === 'strict_object' && issue.input === undefined && issue.path !== undefined) return 'given'
  const parts = (issue.expected ?? '').replace(/[()]/g, '').split(' | ')
  const words = parts.map((part) => TYPES[part] ?? part)
  return [words.slice(0, -1).join(', '), words.at(-1)].filter((part) => part !== '').join(' or ')
}
