/** Where the bytes of a sealed release may come from. A source copies what it has; nobody here judges whether it is right. */
import { checksumList, INDEX_FILE, NOTES_FILE, PROVENANCE_FILE, SUMS_FILE } from '../evidence/describe/dist.ts'
import type { LedgerRelease } from '../ledger/look-up.ts'
import { REMOTE_STAGE } from '../ledger/paths.ts'
import type { World } from '../world/ports.ts'
import type { BuildInput } from './build-record.ts'
import { isFileOfSize, type SealedFile } from './sealed-files.ts'

export interface Source {
  /** As messages call it. */
  readonly name: string
  /** Copies the wanted files that it has into a folder: all, some or none. Throws when it could not be asked. */
  readonly copy: (wanted: readonly SealedFile[], folder: string, world: World) => Promise<void>
}

/** What is written after the checksum list was, or with it. */
const UNSUMMED: readonly string[] = [SUMS_FILE, PROVENANCE_FILE]

/** What describes a release is in the ledger. `targets`: the build targets in the order of their statements. */
export const ledgerSource = (release: LedgerRelease, targets: readonly string[]): Source => ({
  name: 'the ledger',
  async copy(wanted, folder, world) {
    const texts = new Map([
      [PROVENANCE_FILE, targets.map((target) => release.provenance.get(target) ?? '').join('')],
      [NOTES_FILE, release.notes],
      [SUMS_FILE, checksumList(release.index.files.filter(({ name }) => !UNSUMMED.includes(name)))],
      [INDEX_FILE, release.indexText],
    ])
    for (const { name } of wanted) {
      const text = texts.get(name)
      if (text !== undefined) await world.files.write(`${folder}/${name}`, text)
    }
  },
})

/** A folder on this machine. Only regular files are taken: a pipe or a device would be read without end. */
export const folderSource = (path: string): Source => ({
  name: path,
  async copy(wanted, folder, world) {
    for (const { name, size } of wanted)
      if (await isFileOfSize(world, `${path}/${name}`, size))
        await world.files.copy(`${path}/${name}`, `${folder}/${name}`)
  },
})

/** What `rel` staged on the remote before the seal. */
export const stageSource = (remote: string, ref: string): Source => ({
  name: `the stage on ${remote}`,
  async copy(wanted, folder, { git, files }) {
    if (!(await git.remoteRefs(remote, [ref])).has(ref)) return
    const local = `${REMOTE_STAGE}${ref.slice('refs/rel/stage/'.length)}`
    await git.fetch(remote, [`+${ref}:${local}`])
    const names = new Set(wanted.map(({ name }) => name))
    for (const { path, id } of (await git.tree(local)).filter((entry) => names.has(entry.path))) {
      const [object] = await git.objects([id])
      if (object) await files.write(`${folder}/${path}`, object.body)
    }
    // The bytes are in the dist tree from here on: a clone that kept them twice would grow with every release.
    await git.updateRefs([{ ref: local, new: null, old: await git.resolve(local) }], 'unstaged')
  },
})

/** A publish target that may have them. */
export const targetSource = (name: string, retrieve: (folder: string, world: World) => Promise<void>): Source => ({
  name,
  copy: (_, folder, world) => retrieve(folder, world),
})

/** A build target whose files are missing is built once more. */
export const rebuildSource = (
  input: BuildInput,
  build: (input: BuildInput, world: World) => Promise<void>,
): Source => ({
  name: `a rebuild of ${input.target}`,
  async copy(wanted, folder, world) {
    const own = wanted.filter(({ target }) => target === input.target)
    if (own.length === 0) return
    await build(input, world)
    await folderSource(input.work).copy(own, folder, world)
  },
})
