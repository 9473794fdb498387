/** The real clock: for the journal, the ledger's commits and patience, never for planning. */
import { setTimeout } from 'node:timers/promises'

export interface Clock {
  /** Milliseconds since 1970: a whole number, never before 1970 nor after the year 9999. */
  now(): number
  sleep(ms: number): Promise<void>
}

/** The end of the year 9999: what lies beyond has no ISO date of four digits. */
const LAST = 253_402_300_799_999

/** A clock that was never set must not stop a release: git refuses dates before 1970, `Date` refuses what is no number. */
const within = (time: number): number => (Number.isNaN(time) ? 0 : Math.floor(Math.min(Math.max(time, 0), LAST)))

/** `now` is the machine's own, or another one in tests. */
export function openClock(now: () => number = () => Date.now()): Clock {
  return {
    now: () => within(now()),
    sleep: async (ms) => {
      await setTimeout(ms)
    },
  }
}
