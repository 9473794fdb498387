/** Takes the staged bytes of a version off the remote, once all its targets are verified. */
import { stagePrefix } from '../ledger/paths.ts'
import type { Look } from '../world/ports.ts'
import type { Handler } from './step.ts'

export type UnstageInput = { readonly package: string; readonly version: string; readonly remote: string }

const staged = async (input: UnstageInput, look: Look): Promise<readonly string[]> => [
  ...(await look.git.remoteRefs(input.remote, [`${stagePrefix(input.package, input.version)}*`])).keys(),
]

export const unstage: Handler<UnstageInput> = {
  kind: 'unstage',
  describe: (input) => `clear the stage of ${input.package} ${input.version}`,
  async probe(input, look) {
    const refs = await staged(input, look)
    return refs.length === 0 ? { state: 'present', evidence: { staged: 0 } } : { state: 'absent' }
  },
  async act(input, world) {
    await world.git.push(
      input.remote,
      (await staged(input, world)).map((ref) => `:${ref}`),
      { atomic: false },
    )
  },
}
