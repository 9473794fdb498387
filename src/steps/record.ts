/** Writes into the ledger that a target was seen to hold a release's sealed bytes. */
import { RelError } from '../errors.ts'
import { artifactsOf } from '../evidence/describe/dist.ts'
import { publicationStatement } from '../evidence/describe/statement.ts'
import { chooseSigner, signStatement, type SignSettings } from '../evidence/make/signer.ts'
import { append } from '../ledger/append.ts'
import { followLedger } from '../ledger/follow.ts'
import { readRelease } from '../ledger/look-up.ts'
import { publicationPath } from '../ledger/paths.ts'
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

const ATTEMPTS = 5

const tipFor = (input: RecordInput, look: Look) =>
  input.remote === null ? localTip(look.git, input.ledger) : fetchTip(look, input.remote, input.ledger)

const path = (input: RecordInput) => publicationPath(input.package, input.version, input.target)

const isRecorded = async (input: RecordInput, look: Look): Promise<boolean> => {
  const tip = await tipFor(input, look)
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
  probe: async (input, look) =>
    (await isRecorded(input, look)) ? { state: 'present', evidence: { path: path(input) } } : { state: 'absent' },
  async act(input, world) {
    if (input.remote === null)
      return followLedger(world, input.ledger, await addTo(input, world, await tipFor(input, world)), false)
    // A push that loses a race looks again, appends again, pushes again.
    for (let turn = 1; turn <= ATTEMPTS && !(await isRecorded(input, world)); turn += 1) {
      const next = await addTo(input, world, await tipFor(input, world))
      const outcome = await world.git.push(input.remote, [`${next}:${input.ledger}`], { atomic: false })
      if (outcome.accepted) return followLedger(world, input.ledger, next, true)
    }
  },
}
