/** Deepens a shallow clone before anything is concluded from it: what lies below its edge may have been released. */
import { RelError } from '../errors.ts'
import type { Scheme } from '../core/schemes/scheme.ts'
import type { TagRef } from '../facts/tracks.ts'
import type { Facts, PackageFacts } from '../model.ts'
import type { Session } from './session.ts'

/** Fetches all that is missing, tags included. `--offline` or without a remote, what the edge hides is for others to see.
 *  Throws `REMOTE`, `GIT_LOCKED`, and `SHALLOW` when all commits came and their tags did not, which then nobody sees. */
export const haveHistory = async ({ world: { git }, online, request }: Session): Promise<void> => {
  const lack = git.place.shallow ? git.lack() : null
  if (lack === null) return
  if (online !== null) {
    request.progress.note(`this clone is shallow: fetching the history from ${online}`)
    await git.deepen(online)
  } else if (lack === 'tags')
    throw new RelError('SHALLOW', 'this clone was shallow, and tags of what it has now may be missing', {
      hint: 'let rel fetch them: run it once without --offline',
    })
}

/** Commits to go back by, one step after the other; what these do not settle the whole history does. */
const STEPS = [64, 256, 1024, 4096]

const PEELED = '^{}'

/** By the commits that they stand for, which need not be here. */
const tagsOn = async ({ world }: Session, remote: string): Promise<readonly TagRef[]> => {
  const refs = await world.git.remoteRefs(remote, ['refs/tags/*'])
  return [...refs].flatMap(([name, id]) =>
    name.endsWith(PEELED) ? [] : [{ tag: name.replace('refs/tags/', ''), commit: refs.get(name + PEELED) ?? id }],
  )
}

/** Whether no tag that is not reached can be a base: it may lie below the edge, where nobody sees that it is reached. */
const isSettled = ({ reachable, elsewhere }: PackageFacts, scheme: Scheme): boolean => {
  const stable = reachable.filter(({ version }) => !scheme.isPrerelease(version))
  return elsewhere.every((tag) => stable.some(({ version }) => scheme.compare(version, tag.version) > 0))
}

/** Null: what is here does not settle what is asked. */
const settled = (gather: () => Promise<Facts>, scheme: Scheme): Promise<Facts | null> =>
  gather().then(
    (facts) => (facts.packages.every((one) => isSettled(one, scheme)) ? facts : null),
    (error: unknown) => {
      if (error instanceof RelError && error.code === 'SHALLOW') return null
      throw error
    },
  )

/** The facts of a shallow clone, with no more of its history than they take; null where it is none, or where it takes all.
 *  They are those of a whole clone, but that tags below a package's base are not known to be reached. Throws `REMOTE`. */
export const factsOfEnough = async (
  session: Session,
  gather: (remoteTags: readonly TagRef[]) => Promise<Facts>,
  { commit, scheme }: { readonly commit: string; readonly scheme: Scheme },
): Promise<Facts | null> => {
  const { world, online, request } = session
  if (online === null || !world.git.place.shallow || world.git.lack() !== 'history') return null
  const tags = await tagsOn(session, online)
  for (const step of STEPS) {
    const facts = await settled(() => gather(tags), scheme)
    if (facts !== null) return facts
    request.progress.note(`this clone is shallow: fetching ${step} commits more from ${online}`)
    if (!(await world.git.deepenBy(online, commit, step))) return null
  }
  return settled(() => gather(tags), scheme)
}
