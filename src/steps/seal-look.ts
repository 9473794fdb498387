/** Looks once at everything that a seal moves: what stands where it has to go, and what waits for it here. */
import { type LedgerRelease, readRelease } from '../ledger/look-up.ts'
import { pendingCommit, pendingTag, REMOTE_HEADS, REMOTE_LEDGER } from '../ledger/paths.ts'
import { releaseCommit, releasePlaces } from '../ledger/refs.ts'
import { fetchTip, localTip } from '../ledger/tip.ts'
import type { Plan } from '../model.ts'
import type { Look, Ref } from '../world/ports.ts'
import type { SealContent } from './seal-content.ts'

export type SealInput = SealContent & {
  readonly hex: string
  readonly tags: readonly string[]
  readonly plan: Plan
  readonly line: string
  /** False when there is no release commit to move the line to. */
  readonly branch: boolean
  readonly onMoved: 'merge' | 'stop'
  readonly remote: string | null
  readonly ledger: string
  /** Whether commits are signed: the ledger's, and the merge of a line that moved on. */
  readonly signLedger: boolean
}

export interface Seen {
  /** Line, ledger and tags on the remote, or tags here without one; tags peeled too (`refs/tags/x^{}`). */
  readonly refs: ReadonlyMap<string, string>
  /** The ledger's tip, with its objects here. */
  readonly tip: string | null
  /** Of the plan's releases, those that the ledger has. */
  readonly sealed: readonly LedgerRelease[]
  /** The release commit here. */
  readonly commit: string | null
  /** Commit and tags that wait here for the seal. */
  readonly pending: readonly Ref[]
}

const tagsHere = async (input: SealInput, look: Look): Promise<ReadonlyMap<string, string>> => {
  const refs = await look.git.refs(input.tags.map((tag) => `refs/tags/${tag}`))
  return new Map(refs.flatMap(({ name, id, commit }) => [[name, id] as const, [`${name}^{}`, commit ?? id] as const]))
}

/** What waits here, asked together with all else that is asked of this clone. */
const refsHere = async (input: SealInput, look: Look): Promise<readonly Ref[]> => {
  const waiting = [pendingCommit(input.hex), ...input.tags.map((tag) => pendingTag(input.hex, tag))]
  const others = [...releasePlaces(input), input.ledger, REMOTE_LEDGER, `${REMOTE_HEADS}${input.line}`]
  const refs = await look.git.refs([...waiting, ...others])
  return refs.filter((ref) => waiting.includes(ref.name))
}

/** What stands where the seal goes, in one question. */
export const refsThere = async (input: SealInput, look: Look): Promise<ReadonlyMap<string, string>> => {
  if (input.remote === null) return tagsHere(input, look)
  const tags = input.tags.flatMap((tag) => [`refs/tags/${tag}`, `refs/tags/${tag}^{}`])
  return look.git.remoteRefs(input.remote, [`refs/heads/${input.line}`, input.ledger, ...tags])
}

export const lookAround = async (input: SealInput, look: Look): Promise<Seen> => {
  const { remote, ledger, plan } = input
  const pending = await refsHere(input, look)
  const refs = await refsThere(input, look)
  const tip = remote === null ? await localTip(look.git, ledger) : await fetchTip(look, remote, ledger)
  const found = await Promise.all(plan.releases.map(({ package: name, to }) => readRelease(look.git, tip, name, to)))
  const commit = await releaseCommit(look.git, input)
  return { refs, tip, sealed: found.filter((release) => release !== null), commit, pending }
}

/** The commit of each tag that is there. */
export const tagCommits = (input: SealInput, { refs }: Seen): ReadonlyMap<string, string> =>
  new Map(
    input.tags.flatMap((tag) => {
      const commit = refs.get(`refs/tags/${tag}^{}`) ?? refs.get(`refs/tags/${tag}`)
      return commit === undefined ? [] : [[tag, commit] as const]
    }),
  )

/** Whether the release commit is ours alone: it only waits. */
export const isWaiting = (input: SealInput, { commit, pending }: Seen): boolean =>
  pending.some((ref) => ref.name === pendingCommit(input.hex) && ref.commit === commit)
