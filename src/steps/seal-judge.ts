/** Judges what was seen: sealed, not yet, or in conflict; and whether somebody else was first with the same plan. */
import { readTrailers } from '../core/trailers.ts'
import { hexOf, pendingTag, REMOTE_TAGS } from '../ledger/paths.ts'
import type { Probe } from '../model.ts'
import type { Look, World } from '../world/ports.ts'
import { isWaiting, type SealInput, type Seen, tagCommits } from './seal-look.ts'

/** Tags that are there on another commit than where they have to be: ours, or, where ours only waits, the sealed one, since
 *  then theirs came first. */
const misplaced = (input: SealInput, seen: Seen): { to: string; tags: readonly (readonly [string, string])[] } => {
  const [sealed] = seen.sealed
  const to = (sealed !== undefined && isWaiting(input, seen) ? sealed.index.commit : seen.commit) ?? ''
  return { to, tags: [...tagCommits(input, seen)].filter(([, commit]) => to !== '' && commit !== to) }
}

/** The ledger decides: sealed by this plan, by another one, or not yet. */
export const judge = (input: SealInput, seen: Seen): Probe => {
  const { sealed, tip } = seen
  const other = sealed.find((release) => hexOf(release.plan.digest) !== input.hex)
  if (other !== undefined)
    return {
      state: 'conflict',
      found: `${other.package} ${other.version} is sealed with plan ${other.plan.digest.slice(7, 19)}`,
      hint: `see it with: rel trace ${other.index.tag}`,
    }
  const { to, tags } = misplaced(input, seen)
  const [tag, at] = tags[0] ?? []
  if (tag !== undefined && at !== undefined)
    return {
      state: 'conflict',
      found: `${input.remote ?? 'this clone'} has ${tag} at ${at.slice(0, 7)}, this release is ${to.slice(0, 7)}`,
      hint:
        sealed.length > 0
          ? 'somebody else was first with the same plan. Take this bump back with: rel bump --abandon; then: git pull'
          : `compare with: git diff ${at.slice(0, 7)} ${to.slice(0, 7)}`,
    }
  const isWhole = sealed.length === input.plan.releases.length && tagCommits(input, seen).size === input.tags.length
  return isWhole ? { state: 'present', evidence: { ledger: tip } } : { state: 'absent' }
}

/** Our tag objects only wait, and the remote has other ones: somebody else was first with the same plan. */
export const isOvertaken = (input: SealInput, { refs, pending }: Pick<Seen, 'refs' | 'pending'>): boolean =>
  input.remote !== null &&
  input.tags.some((tag) =>
    pending.some(({ name, id }) => name === pendingTag(input.hex, tag) && refs.get(`refs/tags/${tag}`) !== id),
  )

const fetchTags = (input: SealInput, look: Look, remote: string): Promise<void> =>
  look.git.fetch(
    remote,
    input.tags.map((tag) => `+refs/tags/${tag}:${REMOTE_TAGS}${tag}`),
  )

/** Whether a conflict is about tags alone that somebody else pushed for this very plan (`rel bump --push`) and has not
 *  sealed: what waits here was overtaken too. */
export const isBumpedElsewhere = async (input: SealInput, look: Look, seen: Seen): Promise<boolean> => {
  const { tags } = misplaced(input, seen)
  const isOurs = tags.length === input.tags.length && seen.sealed.length === 0 && isWaiting(input, seen)
  if (!isOurs || input.remote === null) return false
  await fetchTags(input, look, input.remote)
  const objects = await look.git.objects(tags.map(([tag]) => `${REMOTE_TAGS}${tag}`))
  return objects.every((tag) => hexOf(readTrailers(tag?.body.toString('utf8') ?? '')?.plan ?? '') === input.hex)
}

/** Takes over the tags of whoever was first. */
export const giveWay = async (
  input: SealInput,
  world: World,
  remote: string,
  { pending }: Pick<Seen, 'pending'>,
): Promise<void> => {
  await fetchTags(input, world, remote)
  await world.git.updateRefs(
    pending.map(({ name, id }) => ({ ref: name, new: null, old: id })),
    'overtaken',
  )
}
