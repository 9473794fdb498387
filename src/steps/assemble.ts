/** Lays the built artifacts, notes, checksums, provenance and index of one release into its dist tree, and renames it in. */
import {
  checksumList,
  indexText,
  INDEX_FILE,
  NOTES_FILE,
  PROVENANCE_FILE,
  SUMS_FILE,
} from '../evidence/describe/dist.ts'
import { RelError } from '../errors.ts'
import { provenanceStatement } from '../evidence/describe/statement.ts'
import { chooseSigner, signStatement, type SignSettings } from '../evidence/make/signer.ts'
import { releaseCommit } from '../ledger/refs.ts'
import type { DistFile } from '../model.ts'
import type { World } from '../world/ports.ts'
import { type BuildRecord, readRecord } from './build-record.ts'
import { readTree } from '../evidence/judge/dist-tree.ts'
import type { Handler } from './step.ts'

export type AssembleInput = {
  readonly hex: string
  readonly tags: readonly string[]
  readonly package: string
  readonly version: string
  readonly tag: string
  readonly repository: string | null
  readonly notes: string
  readonly targets: readonly {
    readonly name: string
    readonly work: string
    readonly recipe: readonly (readonly string[])[]
  }[]
  readonly env: readonly string[]
  readonly dist: string
  /** The folder of all trees, which git is told to ignore. */
  readonly trees: string
  readonly sign: SignSettings
  /** rel's own version. */
  readonly rel: string
}

type Described = Omit<DistFile, 'sha256' | 'size'>

const about = (name: string, kind: string, mediaType: string): Described => ({
  name,
  kind,
  target: null,
  mediaType,
  recipe: null,
})

export const assemble: Handler<AssembleInput> = {
  kind: 'assemble',
  describe: (input) => `dist tree ${input.package} ${input.version}`,
  async probe(input, look) {
    const tree = await readTree(look.files, input.dist)
    if (tree === null) return { state: 'absent' }
    const commit = await releaseCommit(look.git, input)
    if (tree.good && tree.index.plan === `sha256:${input.hex}` && tree.index.commit === commit)
      return { state: 'present', evidence: { index: tree.indexSha256 } }
    return { state: 'absent' }
  },
  async act(input, world) {
    const commit = await releaseCommit(world.git, input)
    if (commit === null) throw new RelError('BUG', `no release commit for ${input.tag}`)
    const part = `${input.dist}.part`
    await world.files.write(`${input.trees}/.gitignore`, '*\n')
    await world.files.remove(part)
    await world.files.makeFolder(part)
    const files: DistFile[] = []
    const statements: string[] = []
    for (const target of input.targets) {
      const record = await mustRecord(world, target.work)
      files.push(...(await layArtifacts(world, part, target, record)))
      statements.push(`${await provenance(input, world, { commit, target: target.name, record })}\n`)
    }
    const add = async (file: Described, text: string) => {
      await world.files.write(`${part}/${file.name}`, text)
      files.push(await described(world, part, file))
    }
    await add(about(NOTES_FILE, 'notes', 'text/markdown'), input.notes)
    await add(about(SUMS_FILE, 'checksums', 'text/plain'), checksumList(files))
    await add(about(PROVENANCE_FILE, 'provenance', 'application/jsonl'), statements.join(''))
    const { package: name, version: release, tag, hex } = input
    const index = {
      kind: 'rel.dist',
      version: 1,
      package: name,
      release,
      tag,
      commit,
      plan: `sha256:${hex}`,
      files,
    } as const
    await world.files.write(`${part}/${INDEX_FILE}`, indexText(index))
    await world.files.remove(input.dist)
    await world.files.rename(part, input.dist)
  },
}

const described = async (world: World, folder: string, file: Described): Promise<DistFile> => {
  const hash = await world.files.hash(`${folder}/${file.name}`)
  if (hash === null) throw new RelError('BUILD', `${file.name} went missing while the tree was laid`)
  return { ...file, ...hash }
}

const layArtifacts = async (
  world: World,
  folder: string,
  target: AssembleInput['targets'][number],
  record: BuildRecord,
): Promise<readonly DistFile[]> => {
  const files: DistFile[] = []
  for (const { name, kind, mediaType, integrity } of record.artifacts) {
    await world.files.copy(`${target.work}/${name}`, `${folder}/${name}`)
    const file = { name, kind, target: target.name, mediaType, recipe: target.recipe }
    files.push(await described(world, folder, integrity === undefined ? file : { ...file, integrity }))
  }
  return files
}

const mustRecord = async (world: World, work: string): Promise<BuildRecord> => {
  const record = await readRecord(world, work)
  if (record === null)
    throw new RelError('BUILD', `${work} does not hold what was built there`, { hint: 'run the same command again' })
  return record
}

const provenance = async (
  input: AssembleInput,
  world: World,
  built: { readonly commit: string; readonly target: string; readonly record: BuildRecord },
): Promise<string> => {
  const { record, commit, target } = built
  const statement = provenanceStatement({
    repository: input.repository,
    ref: `refs/tags/${input.tag}`,
    package: input.package,
    version: input.version,
    plan: `sha256:${input.hex}`,
    target,
    commit,
    tree: await world.git.resolve(`${commit}^{tree}`),
    lockfiles: record.lockfiles,
    toolchain: record.toolchain,
    os: world.machine.os,
    arch: world.machine.arch,
    env: input.env,
    rel: input.rel,
    builder: world.machine.builder,
    log: record.log,
    subjects: record.artifacts,
  })
  return signStatement(statement, await chooseSigner(input.sign, world))
}
