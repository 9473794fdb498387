/** The real clock: for the journal, the ledger's commits and patience, never for planning. */
import { setTimeout } from 'node:timers/promises'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  sleep(ms: number): Promise<void>
}

export function openClock(): Clock {
  return {
    now: () => Date.now(),
    sleep: async (ms) => {
      await setTimeout(ms)
    },
  }
}
