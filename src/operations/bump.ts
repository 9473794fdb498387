/** `rel bump`: plan → preview → edit, commit and tag in this clone, and push when asked. */
import { RelError } from '../errors.ts'
import { hexOf } from '../ledger/paths.ts'
import { releaseCommit } from '../ledger/refs.ts'
import type { Asked, Plan } from '../model.ts'
import type { Outcome } from '../run/run.ts'
import { planAgain, readTags } from './again.ts'
import { keepPlan } from './plan-store.ts'
import { type Planned, planAt } from './planning.ts'
import { fetchLine, fetchTags, lookAhead } from './remote.ts'
import { failureOf, runSteps } from './running.ts'
import type { Release } from './release-context.ts'
import { bumpSteps } from './sequence.ts'
import { headCommit, type Request, type Session, withLock } from './session.ts'
import { normalAsked, refuseOffBranch, refusePreview, refuseTaken } from './state.ts'
import { needCheckout, refuseInProgress, refuseObstacles } from './work-tree.ts'

export interface BumpRequest extends Request {
  readonly asked: Asked
  readonly push: boolean
  /** Shown the plan; false: the user does not want it. */
  readonly confirm: (planned: Planned) => Promise<boolean>
}

export type BumpResult =
  | { readonly kind: 'nothing'; readonly planned: Planned }
  | { readonly kind: 'declined' }
  | {
      readonly kind: 'done'
      readonly plan: Plan
      readonly commit: string
      readonly outcomes: readonly Outcome[]
      readonly remote: string | null
      readonly pushed: boolean
    }

const carryOut = async (session: Session, release: Release, push: boolean): Promise<BumpResult> => {
  const { plan } = release
  const outcomes = await runSteps(session, plan, await bumpSteps(session, release, push))
  const failure = failureOf(outcomes)
  if (failure !== null) throw failure
  const tags = plan.releases.map((each) => each.tag)
  const commit = (await releaseCommit(session.world.git, { hex: hexOf(plan.digest), tags })) ?? plan.commit
  return { kind: 'done', plan, commit, outcomes, remote: session.remote, pushed: push }
}

/** The bump at HEAD that the remote does not have yet, if `--push` asks for it. */
const pushUnpushed = async (session: Session, head: string): Promise<BumpResult | null> => {
  const { world, online } = session
  if (online === null) return null
  const tags = (await readTags(session, (_, commit) => commit === head)).filter((tag) => tag.trailers !== null)
  const [first] = tags
  if (first === undefined) return null
  const there = await world.git.remoteRefs(
    online,
    tags.map((tag) => `refs/tags/${tag.tag}`),
  )
  if (tags.every((tag) => there.get(`refs/tags/${tag.tag}`) === tag.ref.id)) return null
  const again = await planAgain(session, first, 'write')
  const makesCommit = first.commit !== again.plan.commit
  return carryOut(session, { plan: again.plan, config: again.config, files: null, makesCommit, newTags: [] }, true)
}

const needRemote = (session: Session): void => {
  if (session.online !== null) return
  if (session.remote !== null)
    throw new RelError('NO_REMOTE', `--offline forbids to push to ${session.remote}`, {
      hint: 'leave one of them out: --offline or --push',
    })
  throw new RelError('NO_REMOTE', 'there is no remote to push to', {
    hint: 'add one with: git remote add origin <url>; or bump without --push',
  })
}

const bumpIn = async (session: Session, request: BumpRequest): Promise<BumpResult> => {
  const head = await headCommit(session)
  if (request.push) needRemote(session)
  // In the middle of a rebase HEAD is detached, and nothing would say why there is no line.
  await refuseInProgress(session)
  await lookAhead(session, null)
  await fetchTags(session)
  const asked = normalAsked(session, request.asked)
  const planned = await planAt(session, { commit: head, line: null, asked, use: 'write', ignoreTag: () => false })
  const { plan, config, files } = planned
  refusePreview(plan, planned)
  if (plan.releases.length === 0) {
    const pushed = request.push ? await pushUnpushed(session, head) : null
    return pushed ?? { kind: 'nothing', planned }
  }
  await fetchLine(session, plan.branch)
  await refuseOffBranch(session, planned)
  await refuseTaken(session, planned)
  await needCheckout(session, plan)
  await refuseObstacles(session, planned)
  if (!(await request.confirm(planned))) return { kind: 'declined' }
  await keepPlan(session, plan)
  const makesCommit = config.config.commit.mode === 'direct' && files.size > 0
  const newTags = plan.releases.map((release) => release.tag)
  return carryOut(session, { plan, config, files, makesCommit, newTags }, request.push)
}

/** Throws everything that stands in the way; nothing is half written then. */
export const bump = (request: BumpRequest): Promise<BumpResult> =>
  withLock(quiet(request), (session) => bumpIn(session, request))

/** Its steps take an instant, and its result names all of them. */
const quiet = (request: BumpRequest): BumpRequest => {
  const silence = () => undefined
  return {
    ...request,
    progress: { note: request.progress.note, begin: silence, start: silence, outcome: silence },
  }
}
