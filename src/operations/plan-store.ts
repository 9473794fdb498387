/** Plans kept in the git directory, by digest, so that a release can be explained and compared. */
import { planDigest } from '../core/plan.ts'
import { RelError } from '../errors.ts'
import { hexOf } from '../ledger/paths.ts'
import type { Plan } from '../model.ts'
import type { Session } from './session.ts'

const folder = ({ world }: Session) => `${world.git.place.commonDir}/rel/plans`

export const keepPlan = async (session: Session, plan: Plan): Promise<void> =>
  session.world.files.write(`${folder(session)}/${hexOf(plan.digest)}.json`, `${JSON.stringify(plan, null, 2)}\n`)

/** The plan whose digest begins with these hexadecimal digits; null when there is none. Throws `USAGE` for fewer than 12
 *  digits or several plans, and `TAMPERED` for one that is not what its name says. */
export const storedPlan = async (session: Session, digest: string): Promise<Plan | null> => {
  const hex = hexOf(digest)
  if (!/^[0-9a-f]{12,64}$/.test(hex))
    throw new RelError('USAGE', `${JSON.stringify(digest)} is no digest of a plan`, {
      hint: 'give at least 12 of its hexadecimal digits',
    })
  const names = ((await session.world.files.list(folder(session))) ?? []).filter((name) => name.startsWith(hex))
  if (names.length > 1)
    throw new RelError('USAGE', `${digest} names ${names.length} plans`, { hint: 'give more digits' })
  const text = names[0] === undefined ? null : await session.world.files.read(`${folder(session)}/${names[0]}`)
  if (text === null) return null
  const plan = JSON.parse(text.toString('utf8')) as Plan
  if (plan.digest === planDigest(plan) && hexOf(plan.digest) === names[0]?.replace('.json', '')) return plan
  throw new RelError('TAMPERED', `the stored plan ${names[0] ?? ''} is not what its name says`, {
    hint: `remove it: ${folder(session)}/${names[0] ?? ''}`,
  })
}
