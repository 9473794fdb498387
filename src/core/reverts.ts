/** Which commits of a range cancel each other: reverts with what they take back, chains and merges included. */
import type { Commit } from '../model.ts'
import { type Message, type Revert, withoutNumber } from './change.ts'
import type { Ancestry } from './ancestry.ts'

/** The number of a request in the first line of what became of it: squashed, or merged. */
const REQUEST = /\(#(\d+)\)$|^Merge pull request #(\d+) /

export interface ParsedCommit {
  readonly commit: Commit
  readonly message: Message
}

/** Id → why it counts for nothing, as a rule's sentence. `commits` are children first; a revert of something that the
 *  range does not hold is not in the answer. */
export function cancelledIn(commits: readonly ParsedCommit[], ancestry: Ancestry): ReadonlyMap<string, string> {
  const cancelled = new Map<string, string>()
  const search = searchIn(commits, cancelled)
  // Newest first: only a newer commit can take a revert back, so whether one still stands is known when its turn comes.
  for (const [at, { commit, message }] of commits.entries()) {
    if (message.revert === null || cancelled.has(commit.id)) continue
    const { found, complete } = search(message.revert, at)
    const undone = found.flatMap((id) => [id, ...ancestry.brought(id)]).filter((id) => !cancelled.has(id))
    for (const id of undone) cancelled.set(id, `reverted by ${short(commit.id)}`)
    if (complete) cancelled.set(commit.id, `reverts ${found.map(short).join(', ')}`)
  }
  return cancelled
}

interface Targets {
  readonly found: readonly string[]
  /** Whether the range holds all that the revert names. */
  readonly complete: boolean
}

// Ids decide when there are some, else the number of a request: a header alone may be that of an older, released commit. The
// tables are made when the first revert asks, since most ranges have none.
function searchIn(commits: readonly ParsedCommit[], cancelled: ReadonlyMap<string, string>) {
  let ids: ReadonlyMap<string, readonly number[]> | null = null
  let requests: ReadonlyMap<string, readonly number[]> | null = null
  let headers: ReadonlyMap<string, readonly number[]> | null = null
  const cursors = new Map<string, number>()
  const idAt = (at: number | undefined): string => (at === undefined ? '' : (commits[at]?.commit.id ?? ''))

  const byId = (id: string, after: number): string | null => {
    ids ??= indexBy(commits, ({ commit }) => [commit.id.slice(0, 7)])
    const matches = (ids.get(id.slice(0, 7)) ?? []).filter((at) => at > after && idAt(at).startsWith(id))
    return matches.length === 1 ? idAt(matches[0]) : null
  }
  const byRequest = (number: string, after: number): string | null => {
    requests ??= indexBy(commits, ({ message }) => REQUEST.exec(message.first)?.slice(1).filter(Boolean) ?? [])
    const at = requests.get(number)?.find((place) => place > after && !cancelled.has(idAt(place)))
    return at === undefined ? null : idAt(at)
  }
  const byHeader = (header: string, after: number): string | null => {
    headers ??= indexBy(commits, ({ message: { first } }) => new Set([first, withoutNumber(first)]))
    const places = headers.get(header) ?? []
    let cursor = cursors.get(header) ?? 0
    while (cursor < places.length && ((places[cursor] ?? 0) <= after || cancelled.has(idAt(places[cursor])))) cursor++
    cursors.set(header, cursor)
    return idAt(places[cursor]) || null
  }
  const byWords = ({ request, header }: Revert, after: number): string | null =>
    (request === null ? null : byRequest(request, after)) ?? (header === null ? null : byHeader(header, after))
  return (revert: Revert, after: number): Targets => {
    const wanted = new Set(revert.ids)
    const found = new Set(wanted.size > 0 ? Array.from(wanted, (id) => byId(id, after)) : [byWords(revert, after)])
    const complete = !found.delete(null)
    return { found: [...found].filter((id) => id !== null), complete }
  }
}

function indexBy(
  commits: readonly ParsedCommit[],
  keys: (commit: ParsedCommit) => Iterable<string>,
): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>()
  for (const [at, commit] of commits.entries())
    for (const key of keys(commit)) {
      const places = index.get(key)
      if (places === undefined) index.set(key, [at])
      else places.push(at)
    }
  return index
}

function short(id: string): string {
  return id.slice(0, 7)
}
