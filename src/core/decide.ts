/** From facts and what was asked to version numbers: each package's own changes first, then what follows for dependents and groups. */
import { RelError } from '../errors.ts'
import type { Asked, Bump, Change, Facts, PackageFacts } from '../model.ts'
import { chooseBase } from './base.ts'
import { bumpOf, followerOf } from './bumps.ts'
import { classifyNowhere } from './classify.ts'
import { nodesOf } from './edges.ts'
import { type Group, groupsOf } from './groups.ts'
import { preOf } from './lanes.ts'
import { refuseTooFar } from './max-bump.ts'
import { numberFor, type Unit, unitsOf, type Wish } from './numbering.ts'
import { topological } from './order.ts'
import type { Policy } from './policy.ts'
import { type Consequence, propagate, type Spread } from './propagate.ts'
import type { NextVersion } from './version.ts'
import { overruled, remarksOn } from './remarks.ts'
import { type Candidate, candidatesOf, isLeftOut } from './wishes.ts'

/** A package that is not released, with why, and every commit of it classified. */
export interface Idle {
  readonly facts: PackageFacts
  readonly reason: string
  readonly changes: readonly Change[]
}

/** `bumps` in the order in which they are released: dependencies first. `followers` are not released, but their manifests
 *  name new ranges (dev dependencies, packages that are ignored). `noPackage` are the commits of no package, classified. `notes`
 *  are remarks for people. */
export interface Decision {
  readonly bumps: readonly Bump[]
  readonly followers: readonly Bump[]
  readonly idle: readonly Idle[]
  readonly noPackage: readonly Change[]
  readonly notes: readonly string[]
}

/** All that is settled before anything is numbered. */
interface Scene {
  readonly facts: Facts
  readonly asked: Asked
  readonly policy: Policy
  readonly groups: readonly Group[]
  readonly candidates: ReadonlyMap<string, Candidate>
  readonly number: (name: string, wish: Wish) => NextVersion
}

/** Throws `UNKNOWN_PACKAGE`, `USAGE`, `CONFIG_VALUE`, `CHANGE_FILE`, `UNCLASSIFIED`, `VERSION_MISMATCH`, `CYCLE`, `MAX_BUMP`
 *  and what `Release-As` and the scheme may throw. */
export function decide(facts: Facts, asked: Asked, policy: Policy): Decision {
  const groups = groupsOf(
    policy.groups,
    facts.packages.map((each) => each.package),
  )
  refuseUnknown(facts, asked, groups)
  const units = unitsOf(facts.packages, groups, asked, policy)
  const found = candidatesOf({ facts, asked, policy, units })
  const candidates = new Map(found.map((each) => [each.facts.package.name, each] as const))
  const scene: Scene = { facts, asked, policy, groups, candidates, number: remembered(units, policy) }
  const nodes = nodesIn(scene)
  const consequences = propagate(ownWishes(candidates), spreadOf(scene, nodes))
  const fixed = groups.filter(({ kind }) => kind === 'fixed').map((group) => group.packages)
  const decision = assembled(topological(nodes, fixed), consequences, scene)
  refuseTooFar(decision.bumps, asked, policy)
  return decision
}

function refuseUnknown({ packages }: Facts, asked: Asked, groups: readonly Group[]): void {
  const known = packages.map((each) => each.package.name)
  const stranger = asked.packages?.find((name) => !known.includes(name))
  if (stranger !== undefined) {
    throw new RelError('UNKNOWN_PACKAGE', `there is no package ${JSON.stringify(stranger)} here`, {
      hint: `the packages are: ${known.join(', ')}`,
    })
  }
  const wanted = asked.packages ?? known
  const isOne = groups.some(({ kind, packages: all }) => kind === 'fixed' && wanted.every((name) => all.includes(name)))
  if (asked.version !== null && wanted.length !== 1 && !isOne) {
    throw new RelError('USAGE', `${asked.version} is asked for, but there are ${known.length} packages`, {
      hint: `name one: rel bump ${asked.version} ${known[0] ?? ''}`,
    })
  }
}

/** The fixpoint asks for the same numbers again and again. */
function remembered(units: ReadonlyMap<string, Unit>, policy: Policy): Scene['number'] {
  const known = new Map<Unit, Map<string, NextVersion>>()
  return (name, wish) => {
    const unit = units.get(name) as Unit
    const numbers = known.get(unit) ?? new Map<string, NextVersion>()
    known.set(unit, numbers)
    const key = `${wish.level ?? ''} ${wish.version ?? ''}`
    const number = numbers.get(key) ?? numberFor(unit, wish, policy)
    numbers.set(key, number)
    return number
  }
}

