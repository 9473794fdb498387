/** `rel publish` and `rel release`: finish what is there to finish, and with `release` make the next one too. */
import { RelError } from '../errors.ts'
import { chooseSigner } from '../evidence/make/signer.ts'
import type { Asked, Plan } from '../model.ts'
import type { Outcome } from '../run/run.ts'
import { configAt } from './config-at.ts'
import { keepPlan } from './plan-store.ts'
import { type Planned, planAt } from './planning.ts'
import { fetchLedger, fetchLine, fetchTags, lookAhead } from './remote.ts'
import { failureOf, runSteps } from './running.ts'
import type { Release } from './release-context.ts'
import { releaseSteps } from './sequence.ts'
import { headCommit, type Request, type Session, withLock } from './session.ts'
import { signSettings } from './settings.ts'
import { normalAsked, refuseOffBranch, refusePreview, refuseTaken } from './state.ts'
import { findUnfinished, isSealed, type Unfinished } from './unfinished.ts'
import { refuseObstacles } from './work-tree.ts'

export interface PublishRequest extends Request {
  /** The tag of one release, or null: those at HEAD, and sealed ones that HEAD contains. */
  readonly tag: string | null
  /** The digest that the plan must have, or null. At least 12 digits; in CI all of them. */
  readonly plan: string | null
}

export interface ReleaseRequest extends Request {
  readonly asked: Asked
  readonly plan: string | null
  readonly confirm: (planned: Planned) => Promise<boolean>
}

/** What became of one plan. `sealedHere`: there is no remote, so only this clone knows. */
export interface Published {
  readonly plan: Plan
  readonly outcomes: readonly Outcome[]
  readonly sealedHere: boolean
}

export interface PublishResult {
  readonly published: readonly Published[]
  /** The plan with nothing to release, when that is what was found. */
  readonly idle: Planned | null
  readonly declined: boolean
}

/** The digits of the plan that is wanted, or null. Throws `USAGE`. */
const wantedPlan = (request: { readonly plan: string | null; readonly ci: boolean }): string | null => {
  if (request.plan === null) return null
  const wanted = request.plan.replace(/^sha256:/, '')
  if (!/^[0-9a-f]{12,64}$/.test(wanted))
    throw new RelError('USAGE', `${JSON.stringify(request.plan)} is no digest of a plan`, {
      hint: 'give at least 12 of its hexadecimal digits',
    })
  if (request.ci && wanted.length !== 64)
    throw new RelError('USAGE', 'in CI --plan takes the full digest', { hint: 'give all 64 hexadecimal digits' })
  return wanted
}

const refuseOtherPlan = (wanted: string | null, plan: Plan): void => {
  if (wanted === null) return
  if (plan.digest.slice('sha256:'.length).startsWith(wanted)) return
  throw new RelError('PLAN_DRIFT', `the plan is ${plan.digest.slice(7, 19)} now, not ${wanted.slice(0, 12)}`, {
    hint: `see what changed with: rel plan --diff ${wanted.slice(0, 12)}`,
  })
}

const finish = async (session: Session, release: Release, sealed: boolean): Promise<Published> => {
  const { plan } = release
  session.request.progress.begin(
    `${plan.releases.map((each) => `${each.package} ${each.to}`).join(', ')}  plan ${plan.digest.slice(7, 19)}${sealed ? '  sealed' : ''}`,
  )
  const outcomes = await runSteps(session, plan, await releaseSteps(session, release, sealed))
  return { plan, outcomes, sealedHere: session.remote === null }
}

const throwFirst = (published: readonly Published[]): void => {
  for (const { outcomes } of published) {
    const failure = failureOf(outcomes)
    if (failure !== null) throw failure
  }
}

const didSomething = ({ outcomes }: Published): boolean => outcomes.some((outcome) => outcome.result === 'done')

const finishAll = async (session: Session, unfinished: readonly Unfinished[]): Promise<readonly Published[]> => {
  const published: Published[] = []
  for (const { release, sealed } of unfinished) published.push(await finish(session, release, sealed))
  throwFirst(published)
  return published
}

const prepare = async (session: Session): Promise<string> => {
  if (session.request.offline && session.remote !== null)
    throw new RelError('NO_REMOTE', `--offline forbids to ask ${session.remote}, where the seal has to go`, {
      hint: 'run the same command without --offline',
    })
  const head = await headCommit(session)
  const { config } = await configAt(session, head, 'write')
  // Who releases, and with which key: found out before a build that may take an hour.
  await session.world.git.identity()
  await chooseSigner(await signSettings(session, config), session.world)
  await lookAhead(session, config.ledger.ref)
  await fetchTags(session)
  await fetchLedger(session, config.ledger.ref)
  return head
}

const publishIn = async (session: Session, request: PublishRequest): Promise<PublishResult> => {
  const wanted = wantedPlan(request)
  const head = await prepare(session)
  const unfinished = await findUnfinished(session, head, request.tag)
  for (const { release } of unfinished) refuseOtherPlan(wanted, release.plan)
  return { published: await finishAll(session, unfinished), idle: null, declined: false }
}

const newRelease = async (session: Session, request: ReleaseRequest, planned: Planned): Promise<Published | null> => {
  const { plan, config, files } = planned
  refusePreview(plan, planned)
  await fetchLine(session, plan.branch)
  await refuseOffBranch(session, planned)
  await refuseTaken(session, planned)
  refuseOtherPlan(wantedPlan(request), plan)
  await refuseObstacles(session, planned)
  if (!(await request.confirm(planned))) return null
  await keepPlan(session, plan)
  const makesCommit = config.config.commit.mode === 'direct' && files.size > 0
  const sealed = await isSealed(session, plan, config.config.ledger.ref)
  const newTags = plan.releases.map((release) => release.tag)
  const published = await finish(session, { plan, config, files, makesCommit, newTags }, sealed)
  throwFirst([published])
  return published
}

const releaseIn = async (session: Session, request: ReleaseRequest): Promise<PublishResult> => {
  wantedPlan(request)
  const head = await prepare(session)
  const finished = await finishAll(session, await findUnfinished(session, head, null))
  const asked = normalAsked(session, request.asked)
  const planned = await planAt(session, { commit: head, line: null, asked, use: 'write', ignoreTag: () => false })
  const kept = finished.filter(didSomething)
  if (planned.plan.releases.length === 0)
    return { published: kept, idle: kept.length === 0 ? planned : null, declined: false }
  const published = await newRelease(session, request, planned)
  return { published: published === null ? kept : [...kept, published], idle: null, declined: published === null }
}

/** Finishes releases. An empty `published` means that there is none. Throws `PARTIAL` when some step after the seal failed. */
export const publish = (request: PublishRequest): Promise<PublishResult> =>
  withLock(request, (session) => publishIn(session, request))

/** Finishes what is unfinished, then plans at HEAD, commits, tags, builds, seals and publishes. */
export const release = (request: ReleaseRequest): Promise<PublishResult> =>
  withLock(request, (session) => releaseIn(session, request))
