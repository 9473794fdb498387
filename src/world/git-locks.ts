/** Git's lock files: each was left by a git process that still runs, or by one that was killed. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RelError } from '../errors.ts'
import type { Place } from './ports.ts'

export interface GitLock {
  readonly path: string
  /** In seconds. */
  readonly age: number
}

const SHARED = ['packed-refs.lock', 'config.lock', 'shallow.lock', 'HEAD.lock']
const OWN = ['index.lock', 'HEAD.lock']

const refLocks = (commonDir: string): readonly string[] =>
  readdirSync(join(commonDir, 'refs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.lock'))
    .map((name) => join(commonDir, 'refs', name))

/** In byte order. `now` is in milliseconds since 1970. */
export const gitLocks = ({ gitDir, commonDir }: Place, now: number): readonly GitLock[] => {
  const fixed = [...OWN.map((name) => join(gitDir, name)), ...SHARED.map((name) => join(commonDir, name))]
  const paths = [...new Set([...fixed, ...refLocks(commonDir)])].toSorted()
  return paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? [] : [{ path, age: Math.max(0, Math.round((now - found.mtimeMs) / 1000)) }]
  })
}

/** For a POSIX shell. */
const quoted = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`

/** Locks of git's without a live owner that rel may remove are those on rel's own refs; all others are reported at once. */
const refuseAll = (paths: readonly string[]): void => {
  const found = paths.flatMap((path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    return stat === undefined ? [] : [{ path, age: Math.max(0, Math.round((Date.now() - stat.mtimeMs) / 1000)) }]
  })
  const [first, ...others] = found
  if (first === undefined) return
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  throw new RelError(
    'GIT_LOCKED',
    `${first.path} exists (${first.age} s old)${more}: another git process is running here, or one was killed`,
    {
      hint: `if no git process is running: rm -f ${found.map(({ path }) => quoted(path)).join(' ')} and run the same command again`,
    },
  )
}

export const refuseLock = (path: string): void => refuseAll([path])

/** The locks that git takes to move these refs; with `checkout`, to move what is checked out too. */
export const refuseLocks = ({ gitDir, commonDir }: Place, refs: readonly string[], checkout: boolean): void => {
  const own = checkout ? OWN.map((name) => join(gitDir, name)) : []
  refuseAll([...new Set([...own, ...['packed-refs', ...refs].map((name) => join(commonDir, `${name}.lock`))])])
}

/** Longer than any live process holds the lock of a ref, in milliseconds. */
const MOMENT = 2000
const PAUSE = 50

/** Removes what killed runs left on rel's own refs. To be called while rel's lock is held, or after such a lock was waited
 *  for: then only a reading command can be at work there, and its fetch is waited for. */
export const clearOwnLocks = async (commonDir: string): Promise<void> => {
  const folder = join(commonDir, 'refs', 'rel')
  if (!existsSync(folder)) return
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const path of names.filter((name) => name.endsWith('.lock')).map((name) => join(folder, name))) {
    const ageOf = () => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    while (Math.abs(ageOf()) < MOMENT) await sleep(PAUSE)
    rmSync(path, { force: true })
  }
}
