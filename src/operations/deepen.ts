/** The facts of a commit in a shallow clone: as much history is fetched as they need. */
import { type FactsQuestion, gatherFacts } from '../facts/facts.ts'
import type { TagRef } from '../facts/tracks.ts'
import { RelError } from '../errors.ts'
import type { Facts } from '../model.ts'
import type { Session } from './session.ts'

/** How many more commits are asked for at first, and how many times as many after each step that was too short. */
const FIRST = 64
const GROWTH = 4
/** From here on the whole history is not much more. */
const MOST = 16_384

const PEELED = '^{}'

/** The tags that the remote has, by the commits that they are on. */
const tagsThere = async ({ world }: Session, remote: string): Promise<readonly TagRef[]> => {
  const refs = await world.git.remoteRefs(remote, ['refs/tags/*'])
  return [...refs].flatMap(([ref, id]) =>
    ref.endsWith(PEELED) ? [] : [{ tag: ref.replace('refs/tags/', ''), commit: refs.get(ref + PEELED) ?? id }],
  )
}

/** Whether a release that is higher than all that HEAD is seen to contain may lie below the edge, its commit here or not: that
 *  it is on another line only the whole history shows. */
const mayHide = ({ packages }: Facts, { scheme }: FactsQuestion): boolean =>
  packages.some(
    ({ reachable, elsewhere }) =>
      reachable.length > 0 &&
      elsewhere.some(({ version }) => reachable.every((tag) => scheme.compare(version, tag.version) > 0)),
  )

/** A change file may have been told of by any release, however old. */
const needsAll = (facts: Facts, question: FactsQuestion): boolean =>
  (facts.changeFiles ?? []).length > 0 || mayHide(facts, question)

/** Null where the history is too short. */
const unlessCut = async (session: Session, question: FactsQuestion): Promise<Facts | null> => {
  try {
    return await gatherFacts(session.world, question)
  } catch (error) {
    if (error instanceof RelError && error.code === 'SHALLOW') return null
    throw error
  }
}

/** Null where nothing but the whole history will do. */
const fromSteps = async (session: Session, remote: string, question: FactsQuestion): Promise<Facts | null> => {
  const { git } = session.world
  let facts = await unlessCut(session, question)
  for (let commits = FIRST; facts === null && commits <= MOST; commits *= GROWTH) {
    session.request.progress.note(`this clone is shallow: fetching ${commits} more commits from ${remote}`)
    if (!(await git.deepenBy(remote, { commit: question.commit, commits }))) return null
    facts = await unlessCut(session, question)
  }
  return facts === null || needsAll(facts, question) ? null : facts
}

/** Asks the remote for what a shallow clone lacks, step by step, unless `--offline`; at once for all of it where first
 *  contributions are told. Throws `SHALLOW` when the range is cut all the same. */
export const gatherDeep = async (session: Session, asked: FactsQuestion, wantsAll: boolean): Promise<Facts> => {
  const { world, online, request } = session
  if (!world.git.place.shallow || online === null) return gatherFacts(world, asked)
  const question = { ...asked, tagsThere: await tagsThere(session, online) }
  const facts = wantsAll ? null : await fromSteps(session, online, question)
  if (facts !== null) return facts
  request.progress.note(`this clone is shallow: fetching the whole history from ${online}`)
  await world.git.deepen(online)
  return gatherFacts(world, question)
}
