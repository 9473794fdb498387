/** Writes what is certain into `refs/tags` and `refs/heads` of this clone, and moves the checkout along. */
import { RelError } from '../errors.ts'
import { pendingCommit, pendingTag } from '../ledger/paths.ts'
import { releaseCommit, tagObject } from '../ledger/refs.ts'
import type { GitLook, Look, Ref, RefUpdate, World } from '../world/ports.ts'
import type { Handler } from './step.ts'

export type LandInput = {
  readonly hex: string
  readonly tags: readonly string[]
  readonly line: string
  /** False when there is no release commit to move the line to. */
  readonly branch: boolean
}

const branchRef = (line: string) => `refs/heads/${line}`

const found = async (git: GitLook, name: string): Promise<Ref | null> =>
  (await git.refs([name])).find((ref) => ref.name === name) ?? null

/** A branch follows only where it can fast-forward: what the user has committed since stays theirs to merge. */
const branchMove = async (
  look: Look,
  input: LandInput,
  commit: string,
): Promise<{ from: string; checkedOut: boolean } | null> => {
  if (!input.branch) return null
  const ref = branchRef(input.line)
  const head = await found(look.git, ref)
  if (head === null || head.id === commit || !(await look.git.isAncestor(head.id, commit))) return null
  const checkedOut = (await look.git.symbolicRef('HEAD')) === ref && look.git.place.top !== null
  const elsewhere = (await look.git.workTrees()).some((tree) => tree.branch === ref && tree.path !== look.git.place.top)
  return elsewhere && !checkedOut ? null : { from: head.id, checkedOut }
}

const tagUpdates = async (git: GitLook, input: LandInput, commit: string): Promise<readonly RefUpdate[]> => {
  const updates: RefUpdate[] = []
  for (const tag of input.tags) {
    const object = await tagObject(git, input, tag)
    const here = await found(git, `refs/tags/${tag}`)
    if (object === null || object.commit !== commit) throw new RelError('BUG', `no tag object for ${tag}`)
    if (here !== null && here.commit !== commit) {
      throw new RelError(
        'TAG_MOVED',
        `the local tag ${tag} points at ${here.id.slice(0, 7)}, the release is ${commit.slice(0, 7)}`,
        {
          hint: `compare with: git diff ${here.id.slice(0, 7)} ${commit.slice(0, 7)}; then remove the wrong one with: git tag -d ${tag}`,
        },
      )
    }
    if (here?.id !== object.id) updates.push({ ref: `refs/tags/${tag}`, new: object.id, old: here?.id ?? null })
  }
  return updates
}

const pendingRefs = async (git: GitLook, input: LandInput): Promise<readonly Ref[]> => {
  const names = [pendingCommit(input.hex), ...input.tags.map((tag) => pendingTag(input.hex, tag))]
  return (await git.refs(names)).filter((ref) => names.includes(ref.name))
}

/** What has landed need not wait any longer. */
const clearPending = async (world: World, input: LandInput): Promise<void> => {
  const refs = await pendingRefs(world.git, input)
  await world.git.updateRefs(
    refs.map((ref) => ({ ref: ref.name, new: null, old: ref.id })),
    'landed',
  )
}

export const land: Handler<LandInput> = {
  kind: 'land',
  describe: (input) => `tags ${input.tags.join(', ')}${input.branch ? ` and branch ${input.line}` : ''} in this clone`,
  async probe(input, look) {
    const commit = await releaseCommit(look.git, input)
    if (commit === null) return { state: 'absent' }
    for (const tag of input.tags) {
      const here = await found(look.git, `refs/tags/${tag}`)
      if (here === null) return { state: 'absent' }
      if (here.commit !== commit)
        return {
          state: 'conflict',
          found: `${tag} points at ${String(here.commit)}`,
          hint: `compare with: git diff ${here.id} ${commit}`,
        }
    }
    if ((await branchMove(look, input, commit)) !== null) return { state: 'absent' }
    if ((await pendingRefs(look.git, input)).length > 0) return { state: 'absent' }
    return { state: 'present', evidence: { commit } }
  },
  async act(input, world) {
    const commit = await releaseCommit(world.git, input)
    if (commit === null) throw new RelError('BUG', 'no release commit to land')
    const move = await branchMove(world, input, commit)
    const ref = branchRef(input.line)
    const reason = `release ${input.tags.join(', ')}`
    const branch = move === null ? [] : [{ ref, new: commit, old: move.from }]
    // The checkout moves before its branch: cut between the two, the files are there and the next run moves the branch.
    if (move?.checkedOut === true) await world.git.moveCheckout(move.from, commit)
    await world.git.updateRefs([...(await tagUpdates(world.git, input, commit)), ...branch], reason)
    await clearPending(world, input)
  },
}
