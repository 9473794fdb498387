/** Makes the words of commits harmless in Markdown: they show as they were written, ping nobody, link to nothing that is
 *  not meant, and cannot begin a section.
 *
 *  A mention or a foreign reference becomes inline code. That is the one form which GitHub, GitLab, Gitea and Bitbucket
 *  all leave alone and which reads well as plain text: a backslash does not stop them, since they look for names in what
 *  Markdown has made, and a comment or an invisible character between `@` and the name spoils the text. No mention is made
 *  a link either: `@types`, `@media` and `@deprecated` are people on every host. */
import { type Fence, stepFence } from './fences.ts'
import type { Links } from './links.ts'
import { HIDDEN } from './names.ts'

const INVISIBLE = new RegExp(HIDDEN.source, 'gu')

const PLAIN = /^[^`@#!<[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}>*+~_=\d-][^`@#!<[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u

// What stays as it is comes first: an escaped character, an address, and a link to the web or to a place in the same tree.
const KEPT = String.raw`\\[^\w\s]|<?https?:\/\/[^\s<>]*>?|\[[^\][\n]*\]\((?!\s*[\w.+-]+:(?<!https?:|mailto:))[^()\n]*\)`
const MENTION = String.raw`(?<!\w)@\w(?:[\w./-]*\w)?(?:@[\w.^~*-]*[\w*])?(?:\(\))?`
const REFERENCE = String.raw`(?<![\w/.-])(?<place>[\w.-]+(?:\/[\w.-]+)+)?(?<prefix>pull request #|#|!)(?<issue>\d+)\b|(?<!\w)(?<gh>GH-\d+)\b`
const TAG = String.raw`<(?=[A-Za-z/!?])|\[(?=[^\][\n]*\]\()`
const WORDS = new RegExp(`(?<kept>${KEPT})|(?<mention>${MENTION})|${REFERENCE}|(?<tag>${TAG})`, 'gu')

interface Reference {
  readonly place?: string
  readonly prefix?: string
  readonly issue?: string
}

const refer = (match: string, { place, prefix = '', issue = '' }: Reference, links: Links | null): string => {
  if (links === null) return `\`${match}\``
  if (prefix === '!' && !links.prefixes.includes('!')) return match
  // Elsewhere than at Bitbucket the words are only words.
  if (!links.prefixes.includes(prefix))
    return match.replace(`#${issue}`, `[#${issue}](${links.issue({ prefix: '#', issue })})`)
  return `[${match}](${links.issue({ prefix, issue, repository: place ?? null })})`
}

const words = (text: string, links: Links | null): string =>
  text.replace(WORDS, (match: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Reference & Readonly<Record<'kept' | 'mention' | 'tag' | 'gh', string | undefined>>
    if (groups.kept !== undefined) return match
    if (groups.mention !== undefined) return `\`${match}\``
    if (groups.tag !== undefined) return `\\${match}`
    if (groups.gh !== undefined) return links === null ? `\`${match}\`` : match
    return refer(match, groups, links)
  })

/** Where the code span that a run of backticks opens is closed, among runs at odd places; -1: it opens none. */
const closing = (parts: readonly string[], open: number): number => {
  const isEscaped = /(?<!\\)(?:\\\\)*\\$/.test(parts[open - 1] ?? '')
  return isEscaped ? -1 : parts.findIndex((part, at) => at > open && at % 2 === 1 && part === parts[open])
}

// The first one may be escaped already.
const escapedRun = (run: string, before: string): string => {
  const skip = /(?<!\\)(?:\\\\)*\\$/.test(before) ? 1 : 0
  return run.slice(0, skip) + '\\`'.repeat(run.length - skip)
}

/** Code spans stay; a run of backticks without its like is no code. */
const inline = (text: string, links: Links | null): string => {
  const parts = text.split(/(?<!`)(`+)(?!`)/)
  let out = words(parts[0] ?? '', links)
  for (let at = 1; at < parts.length; at += 2) {
    const end = closing(parts, at)
    if (end === -1) out += escapedRun(parts[at] ?? '', parts[at - 1] ?? '')
    else {
      out += parts.slice(at, end + 1).join('')
      at = end
    }
    out += words(parts[at + 1] ?? '', links)
  }
  return out
}

const visible = (text: string): string => text.replace(INVISIBLE, (hidden) => (/[\n\t]/.test(hidden) ? hidden : ''))

// At the beginning of an item: a heading, a quote, another list, a rule, a fence, a task.
const MARKER = /^(?:[#>]|[*+-](?=\s|$)|~~~|(?:[*_-]\s*){3,}$|\[(?=[ xX]\]\s))/
const NUMBER = /^(\d+)(?=[.)](?:\s|$))/

// What most subjects are: words, and at the end the number of a pull request.
const NUMBERED = /^([A-Za-z][^`@#!<[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*) \(#(\d+)\)$/u

const numbered = (text: string, links: Links | null): string | null => {
  const [, before, issue = ''] = NUMBERED.exec(text) ?? []
  if (before === undefined || links === null) return null
  return `${before} ([#${issue}](${links.issue({ prefix: '#', issue })}))`
}

/** One line of text as the content of a list item. `links` null: references become code. */
export const escapeLine = (text: string, links: Links | null): string => {
  if (PLAIN.test(text) && !text.includes('GH-')) return text
  const simple = numbered(text, links)
  if (simple !== null) return simple
  const line = inline(visible(text).replaceAll(/\s+/g, ' '), links)
  return line.replace(MARKER, '\\$&').replace(NUMBER, '$1\\')
}

// A heading in either fashion, a definition that would redirect the links of the whole file.
const SECTION = /^( {0,3})(?=#{1,6}(?:\s|$)|=+\s*$|-+\s*$|\[[^\]]+\]:)/

interface Chunk {
  readonly kind: 'code' | 'blank' | 'text'
  readonly lines: string[]
}

/** Code with its fences, empty lines, and the paragraphs between. A fence that is left open is closed. */
const chunksOf = (lines: readonly string[]): readonly Chunk[] => {
  const chunks: Chunk[] = []
  let fence: Fence | null = null
  for (const line of lines) {
    const { code, open }: ReturnType<typeof stepFence> = stepFence(line, fence)
    const kind = code ? 'code' : line.trim() === '' ? 'blank' : 'text'
    const last = chunks.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else chunks.push({ kind, lines: [line] })
    fence = open
  }
  if (fence !== null) chunks.at(-1)?.lines.push(' '.repeat(fence.indent) + fence.mark)
  return chunks
}

/** Several lines: lists, quotes and code stay what they are; headings and definitions become text, and a fence that is
 *  left open is closed. */
export const escapeBlock = (text: string, links: Links | null): string =>
  chunksOf(visible(text).split('\n'))
    .map(({ kind, lines }) =>
      kind === 'text' ? inline(lines.map((line) => line.replace(SECTION, '$1\\')).join('\n'), links) : lines.join('\n'),
    )
    .join('\n')
