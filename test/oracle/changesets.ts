/** Change files: what changesets' own tests and real "Version Packages" commits say, replayed through `decide`. */
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { changesetsConfig, isConsumedBefore } from '../../src/core/changesets-config.ts'
import { type Decision, decide } from '../../src/core/decide.ts'
import { defaultPolicy, type Policy, withChangesets } from '../../src/core/policy.ts'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { RelError } from '../../src/errors.ts'
import type { ChangeFile, Dependency, Effect, Facts, Json, PackageFacts } from '../../src/model.ts'
import { type Corpus, corpusAt } from './corpus.ts'
import type { Line, Wanted } from './report.ts'

type Ranges = Readonly<Record<string, string>>

export interface Workspace {
  readonly name: string
  readonly path?: string
  readonly version?: string
  readonly private?: boolean
  readonly dependencies?: Ranges
  readonly devDependencies?: Ranges
  readonly peerDependencies?: Ranges
  readonly optionalDependencies?: Ranges
}

export interface Changeset {
  readonly id: string
  readonly file?: string
  readonly releases: readonly { readonly name: string; readonly type: Effect }[]
}

/** What both files of the corpus say of the state before. */
export interface Before {
  readonly workspace: readonly Workspace[]
  readonly changesets: readonly Changeset[]
  readonly config: Json
  readonly pre: Json
}

interface TableRow extends Before {
  readonly id: string
  readonly test: string
  readonly snapshot?: Json
  readonly error?: string
  readonly releases?: readonly { readonly name: string; readonly type: Effect; readonly newVersion: string }[]
}

interface ReleaseRow extends Before {
  readonly repo: string
  readonly date: string
  readonly globs: readonly string[]
  readonly root: Workspace
  readonly case: string
  readonly releaseSha: string
  readonly consumed: readonly string[]
  readonly released: readonly { readonly name: string; readonly to: string }[]
  readonly peers: Readonly<
    Record<string, { readonly sameAsReleased?: boolean; readonly plan?: Readonly<Record<string, string>> }>
  >
}

