/** Finds the newest ledger that can be had: the remote's when there is one to ask, else this clone's. */
import { RelError } from '../errors.ts'
import type { GitLook, Look } from '../world/ports.ts'
import { REMOTE_LEDGER } from './paths.ts'

const INCOMING = 'refs/rel/remote/incoming-ledger'

interface Known {
  /** What was fetched last. */
  readonly fetched: string | null
  /** What this clone calls the ledger. */
  readonly own: string | null
}

const knownHere = async (git: GitLook, ref: string): Promise<Known> => {
  const refs = await git.refs([REMOTE_LEDGER, ref])
  const at = (name: string) => refs.find((each) => each.name === name)?.id ?? null
  return { fetched: at(REMOTE_LEDGER), own: at(ref) }
}

/** The ledger in this clone: what was fetched last, or what was sealed here, whichever contains the other. */
export const localTip = async (git: GitLook, ref: string): Promise<string | null> => {
  const { fetched, own } = await knownHere(git, ref)
  if (own === null || fetched === null) return own ?? fetched
  if (own === fetched || (await git.isAncestor(own, fetched))) return fetched
  if (await git.isAncestor(fetched, own)) return own
  throw new RelError(
    'LEDGER_REWRITTEN',
    `two ledgers that do not contain each other: ${ref} is ${own.slice(0, 12)}, the remote had ${fetched.slice(0, 12)}`,
    {
      hint: `compare them with: git log --oneline ${own.slice(0, 12)} ${fetched.slice(0, 12)}. One of them was rewritten`,
    },
  )
}

const rewritten = (remote: string, ref: string, theirs: string | null, known: string): RelError =>
  new RelError(
    'LEDGER_REWRITTEN',
    `the ledger on ${remote} is ${theirs?.slice(0, 12) ?? 'gone'} and does not contain ${known.slice(0, 12)}, which was there before`,
    {
      hint: `nobody may rewrite it. Find out who did, then restore it with: git push --force ${remote} ${known}:${ref}`,
    },
  )

/** Git itself refuses what is no fast-forward. False: it did, or could not fetch at all. */
const forward = async (git: GitLook, remote: string, ref: string, { fetched, own }: Known): Promise<boolean> => {
  const isFollowed = own === null || (fetched !== null && (await git.isAncestor(own, fetched)))
  if (!isFollowed) return false
  try {
    await git.fetch(remote, [`${ref}:${REMOTE_LEDGER}`])
    return true
  } catch (error) {
    // Where nothing was known, a fetch that fails is not about that.
    if (fetched === null) throw error
    return false
  }
}

/** What was sealed here before there was a remote may be ahead of it. */
const refuseStranger = async (git: GitLook, own: string | null, theirs: string, error: RelError): Promise<void> => {
  if (own === null || (await git.isAncestor(own, theirs)) || (await git.isAncestor(theirs, own))) return
  throw error
}

/** Brings the remote's ledger in, by fetch. Returns what the remote has, null when it has none. Throws `REMOTE`, and
 *  `LEDGER_REWRITTEN` when the remote's no longer contains what was fetched before. */
export const fetchTip = async ({ git }: Look, remote: string, ref: string): Promise<string | null> => {
  const theirs = (await git.remoteRefs(remote, [ref])).get(ref) ?? null
  const known = await knownHere(git, ref)
  const { fetched, own } = known
  if (theirs === fetched) return theirs
  if (theirs === null) throw rewritten(remote, ref, theirs, fetched ?? '')
  if (await forward(git, remote, ref, known)) return theirs
  // Beside what is known, to see what became of it.
  await git.fetch(remote, [`+${ref}:${INCOMING}`])
  if (fetched !== null && !(await git.isAncestor(fetched, theirs))) throw rewritten(remote, ref, theirs, fetched)
  await refuseStranger(git, own, theirs, rewritten(remote, ref, theirs, own ?? ''))
  await git.fetch(remote, [`${ref}:${REMOTE_LEDGER}`])
  return theirs
}

/** For reading commands: the remote's when it answers, else what this clone has. Throws `NO_LEDGER` with neither. */
export const newestTip = async (look: Look, remote: string | null, ref: string): Promise<string> => {
  if (remote !== null) await fetchTip(look, remote, ref)
  const tip = await localTip(look.git, ref)
  if (tip !== null) return tip
  throw new RelError('NO_LEDGER', `this clone has no ledger (${ref})`, {
    hint:
      remote === null
        ? `fetch it with: git fetch <remote> ${ref}:${ref}`
        : `nothing has been sealed on ${remote} yet: rel release, or rel publish`,
  })
}
