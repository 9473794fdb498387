/** What conventional-changelog's writer is given: an entry for each listed change, with text that is harmless in Markdown. */
import type { CommitParser } from 'conventional-commits-parser'
import type { Change, Level } from '../model.ts'
import type { Links } from './links.ts'
import { escapeBlock, escapeLine } from './markdown.ts'

/** Types that no commit can have: those of change files in a release without commits, and of everything without a section,
 *  which is listed only when it breaks, or when one of the project's own rules raises it. */
export const LEVELS: Readonly<Record<Level, string>> = { major: '=major', minor: '=minor', patch: '=patch' }
export const OTHER = '=other'
/** The type of one that the preset has a heading for, and that is to be listed. */
export const raised = (type: string): string => `=raised ${type}`

/** A change that was described apart from commits. */
export interface DescribedChange {
  /** Markdown: its first line is the entry, the others stand below it. */
  readonly summary: string
  readonly bump: Level
  /** The commit that brought the file, when it is known. */
  readonly commit?: string | null
}

export interface Reference {
  readonly raw: string
  readonly action: string | null
  readonly owner: string | null
  readonly repository: string | null
  readonly prefix: string
  readonly issue: string
}

/** One entry, as the writer takes it. `rank` orders the entries of a section; `at` is its place in the list. */
export interface NotesCommit {
  readonly at: number
  readonly type: string
  readonly scope: string | null
  readonly subject: string
  readonly notes: { title: string; text: string }[]
  readonly references: Reference[]
  readonly hash: string | null
  readonly author: string
  readonly rank: number
  /** Not the header: the preset would look for a `!` in it, which a reverted header may have. */
  readonly header: null
  readonly shortHash?: string
}

export interface Listing {
  readonly links: Links | null
  readonly parser: CommitParser
  /** The heading of each type that has one. */
  readonly titles: ReadonlyMap<string, string>
  /** Types that the config has a section for. */
  readonly listed: ReadonlySet<string>
}

interface Entry {
  readonly change: Change
  /** One of several in the body of its commit, which may refer to issues that have to do with another one. */
  readonly nested: boolean
}

// `feature` is the specification's other word for `feat`.
const typeOf = ({ type, rule }: Change, { titles, listed }: Listing): string => {
  const known = type === 'feature' && !listed.has('feature') ? 'feat' : (type ?? '')
  if (listed.has(known)) return known
  if (!rule.endsWith('(default)')) return titles.has(raised(known)) ? raised(known) : raised(OTHER)
  return titles.has(known) ? known : OTHER
}

// Where only what stands in the body raises a commit, its first line is a title and no change.
const isTitle = ({ rule }: Change): boolean => rule.endsWith(', in its body')

const entriesOf = (changes: readonly Change[]): readonly Entry[] =>
  changes
    .flatMap((change): readonly Entry[] => [
      ...(isTitle(change) ? [] : [{ change, nested: false }]),
      ...(change.nested ?? []).map((one) => ({ change: one, nested: true })),
    ])
    .filter(({ change }) => change.class === 'change')

/** The header, and of what is below it the lines that name an issue: references do not go over a line's end, and the
 *  parser costs more than all else here. Null: none names one. */
const referringText = (message: string, subject: string, links: Links | null): string | null => {
  const isMark = links?.form === 'gitlab' || links?.form === 'gitea' ? /[#!]\d/ : /#\w*\d/
  const end = message.indexOf('\n', message.indexOf(subject))
  const head = end === -1 ? message : message.slice(0, end)
  const body = end === -1 ? '' : message.slice(end + 1)
  const lines = isMark.test(body) ? body.split('\n').filter((line) => isMark.test(line)) : []
  return lines.length === 0 && !isMark.test(head.replace(subject, '')) ? null : [head, ...lines].join('\n')
}

/** References that the entry does not hold already. One without a link is code, so that no host makes one of it. */
const referencesOf = ({ change, nested }: Entry, { links, parser }: Listing): Reference[] => {
  const text = nested ? null : referringText(change.commit.message, change.subject, links)
  if (text === null) return []
  const named = new Set(change.subject.match(/(?:[\w.-]+(?:\/[\w.-]+)+)?[#!]\d+\b/g))
  return parser.parse(text).references.flatMap((found): Reference[] => {
    const { owner, repository, prefix, issue } = found
    const place = repository === null ? '' : `${owner}/${repository}`
    // `word#1` has no owner: it is another thing's number.
    if ((repository !== null && owner === null) || named.has(place + prefix.slice(-1) + issue)) return []
    if (links !== null) return [found]
    return [{ ...found, owner: null, repository: null, prefix: '`', issue: `${place}${prefix}${issue}\`` }]
  })
}

const commitOf = (entry: Entry, listing: Listing, { at, rank }: Pick<NotesCommit, 'at' | 'rank'>): NotesCommit => {
  const { change } = entry
  return {
    at,
    type: typeOf(change, listing),
    scope: change.scope === null ? null : escapeLine(change.scope, null),
    subject: escapeLine(change.subject, listing.links),
    notes: change.notes.map((text) => ({ title: 'BREAKING CHANGE', text: escapeBlock(text, listing.links).trim() })),
    references: referencesOf(entry, listing),
    hash: change.commit.id,
    author: change.commit.author,
    rank,
    header: null,
  }
}

const MATCHING: Readonly<Record<Level, string>> = { major: 'feat', minor: 'feat', patch: 'fix' }

const describedCommit = (
  { summary, bump, commit = null }: DescribedChange,
  { links }: Listing,
  place: Pick<NotesCommit, 'type' | 'at' | 'rank'>,
): NotesCommit => {
  const [first = '', ...rest] = summary.trim().split(/\r?\n/)
  const below = escapeBlock(rest.join('\n').trim(), links)
  const subject = [escapeLine(first, links), below].filter((part) => part !== '').join('\n\n')
  const breaks = bump === 'major' && place.type !== LEVELS.major
  return {
    ...{ ...place, scope: null, subject, references: [], hash: commit, author: '', header: null },
    notes: breaks ? [{ title: 'BREAKING CHANGE', text: subject }] : [],
  }
}

/** Entries in history order; within a section those of one scope together. Change files come behind commits, under the
 *  type that matches their level; without any commit under headings of their own, when `apart`. */
export const commitsFor = (
  changes: readonly Change[],
  described: readonly DescribedChange[],
  listing: Listing,
  apart: boolean,
): readonly NotesCommit[] => {
  const entries = entriesOf(changes)
  const firsts = new Map<string | undefined, Map<string, number>>()
  const commits = entries.map((entry, at) => {
    const title = listing.titles.get(typeOf(entry.change, listing))
    const scope = entry.change.scope ?? ''
    const scopes = firsts.get(title) ?? new Map<string, number>()
    firsts.set(title, scopes)
    const rank = scopes.get(scope) ?? at
    scopes.set(scope, rank)
    return commitOf(entry, listing, { at, rank })
  })
  const alone = apart && commits.length === 0
  return [
    ...commits,
    ...described.map((each, at) => {
      const type = alone || !listing.listed.has(MATCHING[each.bump]) ? LEVELS[each.bump] : MATCHING[each.bump]
      return describedCommit(each, listing, { type, at: entries.length + at, rank: entries.length + at })
    }),
  ]
}