const KINDS = [
  ['dependencies', 'runtime'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
  ['optionalDependencies', 'optional'],
] as const satisfies readonly (readonly [keyof Workspace, Dependency['kind']])[]

/** The corpus has no tags: each package gets one at its manifest's version. */
const factsOfPackage = (one: Workspace, files: readonly ChangeFile[]): PackageFacts => {
  const { name, version = null } = one
  const reachable = version === null ? [] : [{ tag: `${name}@${version}`, version, commit: name }]
  const dependencies = KINDS.flatMap(([field, kind]) =>
    Object.entries(one[field] ?? {}).map(([to, range]): Dependency => ({ name: to, range, kind })),
  )
  const path = one.path ?? `packages/${name}`
  return {
    package: {
      ...{ name, fileName: name, path, ecosystem: 'npm', manifest: `${path}/package.json`, version, dependencies },
      ...{ private: one.private ?? false, repository: null },
    },
    ...{ tagFormat: '{name}@{version}', reachable, elsewhere: [], notVersions: [], unreleased: [] },
    changeFiles: files.filter((file) => file.releases.some((release) => release.package === name)),
  }
}

const fileOf = ({ id, file = `.changeset/${id}.md`, releases }: Changeset): ChangeFile => ({
  ...{ id, file, summary: '', commit: null },
  releases: releases.map(({ name, type }) => ({ package: name, bump: type })),
})

const refuseStrangers = ({ workspace, changesets }: Before): void => {
  const names = workspace.map(({ name }) => name)
  for (const { id, releases } of changesets)
    for (const { name } of releases)
      if (!names.includes(name)) throw new RelError('CHANGE_FILE', `${id} names ${name}, which is no package`)
}

/** As a repository that keeps its `.changeset/config.json` and says `versioning.source: "changes"`. Change files that were consumed
 *  by an earlier prerelease do not count; packages without a version are never released. */
export const replay = (before: Before, major = 3): Decision => {
  refuseStrangers(before)
  const { groups, dependents, rules } = changesetsConfig(before.config, before.pre, major)
  const { pre } = rules
  const files = before.changesets.map(fileOf).filter((file) => pre === null || !isConsumedBefore(file, pre))
  const facts: Facts = {
    ...{ commit: '', date: 0, line: { name: 'main', prerelease: null, channel: null }, preview: false },
    packages: before.workspace.map((one) => factsOfPackage(one, files)),
    ...{ noPackage: [], files: new Map() },
  }
  const policy: Policy = { ...defaultPolicy(semverScheme), source: 'changes' }
  const versionless = before.workspace.flatMap(({ name, version }) => (version === undefined ? [name] : []))
  const config = { groups, dependents, rules: { ...rules, ignore: [...rules.ignore, ...versionless] } }
  return decide(facts, NOTHING_ASKED, withChangesets(policy, config, { dependents: false }))
}

const outcomeOf = <T>(run: () => T, say: (found: T) => string): string => {
  try {
    return say(run())
  } catch (error) {
    if (error instanceof RelError) return error.code
    throw error
  }
}

const sorted = (all: readonly string[]): string => all.toSorted().join(', ') || 'nothing'

/** A row's snapshot versions carry the time of the run that made it, in place of every version that was decided. */
const snapshotOf = ({ snapshot, releases = [] }: TableRow): string | null =>
  snapshot === undefined ? null : (releases[0]?.newVersion ?? null)

const tableLine = (row: TableRow): Line => {
  const snapshot = snapshotOf(row)
  const got = outcomeOf(
    () => replay(row),
    ({ bumps }) => sorted(bumps.map((bump) => `${bump.package.name} ${bump.level} ${snapshot ?? bump.to}`)),
  )
  // What changesets calls `none` is no release: a package that declines one, or whose ranges alone follow.
  const releases = (row.releases ?? []).filter(({ type }) => type !== 'none')
  const want =
    row.error === undefined
      ? sorted(releases.map(({ name, type, newVersion }) => `${name} ${type} ${newVersion}`))
      : 'CHANGE_FILE'
  return {
    ...{ file: 'monorepo/changesets-tables.jsonl', repo: 'changesets/changesets', case: `${row.id} ${row.test}` },
    ...{ grade: 'table', got, want, outcome: got === want ? 'equal' : 'against', differences: [] },
    ...{ decided: 'change files', must: true },
  }
}

/** The one rule difference there is: people left out of the commit what the tool plans. */
export const RELEASED_BY_HAND = {
  name: 'released-by-hand',
  sentence:
    'people released something else than their own version of changesets plans from the same files; rel plans what that one does',
}

/** The day of changesets 3.0.0, whose rule for peers is another one. */
const THIRD = '2026-08-18'

const majorOf = ({ date }: ReleaseRow): number => (date < THIRD ? 2 : 3)

/** A root is a package where there is no other one, or where the workspace takes it in. */
const withRoot = ({ workspace, root, globs }: ReleaseRow): readonly Workspace[] =>
  workspace.length === 0 || globs.includes('.')
    ? [root, ...workspace.filter(({ name }) => name !== root.name)]
    : workspace

const releaseLine = (row: ReleaseRow): Line => {
  const got = outcomeOf(
    () => replay({ ...row, workspace: withRoot(row) }, majorOf(row)),
    ({ bumps }) => sorted(bumps.map((bump) => `${bump.package.name} ${bump.to}`)),
  )
  const want = sorted(row.released.map(({ name, to }) => `${name} ${to}`))
  const peers = Object.values(row.peers)
  const isSame = peers.some(({ sameAsReleased }) => sameAsReleased === true)
  const plans = peers.map(({ plan = {} }) => sorted(Object.entries(plan).map(([name, to]) => `${name} ${to}`)))
  const byHand = got !== want && !isSame && plans.includes(got)
  return {
    ...{ file: 'monorepo/changesets.jsonl', repo: row.repo, case: `${row.case} ${row.releaseSha.slice(0, 7)}` },
    ...{ grade: isSame ? 'sameAsReleased' : 'released otherwise', got, want, decided: 'change files', must: isSame },
    ...{ outcome: got === want ? 'equal' : byHand ? 'explained' : 'against' },
    differences: byHand ? [RELEASED_BY_HAND.name] : [],
  }
}

/** Every row of both files that the corpus has, of the repositories wanted. */
export const changesetsReport = async (
  corpus: Corpus = corpusAt(null),
  _histories: unknown = null,
  { repos }: Wanted = { repos: [] },
): Promise<readonly Line[]> => {
  const tables = corpus.rows<TableRow>('monorepo/changesets-tables.jsonl').map(tableLine)
  const releases = corpus.rows<ReleaseRow>('monorepo/changesets.jsonl').map(releaseLine)
  return [...tables, ...releases].filter(({ repo }) => repos.length === 0 || repos.includes(repo))
}
