/** The withdrawals of releases as readers are told of them, and what must not be done with a withdrawn release. */
import { RelError } from '../errors.ts'
import { findByCommit, type LedgerRelease, readRelease } from '../ledger/look-up.ts'
import { releaseFolder, withdrawalPath } from '../ledger/paths.ts'
import { localTip } from '../ledger/tip.ts'
import { reasonsOf } from '../ledger/withdrawals.ts'
import type { Plan, PlannedRelease } from '../model.ts'
import type { Session } from './session.ts'
import { readWritten, type Written } from './written.ts'

export interface Withdrawal extends Partial<Written> {
  readonly number: number
  /** Null when the statement gives none that can be shown. */
  readonly reason: string | null
}

export const withdrawalsFrom = (release: LedgerRelease, written: ReadonlyMap<string, Written>): readonly Withdrawal[] =>
  [...reasonsOf(release)].map(([number, reason]) => ({
    ...{ number, reason },
    ...written.get(withdrawalPath(release.package, release.version, number)),
  }))

/** Those of one release; the ledger's history is not walked where there are none. */
export const withdrawalsOf = async (
  session: Session,
  tip: string,
  release: LedgerRelease,
): Promise<readonly Withdrawal[]> => {
  if (release.withdrawals.size === 0) return []
  return withdrawalsFrom(release, await readWritten(session, tip, releaseFolder(release.package, release.version)))
}

/** `on 2026-07-01 by ci/8812: the reason` */
export const withdrawnWords = ({ at = '', by = 'unknown', reason }: Withdrawal): string =>
  `on ${at.slice(0, 10)} by ${by}: ${reason ?? 'its reason cannot be read'}`

/** Throws `BLOCKED` for a withdrawn release, saying when and why. */
const refuse = async (session: Session, tip: string, release: LedgerRelease): Promise<never> => {
  const words = (await withdrawalsOf(session, tip, release)).map(withdrawnWords)
  throw new RelError('BLOCKED', `${release.package} ${release.version} was withdrawn ${words.at(-1) ?? ''}`, {
    hint: 'it stays withdrawn, and its number taken: go forward with another release',
  })
}

/** Which of a plan's releases are withdrawn. */
const withdrawnOf = async (
  { world }: Session,
  tip: string | null,
  plan: Plan,
): Promise<ReadonlyMap<PlannedRelease, LedgerRelease>> => {
  const found = new Map<PlannedRelease, LedgerRelease>()
  for (const planned of plan.releases) {
    const release = await readRelease(world.git, tip, planned.package, planned.to)
    if (release !== null && release.withdrawals.size > 0) found.set(planned, release)
  }
  return found
}

/** Those of a sealed plan's releases that may be published: a withdrawn one is finished. Throws `BLOCKED` when all are. */
export const publishable = async (session: Session, plan: Plan, ledger: string): Promise<readonly PlannedRelease[]> => {
  const tip = await localTip(session.world.git, ledger)
  const withdrawn = await withdrawnOf(session, tip, plan)
  const [first] = withdrawn.values()
  if (tip !== null && first !== undefined && withdrawn.size === plan.releases.length) return refuse(session, tip, first)
  return plan.releases.filter((planned) => !withdrawn.has(planned))
}

/** The withdrawn release of a tag, or null. */
export const withdrawnAt = async (
  { world }: Session,
  tip: string | null,
  tag: { readonly tag: string; readonly commit: string },
): Promise<LedgerRelease | null> => {
  for (const name of await findByCommit(world.git, tip, tag.commit)) {
    const release = await readRelease(world.git, tip, name.package, name.version)
    if (release !== null && release.index.tag === tag.tag && release.withdrawals.size > 0) return release
  }
  return null
}

/** Throws `BLOCKED` when a tag's release is withdrawn. */
export const refuseWithdrawn = async (
  session: Session,
  ledger: string,
  tag: { readonly tag: string; readonly commit: string },
): Promise<void> => {
  const tip = await localTip(session.world.git, ledger)
  const release = await withdrawnAt(session, tip, tag)
  if (tip !== null && release !== null) await refuse(session, tip, release)
}
