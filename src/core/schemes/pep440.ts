/** PEP 440: Python's versions, with epochs, `a`/`b`/`rc` prereleases, post-releases, development and local versions. */
import { RelError } from '../../errors.ts'
import { fourth, numbersDifference, raised } from './numbers.ts'
import { comparePep440, type Letter, type Pep440, readPep440, writePep440 } from './pep440-version.ts'
import { isPlaceholder, type Scheme } from './scheme.ts'

const IDS: Readonly<Record<Letter, string>> = { a: 'alpha', b: 'beta', rc: 'rc' }
const LETTERS: Readonly<Record<string, Letter>> = { alpha: 'a', beta: 'b', rc: 'rc' }

/** Prerelease ids are `alpha`, `beta`, `rc` (spelled `a1`, `b1`, `rc1`) and `dev` (`.dev1`). A post-release is stable and is made
 *  only by asking for it. */
export const pep440Scheme: Scheme = {
  name: 'pep440',
  parse: (text) => (read(text) === text ? text : null),
  read,
  compare: (a, b) => comparePep440(parts(a), parts(b)),
  isPrerelease,
  prereleaseId(version) {
    const { pre, dev } = parts(version)
    return pre === null ? (dev === null ? null : 'dev') : IDS[pre[0]]
  },
  isZero: (version) => parts(version).epoch === 0n && parts(version).release[0] === 0n,
  isPlaceholder,
  stable: (version) => writePep440(stable(parts(version))),
  initial: () => '0.1.0',
  increment(version, level) {
    const { epoch, release, pre, post, dev } = parts(version)
    const isOpen = pre !== null || (dev !== null && post === null)
    return writePep440(plain({ epoch, release: raised(release, level, isOpen) }))
  },
  firstPrerelease(version, id) {
    const letter = LETTERS[id]
    if (letter !== undefined) return writePep440({ ...parts(version), pre: [letter, 1n] })
    return id === 'dev' ? writePep440({ ...parts(version), dev: 1n }) : `${version}${id}1`
  },
  nextPrerelease(version) {
    const { epoch, release, pre, post, dev } = parts(version)
    if (pre === null) return writePep440({ ...plain({ epoch, release }), post, dev: (dev ?? 0n) + 1n })
    return writePep440({ ...plain({ epoch, release }), pre: [pre[0], pre[1] + 1n] })
  },
  difference(from, to) {
    const [a, b] = [stable(parts(from)), stable(parts(to))]
    if (a.epoch !== b.epoch) return 'major'
    const moved = numbersDifference(a.release, b.release)
    return moved === 'none' && a.post !== b.post ? 'patch' : moved
  },
  snapshot: (next, commits, sha) => writePep440({ ...parts(next), dev: BigInt(commits), local: `g${sha}` }),
  hotfix(version) {
    const { epoch, release } = parts(version)
    return writePep440(plain({ epoch, release: fourth(release) }))
  },
  releaseOf(version) {
    const found = parts(version)
    return found.dev === null ? null : writePep440({ ...found, dev: null, local: '' })
  },
}

const plain = ({ epoch, release }: Pick<Pep440, 'epoch' | 'release'>): Pep440 => ({
  ...{ epoch, release, pre: null, post: null, dev: null, local: '' },
})

function read(text: string): string | null {
  const found = readPep440(text)
  return found === null ? null : writePep440(found)
}

function isPrerelease(version: string): boolean {
  const { pre, dev } = parts(version)
  return pre !== null || dev !== null
}

// The post-release of a prerelease is one of the prerelease.
function stable(version: Pep440): Pep440 {
  if (version.pre === null && version.dev === null) return version
  return { ...version, pre: null, post: version.pre === null ? version.post : null, dev: null, local: '' }
}

function parts(version: string): Pep440 {
  const found = readPep440(version)
  if (found === null) throw new RelError('BUG', `${version} went unchecked and is not a pep440 version`)
  return found
}
