/** Which change files the releases that a commit contains have told of, whatever brought them back since. */
import { parseChangeFile } from '../core/change-file.ts'
import type { ChangeFile, Effect, Package, VersionTag } from '../model.ts'
import type { GitLook } from '../world/ports.ts'
import { CHANGE_FOLDER, type ReadChangeFile } from './change-files.ts'
import { listFolders, type Listing } from './folder-listing.ts'

/** A package with the tags that end its range. */
export interface Consumer {
  readonly package: Package
  readonly counting: readonly VersionTag[]
}

interface Said {
  readonly bump: Effect
  readonly summary: string
}

/** What releases had in their folder: in the commit before them, of which they took what they told of, and in their own,
 *  where a prerelease or a tag without a release commit leaves it. */
interface Known {
  readonly git: GitLook
  readonly commit: string
  readonly here: Listing
  readonly before: ReadonlyMap<string, readonly Listing[]>
  readonly texts: ReadonlyMap<string, string>
}

const ORDER: readonly Effect[] = ['none', 'patch', 'minor', 'major']

const fileName = ({ id }: ChangeFile): string => `${id}.md`

const names = ({ releases }: ChangeFile, { package: one }: Consumer): boolean =>
  releases.some((each) => each.package === one.name)

const saidIn = (text: string, { name, manifestName }: Package): Said | null => {
  const { releases, summary } = parseChangeFile(text, '')
  const own = releases.filter((each) => each.package === name || each.package === manifestName)
  const bumps = own.map(({ bump }) => ORDER.indexOf(bump))
  return own.length === 0 ? null : { bump: ORDER[Math.max(...bumps)] ?? 'none', summary }
}

/** Null for a text that was no change file yet. */
const saidThen = (text: string, one: Package): Said | null => {
  try {
    return saidIn(text, one)
  } catch {
    return null
  }
}

const blobsAt = (tip: string, change: ChangeFile, { before }: Known): readonly string[] =>
  (before.get(tip) ?? []).flatMap((listing) => listing.get(fileName(change)) ?? [])

/** Whether a commit that is no merge wrote the file on top of a release. */
const isWrittenAfter = async (tip: string, { file }: ChangeFile, { git, commit }: Known): Promise<boolean> => {
  const wants = ['added', 'not-added'] as const
  const found = await Promise.all(wants.map((want) => git.pathChanges({ from: null, to: commit, want, below: file })))
  const ids = [...new Set(found.flat().map((each) => each.commit))].filter((id) => id !== tip)
  const writers = (await git.commits(ids)).filter(({ parents }) => parents.length < 2)
  const after = await Promise.all(writers.map(({ id }) => git.isAncestor(tip, id)))
  return after.includes(true)
}

/** One that asks for more than a release told of is open again, and so is one that somebody wrote anew afterwards: names may
 *  be taken twice. Another wording from a branch beside is still the same change. */
const isToldAt = async (tip: string, read: ReadChangeFile, one: Package, known: Known): Promise<boolean> => {
  const blobs = blobsAt(tip, read.change, known)
  if (blobs.includes(known.here.get(fileName(read.change)) ?? '-')) return true
  const now = saidIn(read.text, one)
  const then = blobs.flatMap((blob) => saidThen(known.texts.get(blob) ?? '', one) ?? [])
  const enough = then.filter(({ bump }) => ORDER.indexOf(bump) >= ORDER.indexOf(now?.bump ?? 'none'))
  if (enough.some(({ bump, summary }) => bump === now?.bump && summary === now.summary)) return true
  return enough.length > 0 && !(await isWrittenAfter(tip, read.change, known))
}

const isTold = async (read: ReadChangeFile, { package: one, counting }: Consumer, known: Known): Promise<boolean> => {
  for (const tag of counting) if (await isToldAt(tag.commit, read, one, known)) return true
  return false
}

const lookBack = async (
  git: GitLook,
  commit: string,
  all: readonly ReadChangeFile[],
  consumers: readonly Consumer[],
): Promise<Known> => {
  const named = consumers.filter((each) => all.some(({ change }) => names(change, each)))
  const tips = [...new Set(named.flatMap(({ counting }) => counting.map((tag) => tag.commit)))]
  const commits = [commit, ...tips, ...tips.map((tip) => `${tip}^`)]
  const [here = new Map(), ...listings] = await listFolders(
    git,
    commits.map((each) => `${each}:${CHANGE_FOLDER}`),
  )
  const before = new Map(
    tips.map((tip, at) => [tip, [listings[at], listings[tips.length + at]].flatMap((each) => each ?? [])] as const),
  )
  const wanted = all.map(({ change }) => fileName(change))
  const blobs = [...new Set(listings.flatMap((each) => wanted.flatMap((name) => each.get(name) ?? [])))]
  const objects = await git.objects(blobs)
  const texts = new Map(blobs.map((blob, at) => [blob, objects[at]?.body.toString('utf8') ?? ''] as const))
  return { git, commit, here, before, texts }
}

/** For each consumer, the files that name it and that none of its releases has told of: a file is told of once, also when
 *  it was released on another line that was merged since, or when a merge or a cherry-pick brought it back. */
export const untold = async (
  git: GitLook,
  commit: string,
  all: readonly ReadChangeFile[],
  consumers: readonly Consumer[],
): Promise<readonly (readonly ChangeFile[])[]> => {
  if (all.length === 0) return consumers.map(() => [])
  const known = await lookBack(git, commit, all, consumers)
  return Promise.all(
    consumers.map(async (consumer) => {
      const mine = all.filter(({ change }) => names(change, consumer))
      const told = await Promise.all(mine.map((read) => isTold(read, consumer, known)))
      return mine.filter((_, at) => told[at] === false).map(({ change }) => change)
    }),
  )
}
