/** Deepens a shallow clone before anything is concluded from it: what lies below its edge may have been released. */
import { RelError } from '../errors.ts'
import { isTagName } from '../core/names.ts'
import type { Scheme } from '../core/schemes/scheme.ts'
import type { TagRef } from '../facts/tracks.ts'
import { REMOTE_TAGS } from '../ledger/paths.ts'
import type { Facts, PackageFacts } from '../model.ts'
import type { Session } from './session.ts'

/** Fetches all that is missing, tags included. `--offline` or without a remote nothing happens: whoever meets the edge refuses
 *  to go on. Throws `REMOTE`, `GIT_LOCKED`, and `SHALLOW` when it is tags that could not be fetched: nobody would meet these. */
export const haveHistory = async ({ world: { git }, online, request }: Session): Promise<void> => {
  const lack = git.place.shallow ? git.lack() : null
  if (lack === null) return
  if (online !== null) {
    request.progress.note(`this clone is shallow: fetching the history from ${online}`)
    await git.deepen(online)
  } else if (lack === 'tags')
    throw new RelError('SHALLOW', 'a run was stopped that deepened this clone: tags of what it has may be missing', {
      hint: 'run it once with the remote, without --offline; when you have fetched all tags yourself: rm -r .git/rel/deepening',
    })
}

/** Commits to go back by, one step after the other; what these do not show the whole history does. */
const STEPS = [64, 512, 4096]

const TAGS = 'refs/tags/'
const PEELED = '^{}'

/** By the commits that they stand for, which need not be here. */
const tagsOn = async ({ world }: Session, remote: string): Promise<readonly TagRef[]> => {
  const refs = await world.git.remoteRefs(remote, [`${TAGS}*`])
  return [...refs].flatMap(([name, id]) => {
    const tag = name.slice(TAGS.length)
    const isOne = name.startsWith(TAGS) && !name.endsWith(PEELED) && isTagName(tag)
    return isOne ? [{ tag, commit: refs.get(name + PEELED) ?? id }] : []
  })
}

/** Whether no tag that is not reached can be a base: it may lie below the edge, where nobody sees that it is reached. */
const hasBase = ({ reachable, elsewhere }: PackageFacts, scheme: Scheme): boolean => {
  const stable = reachable.filter(({ version }) => !scheme.isPrerelease(version))
  return elsewhere.every((tag) => stable.some(({ version }) => scheme.compare(version, tag.version) > 0))
}

const orCut = (gathering: Promise<Facts>): Promise<Facts | 'cut'> =>
  gathering.catch((error: unknown) => {
    if (error instanceof RelError && error.code === 'SHALLOW') return 'cut'
    throw error
  })

/** What a remote has told, and how facts are gathered with it. */
interface Gathering {
  readonly remote: string
  readonly tags: readonly TagRef[]
  readonly gather: (remoteTags: readonly TagRef[]) => Promise<Facts>
}

/** Facts that nothing below the edge can change, or null; and whether the edge was moved for them. */
const shownFacts = async ({ world, request }: Session, commit: string, { remote, tags, gather }: Gathering) => {
  for (const [moves, commits] of STEPS.entries()) {
    const facts = await orCut(gather(tags))
    if (facts !== 'cut') return { facts, moved: moves > 0 }
    request.progress.note(`this clone is shallow: fetching ${commits} commits more from ${remote}`)
    if (!(await world.git.deepenBy(remote, { commit, commits }))) return null
  }
  const facts = await orCut(gather(tags))
  return facts === 'cut' ? null : { facts, moved: true }
}

/** Of the remote's tags those whose commits are here, and that are not. */
const owed = async ({ world: { git } }: Session, tags: readonly TagRef[]): Promise<readonly string[]> => {
  const sizes = await git.sizes(tags.map(({ commit }) => commit))
  const refs = await git.refs([TAGS, REMOTE_TAGS])
  const here = new Map(refs.map(({ name, commit }) => [name, commit] as const))
  const isHere = ({ tag, commit }: TagRef) => here.has(TAGS + tag) || here.get(REMOTE_TAGS + tag) === commit
  return tags.flatMap((ref, at) => (sizes[at] === null || isHere(ref) ? [] : [ref.tag]))
}

/** The facts of a shallow clone, with no more of its history than they take; null where it is none, or where it takes all.
 *  They are those of a whole clone, but that tags below a package's base are not known to be reached. Throws `REMOTE`. */
export const factsOfEnough = async (
  session: Session,
  gather: Gathering['gather'],
  { commit, scheme }: { readonly commit: string; readonly scheme: Scheme },
): Promise<Facts | null> => {
  const { world, online } = session
  if (online === null || !world.git.place.shallow || world.git.lack() !== 'history') return null
  const tags = await tagsOn(session, online)
  const shown = await shownFacts(session, commit, { remote: online, tags, gather })
  if (shown === null || !shown.facts.packages.every((one) => hasBase(one, scheme))) return null
  // What has come is of use to nobody without its tags.
  if (!shown.moved || (await world.git.bringTags(online, await owed(session, tags)))) return shown.facts
  return null
}

/** What is missing and where the history is cut, as a text. */
const edgeOf = async ({ world: { git, files } }: Session): Promise<string> =>
  `${git.lack() ?? ''} ${(await files.read(`${git.place.commonDir}/shallow`))?.toString() ?? ''}`

/** Null when another run has moved the edge meanwhile: tags that were read before it, and a history after it, do not fit
 *  together. */
export const unlessMoved = async <T>(session: Session, gather: () => Promise<T>): Promise<T | null> => {
  if (!session.world.git.place.shallow) return gather()
  const before = await edgeOf(session)
  const found = await gather()
  return before === (await edgeOf(session)) ? found : null
}
