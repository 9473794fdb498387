/** npm: package.json, its workspaces and catalogs, and the lock files of npm, pnpm, Yarn and bun that repeat what it says. */
import { posix } from 'node:path'
import { stepRange } from '../core/ranges.ts'
import { editBunLock } from './bun-lock.ts'
import type { CommitFiles, Ecosystem, FoundPackage, Manifest, VersionEdit } from './ecosystem.ts'
import { inFolder, upwards } from './edited-files.ts'
import { type CatalogEdit, catalogEntry, catalogOf, catalogsAbove } from './npm-catalogs.ts'
import { editManifests } from './npm-edits.ts'
import { editNpmLock } from './npm-lock.ts'
import { readManifest, readWorkspaces } from './npm-manifest.ts'
import { workspaceMembers } from './npm-workspaces.ts'
import { editPnpmLock } from './pnpm-lock.ts'
import { PNPM_WORKSPACE, readPnpmGlobs } from './pnpm-workspace.ts'
import { editYarnLock } from './yarn-lock.ts'

const MANIFEST = 'package.json'

type EditLock = (text: string, file: string, edits: readonly VersionEdit[], catalogs: readonly CatalogEdit[]) => string

/** `bun.lockb` is not text, so it stays as it is. */
const LOCKS: ReadonlyMap<string, EditLock> = new Map<string, EditLock>([
  ['package-lock.json', editNpmLock],
  ['npm-shrinkwrap.json', editNpmLock],
  ['pnpm-lock.yaml', editPnpmLock],
  ['yarn.lock', editYarnLock],
  ['bun.lock', editBunLock],
])

export const npm: Ecosystem = { name: 'npm', manifest: MANIFEST, find, members, edit, stepRange }

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  if (text === null) return null
  const locks = upwards(folder).flatMap((each) => [...LOCKS.keys()].map((name) => inFolder(each, name)))
  const found = { ...readManifest(text, file), file, files: [file, ...locks], sharedVersion: null }
  return found.dependencies.some(({ range }) => catalogOf(range) !== null) ? withCatalogs(found, folder, files) : found
}

/** A range that a catalog holds is the one it holds: the registry gets to see that one. */
async function withCatalogs(found: FoundPackage, folder: string, files: CommitFiles): Promise<FoundPackage> {
  const catalogs = await catalogsAbove(folder, files)
  const dependencies: Manifest['dependencies'] = found.dependencies.map((dependency) => {
    const catalog = catalogOf(dependency.range)
    const entry = catalog === null ? null : catalogEntry(folder, dependency.name, catalog, catalogs)
    return entry === null ? dependency : { ...dependency, range: entry.from }
  })
  return { ...found, files: [...new Set([...found.files, ...catalogs.keys()])], dependencies }
}

async function members(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const [own, pnpm] = [inFolder(folder, MANIFEST), inFolder(folder, PNPM_WORKSPACE)]
  const [ownText, pnpmText] = await Promise.all([files.read(own), files.read(pnpm)])
  const globs =
    (pnpmText === null ? null : readPnpmGlobs(pnpmText, pnpm)) ??
    (ownText === null ? null : readWorkspaces(ownText, own))
  return globs && workspaceMembers({ root: folder, globs, manifest: MANIFEST }, await files.all())
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const { changed, catalogs } = editManifests(texts, edits)
  for (const [file, text] of texts) {
    const editLock = LOCKS.get(posix.basename(file))
    if (text === null || editLock === undefined) continue
    const after = editLock(text, file, edits, catalogs)
    if (after !== text) changed.set(file, after)
  }
  return changed
}
