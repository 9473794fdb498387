/** Builds one target of one release in a clean checkout of its commit, into a private folder that is renamed when whole. */
import type { ArchiveEntry, ArchiveFormat } from '../archives/archive.ts'
import { RelError } from '../errors.ts'
import { releaseCommit } from '../ledger/refs.ts'
import type { Artifact } from '../model.ts'
import type { World } from '../world/ports.ts'
import { folderEntries, treeEntries } from './artifact-source.ts'
import { readTree } from '../evidence/judge/dist-tree.ts'
import { type ArtifactInput, type BuildInput, type BuildRecord, readRecord, RECORD_FILE } from './build-record.ts'
import { type Place, readLockfiles, readToolchain, runRecipes } from './recipe.ts'
import type { Handler } from './step.ts'

/** The handler, given the archive formats that there are. */
export const buildHandler = (formats: readonly ArchiveFormat[]): Handler<BuildInput> => ({
  kind: 'build',
  describe: (input) => `build ${input.package} ${input.version} ${input.target}`,
  async probe(input, look) {
    const tree = await readTree(look.files, input.dist)
    if (tree?.good === true && tree.index.plan === `sha256:${input.hex}`)
      return { state: 'present', evidence: { dist: input.dist } }
    const record = await readRecord(look, input.work)
    return record === null
      ? { state: 'absent' }
      : { state: 'present', evidence: { artifacts: record.artifacts.map((artifact) => artifact.name) } }
  },
  async act(input, world) {
    refuseOtherMachine(input, world)
    const commit = await releaseCommit(world.git, input)
    if (commit === null) throw new RelError('BUG', `no release commit to build ${input.package} from`)
    const staging = `${input.work}.part`
    await world.files.remove(staging)
    await world.files.makeFolder(`${staging}/out`)
    const checkout = `${staging}/checkout`
    const needsCheckout = input.run.length > 0 || input.artifacts.some((artifact) => artifact.from !== null)
    if (needsCheckout) await layCheckout(input, world, commit, checkout)
    const date = await commitDate(world, commit)
    const log = await runRecipes(input, world, { checkout, commit, date, out: `${staging}/out` })
    const artifacts: Artifact[] = []
    for (const artifact of input.artifacts) {
      artifacts.push(
        await make(
          world,
          {
            artifact,
            target: input.target,
            path: input.path,
            files: input.files,
            checkout,
            commit,
            date,
            out: `${staging}/out`,
          },
          formats,
        ),
      )
    }
    const record: BuildRecord = {
      artifacts,
      log,
      toolchain: await readToolchain(input, world),
      lockfiles: await readLockfiles(input, world, commit),
    }
    await world.files.write(`${staging}/out/${RECORD_FILE}`, JSON.stringify(record, null, 2))
    await world.files.remove(input.work)
    await world.files.rename(`${staging}/out`, input.work)
    await world.files.remove(staging)
  },
})

const refuseOtherMachine = (input: BuildInput, world: World): void => {
  const { os, arch } = world.machine
  if ((input.on.os ?? os) === os && (input.on.arch ?? arch) === arch) return
  throw new RelError(
    'BUILD',
    `target ${input.target} wants ${input.on.os ?? os} ${input.on.arch ?? arch}, this machine is ${os} ${arch}`,
    {
      hint: `run it there, or build the others with --target`,
    },
  )
}

const layCheckout = async (input: BuildInput, world: World, commit: string, checkout: string): Promise<void> => {
  await world.git.cleanCheckout(commit, checkout)
  for (const [file, text] of Object.entries(input.files)) await world.files.write(`${checkout}/${file}`, text)
}

const commitDate = async (world: World, commit: string): Promise<number> => {
  const [object] = await world.git.objects([commit])
  return Number(/^committer .*> (\d+) /m.exec(object?.body.toString('utf8') ?? '')?.[1] ?? 0)
}

const MEDIA = 'application/octet-stream'

const make = async (
  world: World,
  one: Place & {
    readonly artifact: ArtifactInput
    readonly target: string
    readonly path: string
    readonly files: BuildInput['files']
  },
  formats: readonly ArchiveFormat[],
): Promise<Artifact> => {
  const { artifact, target } = one
  const file = `${one.out}/${artifact.name}`
  const format = formats.find((each) => each.format === artifact.format)
  if (artifact.kind === 'archive') {
    if (format === undefined) throw new RelError('BUG', `no archive format ${artifact.format}`)
    await world.files.writeStream(
      file,
      format.write(await entriesOf(world, one), { root: artifact.root, time: one.date }),
    )
  } else {
    const from = `${one.checkout}/${artifact.from ?? ''}`
    if ((await world.files.facts(from))?.kind !== 'file') throw missing(artifact)
    await world.files.copy(from, file)
  }
  const hash = await world.files.hash(file)
  if (hash === null) throw missing(artifact)
  return { name: artifact.name, kind: artifact.kind, target, ...hash, mediaType: format?.mediaType ?? MEDIA }
}

const missing = (artifact: ArtifactInput): RelError =>
  new RelError('BUILD', `the recipes left no ${artifact.from ?? artifact.name}`, {
    hint: `see what they do in build.targets[].run, or correct "from"`,
  })

const entriesOf = async (
  world: World,
  one: Place & { readonly artifact: ArtifactInput; readonly path: string; readonly files: BuildInput['files'] },
): Promise<readonly ArchiveEntry[]> => {
  const { from } = one.artifact
  if (from === null) return treeEntries(world.git, one.commit, one.path, one.files)
  const folder = from === '.' ? one.checkout : `${one.checkout}/${from.replace(/\/$/, '')}`
  const facts = await world.files.facts(folder)
  if (facts?.kind !== 'folder') throw missing(one.artifact)
  return folderEntries(world.files, folder)
}
