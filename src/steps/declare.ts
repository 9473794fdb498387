/** Writes into the ledger that a release is withdrawn, and why: before anything is taken back, so that everybody can know. */
import { RelError } from '../errors.ts'
import { artifactsOf } from '../evidence/describe/dist.ts'
import { type WithdrawalFacts, withdrawalStatement } from '../evidence/describe/statement.ts'
import { chooseSigner, signStatement, type SignSettings } from '../evidence/make/signer.ts'
import { append } from '../ledger/append.ts'
import { type LedgerRelease, readRelease } from '../ledger/look-up.ts'
import { withdrawalPath } from '../ledger/paths.ts'
import { pushAppend } from '../ledger/push-append.ts'
import { fetchTip, localTip } from '../ledger/tip.ts'
import { reasonsOf } from '../ledger/withdrawals.ts'
import type { Look, World } from '../world/ports.ts'
import type { Handler } from './step.ts'

export type DeclareInput = Pick<WithdrawalFacts, 'reason' | 'targets' | 'purl'> & {
  readonly package: string
  readonly version: string
  readonly remote: string | null
  readonly ledger: string
  readonly sign: SignSettings
  readonly signLedger: boolean
}

const sealedAt = async (input: DeclareInput, look: Look, tip: string | null): Promise<LedgerRelease> => {
  const sealed = await readRelease(look.git, tip, input.package, input.version)
  if (sealed === null) throw new RelError('BUG', `${input.package} ${input.version} is not sealed`)
  return sealed
}

/** The entry that gives this reason: whoever wrote it, there is nothing new to say. */
const findEntry = async (input: DeclareInput, look: Look, tip: string | null): Promise<number | null> => {
  const reasons = [...reasonsOf(await sealedAt(input, look, tip))]
  return reasons.find(([, reason]) => reason === input.reason)?.[0] ?? null
}

const firstFree = ({ withdrawals }: LedgerRelease): number => {
  let number = 1
  while (withdrawals.has(number)) number += 1
  return number
}

const addTo = async (input: DeclareInput, world: World, base: string | null): Promise<string> => {
  const sealed = await sealedAt(input, world, base)
  const { package: name, version, reason, targets, purl } = input
  const facts = { reason, targets, purl, plan: sealed.plan.digest, subjects: artifactsOf(sealed.index) }
  const text = await signStatement(withdrawalStatement(facts), await chooseSigner(input.sign, world))
  return append(world, {
    base,
    files: new Map([[withdrawalPath(name, version, firstFree(sealed)), Buffer.from(`${text}\n`)]]),
    subject: `withdraw ${name} ${version}`,
    sign: input.signLedger,
  })
}

export const declare: Handler<DeclareInput> = {
  kind: 'declare',
  describe: (input) => `declare ${input.package} ${input.version} withdrawn in the ledger`,
  async probe(input, look) {
    const { remote, ledger } = input
    const tip = remote === null ? await localTip(look.git, ledger) : await fetchTip(look, remote, ledger)
    const number = await findEntry(input, look, tip)
    if (number === null) return { state: 'absent' }
    return { state: 'present', evidence: { path: withdrawalPath(input.package, input.version, number) } }
  },
  act: (input, world) =>
    pushAppend(world, {
      ...{ remote: input.remote, ledger: input.ledger },
      isThere: async (tip) => (await findEntry(input, world, tip)) !== null,
      make: (base) => addTo(input, world, base),
    }),
}
