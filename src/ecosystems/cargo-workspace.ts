/** Which Cargo.toml is the root of a package's workspace, and which packages a workspace has, as Cargo decides it. */
import { posix } from 'node:path'
import type { Json } from '../model.ts'
import { byBytes } from '../core/order.ts'
import { localDependencies } from './cargo-dependencies.ts'
import type { CommitFiles } from './ecosystem.ts'
import { inFolder, upwards } from './edited-files.ts'
import { isObject, type JsonObject, valueAt } from './json-span.ts'
import { globbedFolders, resolved } from './member-folders.ts'
import { tomlFile, type TomlFile } from './toml-files.ts'

export const MANIFEST = 'Cargo.toml'

/** The files that can tell where the root is; `own` is the package's. */
export function rootCandidates(folder: string, own: TomlFile): readonly string[] {
  const named = namedRoot(folder, own)
  const folders = named === null ? upwards(folder) : [folder, named]
  return folders.map((each) => inFolder(each, MANIFEST))
}

/** The root's Cargo.toml, which may be the package's own; null for a package without a workspace. */
export function workspaceRoot(folder: string, own: TomlFile, get: (file: string) => TomlFile | null): TomlFile | null {
  if (isObject(own.table['workspace'])) return own
  const named = namedRoot(folder, own)
  if (named !== null) return get(inFolder(named, MANIFEST))
  for (const above of upwards(folder).slice(1)) {
    const root = get(inFolder(above, MANIFEST))
    const workspace = root?.table['workspace']
    if (root && isObject(workspace) && !isExcluded(folder, workspace, above)) return root
  }
  return null
}

function namedRoot(folder: string, { table }: TomlFile): string | null {
  const path = valueAt(table, ['package', 'workspace'])
  return typeof path === 'string' ? resolved(folder, path) : null
}

/** `exclude` holds paths, not globs, and a path in `members` wins over it. */
function isExcluded(folder: string, workspace: JsonObject, root: string): boolean {
  const isBelow = (paths: Json | undefined): boolean =>
    texts(paths).some((path) => {
      const above = resolved(root, path)
      return above !== null && upwards(folder).includes(above)
    })
  return isBelow(workspace['exclude']) && !isBelow(workspace['members'])
}

/** Folders of `members` and of all path dependencies of members (and of the root package) that lie in the root's folder,
 *  except excluded ones and roots of other workspaces; null when this is no root. */
export async function cargoMembers(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const root = await tomlFile(files, inFolder(folder, MANIFEST))
  const workspace = root?.table['workspace']
  if (!root || !isObject(workspace)) return null
  const globbed = await globbedFolders(texts(workspace['members']), { folder, manifest: MANIFEST, files })
  const found = new Set<string>()
  const seen = new Set([folder, ...globbed])
  for (let open = [...seen]; open.length > 0;) {
    const manifests = await Promise.all(open.map((one) => tomlFile(files, inFolder(one, MANIFEST))))
    const members = manifests
      .filter((own) => own !== null)
      .filter((own) => own === root || isMember(own, folder, workspace))
    for (const own of members) found.add(posix.dirname(own.file))
    const edges = members.flatMap((own) => localDependencies(own, root))
    open = [...new Set(edges.flatMap((edge) => edge.folder ?? []))].filter((one) => !seen.has(one))
    for (const one of open) seen.add(one)
  }
  found.delete(folder)
  return [...found].toSorted(byBytes)
}

function isMember(own: TomlFile, root: string, workspace: JsonObject): boolean {
  if (!isObject(own.table['package']) || isObject(own.table['workspace'])) return false
  const folder = posix.dirname(own.file)
  return upwards(folder).includes(root) && !isExcluded(folder, workspace, root)
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
