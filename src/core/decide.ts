/** From facts and what was asked to version numbers: each package's own changes first, then what follows for dependents. */
import { RelError } from '../errors.ts'
import type { Asked, Bump, Cause, Change, Effect, Facts, Level, PackageFacts, VersionTag } from '../model.ts'
import { ancestryOf } from './ancestry.ts'
import { chooseBase } from './base.ts'
import { classify } from './classify.ts'
import { topological } from './order.ts'
import { type Consequence, propagate } from './propagate.ts'
import type { Scheme } from './schemes/scheme.ts'
import { writeTag } from './tags.ts'
import { type NextVersion, nextVersion, type ZeroMajor } from './version.ts'

export interface Policy {
  readonly scheme: Scheme
  readonly initial: string
  readonly zeroMajor: ZeroMajor
}

/** A package that is not released, with why, and every commit of it classified. */
export interface Idle {
  readonly facts: PackageFacts
  readonly reason: string
  readonly changes: readonly Change[]
}

/** `bumps` in the order in which they are released: dependencies first. `followers` are not released, but their manifests
 *  name new ranges (dev dependencies). `notes` are remarks for people. */
export interface Decision {
  readonly bumps: readonly Bump[]
  readonly followers: readonly Bump[]
  readonly idle: readonly Idle[]
  readonly notes: readonly string[]
}

interface Candidate {
  readonly facts: PackageFacts
  readonly changes: readonly Change[]
  readonly own: NextVersion | null
}

const AS_ASKED: ZeroMajor = { breaking: 'major', feature: 'minor' }
const ORDER: readonly Effect[] = ['none', 'patch', 'minor', 'major']

const highestEffect = (changes: readonly Change[]): Level | null => {
  const top = changes.reduce((best, change) => Math.max(best, ORDER.indexOf(change.bump)), 0)
  return top === 0 ? null : (ORDER[top] as Level)
}

const next = (facts: PackageFacts, asked: Asked, policy: Policy, level: Level | null): NextVersion =>
  nextVersion({
    scheme: policy.scheme,
    base: chooseBase(facts.reachable, asked.pre, policy.scheme).base,
    level,
    pre: asked.pre,
    asked: asked.version,
    reachable: facts.reachable,
    elsewhere: facts.elsewhere,
    initial: policy.initial,
    manifestVersion: facts.package.version,
    zeroMajor: asked.level === null ? policy.zeroMajor : AS_ASKED,
    tagOf: (version) => writeTag(facts.tagFormat, facts.package.name, version),
  })

/** What ranges on this package say until now: its base, since a manifest may be a placeholder or lag behind. */
const fromVersion = (facts: PackageFacts, asked: Asked, policy: Policy): string | null =>
  chooseBase(facts.reachable, asked.pre, policy.scheme).base?.version ?? facts.package.version

const isWanted = (facts: PackageFacts, asked: Asked) =>
  asked.packages === null || asked.packages.includes(facts.package.name)

/** Whether there is a prerelease that no stable release has come after. */
const isTriedOut = ({ reachable }: PackageFacts, scheme: Scheme): boolean => {
  const { base } = chooseBase(reachable, null, scheme)
  const isOpen = ({ version }: VersionTag) => base === null || scheme.compare(version, base.version) > 0
  return reachable.some((tag) => scheme.isPrerelease(tag.version) && isOpen(tag))
}

/** The version that a package's own commits (or the asker) give it; null when nothing does. */
const ownVersion = (
  facts: PackageFacts,
  changes: readonly Change[],
  asked: Asked,
  policy: Policy,
): NextVersion | null => {
  if (!isWanted(facts, asked)) return null
  if (asked.version !== null) {
    // Asked again at the very release: nothing is left to do.
    const done = facts.reachable.some((tag) => tag.version === asked.version && facts.unreleased.length === 0)
    return done ? null : next(facts, asked, policy, null)
  }
  const level = asked.level === null ? highestEffect(changes) : changes.length === 0 ? null : asked.level
  const stabilises = asked.pre === '' && changes.length > 0 && isTriedOut(facts, policy.scheme)
  return level === null && !stabilises ? null : next(facts, asked, policy, level)
}

const refuseUnknown = (facts: Facts, asked: Asked): void => {
  const known = facts.packages.map((each) => each.package.name)
  const stranger = asked.packages?.find((name) => !known.includes(name))
  if (stranger !== undefined) {
    throw new RelError('UNKNOWN_PACKAGE', `there is no package ${JSON.stringify(stranger)} here`, {
      hint: `the packages are: ${known.join(', ')}`,
    })
  }
  if (asked.version !== null && known.length > 1 && asked.packages?.length !== 1) {
    throw new RelError('USAGE', `${asked.version} is asked for, but there are ${known.length} packages`, {
      hint: `name one: rel bump ${asked.version} ${known[0] ?? ''}`,
    })
  }
}

