/** Finds where a line is on the remote, and brings its objects here. */
import type { Look } from '../world/ports.ts'
import { REMOTE_HEADS } from './paths.ts'

/** The head of the branch, with its objects; null when there is no such branch. Throws `REMOTE`. */
export const fetchHead = async ({ git }: Look, remote: string, line: string): Promise<string | null> => {
  const [ref, mirrored] = [`refs/heads/${line}`, `${REMOTE_HEADS}${line}`]
  const head = (await git.remoteRefs(remote, [ref])).get(ref) ?? null
  const here = (await git.refs([mirrored])).find((each) => each.name === mirrored)?.id
  if (head !== null && head !== here) await git.fetch(remote, [`+${ref}:${mirrored}`])
  return head
}
