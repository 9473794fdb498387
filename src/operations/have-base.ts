/** Makes sure that the commit a release was planned at is in this clone: a shallow checkout of the release lacks it. */
import { RelError } from '../errors.ts'
import type { Session } from './session.ts'
import { haveHistory } from './whole-history.ts'

const missing = (tag: string, base: string): RelError =>
  new RelError('SHALLOW', `commit ${base.slice(0, 7)}, the base of ${tag}, is not in this clone`, {
    hint: 'fetch it with: git fetch --unshallow --tags',
  })

/** Throws `SHALLOW` when the remote cannot help. */
export const haveBase = async (session: Session, tag: string, base: string): Promise<void> => {
  const { git } = session.world
  // In a complete clone a commit that is missing is nobody's parent, which is what is looked at next.
  if (!git.place.shallow || (await git.resolve(base, true)) !== null) return
  await haveHistory(session)
  if ((await git.resolve(base, true)) === null) throw missing(tag, base)
}
