/** Puts a release's section into a changelog file and leaves every other byte alone. */
import type { Change } from '../model.ts'
import { bodyText, type Mark, markOf, type Page, readPage } from './changelog-page.ts'
import { dropSaid, mergeNotes } from './notes-merge.ts'
import type { Definition, Notes, ReleaseToTell, WriteNotes } from './notes.ts'

/** Which lines of a page become part of the next release, and what they say. */
interface Pending {
  readonly text: string
  /** Lines `from` to `to` are taken out, `to` excluded. */
  readonly from: number
  readonly to: number
  /** The number that it was written under. */
  readonly version?: string | undefined
}

const EMPTY_HEADINGS = /^#{3,6}\s[^\n]*$/gm

const isOnlyHeadings = (text: string): boolean => text.replaceAll(EMPTY_HEADINGS, '').trim() === ''

/** Comments at the top of the block are for those who write into it: they stay. */
const contentOf = ({ lines }: Page, { body, end }: Mark): number => {
  const block = lines.slice(body, end)
  const comments = /^(?:\s|<!--(?:(?!-->)[^])*-->(?=[ \t]*(?:\r?\n|$)))*/.exec(block.join(''))?.[0].length ?? 0
  let length = 0
  const first = block.findIndex((line) => (length += line.length) > comments)
  return first === -1 ? end : body + first
}

/** What stands in the Unreleased block; null when nothing does. */
const unreleasedOf = (page: Page): Pending | null => {
  const { unreleased, lines } = page
  if (unreleased === null) return null
  const from = contentOf(page, unreleased)
  const text = bodyText(lines.slice(from, unreleased.end))
  return isOnlyHeadings(text) ? null : { text, from, to: unreleased.end }
}

/** The Unreleased block, and right below it a section whose version nobody has released: it was written for this release
 *  when that had another number. */
const pendingOf = (page: Page, isReleased: (version: string) => boolean): Pending | null => {
  const own = unreleasedOf(page)
  const [next] = page.releases
  if (next === undefined || next.version === '' || isReleased(next.version)) return own
  const stale = bodyText(page.lines.slice(next.body, next.end))
  return { text: mergeNotes(own?.text ?? '', stale), from: own?.from ?? next.at, to: next.end, version: next.version }
}

/** What people have written for the next release, with `\n` line ends: the text of the Unreleased block, and that of a
 *  section which was written before and never released. */
export const pendingIn = (text: string, isReleased: (version: string) => boolean = () => true): string =>
  pendingOf(readPage(text), isReleased)?.text ?? ''

/** The text of a version's section without its heading, with `\n` line ends; null when there is none. */
export const sectionIn = (text: string, version: string): string | null => {
  const page = readPage(text)
  const mark = markOf(page, version)
  return mark === null ? null : bodyText(page.lines.slice(mark.body, mark.end))
}

/** Whether a release of this version has its section already. */
export const hasSection = (text: string, version: string): boolean => sectionIn(text, version) !== null

export interface Insertion {
  /** What a new file begins with. */
  readonly header?: string
  readonly definition?: Definition | null
  /** Absent: every version that has a section was released. */
  readonly isReleased?: (version: string) => boolean
}

// A line end for a last line without one, and an empty line, unless they are there.
const gapAfter = (before: string, eol: string): string => {
  if (before === '' || /\n\r?\n$/.test(before)) return ''
  return before.endsWith('\n') ? eol : eol + eol
}

/** Above the newest release, else the end, but above the link definitions that Keep a Changelog puts there. */
const placeIn = ({ unreleased, releases, foot }: Page): number => unreleased?.end ?? releases[0]?.at ?? foot

const isDefinitionOf = (label: string) => (line: string) => line.toLowerCase().startsWith(`[${label.toLowerCase()}]:`)

/** The comparison with what comes next keeps its other end: `...main` as well as `...HEAD`. */
const stepped = (line: string, { unreleased }: Definition): string => {
  const [, label = '', url = '', end = ''] = /^(\[[^\]]+\]:\s*)(\S*)([^]*)$/.exec(line) ?? []
  const branch = /\.\.\.([^/]+)$/.exec(url)?.[1] ?? 'HEAD'
  return label + unreleased.replace(/(?<=\.\.\.)HEAD$/, () => branch) + end
}

