/** `rel withdraw`: the honest undo. The ledger says it first, then each target leads consumers away; what cannot be undone is
 *  told. */
import { RelError } from '../errors.ts'
import { chooseSigner } from '../evidence/make/signer.ts'
import type { Outcome } from '../run/run.ts'
import { type Surveyed, survey } from '../run/survey.ts'
import { committedConfig } from './config-at.ts'
import { plannedOf } from './recorded.ts'
import { failureOf, HANDLERS, runSteps } from './running.ts'
import { openSession, type Session, withLock } from './session.ts'
import { signSettings } from './settings.ts'
import { prepareWithdrawal, type Withdrawing, type WithdrawRequest } from './withdrawing.ts'

export interface Withdrawn extends Withdrawing {
  readonly outcomes: readonly Outcome[]
  readonly declined: boolean
  /** There is no remote, so only this clone knows. */
  readonly hereOnly: boolean
}

export interface SurveyedWithdrawal extends Withdrawing {
  readonly steps: readonly Surveyed[]
}

type Confirm = (what: Withdrawing) => Promise<boolean>

const withdrawIn = async (session: Session, request: WithdrawRequest, confirm: Confirm): Promise<Withdrawn> => {
  if (request.offline && session.remote !== null)
    throw new RelError('NO_REMOTE', `--offline forbids to ask ${session.remote}, where the ledger has to go`, {
      hint: 'run the same command without --offline',
    })
  await session.world.git.identity()
  const { what, steps, release } = await prepareWithdrawal(session, request)
  const config = await committedConfig(session, release.plan.commit)
  await chooseSigner(await signSettings(session, config), session.world)
  const hereOnly = session.remote === null
  if (!(await confirm(what))) return { ...what, outcomes: [], declined: true, hereOnly }
  request.progress.begin(`withdraw ${release.package} ${release.version}`)
  const own = { ...release.plan, releases: [plannedOf(release)] }
  const outcomes = await runSteps(session, own, steps)
  const failure = failureOf(outcomes)
  if (failure !== null) throw failure
  return { ...what, outcomes, declined: false, hereOnly }
}

/** Throws what `prepareWithdrawal` does, and `PARTIAL` when a target still leads to it: running again goes on there. */
export const withdraw = (request: WithdrawRequest, confirm: Confirm): Promise<Withdrawn> =>
  withLock(request, (session) => withdrawIn(session, request, confirm))

/** The same, looked at and not done. */
export const surveyWithdrawal = async (request: WithdrawRequest): Promise<SurveyedWithdrawal> => {
  const session = await openSession(request)
  const { what, steps } = await prepareWithdrawal(session, request)
  return { ...what, steps: await survey(steps, HANDLERS, session.world) }
}
