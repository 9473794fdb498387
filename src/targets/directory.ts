/** A folder as a target: it receives the dist tree, a version's folder at a time, written beside and then renamed. */
import { basename, dirname, resolve } from 'node:path'
import { sha256 } from '../core/canonical.ts'
import { INDEX_FILE, readIndex } from '../evidence/describe/dist.ts'
import { type FoundTree, readTree } from '../evidence/judge/dist-tree.ts'
import { RelError } from '../errors.ts'
import type { Probe } from '../model.ts'
import type { FilesLook, FilesWorld, Look, World } from '../world/ports.ts'
import type { DirectoryOptions } from './directory-options.ts'
import type { Publishing, Target } from './target.ts'

const folderOf = ({ options, root, layout }: Publishing<DirectoryOptions>): string =>
  resolve(root, options.path, layout)

const conflict = ({ dist }: Publishing<DirectoryOptions>, found: string): Probe => ({
  state: 'conflict',
  found,
  hint: `compare it with ${dist}; nothing was overwritten`,
})

/** An index that cannot be read is other bytes, as a file that differs is. */
const readThere = async (files: FilesLook, folder: string): Promise<FoundTree | string | null> =>
  readTree(files, folder).catch((error: unknown) => {
    if (error instanceof RelError && error.code === 'TAMPERED') return error.message
    throw error
  })

/** Whether all that the folder has is ours and some of it is missing: a copy that somebody else made was cut short. */
const isHalf = async (publishing: Publishing<DirectoryOptions>, files: FilesLook): Promise<boolean> => {
  const [folder, path] = [folderOf(publishing), `${publishing.dist}/${INDEX_FILE}`]
  const [names, text] = [await files.list(folder), (await files.read(path))?.toString('utf8')]
  if (names === null || text === undefined) return false
  const digests = readIndex(text, path).files.map((file) => [file.name, file.sha256] as const)
  const ours = new Map([...digests, [INDEX_FILE, sha256(text)]])
  if (names.length >= ours.size) return false
  for (const name of names) {
    const facts = await files.facts(`${folder}/${name}`)
    if (facts?.kind !== 'file' || (await files.hash(`${folder}/${name}`))?.sha256 !== ours.get(name)) return false
  }
  return true
}

/** Beside the folder, and this clone's alone: two machines may publish to one folder at once. */
const partOf = (publishing: Publishing<DirectoryOptions>, { machine }: Look): string =>
  `${folderOf(publishing)}.part-${sha256(`${machine.run} ${publishing.dist}`).slice(0, 12)}`

/** What anybody left beside the folder, now that it is whole. Whoever is still copying fails, and finds it there. */
const clearParts = async (files: FilesWorld, folder: string): Promise<void> => {
  const [above, name] = [dirname(folder), basename(folder)]
  for (const each of (await files.list(above)) ?? [])
    if (each.startsWith(`${name}.part`)) await files.remove(`${above}/${each}`)
}

const copyTree = async (files: FilesWorld, from: string, to: string): Promise<void> => {
  await files.remove(to)
  await files.makeFolder(to)
  for (const name of (await files.list(from)) ?? []) await files.copy(`${from}/${name}`, `${to}/${name}`)
}

const put = async (publishing: Publishing<DirectoryOptions>, world: World): Promise<void> => {
  const [folder, part] = [folderOf(publishing), partOf(publishing, world)]
  await copyTree(world.files, publishing.dist, part)
  // Nothing is lost with it, and cut in between there is half of it again, or nothing.
  if (await isHalf(publishing, world.files)) await world.files.remove(folder)
  await world.files.rename(part, folder)
}

const otherBytes = (publishing: Publishing<DirectoryOptions>, what: string): Probe =>
  conflict(publishing, `${folderOf(publishing)} holds other bytes: ${what}`)

const probeEmpty = async (publishing: Publishing<DirectoryOptions>, look: Look): Promise<Probe> => {
  if ((await look.files.list(folderOf(publishing))) === null) return { state: 'absent' }
  return {
    state: 'conflict',
    found: `${folderOf(publishing)} exists and holds no release`,
    hint: 'move it away, or give the target another "path"',
  }
}

export const directory: Target<DirectoryOptions> = {
  kind: 'directory',
  ecosystem: null,
  location: ({ options, layout }) => `${options.path}/${layout}`,
  async probe(publishing, look) {
    if (await isHalf(publishing, look.files)) return { state: 'absent' }
    const there = await readThere(look.files, folderOf(publishing))
    if (typeof there === 'string') return conflict(publishing, there)
    if (there === null) return probeEmpty(publishing, look)
    const bad = there.verdicts.find((verdict) => !verdict.ok)
    if (bad !== undefined) return otherBytes(publishing, `${bad.check} ${bad.detail}`)
    const ours = await look.files.hash(`${publishing.dist}/${INDEX_FILE}`)
    if (ours === null) return { state: 'unknown', why: 'the sealed bytes are not in this clone yet' }
    const [theirs, sealed] = [`sha256:${there.indexSha256}`, `sha256:${ours.sha256}`]
    if (theirs === sealed) return { state: 'present', evidence: { index: theirs } }
    return otherBytes(publishing, `release.json is ${theirs}, the sealed one ${sealed}`)
  },
  async act(publishing, world) {
    await put(publishing, world).catch(async (cause: unknown) => {
      // Somebody else was faster: whose bytes they are is for the next probe to say.
      const { state } = await directory.probe(publishing, world)
      if (state === 'absent' || state === 'unknown') throw cause
    })
    await clearParts(world.files, folderOf(publishing))
  },
  async retrieve(publishing, folder, world) {
    const there = folderOf(publishing)
    for (const name of (await world.files.list(there)) ?? []) {
      const facts = await world.files.facts(`${there}/${name}`)
      if (facts?.kind === 'file') await world.files.copy(`${there}/${name}`, `${folder}/${name}`)
    }
  },
  // Nothing leads to a version's folder but its own name.
  probeWithdrawn: async () => ({ state: 'present', evidence: null }),
  withdraw: async () => undefined,
  stays: (publishing) => `${folderOf(publishing)} still has the files: remove the folder if nobody may take them`,
}
