/** Keeps two runs in one clone apart, and waits for git processes that a killed run left behind. */
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RelError } from '../errors.ts'
import { clearOwnLocks } from './git-locks.ts'

/** How long an orphan may go on before rel gives up waiting for it, in milliseconds. */
const PATIENCE = 60_000
const PAUSE = 50

interface Owner {
  readonly pid: number
  readonly start: string
}

/** When a process began, in the kernel's own ticks: a number given again to another process shows. `''` where it cannot be told. */
const startOf = (pid: number): string => {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? ''
    )
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

const notWritten = (path: string, cause: unknown): RelError =>
  new RelError('DISK', `cannot write ${path}`, { cause, hint: 'make the git directory writable, or free some space' })

const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw notWritten(path, error)
  }
}

const claim = (path: string): Owner | null => {
  try {
    writeFileSync(path, line(process.pid), { flag: 'wx' })
    return null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritten(path, error)
    return readOwners(path)[0] ?? { pid: -1, start: 'never' }
  }
}

const waitForChildren = async (path: string): Promise<void> => {
  const until = Date.now() + PATIENCE
  while (readOwners(path).some(isAlive)) {
    if (Date.now() > until) {
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
    rmSync(path, { force: true })
  }
  await waitForChildren(children)
  await clearOwnLocks(commonDir)
  writeFileSync(children, '')
  return {
    child: (pid) => appendFileSync(children, line(pid)),
    release: () => {
      rmSync(children, { force: true })
      rmSync(path, { force: true })
    },
  }
}