const commitCause = ({ commit, type, scope, breaking, subject, bump, rule }: Change): Cause => ({
  ...{ kind: 'commit', commit: commit.id, type, scope, breaking, subject, bump, rule },
})

const wasAsked = (own: NextVersion | null, asked: Asked): readonly Cause[] => {
  const what = asked.version ?? asked.level ?? (asked.pre === '' ? 'stable' : null)
  return what === null || own === null ? [] : [{ kind: 'asked', what, bump: own.level }]
}

const causesOf = (
  { own, changes }: Candidate,
  { first }: NextVersion,
  asked: Asked,
  consequence: Consequence | undefined,
): readonly Cause[] => [
  ...(first === null ? [] : [{ kind: 'first', version: first.version, source: first.source } as const]),
  ...wasAsked(own, asked),
  ...changes.filter((change) => change.class === 'change').map(commitCause),
  ...(consequence?.causes ?? []),
]

const toBump = (
  candidate: Candidate,
  to: NextVersion,
  asked: Asked,
  policy: Policy,
  consequence: Consequence | undefined,
): Bump => {
  const { facts, changes } = candidate
  const { base, rejected } = chooseBase(facts.reachable, asked.pre, policy.scheme)
  return {
    package: facts.package,
    tagFormat: facts.tagFormat,
    from: base,
    to: to.to,
    level: to.level,
    // What only follows keeps its version, which may be none.
    prerelease: policy.scheme.parse(to.to) === null ? null : policy.scheme.prereleaseId(to.to),
    causes: causesOf(candidate, to, asked, consequence),
    rejected,
    changes,
    ranges: consequence?.ranges ?? [],
  }
}

const idleReason = ({ facts, changes }: Candidate, policy: Policy): string => {
  const last = chooseBase(facts.reachable, null, policy.scheme).base?.tag
  if (changes.length > 0) return 'no releasable change'
  return last === undefined ? 'no commits' : `nothing since ${last}`
}

/** Own versions, and what follows from them for dependents. */
const consequencesOf = (candidates: readonly Candidate[], asked: Asked, policy: Policy) => {
  const byName = new Map(candidates.map((each) => [each.facts.package.name, each] as const))
  const following = { ...asked, version: null, level: null }
  const patchOf = ({ facts }: Candidate): NextVersion =>
    next(facts, following, { ...policy, zeroMajor: AS_ASKED }, 'patch')
  const move = (candidate: Candidate, to: NextVersion) => ({ from: fromVersion(candidate.facts, asked, policy), ...to })
  const decided = new Map(
    candidates.flatMap((each) => (each.own === null ? [] : [[each.facts.package.name, move(each, each.own)] as const])),
  )
  const packages = candidates.map((each) => each.facts.package)
  const pulled = propagate(packages, decided, (name) => {
    const candidate = byName.get(name) as Candidate
    return move(candidate, patchOf(candidate))
  })
  return { pulled, patchOf }
}

/** Throws `UNKNOWN_PACKAGE`, `USAGE`, `VERSION_MISMATCH`, `CYCLE`. */
export const decide = (facts: Facts, asked: Asked, policy: Policy): Decision => {
  refuseUnknown(facts, asked)
  const ancestry = ancestryOf([...facts.packages.flatMap((each) => each.unreleased), ...facts.noPackage])
  const candidates = facts.packages.map((each): Candidate => {
    const changes = classify(each.unreleased, ancestry)
    return { facts: each, changes, own: ownVersion(each, changes, asked, policy) }
  })
  const { pulled, patchOf } = consequencesOf(candidates, asked, policy)
  const bumps: Bump[] = []
  const followers: Bump[] = []
  const idle: Idle[] = []
  const notes: string[] = []
  for (const name of topological(facts.packages.map((each) => each.package))) {
    const candidate = candidates.find((each) => each.facts.package.name === name) as Candidate
    const consequence = pulled.get(name)
    const to = candidate.own ?? (consequence?.move ? patchOf(candidate) : null)
    if (to !== null) {
      bumps.push(toBump(candidate, to, asked, policy, consequence))
      if (to.note !== null) notes.push(to.note)
      continue
    }
    idle.push({ facts: candidate.facts, reason: idleReason(candidate, policy), changes: candidate.changes })
    if (consequence !== undefined) followers.push(toBump(candidate, stays(candidate), asked, policy, consequence))
  }
  return { bumps, followers, idle, notes }
}

const stays = ({ facts }: Candidate): NextVersion => ({
  to: facts.package.version ?? '',
  level: 'none',
  first: null,
  note: null,
})
