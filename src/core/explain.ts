/** How each package's number came about, released or not: base, rejected bases, rules, and what was asked; for `why` and `status`. */
import type { Asked, Bump, Cause, Change, Counts, Effect, Facts, Level, Line, Rejected, VersionTag } from '../model.ts'
import { countsOf } from './classify.ts'
import type { Decision } from './decide.ts'
import { baseOf } from './numbering.ts'
import type { Policy } from './policy.ts'
import { strangersIn } from './release-as.ts'

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
  /** The versions that its maintenance line may release; null on any other line. */
  readonly range: Line['range']
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
  const asked = { ...question.asked, pre: question.asked.pre ?? facts.line.prerelease }
  const range = facts.line.range ?? null
  const packages = facts.packages.flatMap((one): Explained[] => {
    const {
      notVersions,
      package: { name },
    } = one
    const bump = decision.bumps.find((each) => each.package.name === name)
    if (bump !== undefined) return [{ ...released(bump, notVersions, question), range }]
    const idle = decision.idle.find((each) => each.facts.package.name === name)
    if (idle === undefined) return []
    const { base, rejected } = baseOf(one, asked, question.policy)
    const tags = { from: base, rejected: [...rejected, ...notVersions] }
    return [{ ...still(name, idle.reason, idle.changes), ...tags, range }]
  })
  const nowhere = decision.noPackage.length === 0 ? [] : [still('-', 'no package', decision.noPackage)]
  return misnamed([...packages, ...nowhere], facts)
}

const isOther = (cause: Cause): cause is Explained['causes'][number] => cause.kind !== 'commit'

// Tags that are no versions move from release to release, as `v1` does: they are told of, but no plan is made of them.
function released(bump: Bump, notVersions: readonly Rejected[], question: Question): Omit<Explained, 'range'> {
  const { package: one, from, to, level, causes, changes } = bump
  const rejected = [...bump.rejected, ...notVersions]
  const others = causes.filter(isOther)
  const counts = countsOf(changes)
  const zeroMajor = heldBack(bump, question)
  return { package: one.name, from, to, level, reason: null, rejected, causes: others, zeroMajor, changes, counts }
}

function still(name: string, reason: string, changes: readonly Change[]): Explained {
  const nothing = { from: null, to: null, level: null, rejected: [], causes: [], zeroMajor: null }
  return { package: name, ...nothing, range: null, reason, changes, counts: countsOf(changes) }
}

const ORDER: readonly Effect[] = ['none', 'patch', 'minor', 'major']

// A level or a version that somebody asked for by name is taken as it is.
function heldBack({ from, causes }: Bump, { asked, policy: { scheme, zeroMajor } }: Question): string | null {
  const byName = asked.level !== null || asked.version !== null || causes.some(({ kind }) => kind === 'release-as')
  if (from === null || byName || !scheme.isZero(from.version)) return null
  // Whoever wrote a change file has named the level.
  const said = causes.map((cause) => (cause.kind === 'commit' ? ORDER.indexOf(cause.bump) : 0))
  const level = ORDER[Math.max(0, ...said)]
  if (level === 'major')
    return zeroMajor.breaking === 'major' ? null : sentence('breaking', zeroMajor.breaking, 'breaking')
  return level === 'minor' && zeroMajor.feature !== 'minor' ? sentence('feat', zeroMajor.feature, 'feature') : null
}

function sentence(what: string, level: Level, key: string): string {
  return `${what} → ${level} below 1.0.0 (versioning.zeroMajor.${key})`
}

// A name in a footer is known to be wrong only where all names are known.
function misnamed(explained: readonly Explained[], facts: Facts): readonly Explained[] {
  const names = facts.packages.map((each) => each.package.name)
  const commits = explained.flatMap(({ changes }) => changes.map(({ commit }) => commit))
  const strangers = new Map(strangersIn(commits, names).map(({ commit, name }) => [commit.id, name] as const))
  if (strangers.size === 0) return explained
  const hinted = (change: Change): Change => {
    const name = strangers.get(change.commit.id)
    return name === undefined ? change : { ...change, hint: `Release-As names ${name}, and there is no such package` }
  }
  return explained.map((one) => ({ ...one, changes: one.changes.map(hinted) }))
}
