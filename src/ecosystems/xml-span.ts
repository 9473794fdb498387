/** XML read with positions, and edits that replace the bytes of texts and attribute values and no others. */
import {
  type XmlSource,
  type XmlSpan,
  type XmlValue,
  xmlAttributes,
  xmlDecoded,
  xmlFault,
  xmlTokens,
} from './xml-token.ts'

/** `start` is the `<` of the tag that opens it, `end` follows the `>` that closes it. */
export interface XmlElement extends XmlSpan {
  /** As it is written, prefix included. */
  readonly name: string
  /** In the order of the file; the quotes are no part of the span. */
  readonly attributes: ReadonlyMap<string, XmlValue>
  readonly children: readonly XmlElement[]
  /** The character data that stand in the element itself, with no white space around. The span is null when they are in
   *  several places (a comment or an element between them), and when there is no room for any (`<a/>`). */
  readonly text: string
  readonly span: XmlSpan | null
}

export interface XmlEdit extends XmlSpan {
  /** Plain text: `&`, `<`, `>` and quotes are refused. */
  readonly to: string
}

const MAX_DEPTH = 200

interface Opened extends XmlSpan {
  readonly name: string
  readonly attributes: ReadonlyMap<string, XmlValue>
  readonly children: XmlElement[]
  readonly pieces: XmlValue[]
}

/** The root element (XML 1.0; prefixes are not resolved, a BOM is passed over). Throws `MANIFEST` for what is not
 *  well-formed, and for any DOCTYPE: what its entities mean cannot be known from the file alone. */
export function readXml(text: string, file: string): XmlElement {
  const source = { text, file }
  const top: Opened = { name: '', start: 0, end: 0, attributes: new Map(), children: [], pieces: [] }
  const stack = [top]
  for (const token of xmlTokens(source)) take(token, stack, source)
  const open = stack.at(-1)
  if (open !== undefined && open !== top) throw xmlFault(source, open.start, `<${open.name}> is not closed`)
  const [root, second] = top.children
  const stray = top.pieces.find(({ value }) => value.trim() !== '') ?? second
  if (root !== undefined && stray === undefined) return root
  throw xmlFault(source, stray?.start ?? 0, 'there is not exactly one element at the top')
}

/** The first child of that name, then its first child of the next name and so on; prefixes do not count. */
export function childAt(element: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  let at: XmlElement | undefined = element
  for (const name of names) at = at?.children.find((child) => localName(child.name) === name)
  return at
}

export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function take(token: RegExpExecArray, stack: Opened[], source: XmlSource): void {
  const start = token.index
  const end = start + token[0].length
  const parent = stack.at(-1) as Opened
  const { open, close, cdata, text } = token.groups ?? {}
  if (cdata !== undefined) parent.pieces.push({ value: cdata, start: start + 9, end: end - 3 })
  else if (text !== undefined) parent.pieces.push({ value: xmlDecoded(text, start, source), start, end })
  else if (open !== undefined) begin(open, token, stack, source)
  else if (close !== undefined) {
    if (parent.name !== close) throw xmlFault(source, start, `</${close}> closes nothing`)
    stack.pop()
    stack.at(-1)?.children.push(closed(parent, end, source))
  }
}

function begin(name: string, token: RegExpExecArray, stack: Opened[], source: XmlSource): void {
  const start = token.index
  const end = start + token[0].length
  const attributes = xmlAttributes(token.groups?.['attributes'] ?? '', start + 1 + name.length, source)
  const opened: Opened = { name, start, end, attributes, children: [], pieces: [] }
  // What walks the tree recurses.
  if (stack.length > MAX_DEPTH) throw xmlFault(source, start, 'this nests too deep')
  if (token[0].endsWith('/>')) stack.at(-1)?.children.push(closed(opened, end, source))
  else stack.push(opened)
}

function closed({ pieces, end: opened, ...rest }: Opened, end: number, source: XmlSource): XmlElement {
  const said = pieces.filter(({ value }) => value.trim() !== '')
  const text = said
    .map(({ value }) => value)
    .join('')
    .trim()
  const [only] = said.length === 1 ? said : []
  const isEmpty = said.length === 0 && rest.children.length === 0 && opened < end
  return { ...rest, end, text, span: only ? trimmed(only, source) : isEmpty ? { start: opened, end: opened } : null }
}

function trimmed({ start, end }: XmlSpan, { text }: XmlSource): XmlSpan {
  const raw = text.slice(start, end)
  return { start: end - raw.trimStart().length, end: start + raw.trimEnd().length }
}

/** The text with the given spans replaced; each lies within the text of one element or one attribute's value. Throws
 *  `MANIFEST` when one does not, and when what comes out differs in anything but these values. */
export function editXml(text: string, file: string, edits: readonly XmlEdit[]): string {
  const source = { text, file }
  const ordered = edits
    .toSorted((a, b) => a.start - b.start)
    .filter((edit, index, all) => !isSame(edit, all[index - 1]))
  const leaves = leavesOf(readXml(text, file))
  ordered.forEach((edit, index) => {
    const within = leaves.some(({ start, end }) => start <= edit.start && edit.end <= end)
    if (!within || edit.start < (ordered[index - 1]?.end ?? 0))
      throw xmlFault(source, edit.start, 'this is not within one text or attribute')
    if (/[&<>"']/.test(edit.to)) throw xmlFault(source, edit.start, `${edit.to} is no plain text`)
  })
  const after = replaced(text, { start: 0, end: text.length }, ordered)
  const now = leavesOf(readXml(after, file)).map((leaf) => leaf.path + after.slice(leaf.start, leaf.end))
  const wanted = leaves.map((leaf) => leaf.path + replaced(text, leaf, ordered))
  if (now.join('\0') === wanted.join('\0')) return after
  throw xmlFault(source, ordered[0]?.start ?? 0, 'the edit would change more than it should')
}

function isSame(edit: XmlEdit, other: XmlEdit | undefined): boolean {
  return edit.start === other?.start && edit.end === other.end && edit.to === other.to
}

function replaced(text: string, within: XmlSpan, ordered: readonly XmlEdit[]): string {
  let after = ''
  let at = within.start
  for (const { start, end, to } of ordered.filter((edit) => within.start <= edit.start && edit.end <= within.end)) {
    after += text.slice(at, start) + to
    at = end
  }
  return after + text.slice(at, within.end)
}

/** Every value in the order of the file, with a path that no other shape of the tree would have. */
function leavesOf(root: XmlElement): readonly (XmlSpan & { readonly path: string })[] {
  const own = [...root.attributes].map(([name, { start, end }]) => ({ path: `${root.name}@${name}=`, start, end }))
  const text = root.span === null ? [] : [{ path: `${root.name}=`, ...root.span }]
  const here = {
    path: `<${root.name} ${root.children.length} ${root.span === null ? root.text : ''}`,
    start: 0,
    end: 0,
  }
  return [here, ...own, ...text, ...root.children.flatMap(leavesOf)]
}
