/** What a bare remote was made to take: its own hook writes down every ref that a push has moved. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setHook } from './server-hook.ts'

const LOG = 'pushes.log'

/** The log lies in the remote's folder, so that a copy of the remote has it too. Not `post-receive`: a server whose client was
 *  killed ends before it runs that, with the refs moved. */
export const keepPushLog = (remote: { readonly folder: string }): void => {
  setHook(remote, 'reference-transaction', `[ "$1" = committed ] || exit 0\ncat >>"$GIT_DIR/${LOG}"`)
}

export interface Move {
  readonly old: string
  readonly new: string
  readonly ref: string
}

/** Every move of a ref, in the order in which they were made. */
export const pushed = (remote: { readonly folder: string }): readonly Move[] => {
  const file = join(remote.folder, LOG)
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  return lines.flatMap((line) => {
    const [old = '', next = '', ref = ''] = line.split(' ')
    return ref.startsWith('refs/') && old !== next ? [{ old, new: next, ref }] : []
  })
}

/** How often each ref was moved. */
export const pushCounts = (remote: { readonly folder: string }): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const { ref } of pushed(remote)) counts[ref] = (counts[ref] ?? 0) + 1
  return counts
}
