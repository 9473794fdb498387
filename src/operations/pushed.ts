/** Whether a tag is on the remote, as far as this clone knows from what was fetched and pushed last. */
import { REMOTE_HEADS, REMOTE_TAGS } from '../ledger/paths.ts'
import type { ReadTag } from './again.ts'
import type { Session } from './session.ts'

/** A commit that a release has made for itself: who has it has the release. */
const isOwnCommit = ({ trailers, commit }: ReadTag): boolean => trailers !== null && trailers.base !== commit

const isFollowed = async ({ world: { git }, remote }: Session, commit: string): Promise<boolean | null> => {
  const followed = [`refs/remotes/${remote ?? ''}/`, REMOTE_HEADS]
  if ((await git.refs(followed, commit)).length > 0) return true
  return (await git.refs(followed)).length > 0 ? false : null
}

/** Null: this clone cannot tell. */
export const isPushed = async (session: Session, tag: ReadTag): Promise<boolean | null> => {
  if (session.remote === null) return false
  const name = `${REMOTE_TAGS}${tag.tag}`
  const fetched = await session.world.git.refs([name])
  if (fetched.some((ref) => ref.name === name && ref.commit === tag.commit)) return true
  return isOwnCommit(tag) ? isFollowed(session, tag.commit) : null
}
