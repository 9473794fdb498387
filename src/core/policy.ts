/** All that the config says of how versions follow from changes, as `decide` wants it. */
import type { Level, Line } from '../model.ts'
import type { Classification } from './classify.ts'
import type { ChangesetsConfig, ChangesetsRules } from './changesets-config.ts'
import { npmRanges, type StepRange } from './edges.ts'
import type { GroupSetting } from './groups.ts'
import type { Lanes } from './lanes.ts'
import type { Scheme } from './schemes/scheme.ts'
import type { ZeroMajor } from './version.ts'

export interface Policy {
  readonly scheme: Scheme
  /** The first version when nothing says another; null: the scheme's own. */
  readonly initial: string | null
  readonly zeroMajor: ZeroMajor
  /** `YYYY-MM-DD`, for schemes that date their versions. */
  readonly day: string
  /** Of a maintenance line. */
  readonly range: Line['range']
  /** Lines that would take what does not fit into the range; for its error. */
  readonly accepting: readonly string[]
  readonly classification: Classification
  /** The longest way that commits, change files, `Release-As` and what follows from them may move a version. */
  readonly maxBump: Level
  readonly source: 'commits' | 'changes' | 'both'
  readonly dependents: 'always' | 'out-of-range'
  readonly groups: readonly GroupSetting[]
  readonly lanes: Lanes
  /** Package names and the names of those that they are built from, which no manifest says. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>
  readonly stepRange: StepRange
  /** What a repository of changesets says in `.changeset/config.json` and `pre.json`; null without those. */
  readonly changesets: ChangesetsRules | null
}

/** What an empty config says. Ranges are npm's, and the day is 1970-01-01. */
export function defaultPolicy(scheme: Scheme): Policy {
  return {
    ...{ scheme, initial: null, zeroMajor: { breaking: 'minor', feature: 'minor' }, day: '1970-01-01' },
    ...{ range: null, accepting: [], classification: {}, maxBump: 'major', source: 'commits', dependents: 'always' },
    ...{ groups: [], lanes: new Map(), dependsOn: new Map(), stepRange: npmRanges, changesets: null },
  }
}

/** With what changesets' own files say. rel's config goes before: any group of it before all of theirs, and `dependents` when
 *  it is written there. */
export function withChangesets(
  policy: Policy,
  { groups, dependents, rules }: ChangesetsConfig,
  written: { readonly dependents: boolean },
): Policy {
  return {
    ...policy,
    groups: policy.groups.length > 0 ? policy.groups : groups,
    dependents: written.dependents ? policy.dependents : dependents,
    changesets: rules,
  }
}
