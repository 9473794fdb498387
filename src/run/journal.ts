/** The diary of a release: one line a step, flushed before and after acting. It explains; it is never trusted over a look. */
import { RelError } from '../errors.ts'
import type { Entry } from '../model.ts'
import type { World } from '../world/ports.ts'

export type Journal = (entry: Omit<Entry, 'at'>) => Promise<void>

/** Where a release's journal is. Names are percent-encoded as in the ledger. */
export const journalPath = (commonDir: string, name: string): string => `${commonDir}/rel/journal/${name}.jsonl`

export interface Journaling {
  /** Takes secrets out of every text: an error may quote what a server or a hook said. */
  readonly redact: (text: string) => string
  /** Hears of the first line that cannot be written. */
  readonly note: (text: string) => void
}

/** Losing the diary loses nothing, so a line that the disk does not take stops no release: neither before the seal, where
 *  the next step says by itself that the disk is full, nor after it, where bytes would stay unpublished for the sake of a
 *  note. */
export const openJournal = (world: World, names: readonly string[], { redact, note }: Journaling): Journal => {
  const masked = (_: string, value: unknown) => (typeof value === 'string' ? redact(value) : value)
  let told = false
  return async (entry) => {
    const line = `${JSON.stringify({ at: new Date(world.now()).toISOString(), ...entry }, masked)}\n`
    try {
      for (const name of names) await world.files.append(journalPath(world.git.place.commonDir, name), line)
    } catch (error) {
      if (!(error instanceof RelError) || error.code !== 'DISK') throw error
      if (!told) note(`the journal cannot be written, and the release goes on without it: ${error.message}`)
      told = true
    }
  }
}
