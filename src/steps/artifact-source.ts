/** Where an archive's entries come from: the release commit's own files, or a folder that recipes filled. */
import type { ArchiveEntry } from '../archives/archive.ts'
import { RelError } from '../errors.ts'
import type { FilesLook, GitLook, TreeEntry } from '../world/ports.ts'

const AHEAD = 64

/** Blobs in the order they are asked for, read some at a time through one git process each. */
const blobReader = (git: GitLook, entries: readonly TreeEntry[]) => {
  const place = new Map(entries.map((entry, index) => [entry.id, index] as const))
  let held = new Map<string, Buffer>()
  return async (id: string): Promise<Buffer> => {
    const ready = held.get(id)
    if (ready !== undefined) return ready
    const at = place.get(id) ?? 0
    const ids = [id, ...entries.slice(at + 1, at + AHEAD).map((entry) => entry.id)]
    const objects = await git.objects(ids)
    held = new Map(ids.flatMap((each, index) => (objects[index] ? [[each, objects[index].body] as const] : [])))
    const found = held.get(id)
    if (found === undefined)
      throw new RelError('PARTIAL_CLONE', `blob ${id} is not in this clone`, {
        hint: 'fetch it with: git fetch --refetch --no-filter',
      })
    return found
  }
}

const textEntry = (path: string, text: string, executable: boolean): ArchiveEntry => {
  const content = Buffer.from(text)
  const bytes = async function* () {
    yield content
  }
  return { path, kind: 'file', executable, size: content.length, bytes }
}

/** The tracked files of a commit below a path, some of them with other texts or (null) left out: modes and bytes from git, so no checkout can
 *  change them. Submodules are empty folders. */
export const treeEntries = async (
  git: GitLook,
  commit: string,
  path: string,
  files: Readonly<Record<string, string | null>>,
): Promise<readonly ArchiveEntry[]> => {
  const prefix = path === '.' ? '' : `${path}/`
  const all = await git.tree(commit, path)
  const modes = new Map(all.map((entry) => [entry.path, entry.mode] as const))
  const edits = Object.entries(files)
    .filter(([file]) => file.startsWith(prefix))
    .map(([file, text]) => ({ path: file.slice(prefix.length), text }))
  const texts = edits.flatMap(({ path: file, text }) =>
    text === null ? [] : [textEntry(file, text, modes.get(file) === '100755')],
  )
  const replaced = new Set(edits.map((edit) => edit.path))
  return [
    ...(await blobEntries(
      git,
      all.filter((entry) => !replaced.has(entry.path)),
    )),
    ...texts,
  ]
}

const blobEntries = async (git: GitLook, tree: readonly TreeEntry[]): Promise<readonly ArchiveEntry[]> => {
  const blobs = tree.filter((entry) => entry.type === 'blob').toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const read = blobReader(git, blobs)
  const entries: ArchiveEntry[] = []
  const sizes = await blobSizes(git, blobs)
  for (const entry of tree) {
    const bytes = async function* () {
      yield await read(entry.id)
    }
    const common = { path: entry.path, executable: entry.mode === '100755', bytes }
    if (entry.type === 'commit') entries.push({ ...common, kind: 'folder', size: 0 })
    else if (entry.mode === '120000')
      entries.push({ ...common, kind: 'link', size: 0, target: (await read(entry.id)).toString('utf8') })
    else entries.push({ ...common, kind: 'file', size: sizes.get(entry.id) ?? 0 })
  }
  return entries
}

const blobSizes = async (git: GitLook, blobs: readonly TreeEntry[]): Promise<ReadonlyMap<string, number>> => {
  const sizes = await git.sizes(blobs.map((entry) => entry.id))
  return new Map(blobs.map((entry, index) => [entry.id, sizes[index] ?? 0] as const))
}

const EXECUTABLE = 0o111

const entryAt = async (files: FilesLook, folder: string, path: string): Promise<ArchiveEntry> => {
  const full = `${folder}/${path}`
  const facts = await files.facts(full)
  const executable = ((facts?.mode ?? 0) & EXECUTABLE) !== 0
  const common = { path, executable, bytes: () => files.stream(full) }
  if (facts?.kind === 'folder') return { ...common, kind: 'folder', size: 0 }
  if (facts?.kind === 'link') return { ...common, kind: 'link', size: 0, target: await files.linkTarget(full) }
  if (facts?.kind === 'file') return { ...common, kind: 'file', size: facts.size }
  throw new RelError('BUILD', `${path} is neither file, folder nor link`, {
    hint: 'remove it at the end of the recipe',
  })
}

/** Everything in a folder, sorted by path, without its `.git`. Modes count only as executable or not. */
export const folderEntries = async (files: FilesLook, folder: string, below = ''): Promise<readonly ArchiveEntry[]> => {
  const names = (await files.list(`${folder}/${below}`)) ?? []
  const entries: ArchiveEntry[] = []
  for (const name of names.filter((each) => `${below}${each}` !== '.git')) {
    const entry = await entryAt(files, folder, `${below}${name}`)
    const inside = entry.kind === 'folder' ? await folderEntries(files, folder, `${entry.path}/`) : []
    if (inside.length === 0) entries.push(entry)
    entries.push(...inside)
  }
  return entries
}
