/** `rel plan`, and what `why`, `version`, `status` and `bump --dry-run` need of it: a plan without any effect. */
import { differences } from '../core/plan.ts'
import { RelError } from '../errors.ts'
import type { Asked, Plan } from '../model.ts'
import { findTag, planAgain } from './again.ts'
import { type Decided, decidedAt, type PlanQuestion } from './decided.ts'
import { type Planned, planAt } from './planning.ts'
import { storedPlan } from './plan-store.ts'
import { headCommit, openSession, type Request, type Session } from './session.ts'
import { normalAsked } from './state.ts'
import { haveHistory } from './whole-history.ts'

export interface PlanRequest extends Request {
  readonly asked: Asked
  /** The tag of a release to plan again, or null: plan at HEAD. */
  readonly tag: string | null
  /** Past releases are told of as well. */
  readonly whole?: boolean
  /** Nothing but this plan is asked for. */
  readonly nextOnly?: boolean
}

const headQuestion = async (session: Session, asked: Asked): Promise<PlanQuestion> => ({
  ...{ commit: await headCommit(session), line: null, asked: normalAsked(session, asked), use: 'read' },
  ignoreTag: () => false,
})

/** The numbers of the next release alone: no file is edited, no note is written, nothing is sealed. */
export const decideIn = async (session: Session, asked: Asked, unbounded = false): Promise<Decided> =>
  decidedAt(session, { ...(await headQuestion(session, asked)), unbounded, nextOnly: true })

export const planIn = async (session: Session, request: PlanRequest): Promise<Planned> => {
  if (request.tag !== null) {
    await haveHistory(session)
    return planAgain(session, await findTag(session, request.tag), 'read')
  }
  const { whole = false, nextOnly = false } = request
  return planAt(session, { ...(await headQuestion(session, request.asked)), whole, nextOnly })
}

export const plan = async (request: PlanRequest): Promise<Planned> =>
  planIn(await openSession(request), { ...request, nextOnly: true })

/** Fields in which the plan now differs from a stored one. */
export const planDiff = async (
  request: PlanRequest & { readonly digest: string },
): Promise<{ readonly stored: Plan; readonly now: Plan; readonly fields: readonly string[] }> => {
  const session = await openSession(request)
  const stored = await storedPlan(session, request.digest)
  if (stored === null)
    throw new RelError('UNKNOWN_REVISION', `no plan ${request.digest} is stored in this clone`, {
      hint: 'plans are stored by rel bump and rel release',
    })
  const now = (await planIn(session, { ...request, nextOnly: true })).plan
  return { stored, now, fields: differences(stored, now) }
}
