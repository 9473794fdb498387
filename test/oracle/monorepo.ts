/** Monorepo releases driven by commits: what rel plans for every package, against what release-please makes of its own commits. */
import { documentOf, type Plan, type Release } from './answers.ts'
import type { History } from './histories.ts'
import { explainPackage } from './monorepo-differences.ts'
import { formOf } from './next-version.ts'
import { idOf } from './prerelease.ts'
import type { Line } from './report.ts'
import { manifestsOf, type WorkspaceEntry, type WorkspaceRow } from './workspace.ts'

export const FILE = 'monorepo/conventional.jsonl'

interface OwnCommits {
  readonly name: string
  readonly since: string | null
  readonly nCommits: number
  /** The version that release-please makes of the package's own commits. */
  readonly releasePlease: string | null
}

export interface MonorepoRow extends WorkspaceRow {
  readonly repo: string
  readonly case: string
  readonly parentSha: string
  readonly fixed: boolean
  readonly config: {
    readonly releasePlease?: { readonly bumpMinorPreMajor?: boolean; readonly bumpPatchForMinorPreMajor?: boolean }
  }
  readonly released: readonly { readonly name: string; readonly from: string; readonly to: string }[]
  readonly perPackage: readonly OwnCommits[]
}

/** All that is known of one package of one case. */
export interface PackageCase {
  readonly row: MonorepoRow
  readonly entry: WorkspaceEntry
  readonly commits: number
  /** What release-please makes of the package's own commits; null: no release. */
  readonly peer: string | null
  /** What people released; null: not released then. */
  readonly actual: string | null
  readonly ours: Release | null
  readonly decided: string
  /** How many of its commits cancel each other. */
  readonly reverted: number
  /** Whether rel releases something that it depends on, other than for development. */
  readonly pulled: boolean
}

const unscoped = (name: string) => name.replace(/^@[^/]+\//, '')

/** The packages that the row speaks of, and with `all` other public ones, the root among them. */
const packagesOf = (row: MonorepoRow, all: boolean): readonly WorkspaceEntry[] => {
  const known = new Set([...row.perPackage, ...row.released].map(({ name }) => name))
  const isKnown = ({ name, private: hidden }: WorkspaceEntry) => known.has(name) || (all && hidden !== true)
  const members = row.workspace.filter(({ path }) => path !== row.root.path)
  const root = members.some(({ name }) => name === row.root.name) ? [] : [row.root]
  return [...root, ...members].filter((entry) => entry.version !== undefined && isKnown(entry))
}

/** release-please counts every commit below a package's folder, those of packages inside it too. */
const includeOf = ({ path }: WorkspaceEntry, packages: readonly WorkspaceEntry[]): readonly string[] =>
  packages.some((other) => other.path !== path && (path === '.' || other.path.startsWith(`${path}/`))) ? ['**'] : []

/** Tags as the packages that have some spell theirs; a package without tags is spelled alike. A spelling without the name
 *  is shared: it is read, and each package writes its own. */
const tagsOf = ({ perPackage }: MonorepoRow, name: string): readonly string[] => {
  const known = perPackage.find((each) => each.name === name && each.since !== null)
  const like = known ?? perPackage.find((each) => each.since !== null)
  if (like === undefined) return []
  const form = formOf(like.since ?? '')
  if (!form.includes(unscoped(like.name))) return ['{name}@{version}', form]
  return [form.replace(unscoped(like.name), unscoped(name))]
}

/** In lerna's fixed mode only what changed is released, under one number: that is a linked group. */
const groupsOf = ({ fixed, released }: MonorepoRow, names: readonly string[]) =>
  fixed ? [{ kind: released.length < names.length ? 'linked' : 'fixed', packages: names }] : []

const configOf = (row: MonorepoRow, entries: readonly WorkspaceEntry[], branch: string) => {
  const { bumpMinorPreMajor = false, bumpPatchForMinorPreMajor = false } = row.config.releasePlease ?? {}
  const packages = entries.map((entry) => {
    const [tag, include] = [tagsOf(row, entry.name), includeOf(entry, entries)]
    const some = { ...(tag.length === 0 ? {} : { tag }), ...(include.length === 0 ? {} : { include }) }
    return { name: entry.name, path: entry.path, ecosystem: 'npm', ...some }
  })
  const breaking = bumpMinorPreMajor ? 'minor' : 'major'
  const groups = groupsOf(
    row,
    packages.map(({ name }) => name),
  )
  return {
    ...{ packages, branches: [{ match: branch }], ...(groups.length === 0 ? {} : { groups }) },
    versioning: { zeroMajor: { breaking, feature: bumpPatchForMinorPreMajor ? 'patch' : 'minor' } },
  }
}

const gradeOf = ({ actual, peer }: PackageCase): string => {
  if (actual === null) return peer === null ? 'not released' : 'release-please alone'
  if (actual === peer) return 'released as release-please'
  return peer === null ? 'released without a cause of its own' : 'released otherwise'
}

/** What is wanted: the peer's answer, where it has one; else what was released. */
const lineOf = (one: PackageCase): Line => {
  const { row, entry, peer, actual, ours, decided } = one
  const [grade, want, got] = [gradeOf(one), peer ?? actual ?? 'none', ours?.to ?? 'none']
  const equal = got === want || got === actual
  const differences = equal ? [] : explainPackage(one)
  const judged = differences.length > 0 ? 'explained' : 'against'
  return {
    ...{ file: FILE, repo: row.repo, case: `${row.case}: ${entry.name}`, grade, got, want },
    ...{ outcome: equal ? 'equal' : judged, differences, decided, must: grade === 'released as release-please' },
  }
}

const needs = ({ dependencies, peerDependencies, optionalDependencies }: WorkspaceEntry): readonly string[] =>
  Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })

