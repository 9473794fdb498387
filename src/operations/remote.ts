/** Brings in what the remote has: its tags, its line and its ledger, all under `refs/rel/remote`, never into the user's refs. */
import { REMOTE_HEADS, REMOTE_TAGS } from '../ledger/paths.ts'
import { fetchTip } from '../ledger/tip.ts'
import type { RefUpdate } from '../world/ports.ts'
import type { Session } from './session.ts'

/** Mirrors the remote's tags, and forgets those that are gone there. Nothing happens offline or without a remote. */
export const fetchTags = async ({ world, online }: Session): Promise<void> => {
  if (online === null) return
  const theirs = await world.git.remoteRefs(online, ['refs/tags/*'])
  const mirrored = await world.git.refs([REMOTE_TAGS])
  const wanted = new Map(
    [...theirs]
      .filter(([ref]) => !ref.endsWith('^{}'))
      .map(([ref, id]) => [ref.replace('refs/tags/', REMOTE_TAGS), id] as const),
  )
  const gone = mirrored.filter((ref) => !wanted.has(ref.name))
  await world.git.updateRefs(
    gone.map((ref): RefUpdate => ({ ref: ref.name, new: null, old: ref.id })),
    'tags that are gone',
  )
  const have = new Map(mirrored.map((ref) => [ref.name, ref.id] as const))
  const missing = [...wanted].some(([ref, id]) => have.get(ref) !== id)
  if (missing) await world.git.fetch(online, [`+refs/tags/*:${REMOTE_TAGS}*`])
}

/** The head of a line on the remote, with its objects; null when there is none or no remote to ask. */
export const fetchLine = async ({ world, online }: Session, line: string): Promise<string | null> => {
  if (online === null) return null
  const ref = `refs/heads/${line}`
  const head = (await world.git.remoteRefs(online, [ref])).get(ref) ?? null
  if (head !== null) await world.git.fetch(online, [`+${ref}:${REMOTE_HEADS}${line}`])
  return head
}

export const fetchLedger = async ({ world, online }: Session, ref: string): Promise<void> => {
  if (online !== null) await fetchTip(world, online, ref)
}
