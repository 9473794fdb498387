/** SemVer versions as Python spells them (PEP 440), and back. */
import { readPep440, writePep440 } from '../core/schemes/pep440-version.ts'
import { RelError } from '../errors.ts'

const LETTERS: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', rc: 'rc', dev: '.dev' }
const IDS: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', rc: 'rc', '.dev': 'dev' }

const SEMVER_PRERELEASE = /^(\d+\.\d+\.\d+)-([\da-z.-]+)(\+.*)?$/i

/** `1.2.0-rc.1` → `1.2.0rc1`; what is no SemVer prerelease stays. Throws `MANIFEST` for a prerelease that is not `alpha.1`,
 *  `beta.1`, `rc.1` or `dev.1`: in PEP 440 it would mean something else, or nothing. */
export function spelledPep440(version: string): string {
  const [, stable, prerelease = '', build = ''] = SEMVER_PRERELEASE.exec(version) ?? []
  if (stable === undefined) return version
  const [, id = '', counter = ''] = /^(alpha|beta|rc|dev)\.(\d+)$/.exec(prerelease) ?? []
  const spelled = `${stable}${LETTERS[id]}${counter}${build}`
  if (id !== '' && readPep440(spelled) !== null) return spelled
  throw new RelError('MANIFEST', `Python takes no version ${version}`, {
    hint: 'name prereleases alpha, beta, rc or dev, or set versioning.scheme to "pep440"',
  })
}

/** `1.2.0rc1`, in any spelling that installers take, → `1.2.0-rc.1`; what SemVer cannot say stays as it is. */
export function spelledSemver(version: string): string {
  const found = readPep440(version)
  const [, stable, letter = '', counter, build = ''] =
    /^(\d+\.\d+\.\d+)(a|b|rc|\.dev)(\d+)(\+.*)?$/.exec(found === null ? '' : writePep440(found)) ?? []
  return stable === undefined ? version : `${stable}-${IDS[letter]}.${counter}${build}`
}

/** Whether two texts are one version, however they are spelled. */
export function isSameVersion(a: string, b: string): boolean {
  const [left, right] = [readPep440(a), readPep440(b)]
  return left === null || right === null ? a === b : writePep440(left) === writePep440(right)
}
