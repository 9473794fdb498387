/** `rel build`: the dist tree of the release at HEAD, or of the one that would be next. */
import type { Asked, Plan } from '../model.ts'
import type { Outcome } from '../run/run.ts'
import { RelError } from '../errors.ts'
import { chooseSigner } from '../evidence/make/signer.ts'
import { configAt } from './config-at.ts'
import { type Planned, planAt } from './planning.ts'
import { failureOf, runSteps } from './running.ts'
import { distFolder, makeContext, type Release } from './release-context.ts'
import { treeSteps } from './sequence.ts'
import { headCommit, type Request, type Session, withLock } from './session.ts'
import { signSettings } from './settings.ts'
import { findUnfinished } from './unfinished.ts'

export interface BuildRequest extends Request {
  readonly asked: Asked
  readonly tag: string | null
  /** One build target, which is built without laying a tree; null: all of them. */
  readonly target: string | null
}

export interface Built {
  readonly plan: Plan
  readonly outcomes: readonly Outcome[]
  readonly folders: readonly string[]
}

export interface BuildResult {
  readonly built: readonly Built[]
  readonly idle: Planned | null
}

const build = async (session: Session, release: Release, target: string | null): Promise<Built> => {
  session.request.progress.begin(
    `${release.plan.releases.map((each) => `${each.package} ${each.to}`).join(', ')}  plan ${release.plan.digest.slice(7, 19)}`,
  )
  // With which key, if the tree is to be signed: found out before a build that may take an hour.
  if (target === null) await chooseSigner(await signSettings(session, release.config.config), session.world)
  const outcomes = await runSteps(session, release.plan, await treeSteps(session, release, target))
  const failure = failureOf(outcomes)
  if (failure !== null) throw failure
  const context = await makeContext(session, release)
  return { plan: release.plan, outcomes, folders: release.plan.releases.map((each) => distFolder(context, each)) }
}

const refuseUnknownTarget = async (session: Session, head: string, target: string | null): Promise<void> => {
  if (target === null) return
  const names = (await configAt(session, head, 'write')).config.build.targets.map((each) => each.name)
  if (!names.includes(target))
    throw new RelError('USAGE', `there is no build target ${JSON.stringify(target)}`, {
      hint: `use one of: ${names.join(', ')}`,
    })
}

export const buildTrees = (request: BuildRequest): Promise<BuildResult> =>
  withLock(request, async (session) => {
    const head = await headCommit(session)
    await refuseUnknownTarget(session, head, request.target)
    const there = await findUnfinished(session, head, request.tag)
    const releases: Release[] = there.map((each) => each.release)
    const planned =
      releases.length > 0
        ? null
        : await planAt(session, {
            commit: head,
            line: null,
            asked: request.asked,
            use: 'write',
            ignoreTag: () => false,
          })
    if (planned !== null && planned.plan.releases.length === 0) return { built: [], idle: planned }
    if (planned !== null) {
      const makesCommit = planned.config.config.commit.mode === 'direct' && planned.files.size > 0
      releases.push({
        plan: planned.plan,
        config: planned.config,
        files: planned.files,
        makesCommit,
        newTags: planned.plan.releases.map((each) => each.tag),
      })
    }
    const built: Built[] = []
    for (const release of releases) built.push(await build(session, release, request.target))
    return { built, idle: null }
  })
