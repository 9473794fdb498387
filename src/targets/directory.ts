/** A folder as a target: it receives the dist tree, a version's folder at a time, written beside and then renamed. */
import { resolve } from 'node:path'
import { type FoundTree, readTree } from '../evidence/judge/dist-tree.ts'
import { RelError } from '../errors.ts'
import type { Probe } from '../model.ts'
import type { FilesLook, FilesWorld, Look } from '../world/ports.ts'
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

const copyTree = async (files: FilesWorld, from: string, to: string): Promise<void> => {
  await files.remove(to)
  await files.makeFolder(to)
  for (const name of (await files.list(from)) ?? []) await files.copy(`${from}/${name}`, `${to}/${name}`)
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
  location: ({ options, layout }) => `${options.path}/${layout}`,
  async probe(publishing, look) {
    const there = await readThere(look.files, folderOf(publishing))
    if (typeof there === 'string') return conflict(publishing, there)
    if (there === null) return probeEmpty(publishing, look)
    const bad = there.verdicts.find((verdict) => !verdict.ok)
    if (bad !== undefined) return otherBytes(publishing, `${bad.check} ${bad.detail}`)
    const ours = await readTree(look.files, publishing.dist)
    if (ours === null) return { state: 'unknown', why: 'the sealed bytes are not in this clone yet' }
    const [theirs, sealed] = [`sha256:${there.indexSha256}`, `sha256:${ours.indexSha256}`]
    if (theirs === sealed) return { state: 'present', evidence: { index: theirs } }
    return otherBytes(publishing, `release.json is ${theirs}, the sealed one ${sealed}`)
  },
  async act(publishing, world) {
    const folder = folderOf(publishing)
    await copyTree(world.files, publishing.dist, `${folder}.part`)
    await world.files.rename(`${folder}.part`, folder)
  },
  async retrieve(publishing, folder, world) {
    const there = await readTree(world.files, folderOf(publishing))
    if (there === null) return false
    if (!there.good)
      throw new RelError('TAMPERED', `${folderOf(publishing)} is not what was published`, {
        hint: 'see what differs with: rel audit',
      })
    await copyTree(world.files, folderOf(publishing), folder)
    return true
  },
}
