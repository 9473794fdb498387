/** When a path came into the ledger, and by whom: that stands in the ledger's commits, not in its files. */
import type { PathChange } from '../world/ports.ts'
import type { Session } from './session.ts'

/** When it was written into the ledger (ISO 8601), and by whom (`ci/8812`, or user@host). */
export interface Written {
  readonly at: string
  readonly by: string
}

const writtenBy = ({ date, message }: PathChange): Written => ({
  at: new Date(date * 1000).toISOString(),
  by: /^Rel-Run: (.+)$/m.exec(message)?.[1] ?? 'unknown',
})

/** By path, of everything below a folder. */
export const readWritten = async (
  { world }: Session,
  tip: string,
  folder: string,
): Promise<ReadonlyMap<string, Written>> => {
  const added = await world.git.pathChanges({ from: null, to: tip, want: 'added', below: folder })
  return new Map(added.map((change) => [change.path, writtenBy(change)] as const))
}
