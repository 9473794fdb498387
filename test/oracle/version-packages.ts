/** "Version Packages" commits once more, through the built CLI: manifests, tags and change files in a made repository. */
import { documentOf, type Plan } from './answers.ts'
import type { Files, Histories } from './histories.ts'
import type { Line } from './report.ts'
import { manifestsOf, type WorkspaceEntry, type WorkspaceRow } from './workspace.ts'

export const FILE = 'monorepo/changesets.jsonl'

export interface VersionPackagesRow extends WorkspaceRow {
  readonly repo: string
  readonly case: string
  readonly releaseSha: string
  readonly config: unknown
  readonly pre: { readonly changesets: readonly string[] | null } | null
  readonly changesets: readonly {
    readonly id: string
    readonly file: string
    readonly releases: readonly { readonly name: string; readonly type: string }[]
    readonly summary: string
  }[]
  readonly released: readonly { readonly name: string; readonly to: string }[]
  readonly peers: Readonly<Record<string, { readonly sameAsReleased?: boolean; readonly plan?: Ranges }>>
}

type Ranges = Readonly<Record<string, string>>

export const VERSION_PACKAGES_DIFFERENCES = [
  {
    name: 'planned-like-changesets',
    sentence:
      'people, or another version of the tool, released something else; rel plans what one of the two versions that were run plans',
  },
  {
    name: 'peers-break-no-more',
    sentence:
      'before changesets 3.0 a package was broken by a minor or major step of its peer; rel goes by 3.0, where it follows as a patch',
  },
] as const

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const changeFile = ({ releases, summary }: VersionPackagesRow['changesets'][number]): string =>
  ['---', ...releases.map(({ name, type }) => `${JSON.stringify(name)}: ${type}`), '---', '', summary, ''].join('\n')

/** Change files that a prerelease has consumed lay there when it was tagged, and still do. */
const changeFiles = ({ pre, changesets }: VersionPackagesRow, consumed: boolean): Files => {
  const before = new Set(pre?.changesets)
  const wanted = changesets.filter(
    ({ id, file }) => (before.has(id) || file.startsWith('.changeset/pre/')) === consumed,
  )
  return Object.fromEntries(wanted.map((each) => [each.file, changeFile(each)]))
}

const settings = ({ config, pre }: VersionPackagesRow): Files => ({
  '.changeset/config.json': json(config),
  ...(pre === null ? {} : { '.changeset/pre.json': json(pre) }),
})

const tagged = ({ root, workspace }: VersionPackagesRow): readonly WorkspaceEntry[] =>
  (workspace.length === 0 ? [root] : workspace).filter(({ version }) => version !== undefined)

const sorted = (versions: readonly (readonly [string, string])[]): string =>
  versions
    .map(([name, to]) => `${name} ${to}`)
    .toSorted()
    .join(', ') || 'nothing'

/** The packages of which rel and the peer say something else are all ones that have a peer dependency. */
const isOfPeers = ({ workspace, released }: VersionPackagesRow, ours: ReadonlyMap<string, string>): boolean => {
  const theirs = new Map(released.map(({ name, to }) => [name, to]))
  const others = [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => ours.get(name) !== theirs.get(name))
  return others.every((name) => workspace.some((one) => one.name === name && one.peerDependencies !== undefined))
}

const differencesOf = (row: VersionPackagesRow, ours: ReadonlyMap<string, string>): readonly string[] => {
  const plans = Object.values(row.peers).map(({ plan = {} }) => sorted(Object.entries(plan)))
  const [likePeer, ofPeers] = VERSION_PACKAGES_DIFFERENCES
  if (plans.includes(sorted([...ours]))) return [likePeer.name]
  return isOfPeers(row, ours) ? [ofPeers.name] : []
}

export const versionPackagesLine = async (histories: Histories, row: VersionPackagesRow): Promise<Line> => {
  const tags = tagged(row).map(({ name, version = '' }) => `${name}@${version}`)
  const view = await histories.told([
    { message: 'chore: version packages', files: { ...manifestsOf(row), ...changeFiles(row, true) }, tags },
    { message: 'feat: change files', files: { ...settings(row), ...changeFiles(row, false) } },
  ])
  const said = documentOf<Plan>(await view.rel({ versioning: { source: 'changes' } }, 'plan'))
  view.remove()
  const isSame = Object.values(row.peers).some(({ sameAsReleased }) => sameAsReleased === true)
  const want = sorted(row.released.map(({ name, to }) => [name, to]))
  const line = {
    ...{ file: `${FILE}, through the CLI`, repo: row.repo, case: `${row.case} ${row.releaseSha.slice(0, 7)}`, want },
    ...{ grade: isSame ? 'sameAsReleased' : 'released otherwise', decided: 'change files', must: isSame },
  }
  if ('error' in said) return { ...line, got: said.error, outcome: 'against', differences: [] }
  const ours = new Map(said.document.releases.map(({ package: name, to }) => [name, to]))
  const got = sorted([...ours])
  const differences = got === want ? [] : differencesOf(row, ours)
  const judged = differences.length > 0 ? 'explained' : 'against'
  return { ...line, got, outcome: got === want ? 'equal' : judged, differences }
}
