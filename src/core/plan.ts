/** Seals a decision into a plan: canonical JSON whose bytes are the same on every machine, and its digest. */
import type { Asked, Bump, Digest, Edit, Facts, Json, Plan, PlannedRelease, Slot } from '../model.ts'
import { digestOf } from './canonical.ts'
import { countsOf } from './classify.ts'
import type { Decision } from './decide.ts'
import { writeTag } from './tags.ts'

/** Rises when rel would plan the same inputs otherwise. */
export const RULES = 2

/** What was worked out for one bump beside its number. */
export interface Worked {
  readonly bump: Bump
  readonly channel: string
  readonly date: string
  readonly edits: readonly Edit[]
  readonly notes: string
  readonly artifacts: readonly Slot[]
  readonly targets: readonly string[]
}

export interface Sealing {
  readonly facts: Facts
  readonly config: Digest
  readonly asked: Asked
  readonly decision: Decision
  readonly worked: readonly Worked[]
}

const release = ({ bump, channel, date, edits, notes, artifacts, targets }: Worked): PlannedRelease => ({
  package: bump.package.name,
  path: bump.package.path,
  ecosystem: bump.package.ecosystem,
  from: bump.from === null ? null : { version: bump.from.version, tag: bump.from.tag, commit: bump.from.commit },
  rejected: bump.rejected,
  to: bump.to,
  tag: writeTag(bump.tagFormat, bump.package.name, bump.to),
  bump: bump.level,
  prerelease: bump.prerelease,
  channel,
  date,
  because: bump.causes,
  commits: countsOf(bump.changes),
  edits,
  notes,
  artifacts,
  targets,
})

/** The digest of a plan, over everything but the digest itself and `preview`. */
export const planDigest = (plan: Omit<Plan, 'digest'> & { readonly digest?: Digest }): Digest => {
  const { digest: _, preview: __, ...rest } = plan
  return digestOf(rest as unknown as Json)
}

export const sealPlan = ({ facts, config, asked, decision, worked }: Sealing): Plan => {
  const nowhere =
    facts.noPackage.length === 0 ? [] : [{ package: '-', reason: 'no package', commits: countsOf(decision.noPackage) }]
  const idle = decision.idle.map((each) => ({
    package: each.facts.package.name,
    reason: each.reason,
    commits: countsOf(each.changes),
  }))
  const plan = {
    kind: 'rel.plan',
    version: 1,
    commit: facts.commit,
    branch: facts.line.name,
    config,
    preview: facts.preview,
    asked,
    rules: RULES,
    releases: worked.map(release),
    unreleased: [...idle, ...nowhere],
    gates: [],
  } as const
  return { ...plan, digest: planDigest(plan) }
}

/** Names of the top-level fields in which two plans differ, releases broken down by package. */
export const differences = (a: Plan, b: Plan): readonly string[] => {
  const fields = ['commit', 'branch', 'config', 'rules', 'asked', 'unreleased', 'gates'] as const
  const top = fields.filter((field) => digestOf(a[field] as unknown as Json) !== digestOf(b[field] as unknown as Json))
  const names = [...new Set([...a.releases, ...b.releases].map((each) => each.package))]
  const releases = names.flatMap((name) => {
    const [x, y] = [a, b].map((plan) => plan.releases.find((each) => each.package === name))
    if (x === undefined || y === undefined) return [`releases.${name}`]
    const keys = Object.keys(x) as (keyof PlannedRelease)[]
    return keys
      .filter((key) => digestOf(x[key] as unknown as Json) !== digestOf(y[key] as unknown as Json))
      .map((key) => `releases.${name}.${key}`)
  })
  return [...top, ...releases]
}
