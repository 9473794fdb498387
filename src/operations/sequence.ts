/** From a plan to its steps: local, then remote, then permanent; dependencies first; what people install last. */
import type { Step } from '../model.ts'
import { buildSteps, makeSteps } from './make-steps.ts'
import { clearSteps, landStep, publishSteps, pushSteps, sealStep, stageSteps } from './public-steps.ts'
import { makeContext, type Release } from './release-context.ts'
import type { Session } from './session.ts'

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

/** The steps of `rel publish` and `rel release`. What is sealed is never built anew: its bytes are obtained. */
export const releaseSteps = async (session: Session, release: Release, isSealed: boolean): Promise<readonly Step[]> => {
  const context = await makeContext(session, release)
  const before = isSealed ? [] : [...makeSteps(context), ...buildSteps(context, null), ...stageSteps(context)]
  const publish = release.plan.releases.flatMap((each) => publishSteps(context, each))
  return [...before, sealStep(context), landStep(context), ...publish, ...clearSteps(context, publish)]
}
