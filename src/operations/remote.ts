/** Brings in what the remote has: its tags, its line and its ledger, all under `refs/rel/remote`, never into the user's refs. */
import { fetchHead } from '../ledger/line-head.ts'
import { REMOTE_TAGS } from '../ledger/paths.ts'
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
  if (gone.length > 0)
    await world.git.updateRefs(
      gone.map((ref): RefUpdate => ({ ref: ref.name, new: null, old: ref.id })),
      'tags that are gone',
    )
  const have = new Map(mirrored.map((ref) => [ref.name, ref.id] as const))
  const missing = [...wanted].some(([ref, id]) => have.get(ref) !== id)
  if (missing) await world.git.fetch(online, [`+refs/tags/*:${REMOTE_TAGS}*`])
}

/** Asks in one question each, there and here, what is asked one by one later: tags, the ledger, and the line that it will most
 *  likely be. */
export const lookAhead = async ({ world, online, request }: Session, ledger: string | null): Promise<void> => {
  await world.git.refs(['refs/tags/', 'refs/rel/remote/', ...(ledger === null ? [] : [ledger])])
  if (online === null) return
  const named = request.branch ?? request.ciBranch
  const line = named === null ? world.git.place.branch : `refs/heads/${named}`
  await world.git.remoteRefs(
    online,
    ['refs/tags/*', ledger, line].filter((pattern) => pattern !== null),
  )
}

/** The head of a line on the remote, with its objects; null when there is none or no remote to ask. */
export const fetchLine = async ({ world, online }: Session, line: string): Promise<string | null> =>
  online === null ? null : fetchHead(world, online, line)

export const fetchLedger = async ({ world, online }: Session, ref: string): Promise<void> => {
  if (online !== null) await fetchTip(world, online, ref)
}
