/** Maven's versions: numbers with qualifiers in the order of ComparableVersion, and `-SNAPSHOT` between releases. */
import { RelError } from '../../errors.ts'
import { compareMaven } from './maven-order.ts'
import { fourth, type Numbers, numbersDifference, numbersOf, raised } from './numbers.ts'
import { isPlaceholder, type Scheme } from './scheme.ts'

interface Parts {
  readonly numbers: Numbers
  /** What says that it is a prerelease, with what follows (`-rc1`, `.M3-SNAPSHOT`); empty for a stable version. */
  readonly prerelease: string
  /** What follows the numbers of a stable version (`.Final`, `-jre`). */
  readonly suffix: string
}

const VERSION = /^(\d+(?:\.\d+)*)([A-Za-z\d.+_-]*)$/
// Maven takes a, b and m for these words only where a digit touches them.
const PRERELEASE = /(?:^|[-.]|(?<=\d))(alpha|beta|milestone|rc|cr|snapshot|[abm](?=\d))(?![a-z+_])/i
const SNAPSHOT = /[-.]SNAPSHOT$/i
const IDS: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone', cr: 'rc' }

/** Prerelease ids are `alpha`, `beta`, `milestone` and `rc` (`2.0.0-rc1`): Maven sorts every other word after the release. A suffix
 *  without digits (`.Final`, `-jre`) is kept from release to release. */
export const mavenScheme: Scheme = {
  name: 'maven',
  parse: (text) => (VERSION.test(text) ? text : null),
  read: (text) => (VERSION.test(text) ? text : null),
  compare: compareMaven,
  isPrerelease: (version) => parts(version).prerelease !== '',
  prereleaseId: (version) => idOf(parts(version).prerelease),
  isZero: (version) => parts(version).numbers[0] === 0n,
  isPlaceholder,
  stable,
  initial: () => '0.1.0',
  increment(version, level) {
    const { numbers, prerelease, suffix } = parts(version)
    const next = raised(numbers, level, prerelease !== '')
    return next === numbers ? stable(version) : next.join('.') + kept(suffix)
  },
  firstPrerelease: (version, id) => `${version}-${id}1`,
  nextPrerelease(version) {
    const released = version.replace(SNAPSHOT, '')
    return /\d$/.test(released) ? counted(released) : `${released}1`
  },
  difference(from, to) {
    const [a, b] = [stable(from), stable(to)]
    const moved = numbersDifference(parts(a).numbers, parts(b).numbers)
    return moved === 'none' && compareMaven(a, b) !== 0 ? 'patch' : moved
  },
  snapshot: (next) => (SNAPSHOT.test(next) ? next : `${next}-SNAPSHOT`),
  hotfix(version) {
    const { numbers, suffix } = parts(version)
    return fourth(numbers).join('.') + kept(suffix)
  },
  releaseOf: (version) => (SNAPSHOT.test(version) ? version.replace(SNAPSHOT, '') : null),
  developmentAfter: (version) => `${counted(version.replace(SNAPSHOT, ''))}-SNAPSHOT`,
}

const kept = (suffix: string): string => (/\d/.test(suffix) ? '' : suffix)

/** With its last number raised by one, as the release plug-in does it: zeros before it stay. */
function counted(version: string): string {
  return version.replace(/\d+(?=\D*$)/, (digits) => String(BigInt(digits) + 1n).padStart(digits.length, '0'))
}

function stable(version: string): string {
  const { prerelease } = parts(version)
  return prerelease === '' ? version : version.slice(0, -prerelease.length)
}

function idOf(prerelease: string): string | null {
  const word = PRERELEASE.exec(prerelease)?.[1]?.toLowerCase()
  return word === undefined || word === 'snapshot' ? null : (IDS[word] ?? word)
}

function parts(version: string): Parts {
  const [, numbers, rest = ''] = VERSION.exec(version) ?? []
  if (numbers === undefined) throw new RelError('BUG', `${version} went unchecked and is not a maven version`)
  const at = PRERELEASE.exec(rest)?.index ?? rest.length
  return { numbers: numbersOf(numbers), prerelease: rest.slice(at), suffix: rest.slice(0, at) }
}
