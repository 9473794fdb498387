/** `rel changelog --since <ref>`: what merging HEAD into a branch would add to its notes, and which versions that moves. */
import { NOTHING_ASKED } from '../core/asked.ts'
import { type Decision, decide } from '../core/decide.ts'
import { isBranchName } from '../core/names.ts'
import type { DescribedChange } from '../core/notes-commits.ts'
import { RelError } from '../errors.ts'
import type { Bump, Change, Facts, PackageFacts } from '../model.ts'
import { type ChangelogRequest, wantedIn } from './changelog.ts'
import { notesSetup } from './notes-setup.ts'
import { followed, toldApart } from './told-releases.ts'
import { type Planned, planAt } from './planning.ts'
import { headCommit, openSession, type Session } from './session.ts'

/** Of one package. `from` is what the branch would release next by itself, else what it has released; null: nothing yet.
 *  `to` is null when the merge leaves nothing to release. */
export interface AddedNotes {
  readonly package: string
  readonly from: string | null
  readonly to: string | null
  /** One line in words. */
  readonly effect: string
  readonly notes: string
}

/** The branch that a revision names, here or on the remote; null: some commit. */
const branchNamed = async ({ world, remote }: Session, ref: string): Promise<string | null> => {
  const name = ref.replace(/^refs\/(?:heads|remotes)\//, '')
  const short = remote !== null && name.startsWith(`${remote}/`) ? name.slice(remote.length + 1) : name
  if (!isBranchName(short)) return null
  const known = [`refs/heads/${short}`, ...(remote === null ? [] : [`refs/remotes/${remote}/${short}`])]
  const found = await Promise.all(known.map((each) => world.git.resolve(each, true)))
  return found.some((id) => id !== null) ? short : null
}

const ancestorsOf = async ({ world }: Session, commit: string): Promise<ReadonlySet<string>> => {
  const ids = new Set<string>()
  await world.git.walk(commit, { files: false }, ({ id }) => ids.add(id))
  return ids
}

/** One package as it would be after the merge: what the branch has, and on top of it what only HEAD has. */
const mergedPackage = (
  mine: PackageFacts,
  theirs: PackageFacts | undefined,
  isNew: (id: string) => boolean,
): PackageFacts => {
  if (theirs === undefined) return mine
  const known = new Set(theirs.changeFiles?.map(({ id }) => id))
  const added = mine.changeFiles?.filter(({ id, commit }) => !known.has(id) && (commit === null || isNew(commit))) ?? []
  return {
    ...theirs,
    // A version that the branch has released meanwhile is not in the manifest here.
    package: { ...mine.package, version: theirs.package.version },
    unreleased: [...mine.unreleased.filter(({ id }) => isNew(id)), ...theirs.unreleased],
    ...(theirs.changeFiles === undefined ? {} : { changeFiles: [...theirs.changeFiles, ...added] }),
  }
}

const mergedFacts = (mine: Facts, theirs: Facts, isNew: (id: string) => boolean): Facts => ({
  ...mine,
  line: theirs.line,
  packages: mine.packages.map((each) =>
    mergedPackage(
      each,
      theirs.packages.find((other) => other.package.name === each.package.name),
      isNew,
    ),
  ),
  noPackage: [...mine.noPackage.filter(({ id }) => isNew(id)), ...theirs.noPackage],
})

const effectOf = (name: string, now: Pick<AddedNotes, 'from' | 'to'>, isNext: boolean): string => {
  if (now.to === null) return `would not release ${name}`
  if (now.from === null) return `would release ${name} ${now.to}`
  if (now.from === now.to) return `would leave ${name} at ${now.to}, which is next already`
  return `would move ${name} ${now.from} → ${now.to}${isNext ? ', the next version' : ''}`
}

interface Sides {
  readonly base: Planned
  readonly head: Planned
  readonly isNew: (id: string) => boolean
}

const sidesOf = async (session: Session, since: string): Promise<Sides> => {
  const commit = await session.world.git.resolve(since, true)
  if (commit === null)
    throw new RelError('UNKNOWN_REVISION', `there is no commit ${JSON.stringify(since)} here`, {
      hint: 'name the branch that HEAD is to be merged into, such as origin/main; get it with: git fetch',
    })
  const line = session.request.branch ?? (await branchNamed(session, since))
  const asked = { line, asked: NOTHING_ASKED, use: 'read', ignoreTag: () => false } as const
  // What is odd about the branch is said once, of HEAD.
  const progress = { ...session.request.progress, note: () => undefined }
  const base = await planAt({ ...session, request: { ...session.request, progress } }, { commit, ...asked })
  const head = await planAt(session, { commit: await headCommit(session), ...asked })
  const theirs = await ancestorsOf(session, commit)
  return { base, head, isNew: (id) => !theirs.has(id) }
}

const bumpOf = (name: string, { bumps }: Decision): Bump | null =>
  bumps.find((one) => one.package.name === name) ?? null

/** From where to where the next version of a package goes; `next`: the branch would release it by itself. */
const moveOf = (name: string, before: Decision, after: Decision) => {
  const [next, then] = [bumpOf(name, before), bumpOf(name, after)]
  const from = next === null ? (then?.from?.version ?? null) : next.to
  return { from, to: then === null ? null : then.to, next: next !== null, moves: next?.to !== then?.to }
}

const changesOf = (name: string, decision: Decision, isNew: (id: string) => boolean): readonly Change[] => {
  const { idle } = decision
  const all = bumpOf(name, decision)?.changes ?? idle.find((one) => one.facts.package.name === name)?.changes ?? []
  return all.filter(({ commit }) => isNew(commit.id))
}

/** What change files say that the branch does not have. */
const describedIn = (
  { package: { name }, changeFiles = [] }: PackageFacts,
  base: Facts,
): readonly DescribedChange[] => {
  const known = new Set(base.packages.find((one) => one.package.name === name)?.changeFiles?.map(({ id }) => id))
  return changeFiles
    .filter(({ id }) => !known.has(id))
    .flatMap(({ releases, summary, commit }) => {
      const bump = releases.find((one) => one.package === name)?.bump ?? 'none'
      return bump === 'none' ? [] : [{ summary, bump, commit }]
    })
}

/** Of each package that the merge says something of, or whose next version it moves. Throws `UNKNOWN_REVISION`. */
export const addedNotes = async (
  request: ChangelogRequest & { readonly since: string },
): Promise<readonly AddedNotes[]> => {
  const session = await openSession(request)
  const { base, head, isNew } = await sidesOf(session, request.since)
  const facts = mergedFacts(head.facts, base.facts, isNew)
  const wanted = wantedIn(facts, request.packages)
  const decision = decide(facts, { ...NOTHING_ASKED, pre: facts.line.prerelease }, head.policy)
  const { config } = head.config
  const { write } = await notesSetup(session.world, head.config, head.facts)
  const tell = async (own: PackageFacts): Promise<readonly AddedNotes[]> => {
    const { name, repository } = own.package
    const { from, to, next, moves } = moveOf(name, base.decision, decision)
    const described = describedIn(own, base.facts)
    const bump = moves ? bumpOf(name, decision) : null
    const { notes } = await write({
      ...{ version: to ?? '', tag: '', previousTag: null, date: '', name, repository: config.repository ?? repository },
      changes: toldApart(changesOf(name, decision, isNew), described, { config }),
      described,
      dependencies: bump === null ? [] : followed(bump, { decision }),
    })
    if (!wanted(name) || (notes === '' && !moves)) return []
    return [{ package: name, from, to, effect: effectOf(name, { from, to }, next), notes }]
  }
  return (await Promise.all(facts.packages.map(tell))).flat()
}
