/** Writes into the ledger that a target was seen to hold a release's sealed bytes. */
import { RelError } from '../errors.ts'
import { artifactsOf } from '../evidence/describe/dist.ts'
import { publicationStatement } from '../evidence/describe/statement.ts'
import { chooseSigner, signStatement, type SignSettings } from '../evidence/make/signer.ts'
import { append } from '../ledger/append.ts'
import { readRelease } from '../ledger/look-up.ts'
import { publicationPath } from '../ledger/paths.ts'
import { pushAppend } from '../ledger/push-append.ts'
import { fetchTip, localTip } from '../ledger/tip.ts'
import type { Look, World } from '../world/ports.ts'
import type { Handler } from './step.ts'

export type RecordInput = {
  readonly package: string
  readonly version: string
  readonly target: string
  readonly kind: string
  readonly location: string
  readonly purl: string
  readonly remote: string | null
  readonly ledger: string
  readonly sign: SignSettings
  readonly signLedger: boolean
}

const path = (input: RecordInput) => publicationPath(input.package, input.version, input.target)

const isRecorded = async (input: RecordInput, look: Look, tip: string | null): Promise<boolean> => {
  const [found] = tip === null ? [null] : await look.git.objects([`${tip}:${path(input)}`])
  return found !== null && found !== undefined
}

const addTo = async (input: RecordInput, world: World, base: string | null): Promise<string> => {
  const sealed = await readRelease(world.git, base, input.package, input.version)
  if (sealed === null) throw new RelError('BUG', `${input.package} ${input.version} is not sealed`)
  const { target, kind, location, purl } = input
  const statement = publicationStatement({
    target,
    kind,
    location,
    purl,
    plan: sealed.plan.digest,
    subjects: artifactsOf(sealed.index),
  })
  const text = await signStatement(statement, await chooseSigner(input.sign, world))
  const files = new Map([[path(input), Buffer.from(`${text}\n`)]])
  return append(world, {
    base,
    files,
    subject: `publish ${input.package} ${input.version} to ${target}`,
    sign: input.signLedger,
  })
}

export const record: Handler<RecordInput> = {
  kind: 'record',
  describe: (input) => `record ${input.package} ${input.version} on ${input.target}`,
  async probe(input, look) {
    const { remote, ledger } = input
    const tip = remote === null ? await localTip(look.git, ledger) : await fetchTip(look, remote, ledger)
    return (await isRecorded(input, look, tip))
      ? { state: 'present', evidence: { path: path(input) } }
      : { state: 'absent' }
  },
  act: (input, world) =>
    pushAppend(world, {
      ...{ remote: input.remote, ledger: input.ledger },
      isThere: (tip) => isRecorded(input, world, tip),
      make: (base) => addTo(input, world, base),
    }),
}
