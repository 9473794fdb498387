/** The ledger that reading commands work on: which ref the config names, and the newest commit of it that can be had. */
import { newestTip } from '../ledger/tip.ts'
import { committedConfig } from './config-at.ts'
import { SCHEMA, type Session } from './session.ts'

/** The ledger's ref, from the config that HEAD has. */
export const ledgerRef = async (session: Session): Promise<string> => {
  const head = await session.world.git.resolve('HEAD', true)
  return head === null
    ? SCHEMA.entries.ledger.wrapped.entries.ref.default
    : (await committedConfig(session, head)).ledger.ref
}

/** Throws `NO_LEDGER`, `LEDGER_REWRITTEN`, `REMOTE`. */
export const newestLedger = async (session: Session): Promise<string> =>
  newestTip(session.world, session.online, await ledgerRef(session))
