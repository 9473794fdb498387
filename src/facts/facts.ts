/** Gathers all that the planner may know of one commit, in as few git processes as possible. */
import type { CommitFiles } from '../ecosystems/ecosystem.ts'
import type { ListedEcosystem } from '../ecosystems/index.ts'
import type { PreState } from '../core/changesets-config.ts'
import type { GroupSetting } from '../core/groups.ts'
import type { Scheme } from '../core/schemes/scheme.ts'
import type { Facts, Line, Package, PackageFacts } from '../model.ts'
import type { Look } from '../world/ports.ts'
import { attribution, needsFiles } from './attribution.ts'
import { readChangeFiles, withCommits } from './change-files.ts'
import { refuseCut, refuseHidden } from './cut-history.ts'
import { counts, type History, type HistoryQuestion, readHistory } from './history.ts'
import { commitFiles } from './commit-files.ts'
import { findPackages, type PackageSetting, within } from './packages.ts'
import { wholeWalk } from './whole-walk.ts'
import { untold } from './told-changes.ts'
import { chooseTrack, findTracks, namelessTag, type TagRef, type Track } from './tracks.ts'

/** What a config says of one package, as far as facts depend on it. */
export interface FactsSetting extends PackageSetting {
  readonly tag?: readonly string[] | undefined
  readonly versionFiles?: readonly { readonly file: string }[] | undefined
}

export interface FactsQuestion {
  readonly commit: string
  readonly line: Line
  readonly preview: boolean
  /** The prerelease id in question for a package; null or `""` for a stable release. */
  readonly preOf: (name: string) => string | null
  readonly packages: readonly FactsSetting[] | 'auto'
  /** The config's tag format for all packages, or null. */
  readonly tagFormat: string | null
  readonly scheme: Scheme
  /** Groups of packages, as the config writes them. */
  readonly groups: readonly GroupSetting[]
  readonly ecosystems: readonly ListedEcosystem[]
  /** Whether the files of commits are wanted where no package needs them: rules may name paths. */
  readonly wantsFiles: boolean
  /** Whether change files are looked for. */
  readonly changeFiles: boolean
  /** What changesets' `pre.json` says of them; absent: there is none. */
  readonly changesetsPre?: PreState | null
  /** Further files that a release may edit, by name in each package's folder and by path. */
  readonly also: { readonly inPackages: readonly string[]; readonly inRoot: readonly string[] }
  /** Whether somebody else walks the whole history too, texts and all: then one walk is enough. */
  readonly whole?: boolean
  /** Tags that the remote has now, where not all of them are here. */
  readonly remoteTags?: readonly TagRef[]
  /** Tags that stand for the very release that is being planned again: they do not count. */
  readonly ignoreTag: (tag: string) => boolean
}

const settingOf = (one: Package, settings: FactsQuestion['packages']): FactsSetting | undefined =>
  settings === 'auto'
    ? undefined
    : settings.find((each) => each.path === one.path && (each.name ?? one.name) === one.name)

const MIRROR = 'refs/rel/remote/tags/'