/** `named`: there is a heading `[Unreleased]` to be linked. */
const withDefinitions = (lines: readonly string[], definition: Definition, eol: string, named: boolean): string => {
  if (lines.some(isDefinitionOf(definition.version))) return lines.join('')
  const own = `[${definition.version}]: ${definition.release}${eol}`
  const at = lines.findIndex(isDefinitionOf('unreleased'))
  if (at === -1) return (named ? `[Unreleased]: ${definition.unreleased}${eol}` : '') + own + lines.join('')
  const line = stepped(lines[at] ?? '', definition)
  return [...lines.slice(0, at), line.endsWith('\n') ? line : line + eol, own, ...lines.slice(at + 1)].join('')
}

const isEmpty = (text: string | null): text is null => text === null || text.trim() === ''

const newFile = (text: string | null, section: string, { header = '# Changelog', definition }: Insertion): string => {
  const fresh = `${header}\n\n${section}\n`
  const foot = definition ? withDefinitions([], definition, '\n', readPage(fresh).unreleased !== null) : ''
  return `${text ?? ''}${fresh}${foot === '' ? '' : `\n${foot}`}`
}

/** What comes behind the section: the rest of the page, and the definitions at its foot, which follow. */
const restOf = (page: Page, from: number, definition: Definition | null, stale?: string): string => {
  const { lines, foot, unreleased, eol } = page
  const after = lines.slice(from, foot).join('')
  const old = lines.slice(foot).filter((line) => stale === undefined || !isDefinitionOf(stale)(line))
  const named = unreleased !== null && /\[unreleased\]/i.test(lines[unreleased.at] ?? '')
  const definitions = definition === null ? old.join('') : withDefinitions(old, definition, eol, named)
  return after + (after !== '' && foot === lines.length && definitions !== '' ? gapAfter(after, eol) : '') + definitions
}

/** The file's text with the section (`## …`, with `\n` line ends) above the newest release: below header and intro, and
 *  below the heading `Unreleased`, whose text is taken out, since the section holds it (`pendingIn`). Definitions at the
 *  foot follow. Line ends and BOM are the file's; null or an empty file gets the header. */
export const insertSection = (text: string | null, section: string, options: Insertion = {}): string => {
  const clean = section.replace(/^\n+|\n+$/g, '')
  if (isEmpty(text)) return newFile(text, clean, options)
  const { definition = null, isReleased = () => true } = options
  const page = readPage(text)
  const place = placeIn(page)
  const { from, to, version } = pendingOf(page, isReleased) ?? { from: place, to: place }
  const { bom, eol, lines } = page
  const before = lines.slice(0, from).join('')
  const rest = restOf(page, to, definition, version)
  return bom + before + gapAfter(before, eol) + clean.replaceAll('\n', eol) + eol + (rest === '' ? '' : eol) + rest
}

export interface Entered extends Notes {
  /** The file with the section in it. */
  readonly text: string
  /** Changes that a section which was there already says nothing of: they came later, or somebody took them out. */
  readonly untold: readonly Change[]
}

const standing = async (
  { text, present }: { readonly text: string; readonly present: string },
  release: ReleaseToTell,
  write: WriteNotes,
): Promise<Entered> => {
  const bare = await write({ ...release, changes: [], described: [] })
  const [heading = ''] = bare.section.split('\n', 1)
  const untold = dropSaid(release.changes, present).filter((change) => change.class === 'change')
  return { ...bare, text, untold, notes: present, section: present === '' ? heading : `${heading}\n\n${present}` }
}

/** Writes a release's notes and puts them into its changelog. A section of the same version that is there already was
 *  written with `rel changelog --write`, edited and committed: it stands, and is what the notes say. */
export const enterRelease = async (
  text: string | null,
  release: ReleaseToTell,
  write: WriteNotes,
  options: Omit<Insertion, 'definition'> = {},
): Promise<Entered> => {
  const present = text === null ? null : sectionIn(text, release.version)
  if (text !== null && present !== null) return standing({ text, present }, release, write)
  const kept = text === null ? '' : pendingIn(text, options.isReleased)
  const notes = await write({ ...release, kept })
  const { definition } = notes
  return { ...notes, untold: [], text: insertSection(text, notes.section, { ...options, definition }) }
}
