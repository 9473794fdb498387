/** What a remote has, fetching from it, and pushing to it. What happened is for a probe to say, never for git's words. */
import { RelError } from '../errors.ts'
import { type Command } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { gitLocks, refuseLock } from './git-locks.ts'
import type { Place, PushOutcome } from './ports.ts'

const HINT = 'check the address, the login and the network with: git ls-remote'

/** What git said before its general advice. */
const reasonIn = (said: string): string => {
  const [first = ''] = said.trim().split('\n\n')
  const lines = first.split('\n').filter((line) => !/^(?:warning:|fatal: Could not read from remote)/i.test(line))
  return (lines.length === 0 ? said : lines.join(' ')).trim()
}

export const unreachable = (remote: string, cause: unknown): RelError => {
  if (cause instanceof RelError) return cause
  const words = cause instanceof Error ? reasonIn(cause.message) : String(cause)
  return new RelError('REMOTE', `the remote ${remote} does not answer: ${words}`, { hint: `${HINT} ${remote}`, cause })
}

/** Whether this clone has seen any ref of the remote. */
const isKnown = async (git: Command, remote: string): Promise<boolean> =>
  (await git.text(['for-each-ref', '--count=1', 'refs/rel/remote', `refs/remotes/${remote}`])) !== ''

const ask = async (
  git: Command,
  remote: string,
  patterns: readonly string[],
): Promise<readonly (readonly [name: string, id: string])[]> => {
  const text = await git.text(['ls-remote', '--end-of-options', remote, ...patterns]).catch((cause: unknown) => {
    throw unreachable(remote, cause)
  })
  const lines = text.split('\n').filter((line) => line.includes('\t'))
  return lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))] as const)
}

/** A page of somebody else's, in one line or empty, is to git a repository without refs *(tried)*. So HEAD is asked for
 *  each time; where not even that is there, a remote that this clone knows must have some branch, and is asked once more. */
export const listRemote = async (
  git: Command,
  remote: string,
  patterns: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const asked = patterns.length === 0 ? [] : [...patterns, 'HEAD']
  const rows = await ask(git, remote, asked)
  const isBlank = rows.length === 0 && (await isKnown(git, remote))
  if (isBlank && (await ask(git, remote, ['refs/heads/*'])).length === 0)
    throw unreachable(remote, new Error('it shows no branch at all, and had some before'))
  const seen = isBlank ? await ask(git, remote, asked) : rows
  return new Map(seen.filter(([name]) => name !== 'HEAD' || patterns.length === 0))
}

/** How rel fetches, whatever the clone's own settings say. */
export const FETCH = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-prune',
  '--no-prune-tags',
  '--no-write-fetch-head',
  '--recurse-submodules=no',
  // The clone's own refspecs may be a mirror's: then what is fetched would be written over the user's refs too.
  '--refmap=',
  // In a partial clone too, what rel fetches is whole: a ledger without its texts could not be read.
  '--no-filter',
]

export const fetchRefs = async (
  git: Command,
  place: Place,
  remote: string,
  refspecs: readonly string[],
): Promise<void> => {
  for (const spec of refspecs) {
    const to = spec.split(':')[1]
    if (to === undefined || !to.startsWith('refs/rel/remote/')) throw new Error(`fetch into ${String(to)}`)
  }
  const { code, stderr } = await git.write([...FETCH, '--end-of-options', remote, ...refspecs])
  if (code === 0) return
  for (const { path } of gitLocks(place, Date.now())) if (path.includes('/refs/rel/remote/')) refuseLock(path)
  throw unreachable(remote, new GitFailure(code, stderr))
}

/** `flag \t from:to \t summary` lines of `git push --porcelain`; `!` means refused. */
const refusals = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('!\t'))
    .map((line) => {
      const [, refs = '', reason = ''] = line.split('\t')
      return { ref: refs.slice(refs.indexOf(':') + 1), reason }
    })

export const pushRefs = async (
  git: Command,
  remote: string,
  refspecs: readonly string[],
  options: { readonly atomic: boolean },
): Promise<PushOutcome> => {
  const atomic = options.atomic ? ['--atomic'] : []
  // A mirror pushes everything, by force, or nothing at all.
  const mirror = ['-c', `remote.${remote}.mirror=false`]
  const args = [
    ...mirror,
    'push',
    '--porcelain',
    '--no-follow-tags',
    '--recurse-submodules=no',
    '--no-signed',
    ...atomic,
  ]
  const hooks = refspecs.some((spec) => spec.includes(':refs/heads/'))
  const { code, stdout, stderr } = await git.write([...args, '--end-of-options', remote, ...refspecs], { hooks })
  return { accepted: code === 0, text: stderr.trim(), refused: refusals(stdout.toString()) }
}
