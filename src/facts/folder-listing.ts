/** What lies in folders of many commits, read from tree objects: a process for each of them would cost too much. */
import type { GitLook, GitObject } from '../world/ports.ts'

/** Ids of files by their names. */
export type Listing = ReadonlyMap<string, string>

const NUL = 0
const SPACE = 32
const ID_BYTES = 20

const EMPTY: Listing = new Map()

/** A tree object is `<mode> <name>\0<id>` again and again. Folders (`40000`) and submodules are none. */
export const listingOf = (body: Buffer): Listing => {
  const files = new Map<string, string>()
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(SPACE, at)
    const end = body.indexOf(NUL, space)
    const isFile = body.toString('latin1', at, space).startsWith('100')
    const next = end + 1 + ID_BYTES
    if (isFile) files.set(body.toString('utf8', space + 1, end), body.toString('hex', end + 1, next))
    at = next
  }
  return files
}

/** Of `<commit>:<folder>` names, in their order; without anything where there is no such folder. */
export const listFolders = async (git: GitLook, folders: readonly string[]): Promise<readonly Listing[]> => {
  const known = new Map<string, Listing>()
  const read = (tree: GitObject | null): Listing => {
    if (tree?.type !== 'tree') return EMPTY
    const listing = known.get(tree.id) ?? listingOf(tree.body)
    known.set(tree.id, listing)
    return listing
  }
  return (await git.objects(folders)).map(read)
}
