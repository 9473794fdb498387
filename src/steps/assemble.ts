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
import type { Digest, DistFile } from '../model.ts'
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

const text = (name: string, kind: string, mediaType: string): Described => ({
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
    if (tree.good && tree.index.plan === `sha256:${input.hex}`)
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
    const add = async (file: Described, bytes: string | null) => {
      if (bytes !== null) await world.files.write(`${part}/${file.name}`, bytes)
      const hash = await world.files.hash(`${part}/${file.name}`)
      if (hash === null) throw new RelError('BUILD', `${file.name} went missing while the tree was laid`)
      files.push({ ...file, ...hash })
    }
    const lines: string[] = []
    for (const target of input.targets) {
      const record = await mustRecord(world, target.work)
      for (const artifact of record.artifacts) {
        await world.files.copy(`${target.work}/${artifact.name}`, `${part}/${artifact.name}`)
        await add(
          {
            name: artifact.name,
            kind: artifact.kind,
            target: target.name,
            mediaType: artifact.mediaType,
            recipe: target.recipe,
          },
          null,
        )
      }
      lines.push(await provenance(input, world, { commit, target: target.name, record }))
    }
    await add(text(NOTES_FILE, 'notes', 'text/markdown'), input.notes)
    await add(text(SUMS_FILE, 'checksums', 'text/plain'), checksumList(files))
    await add(text(PROVENANCE_FILE, 'provenance', 'application/jsonl'), lines.map((line) => `${line}\n`).join(''))
    const plan: Digest = `sha256:${input.hex}`
    const index = {
      kind: 'rel.dist',
      version: 1,
      package: input.package,
      release: input.version,
      tag: input.tag,
      commit,
      plan,
      files,
    } as const
    await world.files.write(`${part}/${INDEX_FILE}`, indexText(index))
    await world.files.remove(input.dist)
    await world.files.rename(part, input.dist)
  },
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
