/** `rel changelog <version>` and `--all`: what past releases brought, from history. */
import type { Config } from '../config/schema.ts'
import { type Ancestry, ancestryOf } from '../core/ancestry.ts'
import { NOTHING_ASKED } from '../core/asked.ts'
import { sectionIn } from '../core/changelog.ts'
import { loadLibraries } from '../core/notes-preset.ts'
import { classify } from '../core/classify.ts'
import { RelError } from '../errors.ts'
import { attribution, needsFiles } from '../facts/attribution.ts'
import { refuseCut } from '../facts/cut-history.ts'
import { type Graph, graphOf, type PastRelease, pastReleases } from '../facts/releases.ts'
import type { Commit, Facts, Package, PackageFacts, VersionTag } from '../model.ts'
import { type ChangelogRequest, changelogUrls, nextIn, type ReleaseNotes, wantedIn } from './changelog.ts'
import { schemeOf } from './config-at.ts'
import { type NotesSetup, notesSetup } from './notes-setup.ts'
import type { Look } from '../world/ports.ts'
import { changelogOf } from './told-releases.ts'
import { planIn } from './plan.ts'
import { day, type Seen, seenAt } from './decided.ts'
import { headCommit, openSession, type Session } from './session.ts'
import { haveHistory } from './whole-history.ts'

/** A history in memory, with what merges brought in, and how to tell of it. */
interface Walked {
  readonly graph: Graph
  readonly ancestry: Ancestry
  readonly facts: Facts
  readonly config: Config
  readonly setup: NotesSetup
  readonly urls: ReadonlyMap<Package, ReturnType<typeof changelogUrls>>
}

type Walk = Look['git']['walk']

// By the default rules nothing else is ever listed. A revert may take back what is not listed, and then cancels.
const LISTED = /^\s*(?:feat|feature|fix|perf)\b|^[^\n]*!|BREAKING[ -]CHANGE/i
const REVERTS = /^\s*re(?:vert|apply)\b/i

/** Keeps the commits of every walk that it makes, as they were handed over: their texts are still bytes. */
const rememberingWalk = (walk: Walk) => {
  const kept = new Map<string, readonly Commit[]>()
  const remembering: Walk = async (from, options, each) => {
    const commits: Commit[] = []
    const walking = walk(from, options, (commit) => {
      commits.push(commit)
      each(commit)
    })
    // Git is at work: nobody waits for this.
    loadLibraries()
    await walking
    kept.set(`${from} ${options.files}`, commits)
  }
  const commitsFrom = async (from: string, files: boolean): Promise<readonly Commit[]> => {
    const key = `${from} ${files}`
    if (!kept.has(key)) await remembering(from, { files }, () => undefined)
    return kept.get(key) ?? []
  }
  return { remembering, commitsFrom }
}

/** Whether commits have to be told apart by the files that they change, or rules by them. */
const wantsFiles = ({ packages }: Facts, { versioning }: Config): boolean =>
  needsFiles(packages.map((each) => each.package)) || versioning.rules.some(({ path }) => path !== undefined)

const walkedFrom = async (
  { world }: Session,
  head: string,
  { facts, config: at }: Seen,
  commitsFrom: (from: string, files: boolean) => Promise<readonly Commit[]>,
): Promise<Walked> => {
  const { config } = at
  const commits = await commitsFrom(head, wantsFiles(facts, config))
  const setup = await notesSetup(world, at, { commit: head, files: facts.files })
  const urls = new Map(facts.packages.map(({ package: one }) => [one, changelogUrls(one, config)] as const))
  return { graph: graphOf(commits), ancestry: ancestryOf(commits), facts, config, setup, urls }
}

/** What was an error then is none now. */
const classificationIn = ({ versioning }: Config) => {
  const { rules, nestedCommits, unclassified } = versioning
  return { rules, nestedCommits, unclassified: unclassified === 'patch' ? ('patch' as const) : ('report' as const) }
}

/** Those that the notes may tell of: of a long history most commits need not be taken apart. */
const tellable = (commits: readonly Commit[], { versioning }: Config): readonly Commit[] => {
  const { rules, nestedCommits, unclassified } = versioning
  const isOpen = rules.length > 0 || nestedCommits || unclassified === 'patch'
  if (isOpen || commits.some(({ message }) => REVERTS.test(message))) return commits
  return commits.filter(({ message }) => LISTED.test(message))
}

const renderPast = async (
  { package: one }: PackageFacts,
  { tag, base, date, commits }: PastRelease,
  { ancestry, config, setup, urls }: Walked,
): Promise<ReleaseNotes> => {
  const facts = { version: tag.version, tag: tag.tag, date: day(date) }
  const changes = classify(tellable(commits, config), ancestry, classificationIn(config))
  const previousTag = base?.tag ?? null
  const notes = await setup.write({
    ...{ ...facts, changes, previousTag, name: one.name },
    repository: config.repository ?? one.repository,
    ...setup.people(changes, commits, previousTag),
  })
  return { ...facts, package: one.name, commit: tag.commit, url: urls.get(one)?.(tag.tag) ?? null, ...notes }
}

