/** `rel why`: how each package's number came about, or why it has none. */
import { explain, type Explained } from '../core/explain.ts'
import type { Digest } from '../model.ts'
import { wantedIn } from './changelog.ts'
import { planIn, type PlanRequest } from './plan.ts'
import type { Planned } from './planning.ts'
import { openSession, type Session } from './session.ts'

export interface Why {
  readonly plan: Digest
  readonly packages: readonly Explained[]
}

/** Every package of a plan, released or not. */
export const explained = ({ scheme }: Session, { facts, decision, plan, config }: Planned): readonly Explained[] => {
  const { initial, zeroMajor } = config.config.versioning
  return explain(facts, decision, { asked: plan.asked, policy: { scheme, initial, zeroMajor } })
}

/** `names` null: all packages. Throws `UNKNOWN_PACKAGE`. */
export const why = async (request: PlanRequest & { readonly names: readonly string[] | null }): Promise<Why> => {
  const session = await openSession(request)
  const planned = await planIn(session, request)
  const wanted = wantedIn(planned.facts, request.names)
  const isShown = ({ package: name }: Explained) => wanted(name)
  return { plan: planned.plan.digest, packages: explained(session, planned).filter(isShown) }
}
