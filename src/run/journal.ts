/** The diary of a release: one line a step, flushed before and after acting. It explains; it is never trusted over a look. */
import type { Entry } from '../model.ts'
import type { World } from '../world/ports.ts'

export type Journal = (entry: Omit<Entry, 'at'>) => Promise<void>

/** Where a release's journal is. Names are percent-encoded as in the ledger. */
export const journalPath = (commonDir: string, name: string): string => `${commonDir}/rel/journal/${name}.jsonl`

export const openJournal =
  (world: World, names: readonly string[]): Journal =>
  async (entry) => {
    const line = `${JSON.stringify({ at: new Date(world.now()).toISOString(), ...entry })}\n`
    for (const name of names) await world.files.append(journalPath(world.git.place.commonDir, name), line)
  }
