/** YAML of lock files line by line, since a whole parse of a long one takes seconds: what their tools write is one key a line. */
import { fault } from './fault.ts'
import { replaceSpans } from './text-span.ts'

/** A key or a value; `start` and `end` take its quotes in and count UTF-16 units from 0. */
export interface YamlWord {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** `keys` lead from the root down to this line's own; no value: it opens a block. */
export interface YamlLine {
  readonly keys: readonly string[]
  readonly key: YamlWord
  readonly value: YamlWord | null
}

export interface WordEdit {
  readonly word: YamlWord
  readonly to: string
}

const LINE =
  /^( *)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'-]\S*?) *:(?: +("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#].*?))?[ \t\r]*$/gm
const CONFLICT = /^(?:<{7}|={7}|>{7})(?: |\r?$)/m

/** Every line with a key. What is no such line (texts of several lines, comments, lists) is passed over. Throws `MANIFEST`
 *  for a file with merge conflicts. */
export function yamlLines(text: string, file: string): readonly YamlLine[] {
  const offset = text.search(CONFLICT)
  if (offset >= 0) throw fault({ file, text, offset }, 'this is in the middle of a merge', `settle ${file} first`)
  const open: { readonly indent: number; readonly key: string }[] = []
  return Array.from(text.matchAll(LINE), ({ index, 0: line, 1: space = '', 2: key = '', 3: value }) => {
    while ((open.at(-1)?.indent ?? -1) >= space.length) open.pop()
    const word = wordAt(key, index + space.length)
    open.push({ indent: space.length, key: word.text })
    const end = index + line.trimEnd().length
    return {
      keys: open.map((each) => each.key),
      key: word,
      value: value === undefined ? null : wordAt(value, end - value.length),
    }
  })
}

/** The text with words replaced, spelled as the file's tool would. What comes out is read again and must differ in these
 *  words alone. */
export function editWords(
  text: string,
  file: string,
  edits: readonly WordEdit[],
  spell: (text: string) => string,
): string {
  const wanted = new Map(edits.map(({ word, to }) => [word.start, { word, to }]))
  const spans = [...wanted.values()]
    .filter(({ word, to }) => word.text !== to)
    .map(({ word: { start, end }, to }) => ({ start, end, to: spell(to) }))
  const after = replaceSpans(text, spans)
  const words = (of: string) => yamlLines(of, file).flatMap(({ key, value }) => [key, value])
  const before = words(text).map((word) => word && (wanted.get(word.start)?.to ?? word.text))
  const now = words(after).map((word) => word && word.text)
  if (JSON.stringify(now) === JSON.stringify(before)) return after
  throw fault(
    { file, text, offset: 0 },
    'the edit would change more than it should',
    `write ${file} again with its tool`,
  )
}

function wordAt(raw: string, start: number): YamlWord {
  return { text: unquoted(raw), start, end: start + raw.length }
}

function unquoted(raw: string): string {
  if (raw.startsWith("'")) return raw.slice(1, -1).replaceAll("''", "'")
  return raw.startsWith('"') ? raw.slice(1, -1).replace(/\\(.)/g, '$1') : raw
}
