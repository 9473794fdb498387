/** Every release of a decision in words: its notes, and its changelog with them in it. */
import type { Config } from '../config/schema.ts'
import { asPatches } from '../core/classify.ts'
import { type Entered, enterRelease } from '../core/changelog.ts'
import type { Decision } from '../core/decide.ts'
import type { DescribedChange } from '../core/notes-commits.ts'
import type { ReleaseToTell } from '../core/notes.ts'
import { insertRepositorySection } from '../core/repository-notes.ts'
import type { Scheme } from '../core/schemes/scheme.ts'
import { writeTag } from '../core/tags.ts'
import { within } from '../facts/packages.ts'
import type { Bump, Change, Facts, Package } from '../model.ts'
import type { NotesSetup } from './notes-setup.ts'

/** A decided release, with all that its notes depend on. */
export interface Telling {
  /** Asked for only when there is a release: it loads what writes notes. */
  readonly setup: () => Promise<NotesSetup>
  readonly config: Config
  readonly facts: Facts
  readonly decision: Pick<Decision, 'bumps'>
  readonly scheme: Scheme
  /** `YYYY-MM-DD` */
  readonly date: string
}

const described = (bump: Bump, { facts }: Telling): readonly DescribedChange[] => {
  const known = facts.packages.find((each) => each.package === bump.package)?.changeFiles ?? []
  return bump.causes.flatMap((cause): readonly DescribedChange[] => {
    if (cause.kind !== 'change-file' || cause.bump === 'none') return []
    const commit = known.find(({ file }) => file === cause.file)?.commit ?? null
    return [{ summary: cause.summary, bump: cause.bump, commit }]
  })
}

/** Without what change files tell of: everything where they alone decide, else the commits that brought them. That a commit
 *  breaks something is said all the same. */
export const toldApart = (
  changes: readonly Change[],
  files: readonly DescribedChange[],
  { config }: Pick<Telling, 'config'>,
): readonly Change[] => {
  if (config.versioning.source === 'changes') return []
  const isTold = ({ commit: { id }, bump }: Change): boolean =>
    files.some((file) => file.commit === id && (file.bump === 'major' || bump !== 'major'))
  return changes.filter((change) => !isTold(change))
}

/** The packages that a release follows. */
export const followed = (
  bump: Bump,
  { decision }: Pick<Telling, 'decision'>,
): NonNullable<ReleaseToTell['dependencies']> =>
  bump.causes.flatMap((cause) => {
    if (cause.kind !== 'dependency') return []
    const to = decision.bumps.find((each) => each.package.name === cause.package)?.to
    return to === undefined ? [] : [{ name: cause.package, to }]
  })

/** Where a number was asked for and there is nothing else to tell, commits that follow no convention are told of: those who
 *  write that way find their changes in their changelog. */
const orElseAll = (changes: readonly Change[], bump: Bump): readonly Change[] => {
  const isSilent = changes.every((change) => change.class !== 'change')
  return isSilent && bump.causes.every(({ kind }) => kind === 'asked') ? asPatches(changes, 'asked for') : changes
}

const releaseOf = (bump: Bump, telling: Telling, { people }: NotesSetup): ReleaseToTell => {
  const { config, date } = telling
  const { package: one, from, to, tagFormat } = bump
  const previousTag = from?.tag ?? null
  const files = described(bump, telling)
  return {
    ...{ version: to, tag: writeTag(tagFormat, one.name, to), previousTag, date, name: one.name },
    changes: orElseAll(toldApart(bump.changes, files, telling), bump),
    described: files,
    repository: config.repository ?? one.repository,
    dependencies: followed(bump, telling),
    together: bump.causes.flatMap((cause) => (cause.kind === 'group' ? cause.packages : [])),
    ...people(
      bump.changes,
      bump.changes.map(({ commit }) => commit),
      previousTag,
    ),
  }
}

/** Whether a version that a changelog has a section for was released. One below the last release always was, whatever its
 *  tag was called, and so was everything where there is no tag yet. */
const releasedIn = (bump: Bump, { facts, scheme }: Telling): ((version: string) => boolean) => {
  const own = facts.packages.find((each) => each.package === bump.package)
  const known = new Set([...(own?.reachable ?? []), ...(own?.elsewhere ?? [])].map((tag) => tag.version))
  return (text) => {
    const version = scheme.parse(text)
    return (
      version === null || bump.from === null || known.has(version) || scheme.compare(version, bump.from.version) <= 0
    )
  }
}

/** A package's changelog, or null where it has none. */
export const changelogOf = (
  { path }: Pick<Package, 'path'>,
  { changelog }: Pick<Config, 'changelog'>,
): string | null => {
  const file = changelog.file === false ? null : within(path, changelog.file)
  return file === changelog.repositoryFile ? null : file
}

/** One release in its package's changelog; `file` null where there is none. */
export interface Told extends Entered {
  readonly package: string
  readonly version: string
  readonly file: string | null
}

/** The notes of every release of a decision. `textOf` knows each changelog as it is until now. */
export const tellReleases = async (
  telling: Telling,
  textOf: (file: string) => string | null,
): Promise<readonly Told[]> => {
  const { config, decision } = telling
  if (decision.bumps.length === 0) return []
  const setup = await telling.setup()
  const { write, header = '# Changelog' } = setup
  return Promise.all(
    decision.bumps.map(async (bump): Promise<Told> => {
      const file = changelogOf(bump.package, config)
      const text = file === null ? null : textOf(file)
      const entered = await enterRelease(text, releaseOf(bump, telling, setup), write, {
        ...{ header, isReleased: releasedIn(bump, telling) },
      })
      return { ...entered, file, package: bump.package.name, version: bump.to }
    }),
  )
}

/** What should be known of a changelog that stands as it is, in one sentence for each. */
export const remarksOn = (told: readonly Told[]): readonly string[] =>
  told.flatMap(({ file, version, untold }) => {
    const [first] = untold
    if (first === undefined) return []
    const more = untold.length === 1 ? '' : ` and ${untold.length - 1} more`
    return [
      `${file} has a section for ${version} already, which stands and says nothing of ${first.commit.id.slice(0, 7)} ${first.subject}${more}`,
    ]
  })

/** The new text of every changelog, that of the whole repository included. */
export const changelogEdits = (
  told: readonly Told[],
  { config, date }: Telling,
  textOf: (file: string) => string | null,
): ReadonlyMap<string, string> => {
  const { repositoryFile } = config.changelog
  const own = told.flatMap(({ file, text }) => (file === null ? [] : [[file, text] as const]))
  const all =
    repositoryFile === false || told.length === 0
      ? []
      : [[repositoryFile, insertRepositorySection(textOf(repositoryFile), date, told)] as const]
  return new Map([...own, ...all].filter(([file, text]) => text !== textOf(file)))
}
