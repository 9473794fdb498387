/** Keeps two runs in one clone apart, and waits for git processes that a killed run left behind. */
import { appendFileSync, existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RelError } from '../errors.ts'
import { diskError, errno } from './disk.ts'
import { clearOwnLocks } from './git-locks.ts'

/** How long an orphan may go on before rel gives up waiting for it, in milliseconds. */
const PATIENCE = 60_000
const PAUSE = 50

interface Owner {
  readonly pid: number
  readonly start: string
}

/** When a process began, in the kernel's own ticks: a number given again to another process shows. `''` where it cannot be
 *  told, and for one that has ended and that its parent has not asked after: in a container that may be never. */
const startOf = (pid: number): string => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    return /^[ZX]$/.test(fields[0] ?? '') ? '' : (fields[19] ?? '')
  } catch {
    return ''
  }
}

const isAlive = ({ pid, start }: Owner): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && start === startOf(pid)
  }
  return start === startOf(pid)
}

const readOwners = (path: string): readonly Owner[] => {
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines.flatMap((line) => {
      const [pid, start = ''] = line.split(' ')
      return Number(pid) > 0 ? [{ pid: Number(pid), start }] : []
    })
  } catch {
    return []
  }
}

const line = (pid: number) => `${pid} ${startOf(pid)}\n`

/** One folder: of a read-only file system a recursive `mkdirSync` says ENOENT (tried). Throws `DISK`. */
const makeFolder = (path: string): void => {
  try {
    mkdirSync(path)
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw diskError(path, error)
  }
}

/** Throws `DISK`. */
const written = (path: string, work: () => void): void => {
  try {
    work()
  } catch (error) {
    throw diskError(path, error)
  }
}

/** Where nothing can be written, nothing can be tidied up either: the next run does that. Not by `rmSync`, whose errors have
 *  no code (tried on a read-only file system). */
const tried = (work: () => void): void => {
  try {
    work()
  } catch (error) {
    if (errno(error) === null) throw error
  }
}

const NO_LINKS: readonly (string | null)[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** Linked in as a whole: nobody finds an owner that is still being written, but on file systems without links. */
const put = (path: string): void => {
  const own = `${path}-${process.pid}`
  try {
    writeFileSync(own, line(process.pid))
    linkSync(own, path)
  } catch (error) {
    if (!NO_LINKS.includes(errno(error))) throw error
    writeFileSync(path, line(process.pid), { flag: 'wx' })
  } finally {
    tried(() => unlinkSync(own))
  }
}

/** The owner that is in the way; null when the lock is ours now. */
const claim = (path: string): Owner | null => {
  try {
    put(path)
    return null
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw diskError(path, error)
    return readOwners(path)[0] ?? { pid: -1, start: 'never' }
  }
}

/** Removes a dead owner's lock. One run does that at a time, behind a lock of its own, or the second would remove what the
 *  first one has taken over by then. */
const takeAway = async (path: string): Promise<void> => {
  const guard = `${path}-takeover`
  const other = claim(guard)
  if (other !== null) {
    if (!isAlive(other)) tried(() => unlinkSync(guard))
    return sleep(PAUSE)
  }
  try {
    if (existsSync(path) && !readOwners(path).some(isAlive)) written(path, () => unlinkSync(path))
  } finally {
    tried(() => unlinkSync(guard))
  }
}

const waitForChildren = async (path: string): Promise<void> => {
  // Not the clock on the wall, which may stand still.
  const until = performance.now() + PATIENCE
  while (readOwners(path).some(isAlive)) {
    if (performance.now() > until) {
      const alive = readOwners(path).find(isAlive)
      throw new RelError('BUSY', `git (process ${alive?.pid ?? ''}) of an earlier run is still at work here`, {
        hint: 'wait for it to end, then run the same command again',
      })
    }
    await sleep(PAUSE)
  }
}

/** The process that holds the lock, or held it when it was killed; null when nobody does. */
export const lockHolder = (commonDir: string): { readonly pid: number; readonly alive: boolean } | null => {
  const [owner] = readOwners(join(commonDir, 'rel', 'lock'))
  return owner === undefined ? null : { pid: owner.pid, alive: isAlive(owner) }
}

export interface Lock {
  /** Notes a git process that may outlive this one. */
  readonly child: (pid: number) => void
  readonly release: () => void
}

/** Takes `<git directory>/rel/lock`. Throws `BUSY` while another run holds it; a dead one's is taken over. */
export const takeLock = async (commonDir: string): Promise<Lock> => {
  const folder = join(commonDir, 'rel')
  const [path, children] = [join(folder, 'lock'), join(folder, 'children')]
  makeFolder(folder)
  for (let owner = claim(path); owner !== null; owner = claim(path)) {
    if (isAlive(owner))
      throw new RelError('BUSY', `another rel (process ${owner.pid}) is at work in this clone`, {
        hint: 'wait for it to end',
      })
    await takeAway(path)
  }
  const release = () => {
    for (const own of [children, path]) tried(() => unlinkSync(own))
  }
  try {
    await waitForChildren(children)
    await clearOwnLocks(commonDir)
    written(children, () => writeFileSync(children, ''))
  } catch (error) {
    tried(() => unlinkSync(path))
    throw error
  }
  // It has been started already: to fail here would leave it at work with nobody waiting for it.
  return { child: (pid) => tried(() => appendFileSync(children, line(pid))), release }
}