/** Tags of this clone, and those of the remote: as it has just told (`remoteTags`), or as they were fetched. This clone's win. */
export const readTags = async (look: Look, remoteTags?: readonly TagRef[]): Promise<readonly TagRef[]> => {
  const tags = new Map(remoteTags?.map((ref) => [ref.tag, ref] as const))
  // Byte order puts refs/rel before refs/tags.
  for (const ref of await look.git.refs([MIRROR, 'refs/tags/'])) {
    if (ref.commit === null || (remoteTags !== undefined && ref.name.startsWith(MIRROR))) continue
    const tag = ref.name.replace(/^refs\/(?:rel\/remote\/)?tags\//, '')
    tags.set(tag, { tag, commit: ref.commit })
  }
  return [...tags.values()].toSorted((a, b) => (a.tag < b.tag ? -1 : 1))
}

const countingTags = async (look: Look, { ignoreTag, remoteTags }: FactsQuestion): Promise<readonly TagRef[]> =>
  (await readTags(look, remoteTags)).filter(({ tag }) => !ignoreTag(tag))

/** Everything that a release may edit: manifests with what they hang on, version files, changelogs, change files. */
const filesToRead = (packages: readonly Package[], { packages: settings, also }: FactsQuestion): readonly string[] => {
  const inEach = packages.flatMap((one) => [
    ...(one.files ?? []),
    ...also.inPackages.map((file) => within(one.path, file)),
    ...(settingOf(one, settings)?.versionFiles ?? []).map(({ file }) => within(one.path, file)),
  ])
  return [...new Set([...inEach, ...also.inRoot])]
}

const readFiles = async (files: CommitFiles, wanted: readonly string[]): Promise<ReadonlyMap<string, string | null>> =>
  new Map(await Promise.all(wanted.map(async (file) => [file, await files.read(file)] as const)))

/** A track, and its place among all. */
type Placed = Track & { readonly at: number }

const packageFacts = (one: Package, own: readonly Placed[], history: History, scheme: Scheme): PackageFacts => {
  const isReached = (tag: { readonly commit: string }) => history.reached.has(tag.commit)
  const followed = chooseTrack(own, isReached, scheme)
  // While no tag is reachable all tracks are open alike.
  const chosen = followed ?? own[0]
  if (chosen === undefined) throw new Error(`no track for ${one.name}`)
  return {
    package: one,
    tagFormat: followed?.format ?? chosen.firstFormat,
    pre: chosen.pre,
    reachable: chosen.tags.filter(isReached),
    // A version that was made elsewhere is taken in any spelling.
    elsewhere: own.flatMap((track) => track.tags).filter((tag) => !isReached(tag)),
    notVersions: chosen.notVersions,
    unreleased: history.open(chosen.at),
    named: history.named(chosen.at),
  }
}

/** All tags of the packages, in every spelling that they may have. */
export const tracksFor = (
  packages: readonly Package[],
  tags: readonly TagRef[],
  question: Pick<FactsQuestion, 'packages' | 'tagFormat' | 'scheme' | 'preOf' | 'groups'>,
): readonly Track[] => {
  const common = question.tagFormat === null ? null : [question.tagFormat]
  const formats = packages.map((one) => settingOf(one, question.packages)?.tag ?? common)
  const pres = packages.map((one) => question.preOf(one.name))
  return findTracks(packages, { formats, pres, groups: question.groups }, tags, question.scheme)
}

interface Changed extends Pick<Facts, 'packages' | 'changeFiles'> {
  readonly texts: readonly (readonly [string, string])[]
}

/** A prerelease tells of a change file for prereleases of its id only. */
const withChanges = async (
  look: Look,
  packages: readonly PackageFacts[],
  { commit, changeFiles, changesetsPre = null, scheme, ecosystems }: FactsQuestion,
  files: CommitFiles,
): Promise<Changed> => {
  if (!changeFiles) return { packages, texts: [] }
  const known = packages.map((each) => each.package)
  const found = await readChangeFiles(files, { packages: known, ecosystems, pre: changesetsPre })
  const read = await withCommits(look.git, commit, found)
  const consumers = (preOf: (one: PackageFacts) => string | null) =>
    packages.map((one) => ({
      package: one.package,
      counting: one.reachable.filter((tag) => counts(tag, preOf(one), scheme)),
    }))
  const stable = consumers(() => null)
  const own = consumers(({ pre = null }) => pre)
  if (read.length > 0)
    await refuseCut(
      look,
      own.flatMap(({ counting }) => counting.map((tag) => ({ id: tag.commit }))),
    )
  const waiting = await untold(look.git, commit, read, stable)
  const isPre = packages.some(({ pre = null }) => pre !== null && pre !== '')
  const open = isPre ? await untold(look.git, commit, read, own) : waiting
  return {
    packages: packages.map((one, index) => ({ ...one, changeFiles: open[index] ?? [] })),
    changeFiles: read.map(({ change }) => ({
      change,
      waiting: known.filter((_, index) => waiting[index]?.includes(change)).map(({ name }) => name),
    })),
    texts: read.map(({ change, text }) => [change.file, text] as const),
  }
}

/** Manifests have spellings of their own for what the scheme writes in one way. */
const packagesIn = async (files: CommitFiles, question: FactsQuestion): Promise<readonly Package[]> => {
  const { scheme, packages, ecosystems } = question
  const read = (version: string | null) => (version === null ? null : (scheme.read(version) ?? version))
  const found = await findPackages(files, packages, ecosystems)
  return found.map((one) => ({ ...one, version: read(one.version) }))
}

const historyQuestion = (
  packages: readonly Package[],
  tags: readonly TagRef[],
  question: FactsQuestion,
): HistoryQuestion => ({
  tracks: tracksFor(packages, tags, question),
  scheme: question.scheme,
  owners: attribution(packages),
  files: needsFiles(packages) || question.wantsFiles,
})

/** Throws `MANIFEST`, `SHALLOW`, `CHANGE_FILE`. */
export const gatherFacts = async (look: Look, question: FactsQuestion): Promise<Facts> => {
  const { commit, scheme } = question
  const files = commitFiles(look.git, commit)
  const finding = packagesIn(files, question)
  const asking = Promise.all([finding, countingTags(look, question)]).then((found) =>
    historyQuestion(...found, question),
  )
  const wantsFiles = () => finding.then((found) => needsFiles(found) || question.wantsFiles)
  const git = question.whole === true ? wholeWalk(look.git, wantsFiles) : look.git
  // The walk takes longest, so it begins before anything is known of what it is for.
  const [packages, { tracks }, history, texts, date] = await Promise.all([
    finding,
    asking,
    readHistory(git, commit, asking),
    finding.then((found) => readFiles(files, filesToRead(found, question))),
    commitDate(look, commit),
  ])
  const placed = Map.groupBy(
    tracks.map((track, at): Placed => ({ ...track, at })),
    (track) => track.package,
  )
  const gathered = packages.map((one, index) => packageFacts(one, placed.get(index) ?? [], history, scheme))
  await refuseHidden(look, history)
  const changed = await withChanges(look, gathered, question, files)
  const nameless = packages.length < 2 ? null : namelessTag(tracks, await countingTags(look, question), scheme)
  return {
    ...{ commit, date, line: question.line, preview: question.preview, packages: changed.packages },
    ...(changed.changeFiles === undefined ? {} : { changeFiles: changed.changeFiles }),
    ...(nameless === null ? {} : { nameless }),
    ...{ noPackage: history.nobodys, links: history.links },
    files: new Map([...texts, ...changed.texts]),
  }
}

/** The committer date, in seconds since 1970. */
export const commitDate = async (look: Look, commit: string): Promise<number> => {
  const [object] = await look.git.objects([commit])
  const date = /^committer .*> (-?\d+) [+-]\d+$/m.exec(object?.body.toString('utf8') ?? '')?.[1]
  return Number(date ?? 0)
}
