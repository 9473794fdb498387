/** Writes what is certain into `refs/tags` and `refs/heads` of this clone, and moves the checkout along. */
import { RelError } from '../errors.ts'
import { PENDING, pendingCommit, pendingTag } from '../ledger/paths.ts'
import { givenUp } from '../ledger/pending.ts'
import { releaseCommit, releasePlaces, tagObject } from '../ledger/refs.ts'
import type { GitLook, Look, Ref, RefUpdate } from '../world/ports.ts'
import type { Handler } from './step.ts'

export type LandInput = {
  readonly hex: string
  readonly tags: readonly string[]
  readonly line: string
  /** False when there is no release commit to move the line to. */
  readonly branch: boolean
}

const branchRef = (line: string) => `refs/heads/${line}`

type Refs = ReadonlyMap<string, Ref>

/** Branch, tags and what waits, as they are here. */
const refsHere = async (git: GitLook, input: LandInput): Promise<Refs> =>
  new Map(
    (await git.refs([branchRef(input.line), PENDING, ...releasePlaces(input)])).map((ref) => [ref.name, ref] as const),
  )

/** A branch follows only where it can fast-forward: what the user has committed since stays theirs to merge. */
const branchMove = async (
  look: Look,
  input: LandInput,
  here: Refs,
  commit: string,
): Promise<{ from: string; checkedOut: boolean } | null> => {
  if (!input.branch) return null
  const ref = branchRef(input.line)
  const head = here.get(ref)
  if (head === undefined || head.id === commit || !(await look.git.isAncestor(head.id, commit))) return null
  const checkedOut = (await look.git.symbolicRef('HEAD')) === ref && look.git.place.top !== null
  const elsewhere = (await look.git.workTrees()).some((tree) => tree.branch === ref && tree.path !== look.git.place.top)
  return elsewhere && !checkedOut ? null : { from: head.id, checkedOut }
}

const tagUpdates = async (
  git: GitLook,
  input: LandInput,
  here: Refs,
  commit: string,
): Promise<readonly RefUpdate[]> => {
  const updates: RefUpdate[] = []
  for (const tag of input.tags) {
    const object = await tagObject(git, input, tag)
    const own = here.get(`refs/tags/${tag}`)
    if (object === null || object.commit !== commit) throw new RelError('BUG', `no tag object for ${tag}`)
    if (own !== undefined && own.commit !== commit) {
      throw new RelError(
        'TAG_MOVED',
        `the local tag ${tag} points at ${own.id.slice(0, 7)}, the release is ${commit.slice(0, 7)}`,
        {
          hint: `compare with: git diff ${own.id.slice(0, 7)} ${commit.slice(0, 7)}; then remove the wrong one with: git tag -d ${tag}`,
        },
      )
    }
    if (own?.id !== object.id) updates.push({ ref: `refs/tags/${tag}`, new: object.id, old: own?.id ?? null })
  }
  return updates
}

const pending = (input: LandInput, here: Refs): readonly Ref[] =>
  [pendingCommit(input.hex), ...input.tags.map((tag) => pendingTag(input.hex, tag))].flatMap(
    (name) => here.get(name) ?? [],
  )

const removal = ({ name, id }: Ref): RefUpdate => ({ ref: name, new: null, old: id })

export const land: Handler<LandInput> = {
  kind: 'land',
  describe: (input) => `tags ${input.tags.join(', ')}${input.branch ? ` and branch ${input.line}` : ''} in this clone`,
  async probe(input, look) {
    const here = await refsHere(look.git, input)
    const commit = await releaseCommit(look.git, input)
    if (commit === null) return { state: 'absent' }
    for (const tag of input.tags) {
      const own = here.get(`refs/tags/${tag}`)
      if (own === undefined) return { state: 'absent' }
      if (own.commit !== commit)
        return {
          state: 'conflict',
          found: `${tag} points at ${String(own.commit)}`,
          hint: `compare with: git diff ${own.id} ${commit}`,
        }
    }
    if ((await branchMove(look, input, here, commit)) !== null) return { state: 'absent' }
    return pending(input, here).length > 0 ? { state: 'absent' } : { state: 'present', evidence: { commit } }
  },
  async act(input, world) {
    const here = await refsHere(world.git, input)
    const commit = await releaseCommit(world.git, input)
    if (commit === null) throw new RelError('BUG', 'no release commit to land')
    const move = await branchMove(world, input, here, commit)
    const tags = await tagUpdates(world.git, input, here, commit)
    const branch = move === null ? [] : [{ ref: branchRef(input.line), new: commit, old: move.from }]
    // What has landed need not wait any longer, nor what can never land now.
    const done = [...pending(input, here), ...(await givenUp(world.git, { ...input, commit }))].map(removal)
    // The checkout moves before its branch: cut between the two, the files are there and the next run moves the branch.
    if (move?.checkedOut === true) await world.git.moveCheckout(move.from, commit)
    await world.git.updateRefs([...tags, ...branch, ...done], `release ${input.tags.join(', ')}`)
  },
}
