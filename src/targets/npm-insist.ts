/** Has the npm client write to its registry, and believes what the registry has afterwards, not what the client says. */
import { RelError } from '../errors.ts'
import type { NpmOutcome, World } from '../world/ports.ts'

const TRANSIENT =
  /^(?:E408|E409|E420|E425|E429|E5\d\d|E[A-Z]*(?:TIMEOUT|TIMEDOUT)|ERR_(?:SOCKET|STREAM)_\w+|EAI_AGAIN|ECONN[A-Z]+|E(?:HOST|NET)(?:DOWN|UNREACH)|EPIPE)$/

/** In milliseconds. The npm client does not tell what a registry says in `Retry-After`, so these are rel's own. */
const PAUSES = [1000, 5000] as const

export interface Writing {
  /** After "npm cannot". */
  readonly what: string
  readonly write: () => Promise<NpmOutcome>
  /** Whether there is nothing left to write. */
  readonly isSettled: () => Promise<boolean>
}

/** A write whose answer was lost may have landed: each further try comes after a look. Throws `REGISTRY`. */
export const insist = async ({ what, write, isSettled }: Writing, world: World): Promise<void> => {
  for (const pause of [...PAUSES, null]) {
    const { accepted, code, text, hint } = await write()
    if (accepted) return
    // Without a code it was the network, or a refusal that looking explains.
    const isLast = pause === null || !(code === null || TRANSIENT.test(code))
    if (!isLast) await world.sleep(pause)
    if (await isSettled()) return
    if (isLast)
      throw new RelError('REGISTRY', `npm cannot ${what}: ${text}`, { hint: hint ?? 'run the same command again' })
  }
}
