/** Where things stand in a changelog file: the Unreleased block, the sections of releases, the link definitions at its foot. */

import { codeIn } from './fences.ts'

export interface Mark {
  /** `title` is of the first level and names no version: blocks end there. */
  readonly kind: 'unreleased' | 'release' | 'other' | 'title'
  /** The line of the heading, and the first one below it. */
  readonly at: number
  readonly body: number
  /** Where the next block begins. */
  readonly end: number
  /** Empty when there is none. */
  readonly version: string
}

export interface Page {
  readonly bom: string
  readonly eol: string
  /** Each with its own line end. */
  readonly lines: readonly string[]
  readonly unreleased: Mark | null
  /** Newest first, as the file has them. */
  readonly releases: readonly Mark[]
  /** Where the link definitions at the end begin; the number of lines when there are none. */
  readonly foot: number
}

const UNRELEASED = /^#{1,3}[ \t]+\[?unreleased\b/i
const OTHER = /^(#{1,2})[ \t]/
const ANCHOR = /^<a\s+(?:name|id)=/i
const DEFINITION = /^\[[^\]]+\]:\s/
const UNDERLINE = /^(?:={3,}|-{3,})\s*$/
// A version right behind the marks; on the second level it may have a name or a word before it: `## [1.2.0]`,
// `## core@1.2.0`, `## Version 1.2`, `## 2026-09-21`.
const BARE = String.raw`[^\w@]*(?:<small>)?v?(\d+(?:\.\d[\w.+-]*|-\d\d-\d\d))`
const RELEASE = new RegExp(String.raw`^#{1,3}[ \t]+${BARE}`)
const NAMED = /^##[ \t]+\W*[\w./-]+[ @-]v?(\d+\.\d[\w.+-]*)/
const UNDERLINED = new RegExp(`^${BARE}`)

const isBlank = (line: string | undefined): boolean => line?.trim() === ''

/** What may hold a heading: not code, not a comment. Neither begins where it does not end, or the whole rest were gone. */
const liveLines = (lines: readonly string[]): readonly boolean[] => {
  const { code, unclosed } = codeIn(lines)
  const isCode = (at: number) => code[at] === true && (unclosed === -1 || at < unclosed)
  const lastEnd = lines.findLastIndex((line) => line.includes('-->'))
  let comment = false
  return lines.map((line, at) => {
    const before = comment
    if (before || !isCode(at)) comment = at < lastEnd && commentAfter(line, comment)
    return !before && !comment && !isCode(at)
  })
}

const commentAfter = (line: string, before: boolean): boolean => {
  const [opens, closes] = [line.lastIndexOf('<!--'), line.lastIndexOf('-->')]
  return opens === closes ? before : opens > closes
}

type Heading = Omit<Mark, 'end'>

const versionIn = (line: string): string | undefined => (RELEASE.exec(line) ?? NAMED.exec(line))?.[1]

const markedHeading = (line: string, at: number): Heading | null => {
  const version = versionIn(line)
  if (version !== undefined) return { kind: 'release', at, body: at + 1, version }
  const level = OTHER.exec(line)?.[1]?.length
  return level === undefined ? null : { kind: level === 1 ? 'title' : 'other', at, body: at + 1, version: '' }
}

const headingAt = (lines: readonly string[], at: number): Heading | null => {
  const [line = '', below = ''] = lines.slice(at, at + 2)
  if (UNRELEASED.test(line)) return { kind: 'unreleased', at, body: at + 1, version: '' }
  const version = UNDERLINE.test(below) ? UNDERLINED.exec(line)?.[1] : undefined
  return version === undefined ? markedHeading(line, at) : { kind: 'release', at, body: at + 2, version }
}

const aboveAnchor = (lines: readonly string[], heading: number): number => {
  let at = heading
  while (at > 0 && isBlank(lines[at - 1])) at--
  return at > 0 && ANCHOR.test(lines[at - 1] ?? '') ? at - 1 : heading
}

const footOf = (lines: readonly string[]): number => {
  const last = lines.findLastIndex((line) => !isBlank(line) && !DEFINITION.test(line))
  const first = lines.findIndex((line, at) => at > last && DEFINITION.test(line))
  return first === -1 ? lines.length : first
}

/** Other headings of the second level count as releases only where nothing names a version. */
const marksOf = (lines: readonly string[], foot: number): readonly Mark[] => {
  const live = liveLines(lines)
  const found = lines.flatMap((_, at): readonly Heading[] => {
    const heading = live[at] === true && at < foot ? headingAt(lines, at) : null
    return heading === null ? [] : [heading]
  })
  const named = found.some(({ kind }) => kind === 'release')
  return found
    .map((heading, index) => {
      const next = found[index + 1]
      return {
        ...heading,
        at: aboveAnchor(lines, heading.at),
        end: next === undefined ? foot : aboveAnchor(lines, next.at),
      }
    })
    .filter(({ kind }) => kind !== 'title' && (kind !== 'other' || !named))
}

export const readPage = (text: string): Page => {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  const lines = text.slice(bom.length).match(/[^\n]*\n|[^\n]+$/g) ?? []
  const foot = footOf(lines)
  const marks = marksOf(lines, foot)
  const releases = marks.filter(({ kind }) => kind !== 'unreleased')
  const unreleased = marks.find(({ kind }) => kind === 'unreleased') ?? null
  const isFirst = unreleased !== null && unreleased.at < (releases[0]?.at ?? lines.length)
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n'
  return { bom, eol, lines, releases, foot, unreleased: isFirst ? unreleased : null }
}

/** The section of a version, the newest if there were two. */
export const markOf = ({ releases, lines }: Page, version: string): Mark | null => {
  const exact = new RegExp(String.raw`(?<![\w.+-])v?${version.replaceAll(/[^\w]/g, String.raw`\$&`)}(?![\w.+-])`)
  const isIt = (mark: Mark) =>
    mark.version === version || (mark.kind === 'other' && exact.test(lines[mark.body - 1] ?? ''))
  return releases.find(isIt) ?? null
}

/** Lines without blank ones at either end, with `\n` line ends. */
export const bodyText = (lines: readonly string[]): string =>
  lines
    .join('')
    .replaceAll('\r\n', '\n')
    .replace(/^(?:[ \t]*\n)+|\s+$/g, '')
