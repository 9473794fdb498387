/** Shallow clones: whether this is one, and moving the edge that its history is cut at. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errno } from './disk.ts'
import type { Command } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { clearOwnLocks, refuseLock } from './git-locks.ts'
import { FETCH, unreachable } from './git-remote.ts'
import type { Lack, Place } from './ports.ts'

type Where = Pick<Place, 'commonDir'>

const listIn = ({ commonDir }: Where): string => join(commonDir, 'shallow')

/** Each run has a mark here from before it moves the edge until the tags are here too of all that has come: git removes its
 *  own list before it writes the refs that it has fetched, and who was killed between leaves a clone that looks whole without
 *  its tags. */
const marksIn = ({ commonDir }: Where): string => join(commonDir, 'rel', 'deepening')

const marks = (place: Where): readonly string[] => {
  const folder = marksIn(place)
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
}

const isCut = (place: Where): boolean => existsSync(listIn(place))

/** What is missing here now; another run may have fetched it. */
export const lackIn = (place: Where): Lack => (marks(place).length > 0 ? 'tags' : isCut(place) ? 'history' : null)

/** The commits whose parents are missing, a line each; null in a whole clone. */
export const shallowList = (place: Where): Promise<Buffer | null> =>
  readFile(listIn(place)).catch((cause: unknown) => {
    if (errno(cause) === 'ENOENT') return null
    throw cause
  })

const own = new WeakMap<Command, string>()
let count = 0

/** False: nothing can be written there. Who deepens by steps needs the mark; who fetches everything has been without it. */
const setMark = (git: Command, place: Where): boolean => {
  if (own.has(git)) return true
  const mark = join(marksIn(place), `${process.pid}-${(count += 1)}`)
  try {
    mkdirSync(marksIn(place), { recursive: true })
    writeFileSync(mark, '')
  } catch {
    return false
  }
  own.set(git, mark)
  return true
}

/** Its own, and those of others that what it has fetched makes good. */
const clearMarks = (git: Command, others: readonly string[] = []): void => {
  const mine = own.get(git)
  for (const mark of mine === undefined ? others : [...others, mine]) {
    try {
      rmSync(mark, { force: true })
    } catch {
      // It was not rel that may write there, and the next run fetches once more.
    }
  }
  own.delete(git)
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
const OVERTAKEN = /shallow file has changed|unshallow|cannot lock ref|\.lock'/

/** Moves the edge so many commits back, as far as `commit` reaches, unless another run moves it meanwhile. False: there is
 *  no edge any more, or the remote hands out no commit by its id, or not this one. */
export const deepenBy = async (
  git: Command,
  place: Where,
  remote: string,
  { commit, commits }: { readonly commit: string; readonly commits: number },
): Promise<boolean> => {
  if (!setMark(git, place)) return false
  const { code, stderr } = await git.write([...FETCH, `--deepen=${commits}`, '--end-of-options', remote, commit])
  const isOvertaken = code !== 0 && OVERTAKEN.test(stderr)
  if (isOvertaken) await sleep(PAUSE)
  git.batch.renew()
  return (code === 0 || isOvertaken) && isCut(place)
}

/** Fetches these tags of what is here by now, beside the user's own. False: it is not to be had so. */
export const bringTags = async (git: Command, remote: string, tags: readonly string[]): Promise<boolean> => {
  const input = tags.map((tag) => `+refs/tags/${tag}:refs/rel/remote/tags/${tag}\n`).join('')
  for (let tries = 1; tags.length > 0; tries += 1) {
    const { code, stderr } = await git.write([...FETCH, '--stdin', '--end-of-options', remote], { input })
    if (code === 0) break
    if (tries === CLEARING || !OVERTAKEN.test(stderr)) return false
    await sleep(PAUSE)
  }
  clearMarks(git)
  return true
}

/** All branches and tags come with it, beside the user's: the clone's own refspecs may name one tag alone, or, in a
 *  mirror, everything. What the remote has no more is forgotten: it may stand in the way of what it has. Throws `REMOTE`, and
 *  `GIT_LOCKED` where a killed git left its lock. */
export const completeHistory = async (git: Command, place: Where, remote: string): Promise<void> => {
  const before = { marks: marks(place), edge: await shallowList(place), isOwn: own.has(git) }
  setMark(git, place)
  try {
    await fetchEverything(git, place, remote)
  } catch (cause) {
    const after = await shallowList(place)
    // Nothing has come, so nothing is owed.
    if (!before.isOwn && after !== null && before.edge?.equals(after) === true) clearMarks(git)
    throw cause
  }
  clearMarks(git, before.marks)
  git.batch.renew()
}

const fetchEverything = async (git: Command, place: Where, remote: string): Promise<void> => {
  const everything = ['heads', 'tags'].map((kind) => `+refs/${kind}/*:refs/rel/remote/${kind}/*`)
  const lock = `${listIn(place)}.lock`
  for (let tries = 1; ; tries += 1) {
    const all = isCut(place) ? ['--unshallow'] : []
    const args = [...FETCH, '--prune', ...all, '--end-of-options', remote, ...everything]
    const { code, stderr } = await git.write(args)
    if (code === 0) return
    if (tries === PATIENCE || isOld(lock)) refuseLock(lock)
    if (tries === PATIENCE || !OVERTAKEN.test(stderr)) throw unreachable(remote, new GitFailure(code, stderr))
    if (tries === CLEARING) await clearOwnLocks(place.commonDir)
    await sleep(PAUSE)
  }
}
