/** Gathers all that the planner may know of one commit, in as few git processes as possible. */
import type { Ecosystem } from '../ecosystems/ecosystem.ts'
import type { Scheme } from '../core/schemes/scheme.ts'
import { RelError } from '../errors.ts'
import type { Commit, Facts, Line, Package, PackageFacts } from '../model.ts'
import type { Look } from '../world/ports.ts'
import { attribution } from './attribution.ts'
import { type History, readHistory } from './history.ts'
import { findPackages, type PackageSetting, within } from './packages.ts'
import { chooseTrack, findTracks, type TagRef, type Track } from './tracks.ts'

export interface FactsQuestion {
  readonly commit: string
  readonly line: Line
  readonly preview: boolean
  /** The prerelease id in question; null or `""` for a stable release. */
  readonly pre: string | null
  readonly packages: readonly (PackageSetting & { readonly tag?: readonly string[] | undefined })[] | 'auto'
  /** The config's tag format for all packages, or null. */
  readonly tagFormat: string | null
  readonly scheme: Scheme
  readonly ecosystems: readonly Ecosystem[]
  /** The changelog's file name inside each package, or null. */
  readonly changelog: string | null
  /** Tags that stand for the very release that is being planned again: they do not count. */
  readonly ignoreTag: (tag: string) => boolean
}

/** Tags of this clone, and those that were fetched beside them; this clone's win. */
export const readTags = async (look: Look): Promise<readonly TagRef[]> => {
  const tags = new Map<string, TagRef>()
  // Byte order puts refs/rel before refs/tags.
  for (const ref of await look.git.refs(['refs/rel/remote/tags/', 'refs/tags/'])) {
    const tag = ref.name.replace(/^refs\/(?:rel\/remote\/)?tags\//, '')
    if (ref.commit !== null) tags.set(tag, { tag, commit: ref.commit })
  }
  return [...tags.values()].toSorted((a, b) => (a.tag < b.tag ? -1 : 1))
}

const filesToRead = (packages: readonly Package[], question: FactsQuestion): readonly string[] => {
  const files = packages.flatMap((one) => {
    const ecosystem = question.ecosystems.find((each) => each.name === one.ecosystem)
    const lock = (ecosystem?.also ?? []).flatMap((file) => [file, within(one.path, file)])
    const changelog = question.changelog === null ? [] : [within(one.path, question.changelog)]
    return [...(one.manifest === null ? [] : [one.manifest]), ...lock, ...changelog]
  })
  return [...new Set(files)]
}

const readFiles = async (
  look: Look,
  commit: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, string | null>> => {
  const objects = await look.git.objects(files.map((file) => `${commit}:${file}`))
  return new Map(
    files.map(
      (file, index) => [file, objects[index]?.type === 'blob' ? objects[index].body.toString('utf8') : null] as const,
    ),
  )
}

/** A shallow clone hides what lies below its edge. Nothing is ever computed from a cut history. */
export const refuseCut = async (look: Look, open: readonly Commit[]): Promise<void> => {
  if (!look.git.place.shallow) return
  const edge = new Set((await look.files.read(`${look.git.place.commonDir}/shallow`))?.toString().trim().split('\n'))
  const cut = open.find((commit) => edge.has(commit.id))
  if (cut === undefined) return
  throw new RelError(
    'SHALLOW',
    `this clone is shallow: what lies before commit ${cut.id.slice(0, 7)} is missing, and it may have been released`,
    {
      hint: 'fetch it with: git fetch --unshallow --tags',
    },
  )
}

interface Known {
  readonly tracks: readonly Track[]
  readonly history: History
  readonly scheme: Scheme
  /** Whether a commit belongs to the package of that index. */
  readonly belongs: (commit: Commit, index: number) => boolean
}

const packageFacts = (one: Package, index: number, { tracks, history, scheme, belongs }: Known): PackageFacts => {
  const isReached = (tag: { readonly commit: string }) => history.reached.has(tag.commit)
  const own = tracks.filter((track) => track.package === index)
  const followed = chooseTrack(own, isReached, scheme)
  // While no tag is reachable all tracks are open alike, and a version in any spelling was made elsewhere.
  const chosen = followed ?? own[0]
  if (chosen === undefined) throw new Error(`no track for ${one.name}`)
  const known = followed?.tags ?? own.flatMap((track) => track.tags)
  return {
    package: one,
    tagFormat: followed?.format ?? chosen.firstFormat,
    reachable: chosen.tags.filter(isReached),
    elsewhere: known.filter((tag) => !isReached(tag)),
    notVersions: chosen.notVersions,
    unreleased: history.open(tracks.indexOf(chosen)).filter((commit) => belongs(commit, index)),
  }
}

/** All tags of the packages, in every spelling that they may have. */
export const tracksFor = (
  packages: readonly Package[],
  tags: readonly TagRef[],
  question: Pick<FactsQuestion, 'packages' | 'tagFormat' | 'scheme' | 'ignoreTag'>,
): readonly Track[] => {
  const settings = question.packages === 'auto' ? [] : question.packages
  const common = question.tagFormat === null ? null : [question.tagFormat]
  const formats = packages.map((one) => {
    const own = settings.find((each) => each.path === one.path && (each.name ?? one.name) === one.name)
    return own?.tag ?? common
  })
  return findTracks(
    packages,
    formats,
    tags.filter(({ tag }) => !question.ignoreTag(tag)),
    question.scheme,
  )
}

/** Throws `MANIFEST`, `SHALLOW`. */
export const gatherFacts = async (look: Look, question: FactsQuestion): Promise<Facts> => {
  const { commit, scheme } = question
  const allTags = readTags(look)
  allTags.catch(() => undefined)
  const packages = await findPackages(look.git, commit, question.packages, question.ecosystems)
  const alone = packages.length === 1 && packages[0]?.path === '.'
  const known = allTags.then((tags) => tracksFor(packages, tags, question))
  const [tracks, history, files] = await Promise.all([
    known,
    readHistory(look.git, commit, known, { pre: question.pre, scheme, files: !alone }),
    readFiles(look, commit, filesToRead(packages, question)),
  ])
  const owners = attribution(packages)
  const taken = new Map<Commit, ReadonlySet<number>>()
  const ownersOf = (one: Commit) => taken.get(one) ?? (taken.set(one, owners(one)).get(one) as ReadonlySet<number>)
  const belongs = (one: Commit, index: number) => ownersOf(one).has(index)
  const gathered = packages.map((one, index) => packageFacts(one, index, { tracks, history, scheme, belongs }))
  await refuseCut(
    look,
    tracks.flatMap((_, index) => history.open(index)),
  )
  return {
    commit,
    date: history.date,
    line: question.line,
    preview: question.preview,
    packages: gathered,
    noPackage: history.openToAll.filter((one) => ownersOf(one).size === 0),
    files,
  }
}

/** The committer date, in seconds since 1970. */
export const commitDate = async (look: Look, commit: string): Promise<number> => {
  const [object] = await look.git.objects([commit])
  const date = /^committer .*> (-?\d+) [+-]\d+$/m.exec(object?.body.toString('utf8') ?? '')?.[1]
  return Number(date ?? 0)
}
