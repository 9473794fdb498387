/** A release's notes as Markdown: conventional-changelog's, or by a template of the project's own. */
import type { Change } from '../model.ts'
import { type Contributor, personLabel } from './contributors.ts'
import { type Links } from './links.ts'
import { escapeLine } from './markdown.ts'
import { commitsFor, type DescribedChange } from './notes-commits.ts'
import { dropSaid, mergeNotes } from './notes-merge.ts'
import { notesPresets, type NotesStyle } from './notes-preset.ts'
import { fillTemplate, type Template } from './notes-template.ts'
import { type NotesContext, type Printed, valuesOf } from './notes-values.ts'

export type { NotesStyle, Section } from './notes-preset.ts'

export interface ReleaseToTell {
  /** As classified; only those of class `change` are listed. */
  readonly changes: readonly Change[]
  readonly version: string
  readonly tag: string
  readonly previousTag: string | null
  /** `YYYY-MM-DD` */
  readonly date: string
  /** `https://…` of the repository's page; null: no links at all. */
  readonly repository: string | null
  /** The package, for templates. */
  readonly name?: string
  readonly described?: readonly DescribedChange[]
  /** Dependencies of the same repository that this release follows. */
  readonly dependencies?: readonly { readonly name: string; readonly to: string }[]
  /** Packages of its group that it is released with: told where there is nothing else to tell. */
  readonly together?: readonly string[]
  readonly contributors?: readonly Contributor[]
  readonly firstTimers?: readonly Contributor[]
  /** Text that people have written for this release already, with `\n` line ends: it comes first. */
  readonly kept?: string
}

/** Links for the foot of a changelog whose headings are `[1.2.0]`. */
export interface Definition {
  readonly version: string
  readonly release: string
  readonly unreleased: string
  readonly tag: string
  readonly previousTag: string | null
}

export interface Notes {
  /** With its `## …` heading, for a changelog file. No line end at the end. */
  readonly section: string
  /** Without the heading; empty when nothing is listed. */
  readonly notes: string
  /** The version, with a link to what changed where there is one. */
  readonly label: string
  /** Null unless the heading wants one. */
  readonly definition: Definition | null
}

export type WriteNotes = (release: ReleaseToTell) => Promise<Notes>

const contextOf = (release: ReleaseToTell, links: Links | null) => {
  const { version, date, tag, previousTag } = release
  const linkCompare = links !== null && previousTag !== null
  return { version, date, currentTag: tag, previousTag, linkReferences: links !== null, linkCompare }
}

const definitionOf = (section: string, release: ReleaseToTell, links: Links | null): Definition | null => {
  const { version, tag, previousTag } = release
  const [heading = ''] = section.split('\n', 1)
  const [, after = ''] = heading.split(`[${version}]`)
  if (links === null || !heading.includes(`[${version}]`) || /^[([]/.test(after)) return null
  return {
    ...{ version, tag, previousTag },
    release: previousTag === null ? links.tag(tag) : links.compare(previousTag, tag),
    unreleased: links.compare(tag, 'HEAD'),
  }
}

const printedOf = (release: ReleaseToTell, links: Links | null): Printed => {
  const people = (all: readonly Contributor[] = []) => all.map((one) => personLabel(one, links))
  const { dependencies = [], contributors, firstTimers, name = '', previousTag, tag } = release
  const compare = links === null || previousTag === null ? '' : links.compare(previousTag, tag)
  return {
    ...{ name, compare, links },
    dependencies: dependencies.map((each) => ({ name: escapeLine(each.name, null), to: each.to })),
    ...{ contributors: people(contributors), firstTimers: people(firstTimers) },
  }
}

/** The preset has no place for these. */
const appendix = ({ dependencies, contributors, firstTimers }: Printed): string => {
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`### ${title}\n\n${items.map((item) => `* ${item}`).join('\n')}`]
  return [
    ...list(
      'Dependencies',
      dependencies.map(({ name, to }) => `${name} ${to}`),
    ),
    ...list('Contributors', contributors),
    ...list('New Contributors', firstTimers),
  ].join('\n\n')
}

const LISTED = 5

/** A section without a word would look like a mistake. */
const company = ({ together = [] }: ReleaseToTell): string => {
  if (together.length === 0) return ''
  const more = together.length > LISTED ? ` and ${together.length - LISTED} more` : ''
  const names = together.slice(0, LISTED).map((name) => escapeLine(name, null))
  return `Released together with ${names.join(', ')}${more}.`
}

const assemble = (text: string, release: ReleaseToTell): Pick<Notes, 'section' | 'notes'> => {
  const { kept = '' } = release
  const [heading = ''] = text.split('\n', 1)
  const body = text.slice(heading.length).trim() || (kept === '' ? company(release) : '')
  const notes = kept === '' ? body : mergeNotes(kept, body)
  return { section: notes === '' ? heading : `${heading}\n\n${notes}`, notes }
}

/** A writer for all releases of one style. Breaking changes come first, then sections in their order; within a section
 *  entries as `changes` has them (newest first), those of one scope together. */
export const notesWriter = async (style: NotesStyle): Promise<WriteNotes> => {
  const presetFor = await notesPresets(style)
  const { template } = style
  return async (release) => {
    const { listing, write } = presetFor(release.repository)
    const { kept = '', described = [] } = release
    const commits = commitsFor(dropSaid(release.changes, kept), described, listing, style.other === undefined)
    const printed = printedOf(release, listing.links)
    const fill = (context: NotesContext, own: Template) => fillTemplate(own, valuesOf(context, printed))
    const text = await write(
      commits,
      contextOf(release, listing.links),
      template && ((context) => fill(context, template)),
    )
    const whole = template === undefined ? [text, appendix(printed)].join('\n\n').trim() : text
    const notes = assemble(whole, release)
    const label = printed.compare === '' ? release.version : `[${release.version}](${printed.compare})`
    return { ...notes, label, definition: definitionOf(notes.section, release, listing.links) }
  }
}

export type NotesInput = NotesStyle & ReleaseToTell

/** One release's notes; of several, make a writer once. */
export const renderNotes = async (input: NotesInput): Promise<Notes> => (await notesWriter(input))(input)
