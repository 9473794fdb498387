/** PEP 440's version specifiers: what they admit. */
import { compareNumbers, type Numbers } from './numbers.ts'
import { comparePep440, type Pep440, readPep440 } from './pep440-version.ts'

const CLAUSE = /^(~=|===|==|!=|<=|>=|<|>)\s*(\S+)$/

type Test = (version: Pep440, bound: Pep440) => boolean

const TESTS: Readonly<Record<string, Test>> = {
  '<=': (version, bound) => comparePep440(withoutLocal(version), bound) <= 0,
  '>=': (version, bound) => comparePep440(withoutLocal(version), bound) >= 0,
  '==': isEqual,
  '!=': (version, bound) => !isEqual(version, bound),
  '~=': (version, bound) =>
    bound.release.length > 1 &&
    comparePep440(withoutLocal(version), bound) >= 0 &&
    beginsWith(version, { ...bound, release: bound.release.slice(0, -1) }),
  // Neither a prerelease of the bound itself is below it, nor is a post-release or local version of it above.
  '<': (version, bound) =>
    comparePep440(version, bound) < 0 &&
    (isPre(bound) || !isPre(version) || comparePep440(version, { ...bound, dev: 0n, local: '' }) < 0),
  '>': (version, bound) =>
    comparePep440(version, bound) > 0 &&
    (bound.post !== null || version.post === null || !isEqual({ ...version, post: null, dev: null }, bound)) &&
    (version.local === '' || comparePep440(withoutLocal(version), bound) !== 0),
}

const PREFIX_TESTS: Readonly<Record<string, Test>> = {
  '==': beginsWith,
  '!=': (version, prefix) => !beginsWith(version, prefix),
}

/** Whether a set of specifiers (`~=2.2`, `>=1.0,<2`, `==1.1.*`) takes a version in. `prereleases`: whether prereleases count;
 *  by default only where a specifier names one. What is no specifier admits nothing. */
export function pep440Admits(specifiers: string, version: string, prereleases?: boolean): boolean {
  const found = readPep440(version)
  if (found === null) return false
  const clauses = specifiers.split(',').map((each) => each.trim())
  const named = () => clauses.some((each) => isPre(readPep440(each.replace(/^[~=!<>]+\s*/, ''))))
  if (isPre(found) && !(prereleases ?? named())) return false
  return clauses.every((each) => each === '' || admits(each, version, found))
}

function admits(clause: string, text: string, version: Pep440): boolean {
  const [, operator = '', bound = ''] = CLAUSE.exec(clause) ?? []
  if (operator === '===') return bound.toLowerCase() === text.toLowerCase()
  const limit = readPep440(bound.replace(/\.\*$/, ''))
  const test = (bound.endsWith('.*') ? PREFIX_TESTS : TESTS)[operator]
  return limit !== null && test !== undefined && test(version, limit)
}

const withoutLocal = (version: Pep440): Pep440 => ({ ...version, local: '' })

function isEqual(version: Pep440, bound: Pep440): boolean {
  return comparePep440(bound.local === '' ? withoutLocal(version) : version, bound) === 0
}

function isPre(version: Pep440 | null): boolean {
  return version !== null && (version.pre !== null || version.dev !== null)
}

// As many numbers as the prefix has; missing ones are zero.
function beginsWith(version: Pep440, { epoch, release }: Pep440): boolean {
  const padded: Numbers = [...version.release, ...release.map(() => 0n)]
  return version.epoch === epoch && compareNumbers(padded.slice(0, release.length), release) === 0
}