/** The cause that gave the release its level. */
const causeOf = ({ because, bump }: Release): string => {
  const cause = because.find((each) => each.bump === bump) ?? because[0]
  return cause?.rule ?? cause?.kind ?? ''
}

const ownOf = ({ perPackage, released }: MonorepoRow, wanted: string) => {
  const own = perPackage.find(({ name }) => name === wanted)
  const actual = released.find(({ name }) => name === wanted)
  return { commits: own?.nCommits ?? 0, peer: own?.releasePlease ?? null, actual: actual?.to ?? null }
}

const caseOf = (row: MonorepoRow, entry: WorkspaceEntry, { releases, unreleased }: Plan): PackageCase => {
  const ours = releases.find((each) => each.package === entry.name) ?? null
  const idle = unreleased.find((each) => each.package === entry.name)
  return {
    ...{ row, entry, ours, ...ownOf(row, entry.name) },
    decided: ours === null ? (idle?.reason ?? '') : causeOf(ours),
    reverted: (ours ?? idle)?.commits.reverted ?? 0,
    pulled: releases.some(({ package: name }) => needs(entry).includes(name)),
  }
}

/** One line per package. Packages that the row does not speak of are left out when rel refuses the commit because of one. */
export const monorepoLines = async (history: History, row: MonorepoRow): Promise<readonly Line[]> => {
  const view = await history.viewAt(row.parentSha, 'all')
  await view.commit(row.parentSha, 'chore: manifests', manifestsOf(row))
  const id = idOf(row.released[0]?.to ?? '')
  const ask = async (entries: readonly WorkspaceEntry[]) => {
    const config = configOf(row, entries, history.branch)
    const said = documentOf<Plan>(await view.rel(config, 'plan', ...(id === null ? [] : ['--pre', id])))
    return { said, entries }
  }
  const first = await ask(packagesOf(row, true))
  const { said, entries } = 'error' in first.said ? await ask(packagesOf(row, false)) : first
  view.remove()
  const line = { file: FILE, repo: row.repo, case: row.case, grade: 'all', want: 'a plan', must: true }
  if ('error' in said) return [{ ...line, got: said.error, outcome: 'against', differences: [], decided: 'error' }]
  return entries.map((entry) => lineOf(caseOf(row, entry, said.document)))
}
