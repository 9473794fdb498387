/** `rel why`: how each package's number came about, or why it has none. */
import { explain, type Explained } from '../core/explain.ts'
import { RelError } from '../errors.ts'
import type { Digest } from '../model.ts'
import { wantedIn } from './changelog.ts'
import type { Decided } from './decided.ts'
import { decideIn, planIn, type PlanRequest } from './plan.ts'
import { openSession, type Session } from './session.ts'

export interface Why {
  /** Null when the number is refused. */
  readonly plan: Digest | null
  /** Why it is refused: too far a step, out of the line's range, commits that follow no convention. */
  readonly refusal: RelError | null
  readonly packages: readonly Explained[]
  /** Where each of `versioning.rules` stands. */
  readonly rulePlaces: readonly string[]
}

/** Every package of a plan, released or not. */
export const explained = ({ facts, decision, asked, policy }: Decided): readonly Explained[] =>
  explain(facts, decision, { asked, policy })

const REFUSALS: readonly string[] = ['MAX_BUMP', 'OUT_OF_RANGE', 'UNCLASSIFIED']

interface Answer extends Pick<Why, 'plan' | 'refusal'> {
  readonly decided: Decided
}

const answerIn = async (session: Session, request: PlanRequest): Promise<Answer> => {
  try {
    const decided = await planIn(session, { ...request, nextOnly: true })
    return { decided, plan: decided.plan.digest, refusal: null }
  } catch (error) {
    if (!(error instanceof RelError) || !REFUSALS.includes(error.code)) throw error
    return { decided: await decideIn(session, request.asked, true), plan: null, refusal: error }
  }
}

/** `names` null: all packages. Throws `UNKNOWN_PACKAGE`. */
export const why = async (request: PlanRequest & { readonly names: readonly string[] | null }): Promise<Why> => {
  const session = await openSession(request)
  const { decided, plan, refusal } = await answerIn(session, request)
  const wanted = wantedIn(decided.facts, request.names)
  const isShown = ({ package: name }: Explained) => wanted(name)
  const { config, place } = decided.config
  const rulePlaces = config.versioning.rules.map((_, index) => place(['versioning', 'rules', index]))
  return { plan, refusal, packages: explained(decided).filter(isShown), rulePlaces }
}
