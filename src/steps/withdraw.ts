/** Leads the consumers of one target away from a release that the ledger declares withdrawn. */
import { readRelease } from '../ledger/look-up.ts'
import { localTip } from '../ledger/tip.ts'
import { lastReason, withdrawnVersions } from '../ledger/withdrawals.ts'
import type { Publishing, Target, Withdrawing } from '../targets/target.ts'
import type { Look } from '../world/ports.ts'
import type { Handler } from './step.ts'

export type WithdrawInput = {
  readonly target: string
  readonly kind: string
  readonly publishing: Publishing<never>
  /** Counts until the ledger has a reason. */
  readonly reason: string
  readonly ledger: string
}

/** What the ledger says by now: somebody else may have withdrawn this release too, or others of the package. */
const withdrawing = async ({ publishing, reason, ledger }: WithdrawInput, look: Look): Promise<Withdrawing<never>> => {
  const { package: name, version } = publishing
  const tip = await localTip(look.git, ledger)
  const release = await readRelease(look.git, tip, name, version)
  const recorded = release === null ? null : lastReason(release)
  const versions = await withdrawnVersions(look.git, tip, name)
  return { ...publishing, reason: recorded ?? reason, withdrawn: [...new Set([...versions, version])] }
}

/** The handler, given the targets that there are. */
export const withdrawHandler = (targetOfKind: (kind: string) => Target<never>): Handler<WithdrawInput> => ({
  kind: 'withdraw',
  describe: (input) => `withdraw ${input.publishing.package} ${input.publishing.version} from ${input.target}`,
  probe: async (input, look) => targetOfKind(input.kind).probeWithdrawn(await withdrawing(input, look), look),
  act: async (input, world) => targetOfKind(input.kind).withdraw(await withdrawing(input, world), world),
})
