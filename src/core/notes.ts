/** A release's notes as Markdown, written by conventional-changelog's writer with the conventionalcommits preset. */
import type { CommitParser, ParserOptions } from 'conventional-commits-parser'
import type { Change } from '../model.ts'

type Writer = typeof import('conventional-changelog-writer')
type Context = NonNullable<Parameters<Writer['writeChangelogString']>[1]>
type CommitKnownProps = Parameters<Writer['defaultCommitTransform']>[0]
type Options = NonNullable<Parameters<Writer['writeChangelogString']>[2]>

export interface Section {
  /** A commit type, in lower case. */
  readonly type: string
  readonly title: string
  /** Listed only when they break. */
  readonly hidden?: boolean | undefined
}

export interface NotesInput {
  /** As classified; only those of class `change` are listed. */
  readonly changes: readonly Change[]
  readonly version: string
  readonly tag: string
  readonly previousTag: string | null
  /** `YYYY-MM-DD` */
  readonly date: string
  /** `https://…` of the repository's page; null: no links at all. */
  readonly repository: string | null
  /** In the order in which they are to appear. A type without one counts as hidden. */
  readonly sections: readonly Section[]
  /** Dependencies of the same repository that this release follows. */
  readonly dependencies?: readonly { readonly name: string; readonly to: string }[]
}

export interface Notes {
  /** With its `## …` heading, for a changelog file. No line end at the end. */
  readonly section: string
  /** Without the heading; empty when nothing is listed. */
  readonly notes: string
}

interface Preset {
  readonly parser: ParserOptions
  readonly writer: Options
}

/** Breaking changes first, then sections in their order; within a section commits as `changes` has them (newest first),
 *  those of one scope together; at the end a list of `dependencies` if there are any. */
export async function renderNotes(input: NotesInput): Promise<Notes> {
  // Imported here: writer, parser and preset cost every command their start-up time, and few commands write notes.
  const [{ writeChangelogString }, { CommitParser: Parser }, { default: createPreset, DEFAULT_COMMIT_TYPES }] =
    await Promise.all([
      import('conventional-changelog-writer'),
      import('conventional-commits-parser'),
      import('conventional-changelog-conventionalcommits'),
    ])
  const listed = listedIn(input)
  const types = [...typesOf(input.sections), ...hidden(DEFAULT_COMMIT_TYPES), ...hidden(unknownTypes(listed))]
  const preset = createPreset(Object.assign({ types }, REFERENCES, input.repository === null ? NO_LINKS : {})) as Preset
  // A line `-version-` in a message would otherwise set a field of the commit and begin a new release.
  const parser = new Parser({ ...preset.parser, issuePrefixes: ['#'], fieldPattern: NEVER })
  const commits = listed.map((change) => commitFor(change, parser))
  const text = await writeChangelogString(commits, contextOf(input), {
    ...preset.writer,
    ...sortsOf(listed),
    ...ONE_SECTION,
  })
  return assemble(text.trim(), input.dependencies ?? [])
}

const NEVER = /(?!)/
// In running text the preset links `#general`, and the `#4` of `acme/other#4` to this repository.
const REFERENCES: object = { issuePrefixes: [/(?<![\w/.-])#/], issuePattern: /\d+\b/ }
const NO_LINKS: object = { formatIssueUrl: () => '', formatUserUrl: () => '' }
// What cancels out is decided in classify.ts, and a release is one section whatever its messages say.
const ONE_SECTION = { ignoreReverted: false, generateOn: null }

function typesOf(sections: readonly Section[]) {
  return sections.map(({ type, title, hidden: off }) => ({
    type,
    section: title,
    effect: off === true ? ('hidden' as const) : ('changelog' as const),
  }))
}

// For breaking changes: without an entry the preset would put them above all sections.
function unknownTypes(changes: readonly Change[]) {
  return changes.map(({ type }) => ({ type: type ?? '', section: 'Other Changes' }))
}

function hidden<T extends object>(types: readonly T[]) {
  return types.map((each) => ({ ...each, effect: 'hidden' as const }))
}

// The preset's own sorts depend on the machine's locale. These keep what they are given, but for scopes in a section.
function sortsOf(listed: readonly Change[]) {
  const firsts = new Map<string, number>()
  const ranks = new Map<string | null | undefined, number>()
  for (const [at, { type, scope, commit }] of listed.entries()) {
    const key = `${type}(${scope})`
    if (!firsts.has(key)) firsts.set(key, at)
    ranks.set(commit.id, firsts.get(key) ?? at)
  }
  const commitsSort = (a: CommitKnownProps, b: CommitKnownProps): number =>
    (ranks.get(a.hash) ?? 0) - (ranks.get(b.hash) ?? 0)
  return { commitsSort, notesSort: () => 0, noteGroupsSort: () => 0 }
}

// `feature` is the specification's other word for `feat`.
function listedIn({ changes, sections }: NotesInput): readonly Change[] {
  const apart = sections.some(({ type }) => type === 'feature')
  return changes
    .filter((change) => change.class === 'change')
    .map((change) => (change.type === 'feature' && !apart ? { ...change, type: 'feat' } : change))
}

// The parser finds the references (`Closes #1`); everything else is as our own header expression has it.
function commitFor(change: Change, parser: CommitParser) {
  const { references: all, body, footer } = parser.parse(change.commit.message)
  const { type, scope, subject } = change
  const named = new Set(subject.match(/#\d+\b/g))
  const references = all.filter(({ repository, prefix, issue }) => repository !== null || !named.has(prefix + issue))
  const notes = change.notes.map((text) => ({ title: 'BREAKING CHANGE', text }))
  return { type, scope, subject, header: subject, notes, references, body, footer, hash: change.commit.id }
}

function contextOf({ version, date, tag, previousTag, repository }: NotesInput): Context {
  const plain = { version, date, currentTag: tag, commit: 'commit', issue: 'issues', compare: 'compare' }
  if (repository === null) return { ...plain, linkReferences: false, linkCompare: false }
  const links = { ...plain, linkReferences: true, previousTag, linkCompare: previousTag !== null }
  const parts = /^(https?:\/\/[^/]+)\/(.+)\/([^/]+?)(?:\.git)?\/*$/.exec(repository)
  const [, host = '', owner = '', name = ''] = parts ?? []
  return parts === null ? { ...links, repoUrl: repository } : { ...links, host, owner, repository: name }
}

function assemble(text: string, dependencies: NonNullable<NotesInput['dependencies']>): Notes {
  const end = text.indexOf('\n')
  const heading = end === -1 ? text : text.slice(0, end)
  const list = dependencies.map(({ name, to }) => `* ${name} ${to}`).join('\n')
  const parts = [text.slice(heading.length).trim(), list && `### Dependencies\n\n${list}`].filter(Boolean)
  return { section: [heading, ...parts].join('\n\n'), notes: parts.join('\n\n') }
}
