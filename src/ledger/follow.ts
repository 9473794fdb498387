/** Moves this clone's ledger refs to what the remote has accepted (or to what was sealed here). Local refs follow. */
import type { RefUpdate, World } from '../world/ports.ts'
import { REMOTE_LEDGER } from './paths.ts'

/** `remote`: the remote has it too. */
export const followLedger = async ({ git }: World, ref: string, tip: string, remote: boolean): Promise<void> => {
  const names = remote ? [ref, REMOTE_LEDGER] : [ref]
  const here = new Map((await git.refs(names)).map((each) => [each.name, each.id] as const))
  const updates: RefUpdate[] = []
  for (const name of names) {
    const old = here.get(name) ?? null
    if (old === tip || (old !== null && !(await git.isAncestor(old, tip)))) continue
    updates.push({ ref: name, new: tip, old })
  }
  if (updates.length > 0) await git.updateRefs(updates, 'ledger')
}
