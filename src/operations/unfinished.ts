/** Finds the releases that are still to be finished: tags at HEAD, and sealed ones that HEAD contains. */
import { configAt } from './config-at.ts'
import { RULES } from '../core/plan.ts'
import { findByCommit, listReleases, readRelease } from '../ledger/look-up.ts'
import { localTip } from '../ledger/tip.ts'
import type { Plan } from '../model.ts'
import { findTag, isRelease, planAgain, type ReadTag, readTags } from './again.ts'
import type { Release } from './release-context.ts'
import { haveBase } from './have-base.ts'
import { ledgerRef } from './ledger-at.ts'
import type { Session } from './session.ts'
import { refuseWithdrawn, withdrawnAt } from './withdrawals.ts'

/** A release with what the ledger says of it. */
export interface Unfinished {
  readonly release: Release
  readonly sealed: boolean
}

/** Whether all releases of a plan are sealed by that very plan. */
export const isSealed = async ({ world }: Session, plan: Plan, ledger: string): Promise<boolean> => {
  const tip = await localTip(world.git, ledger)
  const found = await Promise.all(
    plan.releases.map((release) => readRelease(world.git, tip, release.package, release.to)),
  )
  return found.every((each) => each?.plan.digest === plan.digest)
}

/** Tags that nobody has put on the remote yet have to be made as annotated objects, if they are not that already. */
const tagsToMake = async ({ world, online }: Session, tag: ReadTag): Promise<readonly string[]> => {
  if (tag.ref.type === 'tag') return []
  if (online === null) return [tag.tag]
  const there = await world.git.remoteRefs(online, [`refs/tags/${tag.tag}`])
  return there.size === 0 ? [tag.tag] : []
}

/** The plan that a tag's release was sealed with, and no other. */
const sealedPlan = async ({ world }: Session, tag: ReadTag, ledger: string): Promise<Plan | null> => {
  const tip = await localTip(world.git, ledger)
  for (const name of await findByCommit(world.git, tip, tag.commit)) {
    const sealed = await readRelease(world.git, tip, name.package, name.version)
    if (sealed !== null && sealed.plan.digest === tag.trailers?.plan) return sealed.plan
  }
  return null
}

/** A sealed release is finished from its stored plan: planning again is a check, which only other rules may fail. */
const planOf = async (
  session: Session,
  tag: ReadTag,
): Promise<Pick<Release, 'plan' | 'config'> & { files: Release['files'] }> => {
  const base = tag.trailers?.base ?? tag.commit
  await haveBase(session, tag.tag, base)
  const config = await configAt(session, base, 'write')
  const stored = await sealedPlan(session, tag, config.config.ledger.ref)
  if (stored !== null && stored.rules !== RULES) return { plan: stored, config, files: null }
  const again = await planAgain(session, tag, 'write')
  return { plan: stored ?? again.plan, config: again.config, files: again.files }
}

const releaseOf = async (session: Session, tag: ReadTag): Promise<Unfinished> => {
  const { plan, config, files } = await planOf(session, tag)
  const sealed = await isSealed(session, plan, config.config.ledger.ref)
  const edits = config.config.commit.mode === 'none' ? files : null
  const newTags = await tagsToMake(session, tag)
  return { sealed, release: { plan, config, files: edits, makesCommit: tag.commit !== plan.commit, newTags } }
}

/** One release per plan: its tags share the digest. */
const perPlan = (tags: readonly ReadTag[]): readonly ReadTag[] => {
  const seen = new Set<string>()
  return tags.filter((tag) => {
    const key = tag.trailers?.plan ?? tag.tag
    return seen.has(key) ? false : (seen.add(key), true)
  })
}

/** Releases sealed but not published everywhere, whose commit `head` contains. */
const sealedTags = async (
  session: Session,
  head: string,
  ledger: string,
  known: ReadonlySet<string>,
): Promise<readonly ReadTag[]> => {
  const { world } = session
  const tip = await localTip(world.git, ledger)
  const tags: ReadTag[] = []
  for (const name of await listReleases(world.git, tip)) {
    const sealed = await readRelease(world.git, tip, name.package, name.version)
    const planned = sealed?.plan.releases.find((each) => each.package === name.package)
    if (sealed === null || planned === undefined || known.has(sealed.plan.digest)) continue
    if (sealed.withdrawals.size > 0) continue
    if (planned.targets.every((target) => sealed.publications.has(target))) continue
    if (
      (await world.git.resolve(sealed.index.commit, true)) === null ||
      !(await world.git.isAncestor(sealed.index.commit, head))
    )
      continue
    tags.push(...(await readTags(session, (tag) => tag === sealed.index.tag)))
  }
  return tags
}

/** Tags of packages at a commit, whatever else is tagged there left out. A withdrawn release is finished. */
const releaseTags = async (session: Session, commit: string, ledger: string): Promise<readonly ReadTag[]> => {
  const tip = await localTip(session.world.git, ledger)
  const found: ReadTag[] = []
  for (const tag of await readTags(session, (_, at) => at === commit)) {
    if (!(await isRelease(session, tag))) continue
    if ((await withdrawnAt(session, tip, tag)) === null) found.push(tag)
    else session.request.progress.note(`${tag.tag} was withdrawn: it is not published`)
  }
  return found
}

const namedRelease = async (session: Session, named: string): Promise<Unfinished> => {
  const tag = await findTag(session, named)
  await refuseWithdrawn(session, await ledgerRef(session), tag)
  return releaseOf(session, tag)
}

/** Everything there is to finish at `head`, or the one release that `named` names. Throws `BLOCKED` when that is withdrawn. */
export const findUnfinished = async (
  session: Session,
  head: string,
  named: string | null,
): Promise<readonly Unfinished[]> => {
  if (named !== null) return [await namedRelease(session, named)]
  const { config } = await configAt(session, head, 'write')
  const first = perPlan(await releaseTags(session, head, config.ledger.ref))
  const known = new Set(first.flatMap((tag) => tag.trailers?.plan ?? []))
  const rest = perPlan(await sealedTags(session, head, config.ledger.ref, known))
  const found: Unfinished[] = []
  for (const tag of [...rest, ...first]) found.push(await releaseOf(session, tag))
  return found
}
