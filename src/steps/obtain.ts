/** Brings the sealed bytes here when this clone lacks them or built others: from the stage, from a target, by a rebuild. */
import { sha256 } from '../core/canonical.ts'
import { RelError } from '../errors.ts'
import { INDEX_FILE, NOTES_FILE, PROVENANCE_FILE, SUMS_FILE, checksumList } from '../evidence/describe/dist.ts'
import { readTree } from '../evidence/judge/dist-tree.ts'
import { type LedgerRelease, readRelease } from '../ledger/look-up.ts'
import { REMOTE_STAGE, stageRef } from '../ledger/paths.ts'
import { localTip } from '../ledger/tip.ts'
import type { Look, World } from '../world/ports.ts'
import type { BuildInput } from './build-record.ts'
import { readRecord } from './build-record.ts'
import type { Handler } from './step.ts'

export type ObtainInput = {
  readonly package: string
  readonly version: string
  readonly dist: string
  readonly remote: string | null
  readonly ledger: string
  readonly builds: readonly BuildInput[]
  /** Options of the publish targets that may have the bytes, as their own steps get them. */
  readonly targets: readonly { readonly kind: string; readonly publishing: unknown }[]
}

export interface Sources {
  readonly build: (input: BuildInput, world: World) => Promise<void>
  readonly retrieve: (kind: string, publishing: unknown, folder: string, world: World) => Promise<boolean>
}

const find = async (input: ObtainInput, look: Look): Promise<LedgerRelease | null> =>
  readRelease(look.git, await localTip(look.git, input.ledger), input.package, input.version)

const sealed = async (input: ObtainInput, look: Look): Promise<LedgerRelease> => {
  const release = await find(input, look)
  if (release !== null) return release
  throw new RelError('BUG', `${input.package} ${input.version} is not sealed`)
}

const isSealedTree = async (look: Look, folder: string, release: LedgerRelease): Promise<boolean> => {
  const tree = await readTree(look.files, folder).catch((error: unknown) => {
    if (error instanceof RelError && error.code === 'TAMPERED') return null
    throw error
  })
  return tree !== null && tree.good && tree.indexSha256 === sha256(release.indexText)
}

const fromStage = async (
  input: ObtainInput,
  world: World,
  release: LedgerRelease,
  folder: string,
): Promise<boolean> => {
  if (input.remote === null) return false
  const ref = stageRef(input.package, input.version, sha256(release.indexText))
  if (!(await world.git.remoteRefs(input.remote, [ref])).has(ref)) return false
  const local = `${REMOTE_STAGE}${ref.slice('refs/rel/stage/'.length)}`
  await world.git.fetch(input.remote, [`+${ref}:${local}`])
  for (const entry of await world.git.tree(local)) {
    const [object] = await world.git.objects([entry.id])
    if (object && !entry.path.includes('/')) await world.files.write(`${folder}/${entry.path}`, object.body)
  }
  return true
}

/** What is written after the checksum list was. */
const UNSUMMED: readonly string[] = ['checksums', 'provenance']

/** Artifacts are built again; everything that describes them comes from the ledger, never made anew. */
const fromRebuild = async (
  input: ObtainInput,
  world: World,
  release: LedgerRelease,
  folder: string,
  sources: Sources,
): Promise<boolean> => {
  for (const build of input.builds) {
    if ((await readRecord(world, build.work)) === null) await sources.build(build, world)
    const record = await readRecord(world, build.work)
    for (const artifact of record?.artifacts ?? [])
      await world.files.copy(`${build.work}/${artifact.name}`, `${folder}/${artifact.name}`)
  }
  const write = (file: string, text: string) => world.files.write(`${folder}/${file}`, text)
  const order = input.builds.map((build) => build.target)
  await write(PROVENANCE_FILE, order.map((target) => release.provenance.get(target) ?? '').join(''))
  await write(NOTES_FILE, release.notes)
  await write(SUMS_FILE, checksumList(release.index.files.filter(({ kind }) => !UNSUMMED.includes(kind))))
  await write(INDEX_FILE, release.indexText)
  return true
}

const gone = (input: ObtainInput): RelError =>
  new RelError(
    'PARTIAL',
    `${input.package} ${input.version} is sealed, but its bytes cannot be had here: no stage, no target has them, and a rebuild gives others`,
    {
      hint: `finish it where it was built: rel publish; or withdraw the version; or put the sealed tree at ${input.dist}`,
    },
  )

/** A target that was tampered with has no sealed bytes to give; that it was is for its own step to say. */
const notWhatWasPublished = (error: unknown): false => {
  if (error instanceof RelError && error.code === 'TAMPERED') return false
  throw error
}

/** The handler, given how to build and how to ask targets. */
export const obtainHandler = (sources: Sources): Handler<ObtainInput> => ({
  kind: 'obtain',
  describe: (input) => `sealed bytes of ${input.package} ${input.version}`,
  async probe(input, look) {
    const release = await find(input, look)
    if (release === null || !(await isSealedTree(look, input.dist, release))) return { state: 'absent' }
    return { state: 'present', evidence: { index: `sha256:${sha256(release.indexText)}` } }
  },
  async act(input, world) {
    const release = await sealed(input, world)
    const part = `${input.dist}.part`
    const ways = [
      () => fromStage(input, world, release, part),
      ...input.targets.map((target) => () => sources.retrieve(target.kind, target.publishing, part, world)),
      () => fromRebuild(input, world, release, part, sources),
    ]
    for (const way of ways) {
      await world.files.remove(part)
      await world.files.makeFolder(part)
      const found = await way().catch(notWhatWasPublished)
      if (!found || !(await isSealedTree(world, part, release))) continue
      await world.files.remove(input.dist)
      await world.files.rename(part, input.dist)
      return
    }
    await world.files.remove(part)
    throw gone(input)
  },
})
