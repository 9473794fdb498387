/** What the line's branch on the remote must become so that it contains the release commit. */
import { RelError } from '../errors.ts'
import { fetchHead } from '../ledger/line-head.ts'
import type { World } from '../world/ports.ts'

export interface LineQuestion {
  readonly remote: string
  readonly line: string
  readonly commit: string
  readonly tags: readonly string[]
  readonly onMoved: 'merge' | 'stop'
  /** Whether the merge is signed, as git's settings want commits to be. */
  readonly sign: boolean
}

export const movedOn = (
  question: Pick<LineQuestion, 'line' | 'remote' | 'commit'>,
  head: string,
  why: string,
): RelError =>
  new RelError(
    'LINE_MOVED',
    `${question.line} on ${question.remote} moved on to ${head.slice(0, 7)} while this release was made: ${why}`,
    {
      hint: `start again from the new head (git pull, then the same command), or merge ${question.commit.slice(0, 7)} into ${question.line} by hand and push it`,
    },
  )

/** The commit to push to the branch; null when the branch contains the release commit already. A line that moved on gets
 *  a merge of the release commit, made without a work tree. Throws `LINE_MOVED`. */
export const lineUpdate = async (world: World, question: LineQuestion): Promise<string | null> => {
  const { git } = world
  const head = await fetchHead(world, question.remote, question.line)
  if (head === null || head === question.commit) return head === null ? question.commit : null
  if (await git.isAncestor(head, question.commit)) return question.commit
  if (await git.isAncestor(question.commit, head)) return null
  if (question.onMoved === 'stop') throw movedOn(question, head, '"commit.onMoved" is "stop"')
  const merged = await git.mergeTrees(head, question.commit)
  if ('conflicts' in merged)
    throw movedOn(question, head, `both change ${merged.conflicts.join(', ') || 'the same files'}`)
  const date = Math.floor(world.now() / 1000)
  const message = `chore(release): merge ${question.tags.join(', ')}\n`
  return git.writeCommit({ tree: merged.tree, parents: [head, question.commit], message, date, sign: question.sign })
}
