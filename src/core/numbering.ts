/** What number a package gets for a wish: alone, or together with the packages of its group. */
import { RelError } from '../errors.ts'
import type { Asked, Level, PackageFacts, VersionTag } from '../model.ts'
import { type Base, chooseBase } from './base.ts'
import type { PreState } from './changesets-config.ts'
import type { Group } from './groups.ts'
import { preOf } from './lanes.ts'
import type { Policy } from './policy.ts'
import type { Scheme } from './schemes/scheme.ts'
import { writeTag } from './tags.ts'
import { type NextVersion, nextVersion, type ZeroMajor } from './version.ts'

/** What makes a package move: a level, or a version by name. With neither it is made stable, or gets its first version. */
export interface Wish {
  readonly level: Level | null
  readonly version: string | null
}

const ORDER: readonly (Level | null)[] = [null, 'patch', 'minor', 'major']

/** The higher one; null is below all. */
export function higher(a: Level | null, b: Level | null): Level | null {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b
}

/** The higher level and the higher version of both. */
export function mergedWish(a: Wish, b: Wish, compare: (a: string, b: string) => number): Wish {
  const isHigher = b.version === null || (a.version !== null && compare(a.version, b.version) >= 0)
  return { level: higher(a.level, b.level), version: isHigher ? a.version : b.version }
}

export function sameWish(a: Wish | undefined, b: Wish): boolean {
  return a?.level === b.level && a.version === b.version
}

/** Packages that are numbered as one: a group, or a package alone. */
export interface Unit {
  readonly members: readonly PackageFacts[]
  readonly pre: string | null
  /** Where each member's own release starts from, by name. */
  readonly bases: ReadonlyMap<string, Base>
  /** The highest of these, which the number moves on from. */
  readonly base: VersionTag | null
}

/** Levels are taken as they are: rules for 0.x have been applied to what commits say before. */
const AS_SAID: ZeroMajor = { breaking: 'major', feature: 'minor' }

/** By package name; members of a group share one. Throws `CONFIG_VALUE` for a group whose members are on different lanes. */
export function unitsOf(
  facts: readonly PackageFacts[],
  groups: readonly Group[],
  asked: Asked,
  policy: Policy,
): ReadonlyMap<string, Unit> {
  const byName = new Map(facts.map((each) => [each.package.name, each] as const))
  const units = new Map<string, Unit>()
  for (const group of groups) {
    const unit = unitOf(
      group.packages.flatMap((name) => byName.get(name) ?? []),
      asked,
      policy,
    )
    for (const name of group.packages) units.set(name, unit)
  }
  for (const [name, each] of byName) if (!units.has(name)) units.set(name, unitOf([each], asked, policy))
  return units
}

function unitOf(members: readonly PackageFacts[], asked: Asked, policy: Policy): Unit {
  const [first, ...others] = members.map(({ package: { name } }) => ({ name, pre: preOf(name, asked, policy.lanes) }))
  const apart = others.find((other) => (other.pre || null) !== (first?.pre || null))
  if (apart !== undefined)
    throw new RelError('CONFIG_VALUE', `${first?.name ?? ''} and ${apart.name} share a version, but not a lane`, {
      hint: 'give the same "lane" to all packages of the group',
      keys: [apart.name, first?.name ?? ''].map((name) => ['packages', name, 'lane']),
    })
  const bases = new Map(members.map((each) => [each.package.name, baseOf(each, asked, policy)] as const))
  const tags = [...bases.values()].flatMap(({ base }) => base ?? [])
  return { members, pre: first?.pre ?? null, bases, base: highest(tags, policy.scheme) }
}

/** Where a package's own release starts from. */
export function baseOf({ package: { name }, reachable }: PackageFacts, asked: Asked, policy: Policy): Base {
  return chooseBase(reachable, policy.changesets?.pre?.tag ?? preOf(name, asked, policy.lanes), policy.scheme)
}

/** What commits ask for, held back below 1.0.0 as the config says. */
export function heldBack(level: Level | null, { base }: Unit, { scheme, zeroMajor }: Policy): Level | null {
  if (level === null || level === 'patch' || base === null || !scheme.isZero(base.version)) return level
  return level === 'major' ? zeroMajor.breaking : zeroMajor.feature
}

/** Throws what `nextVersion` throws. */
export function numberFor(unit: Unit, wish: Wish, policy: Policy): NextVersion {
  const pre = policy.changesets?.pre ?? null
  if (pre !== null && unit.base !== null && wish.version === null)
    return asChangesets(unit, unit.base, wish, { pre, policy })
  const { scheme, initial, day, range, accepting } = policy
  const { members, base } = unit
  const top = highestManifest(members, scheme)
  return nextVersion({
    ...{ scheme, base, level: wish.level, pre: unit.pre, asked: wish.version, zeroMajor: AS_SAID },
    ...{ initial, day, range: range ?? null, accepting },
    reachable: members.flatMap(({ reachable }) => reachable),
    elsewhere: members.flatMap(({ elsewhere }) => elsewhere),
    manifestVersion: top?.package.version ?? null,
    tagOf: (version) => writeTag(top?.tagFormat ?? '{version}', top?.package.name ?? '', version),
  })
}

/** While `pre.json` is there, prereleases count from 0 and go on counting when the number that they lead to rises. */
function asChangesets(
  { bases }: Unit,
  base: VersionTag,
  { level }: Wish,
  { pre, policy: { scheme, day } }: { readonly pre: PreState; readonly policy: Policy },
): NextVersion {
  const stable = scheme.increment(base.version, level ?? 'patch', day)
  const rest = { level: level ?? 'patch', first: null, note: null } as const
  if (pre.mode === 'exit') return { to: stable, ...rest }
  const counters = [...bases.values()].flatMap(({ base: own }) =>
    own !== null && scheme.isPrerelease(own.version) ? [Number(/\d+$/.exec(own.version)?.[0] ?? 0)] : [],
  )
  return { to: `${stable}-${pre.tag}.${Math.max(-1, ...counters) + 1}`, ...rest }
}

function highest(tags: readonly VersionTag[], scheme: Scheme): VersionTag | null {
  return tags.reduce<VersionTag | null>(
    (best, tag) => (best === null || scheme.compare(tag.version, best.version) > 0 ? tag : best),
    null,
  )
}

/** One that is no version is brought up, so that it is complained of. */
function highestManifest(members: readonly PackageFacts[], scheme: Scheme): PackageFacts | null {
  const saying = members.flatMap((facts) => {
    const { version } = facts.package
    return version === null ? [] : [{ facts, version: scheme.read(version) }]
  })
  const odd = saying.find(({ version }) => version === null)
  if (odd !== undefined) return odd.facts
  return saying.toSorted((a, b) => scheme.compare(b.version ?? '', a.version ?? ''))[0]?.facts ?? null
}
