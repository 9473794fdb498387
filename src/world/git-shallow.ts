/** Shallow clones: whether this is one, and moving the edge that its history is cut at. */
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { clearOwnLocks, refuseLock } from './git-locks.ts'
import { FETCH, unreachable } from './git-remote.ts'
import type { Lack, Place } from './ports.ts'

type Where = Pick<Place, 'commonDir'>

const listIn = ({ commonDir }: Where): string => join(commonDir, 'shallow')

/** There from the first move of the edge until everything is here: git removes its own list before it writes the refs that
 *  it has fetched, and whoever was killed between leaves a clone that looks whole without its tags. */
const markIn = ({ commonDir }: Where): string => join(commonDir, 'rel', 'deepening')

const isCut = (place: Where): boolean => existsSync(listIn(place))

/** What is missing here now; another run may have fetched it. */
export const lackIn = (place: Where): Lack => (isCut(place) ? 'history' : existsSync(markIn(place)) ? 'tags' : null)

/** The commits whose parents are missing, a line each; null in a whole clone. */
export const shallowList = async (place: Where): Promise<Buffer | null> =>
  isCut(place) ? readFile(listIn(place)) : null

const setMark = (place: Where): void => {
  mkdirSync(dirname(markIn(place)), { recursive: true })
  writeFileSync(markIn(place), '')
}

/** As the port says. */
export const deepenBy = async (
  git: Command,
  place: Where,
  remote: string,
  commit: string,
  commits: number,
): Promise<boolean> => {
  setMark(place)
  const { code } = await git.write([...FETCH, `--deepen=${commits}`, '--end-of-options', remote, commit])
  git.batch.renew()
  return code === 0 && isCut(place)
}

/** How often another run that deepens this clone is waited for, and how long each time, in milliseconds. */
const PATIENCE = 40
const PAUSE = 250
/** After so many times a lock on one of rel's own refs is taken for a killed run's. */
const CLEARING = 8
/** No fetch holds its lock so long, in milliseconds: a killed one has left it. */
const OLD = 60_000
const isOld = (lock: string): boolean =>
  Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > OLD

/** What git says when another one was at it: a lock, an edge that has moved, a clone that is whole meanwhile. */
const OVERTAKEN = /shallow|cannot lock ref|\.lock'/

/** All branches and tags come with it, beside the user's: the clone's own refspecs may name one tag alone, or, in a
 *  mirror, everything. Throws `REMOTE`, and `GIT_LOCKED` where a killed git left its lock. */
export const completeHistory = async (git: Command, place: Where, remote: string): Promise<void> => {
  const everything = ['heads', 'tags'].map((kind) => `+refs/${kind}/*:refs/rel/remote/${kind}/*`)
  const lock = `${listIn(place)}.lock`
  setMark(place)
  for (let tries = 1; ; tries += 1) {
    const all = isCut(place) ? ['--unshallow'] : []
    const { code, stderr } = await git.write([...FETCH, ...all, '--end-of-options', remote, ...everything])
    if (code === 0) break
    if (tries === PATIENCE || isOld(lock)) refuseLock(lock)
    if (tries === PATIENCE || !OVERTAKEN.test(stderr)) throw unreachable(remote, new GitFailure(code, stderr))
    if (tries === CLEARING) await clearOwnLocks(place.commonDir)
    await sleep(PAUSE)
  }
  rmSync(markIn(place), { force: true })
  git.batch.renew()
}
