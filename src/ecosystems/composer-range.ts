/** What a Composer constraint on a package of the same repository becomes when that package gets a new version. */
import { satisfies, validRange } from '../core/npm-range.ts'
import type { RangeStep } from '../core/ranges.ts'

const FULL = /^([\^~=]?)\s*v?\d+(?:\.\d+){2,3}(?:-[\w.-]+)?(@\w+|)$/
/** Without an operator 1.2 is 1.2.0 and nothing else. */
const SHORT = /^(=?)\s*v?\d+(?:\.\d+)?(@\w+|)$/
const PARTIAL = /^([\^~]?)\s*v?(\d+(?:\.\d+)?)(\.\*|)(@\w+|)$/

/** `^1.2.3`, `~1.2.3`, `1.2.3` get the new number; with fewer numbers (`^1.2`, `~1`, `1.2.*`) they stay while they take the new
 *  version in, and then move on with as many. `~1.2` reaches to below 2.0, as Composer has it. Everything else stays and asks
 *  for nothing: `*`, `self.version`, `dev-main`, `>` and `<`, several constraints. */
export function stepConstraint(range: string, _from: string | null, to: string): RangeStep {
  const admits = range.split(/\|\|?/).some((each) => takes(each.trim(), to))
  const text = moved(range, to, admits)
  return { text, meaning: text === range ? null : `${range} → ${text}`, admits }
}

function moved(range: string, to: string, admits: boolean): string {
  const whole = (_: string, operator: string, flag: string) => operator + to + flag
  if (FULL.test(range)) return range.replace(FULL, whole)
  if (SHORT.test(range)) return range.replace(SHORT, whole)
  if (admits) return range
  return range.replace(PARTIAL, (_, operator: string, numbers: string, star: string, flag: string) => {
    const shortened = to.split(/[-+.]/, numbers.split('.').length).join('.')
    return operator + shortened + star + flag
  })
}

/** What is no range at all says nothing of versions and so excludes none. */
function takes(constraint: string, version: string): boolean {
  const range = constraint
    .replace(/@\w+$/, '')
    .replace(/(\d+\.\d+\.\d+)\.\d+/g, '$1')
    .split(/\s*,\s*|\s+(?=[\^~<>=!\d])/)
    .map((each) =>
      each.replace(
        /^~\s*v?(\d+)(\.\d+)?$/,
        (_, major, minor = '.0') => `>=${major}${minor}.0 <${Number(major) + 1}.0.0-0`,
      ),
    )
    .map((each) => each.replace(/^=?\s*v?(\d+)(\.\d+)?$/, (_, major, minor = '.0') => `${major}${minor}.0`))
    .join(' ')
  return validRange(range) === null || satisfies(version, range, { includePrerelease: true })
}
