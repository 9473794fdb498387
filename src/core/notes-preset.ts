/** conventional-changelog's writer, parser and conventionalcommits preset, set up for one style of notes. */
import type { ParserOptions } from 'conventional-commits-parser'
import { type Links, type LinkStyle, linksTo } from './links.ts'
import { LEVELS, type Listing, type NotesCommit, OTHER, raised } from './notes-commits.ts'
import type { Template } from './notes-template.ts'
import type { NotesContext } from './notes-values.ts'

type Writer = typeof import('conventional-changelog-writer')
type Options = NonNullable<Parameters<Writer['writeChangelogString']>[2]>
type Context = NonNullable<Parameters<Writer['writeChangelogString']>[1]>

export interface Section {
  /** A commit type, in lower case. */
  readonly type: string
  readonly title: string
  /** Listed only when they break. */
  readonly hidden?: boolean | undefined
}

/** How notes are written, whatever the release. */
export interface NotesStyle {
  /** In the order in which they are to appear. A type without one counts as hidden. */
  readonly sections: readonly Section[]
  /** The heading for what breaks and has no section; absent: the preset's own for its types, else `Other Changes`. */
  readonly other?: string
  readonly links?: LinkStyle
  /** Absent: the preset's. */
  readonly template?: Template
}

interface Preset {
  readonly parser: ParserOptions
  readonly writer: Options & { readonly transform: NonNullable<Options['transform']> }
}

const NEVER = /(?!)/
// What cancels out is decided in classify.ts, and a release is one section whatever its messages say. Sorts would depend on
// the machine's locale. The writer makes a text of its whole context for nobody to read, unless the context does.
const ONE_SECTION = {
  ...{ ignoreReverted: false, generateOn: null, formatDate: () => '', notesSort: () => 0, noteGroupsSort: () => 0 },
  commitsSort: (a: object, b: object) => (a as NotesCommit).rank - (b as NotesCommit).rank,
  finalizeContext: <T extends object>(context: T) => ({ ...context, toJSON: () => '' }),
}

type Known = readonly { readonly type: string; readonly section?: string }[]

/** Types in the order of their sections, with what the preset knows besides. */
const typesOf = ({ sections, other }: NotesStyle, preset: Known) => {
  const hide = (type: string, section = '') => ({ type, section, effect: 'hidden' as const })
  const show = (type: string, section = '') => ({ type, section, effect: 'changelog' as const })
  const known = other === undefined ? preset.filter(({ type }) => type !== 'feature') : []
  return [
    ...sections.map(({ type, title, hidden }) => (hidden === true ? hide : show)(type, title)),
    ...known.flatMap(({ type, section }) => [hide(type, section), show(raised(type), section)]),
    show(LEVELS.major, 'Major Changes'),
    show(LEVELS.minor, 'Minor Changes'),
    show(LEVELS.patch, 'Patch Changes'),
    hide(OTHER, other ?? 'Other Changes'),
    show(raised(OTHER), other ?? 'Other Changes'),
  ]
}

// All text has its links before the preset sees it: it would link every `@word`, and the `#4` of `acme/other#4` to here.
const presetOptions = (types: ReturnType<typeof typesOf>, links: Links | null) => ({
  ...{ types, issuePrefixes: [], formatUserUrl: () => '' },
  formatCommitUrl: (_: unknown, { hash }: { hash?: string }) => links?.commit(hash ?? '') ?? '',
  formatCompareUrl: (context: NotesContext) =>
    links?.compare(context.previousTag ?? '', context.currentTag ?? '') ?? '',
  formatIssueUrl: (_: unknown, { prefix, issue, owner, repository }: Record<string, string | null>) =>
    links?.issue({
      ...{ prefix: prefix ?? '#', issue: issue ?? '' },
      repository: repository === null ? null : `${owner}/${repository}`,
    }) ?? '',
})

type Rest = Parameters<Preset['writer']['transform']> extends [unknown, ...infer Others] ? Others : never

/** One repository's links in one style. */
export interface NotesPreset {
  readonly listing: Listing
  /** The section, its heading included. `template` stands in for the preset's. */
  readonly write: (
    commits: readonly NotesCommit[],
    context: Context,
    template?: (context: NotesContext) => string,
  ) => Promise<string>
}

// Imported here: writer, parser and preset cost every command their start-up time, and few commands write notes.
const libraries = () =>
  Promise.all([
    import('conventional-changelog-writer'),
    import('conventional-commits-parser'),
    import('conventional-changelog-conventionalcommits'),
  ])

/** For those who know that they will write notes, and have to wait for git until then. */
export const loadLibraries = (): void => void libraries().catch(() => undefined)

/** Presets by the address of the repository, each made once. */
export const notesPresets = async (style: NotesStyle): Promise<(repository: string | null) => NotesPreset> => {
  const [{ writeChangelogString }, { CommitParser }, { default: createPreset, DEFAULT_COMMIT_TYPES }] =
    await libraries()
  const types = typesOf(style, DEFAULT_COMMIT_TYPES)
  const titles = new Map(types.toReversed().map(({ type, section }) => [type, section] as const))
  const listed = new Set(style.sections.map(({ type }) => type))
  const make = (repository: string | null): NotesPreset => {
    const links = linksTo(repository, style.links)
    const preset = createPreset(presetOptions(types, links)) as Preset
    // A line `-version-` in a message would otherwise set a field of the commit and begin a new release.
    const issuePrefixes = [...(links?.prefixes ?? ['#'])]
    const parser = new CommitParser({ ...preset.parser, issuePrefixes, fieldPattern: NEVER })
    return {
      listing: { links, parser, titles, listed },
      write: async (commits, context, template) => {
        const options = {
          ...{ ...preset.writer, ...ONE_SECTION, ...(template === undefined ? {} : { template }) },
          // The writer hands each commit over in a wrapping that makes every look at it slow.
          transform: (wrapped: unknown, ...rest: Rest) =>
            preset.writer.transform(commits[(wrapped as NotesCommit).at] as never, ...rest),
        }
        return (await writeChangelogString(commits as never, context, options as Options)).trim()
      },
    }
  }
  const made = new Map<string | null, NotesPreset>()
  return (repository) => {
    const preset = made.get(repository) ?? make(repository)
    made.set(repository, preset)
    return preset
  }
}
