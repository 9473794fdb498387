/** RubyGems' versions: their order, and SemVer's spelling of them. */
import { RelError } from '../errors.ts'

const SEMVER_PRERELEASE = /^(\d+\.\d+\.\d+)-([\da-z.-]+)$/i
const GEM_PRERELEASE = /^(\d+\.\d+\.\d+)\.([a-z]+)\.?(\d+)?$/i

/** What RubyGems takes for a version. */
export const GEM_VERSION = /^\d+(?:\.[\da-z]+)*$/i

/** `1.2.0-rc.1` → `1.2.0.rc.1`; what is no SemVer prerelease stays. Throws `MANIFEST` for what RubyGems would refuse, or take for
 *  a release (`1.2.0-1`). */
export function spelledGem(version: string): string {
  const [, stable, prerelease = ''] = SEMVER_PRERELEASE.exec(version) ?? []
  const spelled = stable === undefined ? version : `${stable}.${prerelease}`
  const isTaken = GEM_VERSION.test(spelled) && (stable === undefined || /[a-z]/i.test(prerelease))
  if (isTaken) return spelled
  throw new RelError('MANIFEST', `RubyGems takes no version ${version}`, {
    hint: 'give a version such as 1.2.0 or 1.2.0-rc.1, without + and further hyphens',
  })
}

/** `1.2.0.rc.1` and `1.2.0.rc1` → `1.2.0-rc.1`; what SemVer cannot say stays as it is. */
export function spelledBack(version: string): string {
  const [, stable, id, counter] = GEM_PRERELEASE.exec(version) ?? []
  if (stable === undefined) return version
  return counter === undefined ? `${stable}-${id}` : `${stable}-${id}.${counter}`
}

/** As Gem::Version has it: letters come before numbers, and what is missing is zero. */
export function compareGems(a: string, b: string): number {
  const [left, right] = [segmentsOf(a), segmentsOf(b)]
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareSegments(left[index] ?? '0', right[index] ?? '0')
    if (order !== 0) return order
  }
  return 0
}

function segmentsOf(version: string): readonly string[] {
  return version.replaceAll('-', '.pre.').match(/\d+|[a-z]+/gi) ?? []
}

function compareSegments(a: string, b: string): number {
  const [isNumber, isOther] = [a, b].map((each) => /^\d/.test(each))
  if (isNumber !== isOther) return isNumber ? 1 : -1
  const [left, right] = isNumber ? [BigInt(a), BigInt(b)] : [a, b]
  return left < right ? -1 : left > right ? 1 : 0
}
