/** `rel status`: per package the last release, what is unreleased, the next version, and what stands in its way. */
import type { Explained } from '../core/explain.ts'
import { type HalfFinished, halfFinished } from './half-finished.ts'
import { planIn, type PlanRequest } from './plan.ts'
import type { Planned } from './planning.ts'
import { openSession, type Session } from './session.ts'
import { offBranch, takenVersions } from './state.ts'
import { explained } from './why.ts'
import { dirtyFiles } from './work-tree.ts'

/** Something that `rel bump` would stop at, or that a person should know. `package` null: it concerns all. */
export interface Obstacle {
  readonly code: 'VERSION_TAKEN' | 'TAG_OFF_BRANCH' | 'BRANCH' | 'CONFIG_UNCOMMITTED' | 'DIRTY' | 'BUSY'
  readonly package: string | null
  readonly detail: string
  readonly hint: string
}

export interface Status {
  /** The remote that releases go to, or null. */
  readonly remote: string | null
  readonly planned: Planned
  readonly packages: readonly Explained[]
  readonly obstacles: readonly Obstacle[]
  readonly unfinished: readonly HalfFinished[]
  /** Tags of releases that were withdrawn. */
  readonly withdrawn: ReadonlySet<string>
}

const short = (commit: string) => commit.slice(0, 7)

const takenIn = async (session: Session, planned: Planned): Promise<readonly Obstacle[]> =>
  (await takenVersions(session, planned)).map(({ release, tag, free }) => ({
    code: 'VERSION_TAKEN',
    package: release.package,
    detail: `${release.to} is taken: ${tag.tag} is commit ${short(tag.commit)}, which ${planned.plan.branch} does not contain`,
    hint: `merge it, or take a free version: ${free.join(', ')}`,
  }))

const offBranchIn = async (session: Session, planned: Planned): Promise<readonly Obstacle[]> =>
  (await offBranch(session, planned)).map(({ tag, commit }) => ({
    code: 'TAG_OFF_BRANCH',
    package: null,
    detail: `${tag} points at ${short(commit)}, which ${planned.plan.branch} does not contain`,
    hint: `merge it (git merge ${short(commit)}), or tag anew what came of it`,
  }))

/** Whether another branch is checked out than the line that the plan is for. */
const isElsewhere = ({ world, request }: Session, { plan }: Planned): boolean =>
  request.branch === null && world.git.place.branch !== null && world.git.place.branch !== `refs/heads/${plan.branch}`

/** A plan can be a preview for two reasons at once. */
const previewIn = (session: Session, planned: Planned): readonly Obstacle[] => {
  const { plan, config } = planned
  const head = session.world.git.place.branch?.replace('refs/heads/', '') ?? 'this commit'
  const file = config.file ?? 'the config'
  const branch: Obstacle = {
    ...{ code: 'BRANCH', package: null, detail: `${head} is not a release line: this is a preview for ${plan.branch}` },
    hint: `switch to ${plan.branch}, or add the branch to "branches" in the config`,
  }
  const edited: Obstacle = {
    ...{ code: 'CONFIG_UNCOMMITTED', package: null, detail: `${file} is edited and not committed: this is a preview` },
    hint: `commit it: git add ${file} && git commit`,
  }
  const isBranch = plan.preview && (!config.preview || isElsewhere(session, planned))
  return [...(isBranch ? [branch] : []), ...(config.preview ? [edited] : [])]
}

const workTreeIn = async (session: Session, planned: Planned): Promise<readonly Obstacle[]> => {
  const { git } = session.world
  if (git.place.top === null || planned.files.size === 0) return []
  const busy = await git.inProgress()
  const found = (await dirtyFiles(session, planned)).map(({ file, hint }): Obstacle => ({
    ...{ code: 'DIRTY', package: null, detail: `${file} has uncommitted changes, and the release edits it`, hint },
  }))
  if (busy === null) return found
  return [{ code: 'BUSY', package: null, detail: `${busy} is in progress`, hint: 'finish it, or abort it' }, ...found]
}

/** Asks no remote. */
export const status = async (request: PlanRequest): Promise<Status> => {
  const session = await openSession(request)
  const planned = await planIn(session, request)
  const obstacles = await Promise.all([
    previewIn(session, planned),
    takenIn(session, planned),
    offBranchIn(session, planned),
    workTreeIn(session, planned),
  ])
  return {
    remote: session.remote,
    planned,
    packages: explained(planned),
    obstacles: obstacles.flat(),
    ...(await halfFinished(session, planned)),
  }
}
