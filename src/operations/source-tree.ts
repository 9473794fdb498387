/** The files that `rel init` looks at: those of the work tree, committed or not; in a bare repository those of HEAD. */
import type { GitLook, TreeEntry, World } from '../world/ports.ts'

export interface SourceTree {
  text(path: string): Promise<string | null>
  /** What stands in the root folder. */
  names(): Promise<readonly string[]>
  /** For those who read files as git objects of a commit: `<anything>:<path>`. */
  readonly git: GitLook
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

const entry = (path: string): TreeEntry => ({ mode: '100644', type: 'blob', id: '', path })

const workTree = (world: World, top: string): SourceTree => {
  const read = async (path: string) => {
    const facts = await world.files.facts(`${top}/${path}`)
    return facts?.kind === 'file' ? world.files.read(`${top}/${path}`) : null
  }
  const objects: GitLook['objects'] = (names) =>
    Promise.all(
      names.map(async (name) => {
        const body = await read(name.slice(name.indexOf(':') + 1))
        return body === null ? null : { id: '', type: 'blob', body }
      }),
    )
  return {
    text: async (path) => (await read(path))?.toString('utf8') ?? null,
    names: async () => (await world.files.list(top)) ?? [],
    git: { ...world.git, objects, tree: async () => (await filesBelow(world, top)).map(entry) },
  }
}

const committed = ({ git }: World): SourceTree => ({
  text: async (path) => {
    const [object] = await git.objects([`HEAD:${path}`])
    return object?.type === 'blob' ? object.body.toString('utf8') : null
  },
  names: async () =>
    git.place.head === null
      ? []
      : (await git.tree('HEAD')).map((each) => each.path).filter((path) => !path.includes('/')),
  git,
})

export const sourceTree = (world: World): SourceTree => {
  const { top } = world.git.place
  return top === null ? committed(world) : workTree(world, top)
}
