/** Finds what still waits in this clone for plans that were given up. */
import { readTrailers } from '../core/trailers.ts'
import type { GitLook, Ref } from '../world/ports.ts'
import { findByCommit } from './look-up.ts'
import { hexOf, PENDING, REMOTE_LEDGER } from './paths.ts'

interface Waiting {
  readonly hex: string
  readonly refs: readonly Ref[]
  /** Names of its tags. */
  readonly tags: readonly string[]
  /** The release commit. */
  readonly commit: string | null
}

const plansIn = (refs: readonly Ref[]): readonly Waiting[] => {
  const byHex = Map.groupBy(refs, (ref) => ref.name.slice(PENDING.length).split('/')[0] ?? '')
  return [...byHex].map(([hex, own]) => {
    const folder = `${PENDING}${hex}/tags/`
    const tags = own.filter((ref) => ref.name.startsWith(folder)).map((ref) => ref.name.slice(folder.length))
    return { hex, refs: own, tags, commit: own.find((ref) => ref.commit !== null)?.commit ?? null }
  })
}

/** A release without edits has its base for a commit. */
const baseOf = async (git: GitLook, { hex, commit }: Waiting): Promise<string | null> => {
  const [object] = commit === null ? [null] : await git.objects([commit])
  const trailers = readTrailers(object?.body.toString('utf8') ?? '')
  const base = trailers !== null && hexOf(trailers.plan) === hex ? trailers.base : commit
  return base === null ? null : git.resolve(base, true)
}

const isSealed = async (git: GitLook, { commit }: Waiting): Promise<boolean> => {
  const [ledger] = await git.refs([REMOTE_LEDGER])
  return commit !== null && (await findByCommit(git, ledger?.id ?? null, commit)).length > 0
}

const isGivenUp = async (git: GitLook, plan: Waiting, landed: Landed): Promise<boolean> => {
  if (await isSealed(git, plan)) return false
  if (plan.tags.some((tag) => landed.tags.includes(tag))) return true
  const base = await baseOf(git, plan)
  return base !== null && base !== landed.commit && git.isAncestor(base, landed.commit)
}

export interface Landed {
  readonly hex: string
  readonly tags: readonly string[]
  readonly commit: string
}

/** Refs that wait for other plans than the one that has landed, and that nobody will ask for again. These are: plans with a
 *  tag that is taken now, as is its path in the ledger; and plans whose base the landed commit has left behind, since a run
 *  on that line plans at the new head. Where such a base is still the head of another line, nothing is lost: what waits is
 *  this clone's own unfinished work, and the same command makes the same commit and tags again. A plan that the ledger has
 *  is kept, however old: a server without atomic pushes may have nothing else of it yet. */
export const givenUp = async (git: GitLook, landed: Landed): Promise<readonly Ref[]> => {
  const others = plansIn(await git.refs([PENDING])).filter((plan) => plan.hex !== landed.hex)
  const found: Ref[] = []
  for (const plan of others) if (await isGivenUp(git, plan, landed)) found.push(...plan.refs)
  return found
}
