/** Who made the changes of a release, bots left out, each once. */
import type { Commit } from '../model.ts'
import type { Links } from './links.ts'
import { escapeLine } from './markdown.ts'

export interface Contributor {
  readonly name: string
  readonly email: string
}

type Authored = Pick<Commit, 'author' | 'email' | 'message'>

const TOGETHER = /^co-authored-by:[ \t]*([^<\n]*?)[ \t]*<([^<>\s]*)>[ \t]*$/gim
const BOT = /\[bot\]|(?:^|[^\p{L}\d])bot$|^(?:dependabot|renovate|greenkeeper|github-actions)\b/iu
// `noreply@…` writes for a service; GitHub's and GitLab's `…@users.noreply.…` are people.
const SERVICE = /\[bot\]@|^(?:no-?reply|bot)@/i

const isPerson = ({ name, email }: Contributor): boolean => name !== '' && !BOT.test(name) && !SERVICE.test(email)

/** Author and co-authors of a commit, in that order. */
export const authorsOf = ({ author, email, message }: Authored): readonly Contributor[] => {
  const own = { name: author.trim(), email }
  if (!/co-authored-by:/i.test(message)) return [own]
  return [own, ...Array.from(message.matchAll(TOGETHER), ([, name = '', mail = '']) => ({ name, email: mail }))]
}

/** What a person is known again by: address and name, either of which may be another one later. */
export const keysOf = ({ name, email }: Contributor): readonly string[] => {
  const mail = email.toLowerCase().replace(/^\d+[+-](?=.*@users\.noreply\.)/, '')
  return [mail.includes('@') ? mail : '', name.toLowerCase()].filter((key) => key !== '')
}

/** In the order of the commits. */
export const contributorsOf = (commits: readonly Authored[]): readonly Contributor[] => {
  const seen = new Set<string>()
  return commits.flatMap(authorsOf).filter((one) => {
    const keys = keysOf(one)
    const isNew = isPerson(one) && !keys.some((key) => seen.has(key))
    for (const key of keys) seen.add(key)
    return isNew
  })
}

/** Those of whom `earlier` holds no key (`keysOf`). */
export const firstTimers = (
  authors: readonly Contributor[],
  earlier: Pick<ReadonlySet<string>, 'has'>,
): readonly Contributor[] => authors.filter((one) => !keysOf(one).some((key) => earlier.has(key)))

/** The name, or `@handle` with a link where the address tells the account on the repository's own host. */
export const personLabel = ({ name, email }: Contributor, links: Links | null): string => {
  const [, handle, host] = /^(?:\d+\+)?([a-z\d](?:-?[a-z\d])*)@users\.noreply\.(.+)$/i.exec(email) ?? []
  if (handle === undefined || links?.form !== 'github' || host?.toLowerCase() !== links.host)
    return escapeLine(name, null)
  return `[@${handle}](${links.user(handle)})`
}
