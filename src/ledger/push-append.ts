/** Appends to the ledger where everybody sees it: look, append, push, and again when somebody else was faster. */
import { RelError } from '../errors.ts'
import type { PushOutcome, World } from '../world/ports.ts'
import { followLedger } from './follow.ts'
import { fetchTip, localTip } from './tip.ts'

export interface PushedAppend {
  /** Null: there is none, and the ledger of this clone is the only one. */
  readonly remote: string | null
  /** The ledger's ref. */
  readonly ledger: string
  /** Whether the ledger at this tip holds already what is to be added. */
  readonly isThere: (tip: string | null) => Promise<boolean>
  /** The commit that adds it to `base` (null begins the ledger), as `append` makes it. No ref is moved. */
  readonly make: (base: string | null) => Promise<string>
}

const ATTEMPTS = 5

const notTaken = (remote: string, ledger: string, { refused, text }: PushOutcome): RelError => {
  const why = refused[0]?.reason ?? text.split('\n').at(-1) ?? ''
  return new RelError('REMOTE', `${remote} did not take what was to be added to ${ledger}: ${why}`, {
    hint: `see that this identity may push ${ledger}, and run the same command again`,
  })
}

/** Each turn looks once. Nobody's word is taken for it that the push failed: what was pushed may be there at the next
 *  look. Local refs follow when the remote has it. Throws `REMOTE`, and what `fetchTip` throws. */
export const pushAppend = async (world: World, appending: PushedAppend): Promise<void> => {
  const { remote, ledger, isThere, make } = appending
  const look = () => (remote === null ? localTip(world.git, ledger) : fetchTip(world, remote, ledger))
  for (let turn = 1; ; turn += 1) {
    const tip = await look()
    if (tip !== null && (await isThere(tip))) return followLedger(world, ledger, tip, remote !== null)
    const next = await make(tip)
    if (remote === null) return followLedger(world, ledger, next, false)
    const outcome = await world.git.push(remote, [`${next}:${ledger}`], { atomic: false })
    if (outcome.accepted) return followLedger(world, ledger, next, true)
    if (turn === ATTEMPTS) throw notTaken(remote, ledger, outcome)
  }
}
