/** Makes the release commit beside the work tree and files it under `refs/rel/pending`. */
import type { Handler } from './step.ts'
import { releaseCommit } from '../ledger/refs.ts'
import { pendingCommit } from '../ledger/paths.ts'

export type CommitInput = {
  readonly hex: string
  readonly tags: readonly string[]
  readonly base: string
  /** The base's committer date: equal objects on two machines are likely only with equal dates. */
  readonly date: number
  readonly message: string
  /** New text by path; null removes the file. Without files the release commit is the base itself. */
  readonly files: Readonly<Record<string, string | null>>
  readonly makesCommit: boolean
  readonly sign: boolean
}

export const commit: Handler<CommitInput> = {
  kind: 'commit',
  describe: (input) =>
    input.makesCommit ? `commit ${input.message.split('\n')[0] ?? ''}` : `commit ${input.base.slice(0, 7)}, as it is`,
  async probe(input, look) {
    const found = await releaseCommit(look.git, input)
    if (found === null) return { state: 'absent' }
    const [object] = await look.git.objects([found])
    const parent = /^parent ([0-9a-f]+)$/m.exec(object?.body.toString('utf8') ?? '')?.[1]
    if (found === input.base || parent === input.base) return { state: 'present', evidence: { commit: found } }
    return {
      state: 'conflict',
      found: `${found} is not made from ${input.base}`,
      hint: `see it with: git show ${found}`,
    }
  },
  async act(input, world) {
    const { git } = world
    let id = input.base
    if (input.makesCommit) {
      const files = new Map(
        Object.entries(input.files).map(([path, text]) => [path, text === null ? null : Buffer.from(text)] as const),
      )
      const tree = await git.writeTree(input.base, files)
      id = await git.writeCommit({
        tree,
        parents: [input.base],
        message: input.message,
        date: input.date,
        sign: input.sign,
      })
    }
    await git.updateRefs([{ ref: pendingCommit(input.hex), new: id, old: null }], 'release commit')
  },
}
