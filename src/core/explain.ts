/** How each package's number came about, released or not: base, rejected bases, rules, and what was asked; for `why` and `status`. */
import type { Asked, Bump, Cause, Change, Counts, Effect, Facts, Rejected, VersionTag } from '../model.ts'
import { chooseBase } from './base.ts'
import { classify, countsOf } from './classify.ts'
import type { Decision, Policy } from './decide.ts'

/** One package. `to` and `level` are null when it is not released, and `reason` then says why. */
export interface Explained {
  readonly package: string
  readonly from: VersionTag | null
  readonly to: string | null
  readonly level: Effect | null
  readonly reason: string | null
  readonly rejected: readonly Rejected[]
  /** Everything that moved it but its own commits: what was asked, dependencies, the source of a first version. */
  readonly causes: readonly Exclude<Cause, { kind: 'commit' }>[]
  /** The rule that held a change back below 1.0.0, such as `breaking → minor below 1.0.0 (versioning.zeroMajor.breaking)`. */
  readonly zeroMajor: string | null
  /** Every commit, children first. */
  readonly changes: readonly Change[]
  readonly counts: Counts
}

export interface Question {
  readonly asked: Asked
  readonly policy: Policy
}

/** All packages in the order of the facts, whose commits of no package come last under the name `-`, if there are any. */
export function explain(facts: Facts, decision: Decision, question: Question): readonly Explained[] {
  const pre = question.asked.pre ?? facts.line.prerelease
  const packages = facts.packages.flatMap(({ package: { name }, reachable, notVersions }): Explained[] => {
    const bump = decision.bumps.find((each) => each.package.name === name)
    if (bump !== undefined) return [released(bump, notVersions, question)]
    const idle = decision.idle.find((each) => each.facts.package.name === name)
    if (idle === undefined) return []
    const { base, rejected } = chooseBase(reachable, pre, question.policy.scheme)
    return [{ ...still(name, idle.reason, idle.changes), from: base, rejected: [...rejected, ...notVersions] }]
  })
  const nowhere = facts.noPackage.length === 0 ? [] : [still('-', 'no package', classify(facts.noPackage))]
  return [...packages, ...nowhere]
}

const isOther = (cause: Cause): cause is Explained['causes'][number] => cause.kind !== 'commit'

// Tags that are no versions move from release to release, as `v1` does: they are told of, but no plan is made of them.
function released(bump: Bump, notVersions: readonly Rejected[], question: Question): Explained {
  const { package: one, from, to, level, causes, changes } = bump
  const rejected = [...bump.rejected, ...notVersions]
  const zeroMajor = belowOne(bump, question)
  const others = causes.filter(isOther)
  const counts = countsOf(changes)
  return { package: one.name, from, to, level, reason: null, rejected, causes: others, zeroMajor, changes, counts }
}

function still(name: string, reason: string, changes: readonly Change[]): Explained {
  const nothing = { from: null, to: null, level: null, rejected: [], causes: [], zeroMajor: null }
  return { package: name, ...nothing, reason, changes, counts: countsOf(changes) }
}

// A level or a version that somebody asked for by name is taken as it is.
function belowOne({ from, changes }: Bump, { asked, policy }: Question): string | null {
  const { scheme, zeroMajor } = policy
  if (from === null || asked.level !== null || asked.version !== null || !scheme.isZero(from.version)) return null
  const effects = new Set(changes.map((change) => change.bump))
  if (effects.has('major'))
    return zeroMajor.breaking === 'major' ? null : sentence('breaking', zeroMajor.breaking, 'breaking')
  return effects.has('minor') && zeroMajor.feature !== 'minor' ? sentence('feat', zeroMajor.feature, 'feature') : null
}

function sentence(what: string, level: Effect, key: string): string {
  return `${what} → ${level} below 1.0.0 (versioning.zeroMajor.${key})`
}
