/** `rel why`: how each package's number came about, or why it has none. */
import { explain, type Explained } from '../core/explain.ts'
import type { Digest } from '../model.ts'
import { wantedIn } from './changelog.ts'
import type { Decided } from './decided.ts'
import { planIn, type PlanRequest } from './plan.ts'
import { openSession } from './session.ts'

export interface Why {
  readonly plan: Digest
  readonly packages: readonly Explained[]
  /** Where each of `versioning.rules` stands. */
  readonly rulePlaces: readonly string[]
}

/** Every package of a plan, released or not. */
export const explained = ({ facts, decision, asked, policy }: Decided): readonly Explained[] =>
  explain(facts, decision, { asked, policy })

/** `names` null: all packages. Throws `UNKNOWN_PACKAGE`. */
export const why = async (request: PlanRequest & { readonly names: readonly string[] | null }): Promise<Why> => {
  const session = await openSession(request)
  const planned = await planIn(session, request)
  const wanted = wantedIn(planned.facts, request.names)
  const isShown = ({ package: name }: Explained) => wanted(name)
  const { config, place } = planned.config
  const rulePlaces = config.versioning.rules.map((_, index) => place(['versioning', 'rules', index]))
  return { plan: planned.plan.digest, packages: explained(planned).filter(isShown), rulePlaces }
}
