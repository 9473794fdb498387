/** Puts a release's bytes on the remote, where another machine can get them, before the seal decides about them. */
import { RelError } from '../errors.ts'
import { type FoundTree, readTree } from '../evidence/judge/dist-tree.ts'
import { encodeName, stageRef } from '../ledger/paths.ts'
import type { Look, PushOutcome, World } from '../world/ports.ts'
import type { Handler } from './step.ts'

export type StageInput = {
  readonly package: string
  readonly version: string
  readonly dist: string
  readonly remote: string
  /** False: when the remote does not take the bytes, those in this clone have to do. */
  readonly required: boolean
}

/** More than this does not belong into a git remote. In bytes. */
const LIMIT = 50 * 1024 * 1024

const marker = (input: StageInput, look: Look) =>
  `${look.git.place.commonDir}/rel/staged-here/${encodeName(input.package)}@${encodeName(input.version)}`

const sizeOf = (tree: FoundTree): number => tree.index.files.reduce((sum, file) => sum + file.size, 0)

const unheard = (remote: string, { text }: PushOutcome): RelError =>
  new RelError('REMOTE', `${remote} did not take the staged bytes: ${text.split('\n')[0] ?? ''}`, {
    hint: `check the address, the login and the network with: git ls-remote ${remote}; and run the same command again`,
  })

/** Equal trees make equal commits (the date is fixed), so that a repeat is up to date. */
const upload = async (input: StageInput, world: World, tree: FoundTree): Promise<string | null> => {
  if (sizeOf(tree) > LIMIT) return `${Math.round(sizeOf(tree) / 1048576)} MB are too much for a git remote`
  const files = new Map<string, Buffer>()
  for (const name of (await world.files.list(input.dist)) ?? [])
    files.set(name, (await world.files.read(`${input.dist}/${name}`)) ?? Buffer.alloc(0))
  const commit = await world.git.importCommit({
    base: null,
    files,
    message: `stage ${input.package} ${input.version}\n`,
    date: 0,
    sign: false,
  })
  const ref = stageRef(input.package, input.version, tree.indexSha256)
  const outcome = await world.git.push(input.remote, [`${commit}:${ref}`], { atomic: false })
  if (outcome.accepted) return null
  const [refusal] = outcome.refused
  // Nobody refused anything: the line went dead, or the login was not good.
  if (refusal === undefined) throw unheard(input.remote, outcome)
  return `${input.remote} refuses ${ref}: ${refusal.reason}`
}

export const stage: Handler<StageInput> = {
  kind: 'stage',
  describe: (input) => `stage ${input.package} ${input.version} on ${input.remote}`,
  async probe(input, look) {
    const tree = await readTree(look.files, input.dist)
    if (tree === null) return { state: 'absent' }
    if (!input.required && (await look.files.read(marker(input, look))) !== null)
      return { state: 'present', evidence: { here: input.dist } }
    const ref = stageRef(input.package, input.version, tree.indexSha256)
    const found = (await look.git.remoteRefs(input.remote, [ref])).get(ref)
    return found === undefined ? { state: 'absent' } : { state: 'present', evidence: { ref, commit: found } }
  },
  async act(input, world) {
    const tree = await readTree(world.files, input.dist)
    if (tree === null)
      throw new RelError('BUILD', `${input.dist} holds no dist tree to stage`, { hint: 'build it with: rel build' })
    const failure = await upload(input, world, tree).catch(async (error: unknown) => {
      // An answer that was lost: the bytes may be there.
      if ((await stage.probe(input, world)).state === 'present') return null
      throw error
    })
    if (failure === null || (await stage.probe(input, world)).state === 'present') return
    if (!input.required) return world.files.write(marker(input, world), `${failure}\n`)
    throw new RelError(
      'STAGE_LOCAL',
      `the bytes of ${input.package} ${input.version} would exist on this machine alone: ${failure}`,
      {
        hint: 'let the remote take refs/rel/*, or accept that only this machine can finish the release: "stage": { "to": "local" }',
      },
    )
  },
}
