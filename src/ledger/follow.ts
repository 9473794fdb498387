/** Moves this clone's ledger refs to what the remote has accepted (or to what was sealed here). Local refs follow. */
import type { GitWorld, RefUpdate, World } from '../world/ports.ts'
import { REMOTE_LEDGER } from './paths.ts'

const move = async (git: GitWorld, ref: string, tip: string): Promise<readonly RefUpdate[]> => {
  const old = (await git.refs([ref])).find((each) => each.name === ref)?.id ?? null
  if (old === tip || (old !== null && !(await git.isAncestor(old, tip)))) return []
  return [{ ref, new: tip, old }]
}

/** `remote`: the remote has it too. */
export const followLedger = async (world: World, ref: string, tip: string, remote: boolean): Promise<void> => {
  const fetched = remote ? await move(world.git, REMOTE_LEDGER, tip) : []
  await world.git.updateRefs([...(await move(world.git, ref, tip)), ...fetched], 'ledger')
}
