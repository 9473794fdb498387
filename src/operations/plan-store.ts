/** Plans kept in the git directory, by digest, so that a release can be explained and compared. */
import { planDigest } from '../core/plan.ts'
import { RelError } from '../errors.ts'
import { hexOf } from '../ledger/paths.ts'
import type { Plan } from '../model.ts'
import type { Session } from './session.ts'

const folder = ({ world }: Session) => `${world.git.place.commonDir}/rel/plans`

export const keepPlan = async (session: Session, plan: Plan): Promise<void> =>
  session.world.files.write(`${folder(session)}/${hexOf(plan.digest)}.json`, `${JSON.stringify(plan, null, 2)}\n`)

const nameOf = async (session: Session, digest: string): Promise<string | null> => {
  const hex = hexOf(digest)
  if (!/^[0-9a-f]{12,64}$/.test(hex)) {
    throw new RelError('USAGE', `${JSON.stringify(digest)} is no digest of a plan`, {
      hint: 'give at least 12 of its hexadecimal digits',
    })
  }
  const stored = (await session.world.files.list(folder(session))) ?? []
  const [name, ...others] = stored.filter((each) => each.startsWith(hex))
  if (others.length === 0) return name ?? null
  throw new RelError('USAGE', `${digest} names ${others.length + 1} plans`, { hint: 'give more digits' })
}

/** The plan whose digest begins with these hexadecimal digits; null when there is none. Throws `USAGE` for fewer than 12
 *  digits or several plans, and `TAMPERED` for one that is not what its name says. */
export const storedPlan = async (session: Session, digest: string): Promise<Plan | null> => {
  const name = await nameOf(session, digest)
  if (name === null) return null
  const path = `${folder(session)}/${name}`
  const text = (await session.world.files.read(path))?.toString('utf8') ?? ''
  const plan = JSON.parse(text) as Plan
  if (plan.digest === planDigest(plan) && `${hexOf(plan.digest)}.json` === name) return plan
  throw new RelError('TAMPERED', `the stored plan ${name} is not what its name says`, { hint: `remove it: ${path}` })
}
