/** Pushes a bump: its branch and its tags, in one atomic push. */
import { RelError } from '../errors.ts'
import { releaseCommit, tagObject } from '../ledger/refs.ts'
import type { Look } from '../world/ports.ts'
import type { Handler } from './step.ts'

export type PushInput = {
  readonly hex: string
  readonly tags: readonly string[]
  readonly line: string
  readonly branch: boolean
  readonly remote: string
}

const onRemote = async (input: PushInput, look: Look): Promise<ReadonlyMap<string, string>> =>
  look.git.remoteRefs(input.remote, [
    `refs/heads/${input.line}`,
    ...input.tags.flatMap((tag) => [`refs/tags/${tag}`, `refs/tags/${tag}^{}`]),
  ])

export const push: Handler<PushInput> = {
  kind: 'push',
  describe: (input) => `push ${input.branch ? `${input.line}, ` : ''}${input.tags.join(', ')} to ${input.remote}`,
  async probe(input, look) {
    const commit = await releaseCommit(look.git, input)
    const refs = await onRemote(input, look)
    for (const tag of input.tags) {
      const there = refs.get(`refs/tags/${tag}^{}`) ?? refs.get(`refs/tags/${tag}`)
      if (there === undefined) return { state: 'absent' }
      if (there !== commit)
        return {
          state: 'conflict',
          found: `${input.remote} has ${tag} at ${there.slice(0, 7)}`,
          hint: `take this bump back with: rel bump --abandon`,
        }
    }
    return { state: 'present', evidence: { commit } }
  },
  async act(input, world) {
    const commit = await releaseCommit(world.git, input)
    const objects = await Promise.all(input.tags.map((tag) => tagObject(world.git, input, tag)))
    const tags = input.tags.map((tag, index) => `${objects[index]?.id ?? ''}:refs/tags/${tag}`)
    const head = (await onRemote(input, world)).get(`refs/heads/${input.line}`)
    const branch = input.branch && commit !== null && head !== commit ? [`${commit}:refs/heads/${input.line}`] : []
    const outcome = await world.git.push(input.remote, [...branch, ...tags], { atomic: true })
    if (outcome.accepted || (await push.probe(input, world)).state === 'present') return
    const first = outcome.refused.find((each) => !/atomic/.test(each.reason))
    throw new RelError(
      'BLOCKED',
      `${input.remote} did not take the push: ${first === undefined ? outcome.text : `${first.ref} ${first.reason}`}`,
      {
        hint: 'nothing was pushed. If the line moved on: rel bump --abandon, git pull, rel bump --push',
      },
    )
  },
}
