/** Completes a shallow clone before anything is concluded from it: what lies below its edge may have been released, and nobody
 *  can tell how far down it would be enough to look. */
import type { Session } from './session.ts'

/** Fetches what is missing, tags included, unless `--offline` or without a remote. Throws `REMOTE`, `GIT_LOCKED`. */
export const haveHistory = async ({ world, online, request }: Session): Promise<void> => {
  const { git } = world
  if (!git.place.shallow || online === null || !git.isShallow()) return
  request.progress.note(`this clone is shallow: fetching the history from ${online}`)
  await git.deepen(online)
}
