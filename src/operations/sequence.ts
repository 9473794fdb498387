/** From a plan to its steps: local, then remote, then permanent; dependencies first; what people install last. */
import type { Step } from '../model.ts'
import { buildSteps, makeSteps } from './make-steps.ts'
import { clearSteps, landStep, publishSteps, pushSteps, sealStep, stageSteps } from './public-steps.ts'
import { inPublishOrder } from './publish-order.ts'
import { makeContext, type Release } from './release-context.ts'
import type { Session } from './session.ts'
import { publishable } from './withdrawals.ts'

/** The steps of `rel bump`. */
export const bumpSteps = async (session: Session, release: Release, push: boolean): Promise<readonly Step[]> => {
  const context = await makeContext(session, release)
  return [...makeSteps(context), landStep(context), ...(push ? pushSteps(context) : [])]
}

/** The steps of `rel build`; `only` names one target and lays no tree. */
export const treeSteps = async (session: Session, release: Release, only: string | null): Promise<readonly Step[]> => {
  const context = await makeContext(session, release)
  return [...makeSteps(context), ...buildSteps(context, only)]
}

/** The steps of `rel publish` and `rel release`. What is sealed is never built anew: its bytes are obtained. What is withdrawn
 *  is not published. Throws `BLOCKED` when nothing else is left. */
export const releaseSteps = async (session: Session, release: Release, isSealed: boolean): Promise<readonly Step[]> => {
  const context = await makeContext(session, release)
  const before = isSealed ? [] : [...makeSteps(context), ...buildSteps(context, null), ...stageSteps(context)]
  const { config, plan } = release
  const releases = isSealed ? await publishable(session, plan, config.config.ledger.ref) : plan.releases
  const targets = releases.flatMap((each) => publishSteps(context, each))
  const publish = await inPublishOrder(session.world.git, plan, targets)
  return [...before, sealStep(context), landStep(context), ...publish, ...clearSteps(context, publish)]
}
