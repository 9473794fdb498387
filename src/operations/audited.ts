/** How far this clone has audited the ledger before: kept in the git directory, so that history is walked once. */
import { type Finding, finding } from '../ledger/audit.ts'
import type { Session } from './session.ts'

const place = ({ world }: Session) => `${world.git.place.commonDir}/rel/journal/audit.json`

/** The ledger's commit up to which history was found good, or null. What cannot be read counts as nothing. */
export const lastAudited = async (session: Session): Promise<string | null> => {
  const text = (await session.world.files.read(place(session)))?.toString('utf8') ?? ''
  return /"commit":\s*"([0-9a-f]{40,64})"/.exec(text)?.[1] ?? null
}

export const keepAudited = async (session: Session, commit: string): Promise<void> =>
  session.world.files.write(place(session), `${JSON.stringify({ kind: 'rel.audited', version: 1, commit }, null, 2)}\n`)

/** A ledger that no longer contains what was audited was rolled back or made anew. */
export const auditedGone = async (
  session: Session,
  ref: string,
  last: string,
  tip: string,
): Promise<Finding | null> => {
  const { git } = session.world
  if (last === tip) return null
  const known = (await git.resolve(last, true)) !== null
  if (known && (await git.isAncestor(last, tip))) return null
  return finding(
    'LEDGER_REWRITTEN',
    null,
    `the ledger is ${tip.slice(0, 12)} and does not contain ${last.slice(0, 12)}, which was audited here before`,
    known
      ? `see what was cut with: git log --stat ${tip.slice(0, 12)}..${last.slice(0, 12)}; put it back with: git update-ref ${ref} ${last}`
      : `get the ledger from another clone that still has ${last.slice(0, 12)}`,
  )
}
