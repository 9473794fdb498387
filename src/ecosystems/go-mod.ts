/** The lines of a go.mod or go.work with the place of each word, and edits of words that keep every other byte. */
import { fault } from './fault.ts'

export interface GoWord {
  readonly text: string
  /** Where it begins and ends, its quotes left out. */
  readonly offset: number
  readonly end: number
}

/** A line of a block (`require ( … )`) has the verb of its block; comments are left out. */
export interface GoLine {
  readonly verb: string
  readonly words: readonly GoWord[]
}

/** Comment, string, or anything up to white space and punctuation, as golang.org/x/mod cuts a line. */
const TOKEN = /\/\/.*|"((?:[^"\\]|\\.)*)"|`([^`]*)`|=>|[()[\],]|(?:(?!\/\/|=>)[^\s()[\],"`])+|\S/g

/** Throws `MANIFEST` for a quote or a block that does not end. A BOM is passed over. */
export function readGoMod(text: string, file: string): readonly GoLine[] {
  const lines: GoLine[] = []
  let block: GoWord | null = null
  for (const line of text.matchAll(/.+/g)) {
    const words = wordsIn(line[0], line.index, { file, text })
    const [first] = words
    if (first === undefined) continue
    if (block !== null) {
      if (first.text === ')') block = null
      else lines.push({ verb: block.text, words })
    } else if (words[1]?.text === '(') block = words[2]?.text === ')' ? null : first
    else lines.push({ verb: first.text, words: words.slice(1) })
  }
  if (block === null) return lines
  throw fault({ file, text, offset: block.offset }, `the block ${block.text} ( does not end`, 'end it with a line of )')
}

function wordsIn(line: string, start: number, place: { readonly file: string; readonly text: string }): GoWord[] {
  const words: GoWord[] = []
  for (const { 0: whole, 1: quoted, 2: raw, index } of line.replace(/^\uFEFF/, ' ').matchAll(TOKEN)) {
    if (whole.startsWith('//')) break
    if (whole === '"' || whole === '`')
      throw fault({ ...place, offset: start + index }, 'this string does not end', `end it with ${whole}`)
    const text = quoted ?? raw ?? whole
    const offset = start + index + (text === whole ? 0 : 1)
    words.push({ text, offset, end: offset + text.length })
  }
  return words
}

/** The text with words replaced. What comes out is read again and must differ in these words alone. */
export function editGoMod(text: string, file: string, edits: ReadonlyMap<GoWord, string>): string {
  const wanted = readGoMod(text, file).map(({ verb, words }) => [
    verb,
    ...words.map((word) => [...edits].find(([{ offset }]) => offset === word.offset)?.[1] ?? word.text),
  ])
  let after = text
  for (const [{ offset, end }, to] of [...edits].sort(([a], [b]) => b.offset - a.offset))
    after = after.slice(0, offset) + to + after.slice(end)
  const found = readGoMod(after, file).map(({ verb, words }) => [verb, ...words.map((word) => word.text)])
  if (JSON.stringify(found) === JSON.stringify(wanted)) return after
  throw fault({ file, text, offset: 0 }, 'the edit would change more than it should', 'edit the file by hand')
}
