/** `rel contains`: the releases that have a commit in them, itself or as a backport. It needs tags and no ledger; what a
 *  ledger says of withdrawals is told. */
import { type Authored, isTwin, pickedFrom, picksOf } from '../core/backports.ts'
import { RelError } from '../errors.ts'
import type { ReleaseName } from '../ledger/look-up.ts'
import { REMOTE_TAGS } from '../ledger/paths.ts'
import { fetchTip, localTip } from '../ledger/tip.ts'
import { listWithdrawn } from '../ledger/withdrawals.ts'
import type { VersionTag } from '../model.ts'
import { ledgerRef } from './ledger-at.ts'
import { fetchTags } from './remote.ts'
import { openSession, type Request, type Session } from './session.ts'
import { type PackageTags, versionTags } from './version-tags.ts'
import { haveHistory } from './whole-history.ts'

/** How a release comes to have it: the commit itself, a pick that says so, or a commit with the same author, author date
 *  and patch. */
export type Via = 'commit' | 'cherry-pick' | 'patch-id'

export interface Containing {
  readonly version: string
  readonly tag: string
  readonly via: Via
  /** The commit that carries the change there. */
  readonly as: string
  /** As far as the ledger can be had. */
  readonly withdrawn: boolean
}

/** `releases` in the order in which they were made; `first` is the earliest of them. */
export interface ContainingPackage {
  readonly package: string
  readonly first: Containing
  readonly releases: readonly Containing[]
}

export interface Contained {
  readonly commit: string
  readonly subject: string
  readonly packages: readonly ContainingPackage[]
}

export interface ContainsRequest extends Request {
  /** Any revision. */
  readonly commit: string
}

const TAGS = ['refs/tags/', REMOTE_TAGS]

const findCommit = async ({ world }: Session, revision: string): Promise<string> => {
  const commit = await world.git.resolve(revision, true)
  if (commit !== null) return commit
  throw new RelError('UNKNOWN_REVISION', `${JSON.stringify(revision)} is no commit here`, {
    hint: 'give a commit, branch or tag of this clone; fetch what is missing with: git fetch --all --tags',
  })
}

/** From a cut history nothing is concluded. */
const refuseCut = async (session: Session): Promise<void> => {
  await haveHistory(session)
  if (!session.world.git.place.shallow || session.online !== null) return
  throw new RelError('SHALLOW', 'this clone is shallow: which releases contain a commit cannot be told', {
    hint: 'fetch the rest with: git fetch --unshallow --tags',
  })
}

const readAuthored = async ({ world }: Session, commit: string): Promise<Authored> => {
  const [object] = await world.git.objects([commit])
  const text = object?.body.toString('utf8') ?? ''
  const [, author = '', email = '', date = ''] = /^author (.*) <(.*)> (-?\d+) [+-]\d+$/m.exec(text) ?? []
  const message = text.slice(text.indexOf('\n\n') + 2)
  return { id: commit, author, email, authorDate: Number(date), message }
}

/** Commits that carry the change, by how that is known; the patch is compared only where author and date agree. */
const carriers = async ({ world }: Session, original: Authored): Promise<ReadonlyMap<string, Via>> => {
  const picked: Authored[] = []
  const twins: string[] = []
  await world.git.authored(TAGS, (commit) => {
    if (pickedFrom(commit.message).length > 0) picked.push(commit)
    if (isTwin(original, commit)) twins.push(commit.id)
  })
  const patches = twins.length === 0 ? new Map<string, string>() : await world.git.patchIds([original.id, ...twins])
  const patch = patches.get(original.id)
  const alike = patch === undefined ? [] : twins.filter((twin) => patches.get(twin) === patch)
  return new Map<string, Via>([
    ...alike.map((id) => [id, 'patch-id'] as const),
    ...picksOf(original.id, picked).map((id) => [id, 'cherry-pick'] as const),
    [original.id, 'commit'],
  ])
}

/** By tag name; a release that has the commit itself is never listed for a copy of it. */
const tagsWith = async (
  { world }: Session,
  found: ReadonlyMap<string, Via>,
): Promise<ReadonlyMap<string, { readonly via: Via; readonly as: string }>> => {
  const tags = new Map<string, { via: Via; as: string }>()
  for (const [as, via] of found) {
    for (const ref of await world.git.refs(TAGS, as))
      tags.set(ref.name.replace(/^refs\/(?:rel\/remote\/)?tags\//, ''), { via, as })
  }
  return tags
}

const datesOf = async ({ world }: Session, commits: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  const objects = await world.git.objects(commits)
  const date = (body: Buffer | undefined) => /^committer .*> (-?\d+) [+-]\d+$/m.exec(body?.toString('utf8') ?? '')?.[1]
  return new Map(commits.map((commit, index) => [commit, Number(date(objects[index]?.body) ?? 0)] as const))
}

/** Without a ledger the question is answered all the same. */
const withdrawnReleases = async (session: Session): Promise<readonly ReleaseName[]> => {
  try {
    const [ref, { git }] = [await ledgerRef(session), session.world]
    const tip = session.online === null ? await localTip(git, ref) : await fetchTip(session.world, session.online, ref)
    return await listWithdrawn(git, tip)
  } catch (error) {
    if (!(error instanceof RelError)) throw error
    session.request.progress.note(`which releases are withdrawn cannot be told: ${error.message}`)
    return []
  }
}

interface Known {
  readonly dates: ReadonlyMap<string, number>
  /** By tag. */
  readonly how: ReadonlyMap<string, { readonly via: Via; readonly as: string }>
  readonly withdrawn: readonly ReleaseName[]
}

const inPackage = (
  { package: name, tags, scheme }: PackageTags,
  { dates, how, withdrawn }: Known,
): readonly ContainingPackage[] => {
  const gone = new Set(withdrawn.filter((each) => each.package === name).map((each) => each.version))
  const date = (tag: VersionTag) => dates.get(tag.commit) ?? 0
  const order = (a: VersionTag, b: VersionTag) => date(a) - date(b) || scheme.compare(a.version, b.version)
  const releases = tags.toSorted(order).flatMap((tag): Containing[] => {
    const found = how.get(tag.tag)
    return found === undefined
      ? []
      : [{ version: tag.version, tag: tag.tag, ...found, withdrawn: gone.has(tag.version) }]
  })
  const [first] = releases
  return first === undefined ? [] : [{ package: name, first, releases }]
}

/** No package in the answer: the commit is in no release. Throws `UNKNOWN_REVISION`, `SHALLOW`. */
export const contains = async (request: ContainsRequest): Promise<Contained> => {
  const session = await openSession(request)
  await fetchTags(session)
  await refuseCut(session)
  const original = await readAuthored(session, await findCommit(session, request.commit))
  const how = await tagsWith(session, await carriers(session, original))
  const packages = await versionTags(session)
  const commits = packages.flatMap((each) => each.tags.filter((tag) => how.has(tag.tag)).map((tag) => tag.commit))
  const dates = await datesOf(session, [...new Set(commits)])
  const known = { dates, how, withdrawn: commits.length === 0 ? [] : await withdrawnReleases(session) }
  return {
    commit: original.id,
    subject: original.message.split('\n')[0] ?? '',
    packages: packages.flatMap((each) => inPackage(each, known)),
  }
}
