/** The files that `rel init` looks at: those of the work tree, committed or not; in a bare repository those of HEAD. */
import type { CommitFiles } from '../ecosystems/ecosystem.ts'
import { commitFiles } from '../facts/commit-files.ts'
import type { World } from '../world/ports.ts'

export interface SourceTree {
  text(path: string): Promise<string | null>
  /** What stands in the root folder. */
  names(): Promise<readonly string[]>
  /** As ecosystems ask for them. */
  readonly files: CommitFiles
}

const SKIPPED = new Set(['node_modules', '.git'])

const filesBelow = async (world: World, top: string, folder = ''): Promise<readonly string[]> => {
  const found: string[] = []
  for (const name of (await world.files.list(`${top}/${folder}`)) ?? []) {
    const path = folder === '' ? name : `${folder}/${name}`
    const kind = SKIPPED.has(name) ? null : ((await world.files.facts(`${top}/${path}`))?.kind ?? null)
    if (kind === 'folder') found.push(...(await filesBelow(world, top, path)))
    else if (kind === 'file') found.push(path)
  }
  return found
}

const workTree = (world: World, top: string): SourceTree => {
  const kindOf = async (path: string) => (await world.files.facts(`${top}/${path}`))?.kind
  const text = async (path: string): Promise<string | null> =>
    (await kindOf(path)) === 'file' ? ((await world.files.read(`${top}/${path}`))?.toString('utf8') ?? null) : null
  const list = async (folder: string): Promise<readonly string[]> => {
    const names = (await world.files.list(`${top}/${folder}`)) ?? []
    const kinds = await Promise.all(names.map((name) => kindOf(`${folder}/${name}`)))
    return names.filter((_, index) => kinds[index] === 'file')
  }
  return {
    text,
    names: async () => (await world.files.list(top)) ?? [],
    files: { read: text, list, all: () => filesBelow(world, top) },
  }
}

const committed = ({ git }: World): SourceTree => {
  const files = git.place.head === null ? NO_FILES : commitFiles(git, 'HEAD')
  return { text: files.read, names: () => files.list('.'), files }
}

const NO_FILES: CommitFiles = { read: async () => null, list: async () => [], all: async () => [] }

export const sourceTree = (world: World): SourceTree => {
  const { top } = world.git.place
  return top === null ? committed(world) : workTree(world, top)
}
