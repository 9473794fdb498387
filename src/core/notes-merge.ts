/** Brings what people wrote and what was written for them together: one heading once, and nothing said twice. */
import type { Change } from '../model.ts'
import { codeLines } from './fences.ts'

interface Block {
  /** A `### …` line; empty for what stands above the first one. */
  readonly heading: string
  readonly body: string
}

const blocksOf = (text: string): readonly Block[] => {
  const blocks = [{ heading: '', body: '' }]
  const lines = text.split('\n')
  const code = codeLines(lines)
  for (const [at, line] of lines.entries()) {
    const last = blocks.at(-1)
    if (code[at] !== true && /^###\s/.test(line)) blocks.push({ heading: line, body: '' })
    else if (last !== undefined) last.body += `${line}\n`
  }
  return blocks.map(({ heading, body }) => ({ heading, body: body.replace(/^(?:[ \t]*\n)+|\s+$/g, '') }))
}

const titleOf = ({ heading }: Block): string => heading.replace(/^###\s+|[\s#:]+$/g, '').toLowerCase()

const LAST_ITEM = /(?:^|\n)[*+-] [^\n]*(?:\n {2,}[^\n]*)*$/

// Two lists one below the other are one, unless a paragraph stands between them.
const joined = (above: string, below: string): string =>
  [above, below].filter((part) => part !== '').join(LAST_ITEM.test(above) && /^[*+-] /.test(below) ? '\n' : '\n\n')

const itemsOf = (body: string): readonly string[] => body.split(/\n(?=[*+-] )/).map((item) => item.trimEnd())

/** Without the entries that stand above already, word for word. */
const unlike = (above: string, body: string): string => {
  const known = new Set(itemsOf(above))
  return itemsOf(body)
    .filter((item) => !known.has(item))
    .join('\n')
}

/** `kept` first, as it is but for headings with nothing below them; a section that both have is one, with its kept entries
 *  first. Both without a release's heading, with `\n` line ends. */
export const mergeNotes = (kept: string, notes: string): string => {
  const own = blocksOf(kept)
  const added = blocksOf(notes)
  const merged = own.map((block) => {
    const others = added.filter((each) => titleOf(each) === titleOf(block))
    return { ...block, body: others.reduce((body, each) => joined(body, unlike(body, each.body)), block.body) }
  })
  const titles = new Set(own.map(titleOf))
  return [...merged, ...added.filter((block) => !titles.has(titleOf(block)))]
    .filter(({ body }) => body !== '')
    .map(({ heading, body }) => (heading === '' ? body : `${heading}\n\n${body}`))
    .join('\n\n')
}

const plain = (text: string): string =>
  text
    .replace(/^\s*(?:[*+-]|\d+[.)])\s+/, '')
    .replace(/^\*\*[^*]+:\*\*\s+/, '')
    .replace(/(?:\s*\(?(?:\[[^\]]*\]\([^)]*\)|#\d+|\b[0-9a-f]{7,40}\b)[).,]*)+$/, '')
    .replace(/[\s.]+$/, '')
    .toLowerCase()

/** Without the changes that `kept` tells of already: it names their commit, or has an entry in the very same words. A
 *  breaking change goes only when its commit is named. */
export const dropSaid = (changes: readonly Change[], kept: string): readonly Change[] => {
  if (kept === '') return changes
  const entries = new Set(kept.split('\n').map(plain))
  const named = kept.match(/\b[0-9a-f]{7,40}\b/g) ?? []
  return changes.filter(({ commit, subject, breaking }) => {
    if (named.some((id) => commit.id.startsWith(id))) return false
    return breaking || !entries.has(plain(subject))
  })
}
