/** Makes one annotated tag object on the release commit and files it under `refs/rel/pending`. */
import { RelError } from '../errors.ts'
import { pendingTag } from '../ledger/paths.ts'
import { releaseCommit, tagObject } from '../ledger/refs.ts'
import type { Handler } from './step.ts'

export type TagInput = {
  readonly hex: string
  readonly tags: readonly string[]
  readonly tag: string
  readonly message: string
  readonly date: number
  readonly sign: boolean
}

export const tag: Handler<TagInput> = {
  kind: 'tag',
  describe: (input) => `tag ${input.tag}`,
  async probe(input, look) {
    const commit = await releaseCommit(look.git, input)
    const found = await tagObject(look.git, input, input.tag)
    if (found === null || found.type !== 'tag') return { state: 'absent' }
    if (found.commit === commit) return { state: 'present', evidence: { commit: found.commit, object: found.id } }
    return {
      state: 'conflict',
      found: `${input.tag} points at ${String(found.commit)}`,
      hint: `see it with: git show ${found.id}`,
    }
  },
  async act(input, world) {
    const object = await releaseCommit(world.git, input)
    if (object === null) throw new RelError('BUG', `no release commit for ${input.tag}`)
    const { message, date, sign } = input
    const id = await world.git.writeTag({ name: input.tag, object, message, date, sign })
    await world.git.updateRefs([{ ref: pendingTag(input.hex, input.tag), new: id, old: null }], `tag ${input.tag}`)
  },
}
