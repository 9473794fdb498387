/** The manifests that a monorepo row of the corpus tells of, as files: the row holds facts, the re-created history none. */

import type { Files } from './histories.ts'

/** A package as a row tells it. Only dependencies inside the workspace are listed. */
export interface WorkspaceEntry {
  readonly name: string
  readonly path: string
  readonly version?: string
  readonly private?: boolean
  readonly dependencies?: Ranges
  readonly peerDependencies?: Ranges
  readonly optionalDependencies?: Ranges
}

type Ranges = Readonly<Record<string, string>>

export interface WorkspaceRow {
  readonly tool: string
  readonly globs: readonly string[]
  readonly root: WorkspaceEntry
  readonly workspace: readonly WorkspaceEntry[]
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const manifest = ({ path: _, ...facts }: WorkspaceEntry) => facts

// Counters in the re-created history, and no facts in the corpus.
const LOCK_FILES = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb']

/** Path → text: `package.json` of the root and of every member, the tool's list of members, and no lockfile. */
export const manifestsOf = ({ tool, globs, root, workspace }: WorkspaceRow): Files => {
  const members = workspace.filter(({ path }) => path !== '.')
  const pnpm = tool === 'pnpm' ? { 'pnpm-workspace.yaml': json({ packages: globs }) } : {}
  const lerna = tool === 'lerna' ? { 'lerna.json': json({ packages: globs, version: 'independent' }) } : {}
  const list = tool === 'pnpm' ? {} : { workspaces: globs }
  const locks = ['.', ...members.map(({ path }) => path)].flatMap((folder) =>
    LOCK_FILES.map((file) => [folder === '.' ? file : `${folder}/${file}`, null] as const),
  )
  return {
    ...Object.fromEntries(locks),
    ...{ ...pnpm, ...lerna, 'package.json': json({ ...manifest(root), ...list }) },
    ...Object.fromEntries(members.map((one) => [`${one.path}/package.json`, json(manifest(one))])),
  }
}
