/** Builds one target of one release in a clean checkout of its commit, into a private folder that is renamed when whole. */
import type { ArchiveEntry, ArchiveFormat } from '../archives/archive.ts'
import { RelError } from '../errors.ts'
import { releaseCommit } from '../ledger/refs.ts'
import type { Artifact } from '../model.ts'
import type { World } from '../world/ports.ts'
import { folderEntries, treeEntries } from './artifact-source.ts'
import { readTree } from '../evidence/judge/dist-tree.ts'
import { type ArtifactInput, type BuildInput, type BuildRecord, readRecord, RECORD_FILE } from './build-record.ts'
import { PACKERS, packNpm } from './pack.ts'
import { logDigest, type Place, readLockfiles, readToolchain, runRecipes } from './recipe.ts'
import type { Handler } from './step.ts'

/** The handler, given the archive formats that there are. */
export const buildHandler = (formats: readonly ArchiveFormat[]): Handler<BuildInput> => ({
  kind: 'build',
  describe: (input) => `build ${input.package} ${input.version} ${input.target}`,
  async probe(input, look) {
    const commit = await releaseCommit(look.git, input)
    const tree = await readTree(look.files, input.dist)
    if (tree?.good === true && tree.index.plan === `sha256:${input.hex}` && tree.index.commit === commit) {
      return { state: 'present', evidence: { dist: input.dist } }
    }
    const record = await readRecord(look, input.work)
    if (record === null || record.commit !== commit) return { state: 'absent' }
    return { state: 'present', evidence: { artifacts: record.artifacts.map((artifact) => artifact.name) } }
  },
  async act(input, world) {
    refuseOtherMachine(input, world)
    const staging = `${input.work}.part`
    const place = await makePlace(input, world, staging)
    await runRecipes(input, world, place)
    const artifacts: Artifact[] = []
    for (const artifact of input.artifacts) artifacts.push(await make({ input, artifact, place, formats }, world))
    const log = await logDigest(world, place)
    const packs = input.artifacts.some(({ kind }) => kind === 'package')
    const toolchain = await readToolchain(input, world, packs ? PACKERS : [])
    const lockfiles = await readLockfiles(input, world, place.commit)
    const record: BuildRecord = { commit: place.commit, artifacts, log, toolchain, lockfiles }
    await world.files.write(`${place.out}/${RECORD_FILE}`, JSON.stringify(record, null, 2))
    await world.files.remove(input.work)
    await world.files.rename(place.out, input.work)
    await world.files.remove(staging)
  },
})

/** An empty place to build in; with a checkout where a recipe or an artifact asks for one. */
const makePlace = async (input: BuildInput, world: World, staging: string): Promise<Place> => {
  const commit = await releaseCommit(world.git, input)
  if (commit === null) throw new RelError('BUG', `no release commit to build ${input.package} from`)
  const place = {
    checkout: `${staging}/checkout`,
    out: `${staging}/out`,
    commit,
    date: await commitDate(world, commit),
  }
  await world.files.remove(staging)
  await world.files.makeFolder(place.out)
  if (input.run.length > 0 || input.artifacts.some((artifact) => artifact.from !== null))
    await layCheckout(input, world, place)
  return place
}

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

const layCheckout = async (input: BuildInput, world: World, { commit, checkout }: Place): Promise<void> => {
  await world.git.cleanCheckout(commit, checkout)
  for (const [file, text] of Object.entries(input.files)) {
    if (text === null) await world.files.remove(`${checkout}/${file}`)
    else await world.files.write(`${checkout}/${file}`, text)
  }
}

const commitDate = async (world: World, commit: string): Promise<number> => {
  const [object] = await world.git.objects([commit])
  return Number(/^committer .*> (\d+) /m.exec(object?.body.toString('utf8') ?? '')?.[1] ?? 0)
}

const MEDIA = 'application/octet-stream'

interface Making {
  readonly input: BuildInput
  readonly artifact: ArtifactInput
  readonly place: Place
  readonly formats: readonly ArchiveFormat[]
}

const make = async (making: Making, world: World): Promise<Artifact> => {
  const { artifact, place, formats, input } = making
  if (artifact.kind === 'package') return packNpm(making, world)
  const file = `${place.out}/${artifact.name}`
  const format = formats.find((each) => each.format === artifact.format)
  if (format !== undefined) {
    const entries = await entriesOf(making, world)
    await world.files.writeStream(file, format.write(entries, { root: artifact.root, time: place.date }))
  } else {
    const from = `${place.checkout}/${artifact.from ?? ''}`
    if ((await world.files.facts(from))?.kind !== 'file') throw missing(artifact)
    await world.files.copy(from, file)
  }
  const hash = await world.files.hash(file)
  if (hash === null) throw missing(artifact)
  return {
    name: artifact.name,
    kind: artifact.kind,
    target: input.target,
    ...hash,
    mediaType: format?.mediaType ?? MEDIA,
  }
}

const missing = (artifact: ArtifactInput): RelError =>
  new RelError('BUILD', `the recipes left no ${artifact.from ?? artifact.name}`, {
    hint: `see what they do in build.targets[].run, or correct "from"`,
  })

const entriesOf = async ({ input, artifact, place }: Making, world: World): Promise<readonly ArchiveEntry[]> => {
  if (artifact.from === null) return treeEntries(world.git, place.commit, input.path, input.files)
  const folder = artifact.from === '.' ? place.checkout : `${place.checkout}/${artifact.from}`
  if ((await world.files.facts(folder))?.kind !== 'folder') throw missing(artifact)
  return folderEntries(world.files, folder)
}
