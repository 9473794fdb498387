/** The rules of Go modules for paths, versions and tags (go.dev/ref/mod), as golang.org/x/mod has them. */
import compareSemver from 'semver/functions/compare.js'
import { semverScheme } from './semver.ts'

/** A path and the suffix that names its major version: `/v2`, `.v2` or `.v2-unstable` at gopkg.in, else none. */
export interface ModulePath {
  readonly prefix: string
  readonly suffix: string
}

const GOPKG = /^(gopkg\.in\/.*)(\.v(?:0|[1-9]\d*)(?:-unstable)?)$/
const SUFFIX = /^(.+)(\/v[\d.]+)$/
const RESERVED = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/i

/** Null for a suffix that Go refuses: `/v0`, `/v1`, `/v02`, `/v2.1`, and gopkg.in without `.vN`. */
export function splitModulePath(path: string): ModulePath | null {
  const gopkg = path.startsWith('gopkg.in/')
  const [, prefix = path, suffix = ''] = (gopkg ? GOPKG : SUFFIX).exec(path) ?? []
  if (gopkg) return suffix === '' ? null : { prefix, suffix }
  return suffix === '' || /^\/v(?!1$)[1-9]\d*$/.test(suffix) ? { prefix, suffix } : null
}

/** Whether others can fetch a module by this path: a host with a dot first, plain characters, a suffix as above. */
export function isModulePath(path: string): boolean {
  const elements = path.split('/')
  const [host = ''] = elements
  if (!/^[a-z\d.][a-z\d.-]*$/.test(host) || !host.includes('.')) return false
  const isPlain = (element: string) => /^[\w.~-]+$/.test(element) && !/^\.|\.$|~\d+(?:\.|$)/.test(element)
  return elements.every((each) => isPlain(each) && !RESERVED.test(each)) && splitModulePath(path) !== null
}

/** `v1.2.3` as Go writes it, from `v1`, `v1.2` or a full version; build metadata falls away, but `+incompatible` stays. Null
 *  when Go knows no such version. */
export function canonicalGoVersion(text: string): string | null {
  const short = /^v(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))?$/.test(text)
  const full = short ? text + '.0'.repeat(3 - text.split('.').length) : text
  if (!full.startsWith('v') || semverScheme.parse(full.slice(1)) === null) return null
  return full.endsWith('+incompatible') ? full : full.replace(/\+.*/, '')
}

/** Precedence of two Go versions (`v1.2.3`). */
export function compareGoVersions(a: string, b: string): number {
  return compareSemver((canonicalGoVersion(a) ?? a).slice(1), (canonicalGoVersion(b) ?? b).slice(1))
}

/** Whether the module at this path may have this version (with or without `v`): without a suffix 0 and 1 (and
 *  `+incompatible`), else the suffix's own. */
export function admitsGoVersion(path: string, version: string): boolean {
  const split = splitModulePath(path)
  if (split === null) return false
  const major = majorOf(version)
  if (split.suffix === '') return major === '0' || major === '1' || version.endsWith('+incompatible')
  // Go once made v0.0.0 pseudo-versions for .v1, and still takes them.
  if (split.suffix.startsWith('.v1') && /^v?0\.0\.0-/.test(version)) return true
  return major === /\d+/.exec(split.suffix)?.[0]
}

/** The path that a module must have at this version: `/vN` from 2 on, `.vN` always at gopkg.in. A path that Go refuses comes
 *  back as it is. */
export function modulePath(path: string, version: string): string {
  const split = splitModulePath(path)
  if (split === null || admitsGoVersion(path, version)) return path
  const major = majorOf(version)
  if (split.suffix.startsWith('.')) return split.prefix + split.suffix.replace(/\d+/, major)
  return Number(major) < 2 ? split.prefix : `${split.prefix}/v${major}`
}

/** What stands before `v1.2.3` in the tags of the module in a folder (`.` is the root): the folder, without a last `vN` that
 *  only repeats the path's suffix. `path` null: not known, then such a last part counts as folder. */
export function goTagPrefix(folder: string, path: string | null): string {
  const suffix = path === null ? '' : (splitModulePath(path)?.suffix ?? '')
  const parts = folder === '.' ? [] : folder.split('/')
  const kept = suffix !== '' && `/${parts.at(-1) ?? ''}` === suffix ? parts.slice(0, -1) : parts
  return kept.map((part) => `${part}/`).join('')
}

/** The version that Go gives an untagged commit. `time` is its UTC time as yyyymmddhhmmss, `revision` its first 12 digits;
 *  `base` the highest version before it, `major` the one to begin with when there is none. */
export function pseudoVersion(base: string | null, time: string, revision: string, major = 'v0'): string {
  const end = `${time}-${revision}`
  if (base === null) return `${major}.0.0-${end}`
  const [plain = base, build] = base.split('+')
  const suffix = build === undefined ? '' : `+${build}`
  if (semverScheme.isPrerelease(plain.slice(1))) return `${plain}.0.${end}${suffix}`
  return `v${semverScheme.increment(plain.slice(1), 'patch', '')}-0.${end}${suffix}`
}

function majorOf(version: string): string {
  return /^v?(\d+)/.exec(version)?.[1] ?? ''
}