function ownWishes(candidates: Scene['candidates']): ReadonlyMap<string, Wish> {
  return new Map([...candidates].flatMap(([name, { own }]) => (own === null ? [] : [[name, own] as const])))
}

function nodesIn({ facts, policy, candidates }: Scene) {
  const current = (name: string): readonly string[] => {
    const one = candidates.get(name)
    return [one?.base.base?.version, one?.facts.package.version].flatMap((version) => version ?? [])
  }
  const { dependsOn, stepRange, changesets } = policy
  const workspaceOnly = changesets?.bumpVersionsWithWorkspaceProtocolOnly ?? false
  return nodesOf(
    facts.packages.map((each) => each.package),
    { dependsOn, stepRange, current, workspaceOnly },
  )
}

const LEVELS = ['none', 'patch', 'minor', 'major'] as const

function spreadOf({ asked, policy, groups, candidates, number }: Scene, nodes: Spread['nodes']): Spread {
  const { scheme, dependents, stepRange, changesets, lanes } = policy
  // What ranges on a package say until now: its base, since a manifest may be a placeholder or lag behind.
  const fromOf = ({ base, facts }: Candidate) => base.base?.version ?? facts.package.version
  const preIn = (name: string) => preOf(name, asked, lanes) || null
  return {
    ...{ nodes, groups, dependents, stepRange, compare: scheme.compare },
    moveOf: (name, wish) => ({ from: fromOf(candidates.get(name) as Candidate), ...number(name, wish) }),
    isIgnored: (name) => candidates.get(name)?.ignored ?? false,
    waiting: (name) => candidates.get(name)?.waiting() ?? null,
    // What is stable does not come to need the prerelease of a lane.
    follows: (dependent, dependency) => preIn(dependency) === null || preIn(dependent) !== null,
    breaks: ({ kind }, { level }, admits) =>
      changesets !== null &&
      changesets.peersBreak &&
      kind === 'peer' &&
      LEVELS.indexOf(level) > LEVELS.indexOf('patch') &&
      !(changesets.onlyUpdatePeerDependentsWhenOutOfRange && admits),
    refreshes: ({ kind }, { level }) =>
      changesets !== null &&
      !(kind === 'peer' && changesets.onlyUpdatePeerDependentsWhenOutOfRange) &&
      LEVELS.indexOf(level) >= LEVELS.indexOf(changesets.updateInternalDependencies),
    isBehind: (name) => {
      const { base, unit } = candidates.get(name) as Candidate
      return base.base?.version !== unit.base?.version
    },
  }
}

function assembled(order: readonly string[], consequences: ReadonlyMap<string, Consequence>, scene: Scene): Decision {
  const bumps: Bump[] = []
  const followers: Bump[] = []
  const idle: Idle[] = []
  const notes = new Set(remarksOn(scene.facts))
  for (const name of order) {
    const candidate = scene.candidates.get(name) as Candidate
    const consequence = consequences.get(name)
    const wish = consequence?.wish ?? candidate.own
    if (wish !== null) {
      const to = scene.number(name, wish)
      bumps.push(bumpOf(candidate, to, consequence, scene))
      for (const note of notesOn(candidate, to, wish)) notes.add(note)
      continue
    }
    idle.push({ facts: candidate.facts, reason: idleReason(candidate, scene), changes: candidate.changes })
    if (consequence !== undefined) followers.push(followerOf(candidate, consequence, scene))
  }
  const noPackage = classifyNowhere(scene.facts.noPackage, scene.policy.classification)
  return { bumps, followers, idle, noPackage, notes: [...notes] }
}

function notesOn(candidate: Candidate, { note }: NextVersion, wish: Wish): readonly string[] {
  return [note, overruled(candidate, wish)].filter((each) => each !== null)
}

function idleReason({ facts, unit, base, changes, files, ignored }: Candidate, { asked, policy }: Scene): string {
  if (ignored) return 'ignored (.changeset/config.json)'
  if (changes.length + files.length > 0 && isLeftOut(facts.package.name, asked)) return 'not asked for'
  if (changes.length + files.length > 0)
    return policy.source === 'changes' && files.length === 0 ? 'no change file' : 'no releasable change'
  const { base: last } = unit.pre ? chooseBase(facts.reachable, null, policy.scheme) : base
  return last === null ? 'no commits' : `nothing since ${last.tag}`
}
