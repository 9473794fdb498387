/** The version that `Release-As` really leads to: as it says, or on a prerelease line the next prerelease before it. */
import { RelError } from '../errors.ts'
import type { Unit } from './numbering.ts'
import type { ReleaseAs } from './release-as.ts'
import type { Scheme } from './schemes/scheme.ts'

/** `name` is the package's. Throws `USAGE` for what is no version, or not above the base. */
export function namedVersion({ commit, version }: ReleaseAs, unit: Unit, scheme: Scheme, name: string): string {
  const wanted = scheme.read(version)
  const to = wanted === null ? null : onLine(wanted, unit, scheme)
  const { base } = unit
  if (to !== null && (base === null || scheme.compare(to, base.version) > 0)) return to
  const why = to === null ? `which is no ${scheme.name} version` : `which is not above ${base?.version ?? ''}`
  throw new RelError('USAGE', `Release-As in commit ${commit.slice(0, 7)} asks for ${name} ${version}, ${why}`, {
    hint: `name the level yourself: rel bump patch ${name}; or commit another Release-As: ${name}@<version>`,
    origins: [commit],
  })
}

function onLine(wanted: string, { base, pre }: Unit, scheme: Scheme): string {
  if (pre === null || pre === '' || scheme.isPrerelease(wanted)) return wanted
  const first = scheme.firstPrerelease(wanted, pre)
  if (base === null || !scheme.isPrerelease(base.version) || scheme.compare(base.version, first) < 0) return first
  return scheme.stable(base.version) === wanted ? scheme.nextPrerelease(base.version, pre) : first
}
