/** `rel publish --dry-run` and `rel release --dry-run`: the same steps, looked at and not taken. */
import type { Asked, Plan } from '../model.ts'
import { type Surveyed, survey } from '../run/survey.ts'
import { planIn } from './plan.ts'
import { HANDLERS } from './running.ts'
import type { Release } from './release-context.ts'
import { releaseSteps } from './sequence.ts'
import { headCommit, openSession, type Request } from './session.ts'
import { findUnfinished, isSealed } from './unfinished.ts'

export interface SurveyRequest extends Request {
  readonly tag: string | null
  /** Given: also the release that would be made at HEAD. */
  readonly asked?: Asked
}

export interface SurveyedPlan {
  readonly plan: Plan
  readonly steps: readonly Surveyed[]
}

/** Nothing is fetched and nothing is written: what the remote has is asked, not brought in. */
export const surveyReleases = async (request: SurveyRequest): Promise<readonly SurveyedPlan[]> => {
  const session = await openSession(request)
  const head = await headCommit(session)
  const found: { release: Release; sealed: boolean }[] = [...(await findUnfinished(session, head, request.tag))]
  if (request.asked !== undefined) {
    const { plan, config, files } = await planIn(session, { ...request, tag: null, asked: request.asked })
    const sealed = await isSealed(session, plan, config.config.ledger.ref)
    const makesCommit = config.config.commit.mode === 'direct' && files.size > 0
    if (plan.releases.length > 0)
      found.push({
        sealed,
        release: { plan, config, files, makesCommit, newTags: plan.releases.map((each) => each.tag) },
      })
  }
  const surveyed: SurveyedPlan[] = []
  for (const { release, sealed } of found)
    surveyed.push({
      plan: release.plan,
      steps: await survey(await releaseSteps(session, release, sealed), HANDLERS, session.world),
    })
  return surveyed
}
