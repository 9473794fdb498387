/** Cargo's requirements on versions: what they admit, how they step, and what a change costs below 1.0.0. */
import { satisfies } from '../npm-range.ts'
import type { Level } from '../../model.ts'
import type { RangeStep } from '../ranges.ts'
import { semverScheme } from './semver.ts'

const COMPARATOR =
  /^(?<operator>(?:\^|~|=|[<>]=?)?)(?<space>\s*)(?<version>(?:\d+|[*xX])(?:\.(?:\d+|[*xX])){0,2}(?:-[\w.-]+)?(?:\+[\w.-]+)?)$/

interface Comparator {
  readonly operator: string
  readonly space: string
  readonly version: string
}

/** Comparators separated by commas; a bare version means `^`, but one with `*` means itself. Null: no requirement. */
function comparatorsOf(requirement: string): readonly Comparator[] | null {
  const found = requirement.split(',').map((text) => COMPARATOR.exec(text.trim()))
  if (found.includes(null)) return null
  return found.map((each) => {
    const { operator = '', space = '', version = '' } = each?.groups ?? {}
    return { operator, space, version }
  })
}

const isWild = (version: string): boolean => /^[*xX]|\.[*xX]/.test(version)

/** Whether a requirement (`0.2`, `~1.2.3`, `>=1.2, <1.5`, `1.2.*`) takes a version in. A prerelease is taken in only where a
 *  comparator names a prerelease of the same three numbers. What is no requirement admits nothing. */
export function cargoAdmits(requirement: string, version: string): boolean {
  const comparators = comparatorsOf(requirement)
  if (comparators === null) return false
  const range = comparators.map((each) => (each.operator || (isWild(each.version) ? '' : '^')) + each.version)
  return satisfies(version, range.join(' '))
}

/** Whether Cargo may put `b` in the place of `a`: the left-most number that is not zero stands for compatibility. */
export function cargoCompatible(a: string, b: string): boolean {
  return cargoAdmits(`^${a}`, b)
}

/** The level that a change of this size (breaking, feature, fix) takes at `from` by Cargo's rule: below 1.0.0 a breaking
 *  change is `minor` and everything else `patch`, below 0.1.0 all are `patch`. */
export function cargoLevel(from: string, change: Level): Level {
  if (!semverScheme.isZero(from)) return change
  return change === 'major' && !from.startsWith('0.0.') ? 'minor' : 'patch'
}

/** What a dependency's release makes of the package that requires it; null: nothing, the requirement still admits it.
 *  `isPublic`: its types stand in the dependent's own interface, so that leaving the range breaks that as well. */
export function cargoDependentChange(requirement: string, to: string, isPublic: boolean): Level | null {
  if (cargoAdmits(requirement, to)) return null
  return isPublic ? 'major' : 'patch'
}

/** crates.io takes no dependency that has only a path; from dev-dependencies `cargo publish` strips those. */
export function cargoPublishable(dependency: {
  readonly path?: string | null
  readonly version?: string | null
  readonly kind: 'runtime' | 'build' | 'dev'
}): boolean {
  return dependency.kind === 'dev' || !dependency.path || Boolean(dependency.version)
}

/** A single requirement that is full (`1.2.3`, `^1.2.3`, `~1.2.3`, `=1.2.3`) gets the new number; one that names fewer numbers
 *  (`0.1`, `1.*`) stays while it admits the new version and keeps as many numbers when it moves. `*`, sets and `<` `>` stay. */
export function stepCargoRange(requirement: string, to: string): RangeStep {
  const text = rewritten(requirement, to)
  const meaning = text === requirement ? null : `${requirement} → ${text}`
  return { text, meaning, admits: cargoAdmits(requirement, to) }
}

function rewritten(requirement: string, to: string): string {
  const [only, ...others] = comparatorsOf(requirement) ?? []
  if (only === undefined || others.length > 0 || /[<>]/.test(only.operator)) return requirement
  const full = only.operator + only.space + to.replace(/\+.*/, '')
  if (/^\d+\.\d+\.\d+/.test(only.version)) return full
  if (cargoAdmits(requirement, to)) return requirement
  const numbers = semverScheme.stable(to).split('.')
  const kept = only.version.split('.').map((part, index) => (/\d/.test(part) ? (numbers[index] ?? part) : part))
  const short = only.operator + only.space + kept.join('.')
  return cargoAdmits(short, to) ? short : full
}
