/** SemVer 2.0, by the semver package. Build metadata is kept and, as the specification says, counts for nothing. */
// One by one: the package's index loads every function it has, and that is felt at start-up.
import SemVer from 'semver/classes/semver.js'
import compare from 'semver/functions/compare.js'
import inc from 'semver/functions/inc.js'
import parse from 'semver/functions/parse.js'
import { RelError } from '../../errors.ts'
import { isPlaceholder, type Scheme } from './scheme.ts'

export const semverScheme: Scheme = {
  name: 'semver',
  parse: canonical,
  read: canonical,
  compare: (a, b) => compare(parts(a), parts(b)),
  isPrerelease: (version) => parts(version).prerelease.length > 0,
  prereleaseId(version) {
    const { prerelease } = parts(version)
    const counter = prerelease.findIndex((part) => typeof part === 'number')
    return prerelease.slice(0, counter === -1 ? undefined : counter).join('.') || null
  },
  isZero: (version) => parts(version).major === 0,
  isPlaceholder,
  stable,
  initial: () => '0.1.0',
  increment: (version, level) => inc(version, level) ?? unfit(version),
  firstPrerelease: (version, id) => `${version}-${id}.1`,
  nextPrerelease: (version, id) => inc(version, 'prerelease', id, '1') ?? unfit(version),
  difference(from, to) {
    const [a, b] = [parts(from), parts(to)]
    if (a.major !== b.major) return 'major'
    if (a.minor !== b.minor) return 'minor'
    return a.patch === b.patch ? 'none' : 'patch'
  },
  // Maven's and Gradle's way to say that a release is not out; in no other way would a word in capitals get there.
  releaseOf: (version) => (version.endsWith('-SNAPSHOT') ? version.slice(0, -'-SNAPSHOT'.length) : null),
  snapshot: (next, commits, sha) => `${stable(next)}-${developed(parts(next).prerelease.join('.'), commits)}+g${sha}`,
}

/** The prerelease of a development version, below `prerelease` and above what came before: `rc.1.dev.5` before `rc.2`, `dev.5` before
 *  a stable version, `0.dev.5` before a prerelease that counts from 0 or not at all. */
export function developed(prerelease: string, commits: number): string {
  if (prerelease === '') return `dev.${commits}`
  const [, id, counter = ''] = /^(.*\.)([1-9]\d*)$/.exec(prerelease) ?? []
  return id === undefined ? `0.dev.${commits}` : `${id}${Number(counter) - 1}.dev.${commits}`
}

function canonical(text: string): string | null {
  const found = parse(text)
  if (found === null) return null
  const spelled = found.build.length === 0 ? found.version : `${found.version}+${found.build.join('.')}`
  return spelled === text ? text : null
}

function stable(version: string): string {
  const { major, minor, patch } = parts(version)
  return `${major}.${minor}.${patch}`
}

// Sorting thousands of tags asks for each of them again and again.
const known = new Map<string, SemVer>()

function parts(version: string): SemVer {
  const found = known.get(version) ?? parse(version) ?? unfit(version)
  known.set(version, found)
  return found
}

function unfit(version: string): never {
  throw new RelError('BUG', `${version} went unchecked and is not a semver version`)
}
