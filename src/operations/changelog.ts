/** `rel changelog`: the notes of the next release and, from history alone, of any past one. */
import type { Config } from '../config/schema.ts'
import { type Ancestry, ancestryOf } from '../core/ancestry.ts'
import { NOTHING_ASKED } from '../core/asked.ts'
import { classify } from '../core/classify.ts'
import { renderNotes } from '../core/notes.ts'
import { RelError } from '../errors.ts'
import { attribution } from '../facts/attribution.ts'
import { refuseCut } from '../facts/facts.ts'
import { type Graph, graphOf, type PastRelease, pastReleases } from '../facts/releases.ts'
import type { Asked, Commit, Facts, PackageFacts, VersionTag } from '../model.ts'
import { notesFor } from './edits.ts'
import { planIn } from './plan.ts'
import { day, type Planned, seenAt } from './planning.ts'
import { headCommit, openSession, type Request, type Session } from './session.ts'

export interface ChangelogRequest extends Request {
  readonly asked: Asked
  /** Of these packages alone; null: of all. */
  readonly packages: readonly string[] | null
}

/** `commit` is the tagged one, null for the next release; `notes` are without heading, `section` has one. */
export interface ReleaseNotes {
  readonly package: string
  readonly version: string
  readonly tag: string
  readonly commit: string | null
  readonly date: string
  readonly notes: string
  readonly section: string
}

type Wanted = (name: string) => boolean

/** The packages that were named, or all. Throws `UNKNOWN_PACKAGE`. */
export const wantedIn = ({ packages }: Pick<Facts, 'packages'>, names: readonly string[] | null): Wanted => {
  const known = packages.map((each) => each.package.name)
  const stranger = names?.find((name) => !known.includes(name))
  if (stranger === undefined) return (name) => names?.includes(name) ?? true
  throw new RelError('UNKNOWN_PACKAGE', `there is no package ${JSON.stringify(stranger)} here`, {
    hint: `the packages are: ${known.join(', ')}`,
  })
}

export const nextIn = async (planned: Planned, names: readonly string[] | null): Promise<readonly ReleaseNotes[]> => {
  const { plan, facts, decision, config } = planned
  const wanted = wantedIn(facts, names)
  const releases = plan.releases.filter((release) => wanted(release.package))
  return Promise.all(
    releases.flatMap(({ package: name, to, tag, date }) => {
      const bump = decision.bumps.find((each) => each.package.name === name)
      if (bump === undefined) return []
      return notesFor(bump, decision, config.config, date).then((text) => ({
        ...{ package: name, version: to, tag, commit: null, date },
        ...text,
      }))
    }),
  )
}

/** A history in memory, with what merges brought in. */
interface Walked {
  readonly graph: Graph
  readonly ancestry: Ancestry
}

const walkFrom = async ({ world }: Session, head: string, { packages }: Facts): Promise<Walked> => {
  const commits: Commit[] = []
  const alone = packages.length === 1 && packages[0]?.package.path === '.'
  await world.git.walk(head, { files: !alone }, ({ id, parents, author, email, date, message, files }) => {
    commits.push({ id, parents, author, email, date, message, files })
  })
  return { graph: graphOf(commits), ancestry: ancestryOf(commits) }
}

const renderPast = async (
  { package: one }: PackageFacts,
  { tag, base, date, commits }: PastRelease,
  ancestry: Ancestry,
  config: Config,
): Promise<ReleaseNotes> => {
  const facts = { package: one.name, version: tag.version, tag: tag.tag, commit: tag.commit, date: day(date) }
  const text = await renderNotes({
    changes: classify(commits, ancestry),
    ...{ version: tag.version, tag: tag.tag, previousTag: base?.tag ?? null, date: facts.date },
    repository: config.repository ?? one.repository,
    sections: config.changelog.sections,
  })
  return { ...facts, ...text }
}

/** One package's releases in a history, highest first, each with its own commits of that package. */
const pastOf = (session: Session, facts: Facts, index: number, { graph }: Walked): readonly PastRelease[] => {
  const own = facts.packages[index]
  const owners = attribution(facts.packages.map((each) => each.package))
  const releases = pastReleases(graph, [...(own?.reachable ?? []), ...(own?.elsewhere ?? [])], session.scheme)
  return releases.map((release) => ({ ...release, commits: release.commits.filter((each) => owners(each).has(index)) }))
}

const complete = async ({ world, online }: Session): Promise<void> => {
  if (world.git.place.shallow && online !== null) await world.git.deepen(online)
}

const question = (commit: string) =>
  ({ commit, line: null, asked: NOTHING_ASKED, use: 'read', ignoreTag: () => false, anyLine: true }) as const

/** The releases of that version or tag, of every package that has it. Throws `UNKNOWN_REVISION`, `SHALLOW`. */
export const pastNotes = async (
  request: ChangelogRequest & { readonly version: string },
): Promise<readonly ReleaseNotes[]> => {
  const session = await openSession(request)
  await complete(session)
  const { facts, config } = await seenAt(session, question(await headCommit(session)))
  const wanted = wantedIn(facts, request.packages)
  const isNamed = ({ tag, version }: VersionTag) => [tag, version, `v${version}`].includes(request.version)
  const found: ReleaseNotes[] = []
  for (const [index, own] of facts.packages.entries()) {
    const named = [...own.reachable, ...own.elsewhere].filter((tag) => wanted(own.package.name) && isNamed(tag))
    for (const tag of named) {
      const walked = await walkFrom(session, tag.commit, facts)
      const release = pastOf(session, facts, index, walked).find((each) => each.tag.tag === tag.tag)
      if (release === undefined) continue
      await refuseCut(session.world, release.commits)
      found.push(await renderPast(own, release, walked.ancestry, config.config))
    }
  }
  if (found.length > 0) return found
  throw new RelError('UNKNOWN_REVISION', `there is no release ${JSON.stringify(request.version)} here`, {
    hint: 'see them with: rel changelog --all; get tags that are missing with: git fetch --tags',
  })
}

/** The notes of the next release of each package that has one. */
export const nextNotes = async (request: ChangelogRequest): Promise<readonly ReleaseNotes[]> =>
  nextIn(await planIn(await openSession(request), { ...request, tag: null }), request.packages)

/** Every release that HEAD contains, package by package, highest first, with the next one on top. Throws `SHALLOW`. */
export const allNotes = async (request: ChangelogRequest): Promise<readonly ReleaseNotes[]> => {
  const session = await openSession(request)
  await complete(session)
  const planned = await planIn(session, { ...request, tag: null })
  const { facts, config, plan } = planned
  const wanted = wantedIn(facts, request.packages)
  const next = await nextIn(planned, request.packages)
  const walked = await walkFrom(session, plan.commit, facts)
  const found: ReleaseNotes[] = []
  for (const [index, own] of facts.packages.entries()) {
    if (!wanted(own.package.name)) continue
    found.push(...next.filter((each) => each.package === own.package.name))
    const releases = pastOf(session, facts, index, walked)
    for (const release of releases) await refuseCut(session.world, release.commits)
    for (const release of releases) found.push(await renderPast(own, release, walked.ancestry, config.config))
  }
  return found
}
