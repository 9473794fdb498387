/** The version that a `Release-As:` footer asks for, per package. */
import { RelError } from '../errors.ts'
import type { Commit } from '../model.ts'
import type { Ancestry } from './ancestry.ts'
import { parseMessage } from './change.ts'
import { readReleaseAs, type ReleaseAsFooter, releaseAsValues } from './release-as-footer.ts'
import { cancelledIn } from './reverts.ts'

export interface ReleaseAs {
  readonly commit: string
  readonly version: string
}

/** The names of the packages that a commit belongs to. */
export type Owners = (commit: Commit) => readonly string[]

const SKIP = /\[(?:skip release|release skip)\]/i

/** The footers of a message that name a version, in its order. */
export function releaseAsFooters(message: string): readonly ReleaseAsFooter[] {
  return valuesIn(message).flatMap((value) => readReleaseAs(value) ?? [])
}

// Of a long history, few messages are taken apart for this.
function valuesIn(message: string): readonly string[] {
  return /release-as/i.test(message) ? releaseAsValues(parseMessage(message).footers) : []
}

/** What a package is asked to be released as; null when nothing asks. `open` holds, children first, every commit of the
 *  repository that no release of the package contains yet: its own ones, and those of others, whose footers may name it. A
 *  commit that is reverted or says `[skip release]` asks for nothing. Of several the one that contains the others wins.
 *  Whether the version is above the base is for `nextVersion` to say (`asked`).
 *  Throws `CONFLICTING_RELEASE_AS`, `AMBIGUOUS_RELEASE_AS`. */
export function releaseAsFor(
  name: string,
  open: readonly Commit[],
  ancestry: Ancestry,
  owners: Owners,
): ReleaseAs | null {
  const asking = open.filter((commit) => asksFor(name, commit, owners))
  if (asking.length === 0) return null
  const cancelled = cancelledIn(
    open.map((commit) => ({ commit, message: parseMessage(commit.message) })),
    ancestry,
  )
  const standing = asking.filter(({ id, message }) => !cancelled.has(id) && !SKIP.test(message))
  const isLast = ({ id }: Commit) => !standing.some((other) => other.id !== id && ancestry.contains(other.id, id))
  const [newest, ...others] = standing.filter(isLast)
  if (newest === undefined) return null
  const version = versionIn(name, newest, owners)
  const rival = others.find((other) => versionIn(name, other, owners) !== version)
  if (rival === undefined) return { commit: newest.id, version }
  const rivals = `${version} by commit ${short(newest)} and as ${versionIn(name, rival, owners)} by ${short(rival)}`
  throw new RelError('CONFLICTING_RELEASE_AS', `${name} is asked for as ${rivals}, and neither contains the other`, {
    hint: `say which one in a commit on top of both: git commit --allow-empty -m "chore: release" -m "Release-As: ${name}@${version}"`,
    origins: [newest.id, rival.id],
  })
}

/** Names in `Release-As:` footers that no package has; each with the commit that holds it. */
export function strangersIn(
  commits: readonly Commit[],
  names: readonly string[],
): readonly { readonly commit: Commit; readonly name: string }[] {
  return commits.flatMap((commit) =>
    releaseAsFooters(commit.message).flatMap(({ name }) =>
      name === null || names.includes(name) ? [] : [{ commit, name }],
    ),
  )
}

/** What footers say that name no version (`Release-As: soon`); each with the commit that holds it. */
export function unreadIn(commits: readonly Commit[]): readonly { readonly commit: Commit; readonly said: string }[] {
  return commits.flatMap((commit) => {
    const unread = valuesIn(commit.message).filter((value) => readReleaseAs(value) === null)
    return unread.map((value) => ({ commit, said: value.split('\n', 1)[0] ?? '' }))
  })
}

function asksFor(name: string, commit: Commit, owners: Owners): boolean {
  const footers = releaseAsFooters(commit.message)
  return (
    footers.some((footer) => footer.name === name) ||
    (footers.some((footer) => footer.name === null) && owners(commit).includes(name))
  )
}

// What names the package goes before what names none; of two alike the last one counts, as with git's trailers.
function versionIn(name: string, commit: Commit, owners: Owners): string {
  const footers = releaseAsFooters(commit.message)
  const named = footers.findLast((footer) => footer.name === name)
  if (named !== undefined) return named.version
  const version = footers.findLast((footer) => footer.name === null)?.version ?? ''
  const packages = owners(commit)
  if (packages.length === 1) return version
  const forms = packages.map((each) => `Release-As: ${each}@${version}`)
  throw new RelError(
    'AMBIGUOUS_RELEASE_AS',
    `commit ${short(commit)} says Release-As: ${version} and belongs to ${packages.length} packages`,
    { hint: `say which one in a later commit: ${forms.slice(0, 3).join(', or ')}`, origins: [commit.id] },
  )
}

const short = (commit: Commit): string => commit.id.slice(0, 7)
