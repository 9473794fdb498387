/** Where a .NET project's version stands, and the edits that set it. */
import { type Place, type Project, propertyOf, propertyPlace } from './dotnet-project.ts'
import type { SpanChange } from './span-changes.ts'

/** `Version` alone, or `VersionPrefix` with the `VersionSuffix` that may follow it. */
export interface VersionPlace {
  readonly version: string
  readonly number: Place
  readonly suffix: Place | null
}

const PREFIXED = /^\$\(VersionPrefix\)(?:-\$\(VersionSuffix\))?$/i

/** Null when there is none, and when it is computed. */
export function versionPlace(project: Project): VersionPlace | null {
  const whole = propertyPlace(project, 'Version')
  if (whole !== null && !PREFIXED.test(whole.value)) return placed(whole, null)
  const prefix = propertyPlace(project, 'VersionPrefix')
  if (prefix !== null) return placed(prefix, propertyPlace(project, 'VersionSuffix'))
  const packed = propertyPlace(project, 'PackageVersion')
  return packed && placed(packed, null)
}

function placed(number: Place, suffix: Place | null): VersionPlace | null {
  const tail = suffix === null || suffix.value === '' ? '' : `-${suffix.value}`
  const version = number.value + tail
  return version === '' || version.includes('$(') ? null : { version, number, suffix }
}

/** It says something that only MSBuild can work out. */
export function isComputed(project: Project): boolean {
  const isSet = ['Version', 'VersionPrefix', 'PackageVersion'].some((name) => propertyOf(project, name) !== '')
  return isSet && versionPlace(project) === null
}

/** `PackageVersion` and `InformationalVersion` follow while they say the same; the versions of assemblies and files are for
 *  compatibility, and stay. */
export function versionChanges(project: Project, place: VersionPlace, to: string): readonly SpanChange[] {
  const { number, suffix, version } = place
  const same = ['PackageVersion', 'InformationalVersion']
    .map((name) => propertyPlace(project, name))
    .filter((other) => other !== null)
    .filter((other) => other.value === version && !isAt(other, number))
  const [stable, pre] = suffix === null ? [to, ''] : [to.replace(/-.*/, ''), /-(.*)/.exec(to)?.[1] ?? '']
  const parts = suffix === null ? [] : [{ ...suffix, to: pre }]
  return [{ ...number, to: stable }, ...parts, ...same.map((other) => ({ ...other, to }))]
}

function isAt(a: Place, b: Place): boolean {
  return a.file === b.file && a.start === b.start
}
