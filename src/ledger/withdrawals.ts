/** What the ledger says of withdrawn releases. A withdrawal counts whoever signed it: to judge that is for `evidence/judge`. */
import { HIDDEN } from '../core/names.ts'
import { RelError } from '../errors.ts'
import { readEnvelopeOrStatement } from '../evidence/describe/envelope.ts'
import type { GitLook } from '../world/ports.ts'
import { type LedgerRelease, nameOf, type ReleaseName } from './look-up.ts'

const LONGEST_REASON = 500

/** One line of 1 to 500 characters, none of them hidden, no space at either end. */
export const isReason = (text: string): boolean =>
  text !== '' && text.trim() === text && [...text].length <= LONGEST_REASON && !HIDDEN.test(text)

const reasonIn = (text: string): string | null => {
  try {
    const { reason } = readEnvelopeOrStatement(text).statement.predicate
    return typeof reason === 'string' && isReason(reason) ? reason : null
  } catch (error) {
    if (error instanceof RelError) return null
    throw error
  }
}

/** Number → reason, in the order of the numbers; null where the statement gives none that can be shown. */
export const reasonsOf = ({ withdrawals }: LedgerRelease): ReadonlyMap<number, string | null> =>
  new Map([...withdrawals].map(([number, text]) => [number, reasonIn(text)] as const))

/** The last reason that was given, or null. */
export const lastReason = (release: LedgerRelease): string | null =>
  [...reasonsOf(release).values()].findLast((reason) => reason !== null) ?? null

/** Every release that is withdrawn at `tip`, in the order of their paths. */
export const listWithdrawn = async (git: GitLook, tip: string | null): Promise<readonly ReleaseName[]> => {
  const [tree] = tip === null ? [] : await git.objects([`${tip}:releases`])
  const paths = tree?.type === 'tree' ? (await git.tree(tree.id)).map((entry) => entry.path) : []
  const folders = paths.flatMap((path) => /^([^/]+\/[^/]+)\/withdrawals\/[1-9]\d{0,8}\.json$/.exec(path)?.[1] ?? [])
  return [...new Set(folders)].flatMap((folder) => nameOf(`releases/${folder}`) ?? [])
}

/** The withdrawn versions of one package. */
export const withdrawnVersions = async (git: GitLook, tip: string | null, name: string): Promise<readonly string[]> =>
  (await listWithdrawn(git, tip)).filter((each) => each.package === name).map((each) => each.version)
