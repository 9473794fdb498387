/** What a plan meets in this clone and on the remote: taken versions, lines that are none, releases that left their line. */
import { writeTag } from '../core/tags.ts'
import { RelError } from '../errors.ts'
import { REMOTE_HEADS } from '../ledger/paths.ts'
import type { Asked, Level, Plan, PlannedRelease } from '../model.ts'
import { type ReadTag, readTags } from './again.ts'
import type { Planned } from './planning.ts'
import type { Session } from './session.ts'

/** A planned version whose tag exists on another commit. */
export interface Taken {
  readonly release: PlannedRelease
  readonly tag: ReadTag
  /** Commands that take a free version above it, the planned level first. */
  readonly free: readonly string[]
}

const LEVELS: readonly Level[] = ['patch', 'minor', 'major']

/** The next versions that no tag of the package has. */
const freeVersions = (planned: Planned, release: PlannedRelease): readonly string[] => {
  const facts = planned.facts.packages.find((each) => each.package.name === release.package)
  const taken = new Set([...(facts?.reachable ?? []), ...(facts?.elsewhere ?? [])].map((tag) => tag.version))
  const { scheme } = planned.policy
  const id = scheme.prereleaseId(release.to)
  const climb = (level: Level): string => {
    let version = release.to
    while (taken.has(version))
      version = id === null ? scheme.increment(version, level, release.date) : scheme.nextPrerelease(version, id)
    return version
  }
  const wanted = release.bump === 'none' ? 'patch' : release.bump
  const free = [...new Set([wanted, ...LEVELS].map(climb))]
  const { range } = planned.policy
  if (!range) return free
  const within = free.filter((version) => scheme.compare(version, range.below) < 0)
  return scheme.hotfix === undefined ? within : [...within, '--pre hotfix']
}

/** Versions of the plan that other releases have. A tag that carries this very plan is this very release. */
export const takenVersions = async (session: Session, planned: Planned): Promise<readonly Taken[]> => {
  const names = new Map(planned.plan.releases.map((release) => [release.tag, release] as const))
  // A version counts as taken under any spelling that the package's tags ever had.
  for (const facts of planned.facts.packages) {
    const release = planned.plan.releases.find((each) => each.package === facts.package.name)
    for (const tag of facts.elsewhere)
      if (release !== undefined && tag.version === release.to) names.set(tag.tag, release)
    if (release !== undefined) names.set(writeTag(facts.tagFormat, facts.package.name, release.to), release)
  }
  const tags = await readTags(session, (tag) => names.has(tag))
  return tags
    .filter((tag) => tag.trailers?.plan !== planned.plan.digest)
    .map((tag) => {
      const release = names.get(tag.tag) as PlannedRelease
      const name = planned.facts.packages.length > 1 ? ` ${release.package}` : ''
      return { release, tag, free: freeVersions(planned, release).map((version) => `rel bump ${version}${name}`) }
    })
}

/** Throws `VERSION_TAKEN` with the commit that has it and the next free versions. */
export const refuseTaken = async (session: Session, planned: Planned): Promise<void> => {
  const [taken] = await takenVersions(session, planned)
  if (taken === undefined) return
  const { release, tag, free } = taken
  throw new RelError(
    'VERSION_TAKEN',
    `${release.package} ${release.to} is taken: ${tag.tag} is commit ${tag.commit.slice(0, 7)}, which this line does not contain`,
    {
      hint: `merge that commit, or take a free version: ${free.join(', ')}`,
    },
  )
}

/** Throws `BRANCH` when HEAD is on no release line. */
export const refusePreview = (plan: Plan, planned: Planned): void => {
  if (!plan.preview) return
  if (planned.config.preview)
    throw new RelError('CONFIG_UNCOMMITTED', 'this plan is a preview of an edited config', {
      hint: 'commit the config first',
    })
  throw new RelError('BRANCH', 'this is no release line: "branches" of the config, or its defaults, do not match it', {
    hint: `switch to ${plan.branch}: git switch ${plan.branch}; or add this branch to "branches" in the config`,
  })
}

/** Whether a tag's release began on this line, at a commit that the line contains, and is another one than the plan's. */
const beganHere = async ({ world }: Session, { trailers }: ReadTag, plan: Plan): Promise<boolean> => {
  if (trailers === null || trailers.line !== plan.branch) return false
  if (trailers.plan === plan.digest || trailers.base === plan.commit) return false
  if ((await world.git.resolve(trailers.base, true)) === null) return false
  return world.git.isAncestor(trailers.base, plan.commit)
}

/** A release whose base the line contains, but whose release commit it does not: squashed or rebased on its way. */
export const offBranch = async (session: Session, planned: Planned): Promise<readonly ReadTag[]> => {
  const { git } = session.world
  const { plan, facts } = planned
  const elsewhere = new Set(facts.packages.flatMap((each) => each.elsewhere.map((tag) => tag.tag)))
  const tags = await readTags(session, (tag) => elsewhere.has(tag))
  const [remote] = await git.refs([`${REMOTE_HEADS}${plan.branch}`])
  const lost: ReadTag[] = []
  for (const tag of tags) {
    if (!(await beganHere(session, tag, plan))) continue
    const isBehind = remote?.commit ? await git.isAncestor(tag.commit, remote.commit) : false
    if (!isBehind) lost.push(tag)
  }
  return lost
}

export const refuseOffBranch = async (session: Session, planned: Planned): Promise<void> => {
  const [tag] = await offBranch(session, planned)
  if (tag === undefined) return
  throw new RelError(
    'TAG_OFF_BRANCH',
    `${tag.tag} points at ${tag.commit.slice(0, 7)}, which ${planned.plan.branch} does not contain`,
    {
      hint: `merge it (git merge ${tag.commit.slice(0, 7)}), or tag anew what came of it: rel bump --abandon, or git tag -d ${tag.tag}`,
    },
  )
}

/** `Date` takes 2026-02-30 for the second of March. */
const isDay = (text: string): boolean => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The asked date as a day: `today` is the only word that reads the clock. */
export const dayAsked = (session: Session, date: string | null): string | null => {
  if (date === null) return null
  const day = date === 'today' ? new Date(session.world.now()).toISOString().slice(0, 10) : date
  if (isDay(day)) return day
  throw new RelError('USAGE', `${JSON.stringify(date)} is no day`, { hint: 'write it as 2026-09-21, or today' })
}

export const normalAsked = (session: Session, asked: Asked): Asked => ({
  ...asked,
  date: dayAsked(session, asked.date),
})
