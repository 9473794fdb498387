/** What a remote has, fetching from it, and pushing to it. What happened is for a probe to say, never for git's words. */
import { RelError } from '../errors.ts'
import { type Command, GitFailure } from './git-command.ts'
import { gitLocks, refuseLock } from './git-locks.ts'
import type { Place, PushOutcome } from './ports.ts'

const HINT = 'check the address and the network with: git ls-remote'

/** What git said before its general advice. */
const reasonIn = (said: string): string => {
  const [first = ''] = said.trim().split('\n\n')
  const lines = first.split('\n').filter((line) => !/^(?:warning:|fatal: Could not read from remote)/i.test(line))
  return (lines.length === 0 ? said : lines.join(' ')).trim()
}

const unreachable = (remote: string, cause: unknown): RelError => {
  if (cause instanceof RelError) return cause
  const words = cause instanceof Error ? reasonIn(cause.message) : String(cause)
  return new RelError('REMOTE', `the remote ${remote} does not answer: ${words}`, { hint: `${HINT} ${remote}`, cause })
}

export const listRemote = async (
  git: Command,
  remote: string,
  patterns: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  try {
    const text = await git.text(['ls-remote', '--end-of-options', remote, ...patterns])
    const lines = text.split('\n').filter((line) => line.includes('\t'))
    return new Map(
      lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))] as const),
    )
  } catch (cause) {
    throw unreachable(remote, cause)
  }
}

const FETCH = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-prune',
  '--no-prune-tags',
  '--no-write-fetch-head',
  '--recurse-submodules=no',
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

/** All branches and tags come with it, beside the user's: the clone's own refspecs may name one tag alone, or, in a
 *  mirror, everything. */
export const completeHistory = async (git: Command, remote: string): Promise<void> => {
  const everything = ['heads', 'tags'].map((kind) => `+refs/${kind}/*:refs/rel/remote/${kind}/*`)
  const { code, stderr } = await git.write([...FETCH, '--unshallow', '--refmap=', remote, ...everything])
  if (code !== 0) throw unreachable(remote, new GitFailure(code, stderr))
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
  const args = ['push', '--porcelain', '--no-follow-tags', '--recurse-submodules=no', '--no-signed', ...atomic]
  const hooks = refspecs.some((spec) => spec.includes(':refs/heads/'))
  const { code, stdout, stderr } = await git.write([...args, '--end-of-options', remote, ...refspecs], { hooks })
  return { accepted: code === 0, text: stderr.trim(), refused: refusals(stdout.toString()) }
}