/** One package's releases in a history, highest first, each with its own commits of that package. */
const pastOf = (index: number, { graph, facts, config }: Walked): readonly PastRelease[] => {
  const own = facts.packages[index]
  const owners = attribution(facts.packages.map((each) => each.package))
  const releases = pastReleases(graph, [...(own?.reachable ?? []), ...(own?.elsewhere ?? [])], schemeOf({ config }))
  return releases.map((release) => ({ ...release, commits: release.commits.filter((each) => owners(each).has(index)) }))
}

const question = (commit: string) =>
  ({ commit, line: null, asked: NOTHING_ASKED, use: 'read', ignoreTag: () => false, anyLine: true }) as const

/** The notes as they were published, with what people wrote and which dependencies were followed, where the changelog at
 *  the tag has them. */
const asPublished = async (
  { world }: Session,
  { package: one }: PackageFacts,
  notes: ReleaseNotes,
  config: Config,
): Promise<ReleaseNotes> => {
  const file = changelogOf(one, config)
  const [object] = file === null ? [] : await world.git.objects([`${notes.commit}:${file}`])
  const text = object?.type === 'blob' ? sectionIn(object.body.toString('utf8'), notes.version) : null
  if (text === null || text === '') return notes
  const [heading = ''] = notes.section.split('\n', 1)
  return { ...notes, notes: text, section: `${heading}\n\n${text}` }
}

/** So many changelogs are held at once. */
const ABREAST = 32

/** As they are written anew, but where nothing in history tells of a release (change files, followed dependencies) as it
 *  was published. */
const toldPast = async (
  session: Session,
  own: PackageFacts,
  releases: readonly PastRelease[],
  walked: Walked,
): Promise<readonly ReleaseNotes[]> => {
  const told: ReleaseNotes[] = []
  for (const release of releases) told.push(await renderPast(own, release, walked))
  const isSilent = ({ notes }: ReleaseNotes) => notes === '' || walked.config.versioning.source === 'changes'
  const silent = [...told.entries()].filter(([, notes]) => isSilent(notes))
  const publish = async ([at, notes]: (typeof silent)[number]) => {
    told[at] = await asPublished(session, own, notes, walked.config)
  }
  for (let at = 0; at < silent.length; at += ABREAST) await Promise.all(silent.slice(at, at + ABREAST).map(publish))
  return told
}

/** The releases of that version or tag, of every package that has it. Throws `UNKNOWN_REVISION`, `SHALLOW`. */
export const pastNotes = async (
  request: ChangelogRequest & { readonly version: string },
): Promise<readonly ReleaseNotes[]> => {
  const session = await openSession(request)
  await haveHistory(session)
  const { facts, config } = await seenAt(session, question(await headCommit(session)))
  const wanted = wantedIn(facts, request.packages)
  const isNamed = ({ tag, version }: VersionTag) => [tag, version, `v${version}`].includes(request.version)
  const { commitsFrom } = rememberingWalk(session.world.git.walk)
  const found: ReleaseNotes[] = []
  for (const [index, own] of facts.packages.entries()) {
    const named = [...own.reachable, ...own.elsewhere].filter((tag) => wanted(own.package.name) && isNamed(tag))
    for (const tag of named) {
      const walked = await walkedFrom(session, tag.commit, { facts, config }, commitsFrom)
      const release = pastOf(index, walked).find((each) => each.tag.tag === tag.tag)
      if (release === undefined) continue
      await refuseCut(session.world, release.commits)
      found.push(await asPublished(session, own, await renderPast(own, release, walked), config.config))
    }
  }
  if (found.length > 0) return found
  throw new RelError('UNKNOWN_REVISION', `there is no release ${JSON.stringify(request.version)} here`, {
    hint: 'see them with: rel changelog --all; get tags that are missing with: git fetch --tags',
  })
}

/** Every release that HEAD contains, package by package, highest first, with the next one on top: written anew, all in the
 *  style that the config has now. Throws `SHALLOW`. */
export const allNotes = async (request: ChangelogRequest): Promise<readonly ReleaseNotes[]> => {
  const plain = await openSession(request)
  await haveHistory(plain)
  const { remembering, commitsFrom } = rememberingWalk(plain.world.git.walk)
  const session = { ...plain, world: { ...plain.world, git: { ...plain.world.git, walk: remembering } } }
  const planned = await planIn(session, { ...request, tag: null, whole: true })
  const { facts, plan } = planned
  const wanted = wantedIn(facts, request.packages)
  const next = await nextIn(session, planned, request.packages)
  const walked = await walkedFrom(session, plan.commit, planned, commitsFrom)
  const found: ReleaseNotes[] = []
  for (const [index, own] of facts.packages.entries()) {
    if (!wanted(own.package.name)) continue
    found.push(...next.filter((each) => each.package === own.package.name))
    const releases = pastOf(index, walked)
    await refuseCut(
      session.world,
      releases.flatMap(({ commits }) => commits),
    )
    found.push(...(await toldPast(session, own, releases, walked)))
  }
  return found
}
