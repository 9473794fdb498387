/** Templates of release notes: Markdown with a closed set of placeholders and blocks, which is data and never runs.
 *
 *      {version}                a placeholder: its text
 *      {#sections}…{/sections}  a block: once for each item of a list, or once when a placeholder has a text
 *      {^compare}…{/compare}    the opposite: once when there is nothing
 *      {!-- … --}               a comment
 *
 *  A tag or a comment that is alone on its line takes the line with it. In a line that begins a list item, further lines of
 *  a value are indented so that they stay in it. `\{` is a brace, and so is one that no tag begins with. */
import { RelError } from '../errors.ts'

/** What there is at one level: a text, or a list of what its items have. Inside, the names around it hold too. */
export interface Shape {
  readonly [name: string]: 'text' | Shape
}

/** The values for a shape. */
export interface Values {
  readonly [name: string]: string | readonly Values[]
}

export interface Template {
  readonly nodes: readonly Node[]
  /** What a new changelog file begins with. */
  readonly header: string
  /** The first line of a section. */
  readonly heading: string
}

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'block'; readonly name: string; readonly opposite: boolean; readonly body: readonly Node[] }

interface Open {
  readonly name: string
  readonly opposite: boolean
  readonly line: number
  readonly body: Node[]
  readonly shape: Shape
}

const PEOPLE: Shape = { entries: { person: 'text' } }
const ENTRY: Shape = {
  ...{ scope: 'text', subject: 'text', hash: 'text', references: 'text', author: 'text', breaking: 'text' },
  notes: { text: 'text' },
}

/** Everything that a template may hold. */
export const SHAPE: Shape = {
  ...{ version: 'text', tag: 'text', date: 'text', compare: 'text', previousTag: 'text', name: 'text' },
  breaking: { entries: { scope: 'text', text: 'text' } },
  sections: { title: 'text', entries: ENTRY },
  dependencies: { entries: { dependency: 'text', to: 'text' } },
  contributors: PEOPLE,
  firstTimers: PEOPLE,
}

const ALONE = /^[ \t]*(\{[#^/]\w+\}|\{!--(?:(?!--\})[^])*--\})[ \t]*(?:\r?\n|$(?![^]))/gm
const TAG = /\\\{|\{!--(?:(?!--\})[^])*--\}|\{([#^/]?)([A-Za-z]\w*)\}/g
const HEADER = /^[ \t]*\{#header\}[ \t]*\r?\n([^]*?)^[ \t]*\{\/header\}[ \t]*(?:\r?\n|$(?![^]))/m

const linesIn = (text: string): number => text.split('\n').length - 1

const list = (shape: Shape): string =>
  Object.entries(shape)
    .map(([name, inner]) => (inner === 'text' ? `{${name}}` : `{#${name}}`))
    .join(' ')

const refuse = (file: string, line: number, what: string, hint: string): never => {
  throw new RelError('CONFIG_VALUE', `${file}, line ${line}: ${what}`, { hint })
}

/** Reads tags one by one; what is open is a stack. */
class Reader {
  readonly #file: string
  readonly #stack: [Open, ...Open[]]
  constructor(file: string) {
    this.#file = file
    this.#stack = [{ name: '', opposite: false, line: 1, body: [], shape: SHAPE }]
  }
  get #top(): Open {
    return this.#stack.at(-1) as Open
  }
  text(text: string): void {
    if (text !== '') this.#top.body.push({ kind: 'text', text })
  }
  tag(sign: string, name: string, line: number): void {
    if (sign === '/') return this.#close(name, line)
    const { shape } = this.#top
    // `in` would find what every object inherits.
    const inner = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (inner === undefined)
      return refuse(this.#file, line, `there is no {${sign}${name}} here`, `use one of: ${list(shape)}`)
    if (sign === '' && inner !== 'text')
      return refuse(this.#file, line, `{${name}} is a block`, `write {#${name}}…{/${name}}`)
    if (sign === '') this.#top.body.push({ kind: 'value', name })
    else {
      const opposite = sign === '^'
      const within = inner === 'text' || opposite ? shape : { ...shape, ...inner }
      this.#stack.push({ name, opposite, line, body: [], shape: within })
    }
    return undefined
  }
  #close(name: string, line: number): void {
    const open = this.#stack.length > 1 ? this.#stack.pop() : undefined
    if (open === undefined)
      return refuse(this.#file, line, `{/${name}} closes nothing`, 'close blocks in the order in which they are opened')
    if (open.name !== name)
      return refuse(
        this.#file,
        line,
        `{#${open.name}} of line ${open.line} is still open`,
        `add {/${open.name}} before`,
      )
    const { opposite, body } = open
    this.#top.body.push({ kind: 'block', name, opposite, body })
    return undefined
  }
  end(): readonly Node[] {
    const open = this.#top
    if (this.#stack.length > 1) refuse(this.#file, open.line, `{#${open.name}} is never closed`, `add {/${open.name}}`)
    return open.body
  }
}

/** A tag alone on its line loses the line's end, which is kept as a form feed so that lines can still be counted. */
const nodesOf = (text: string, file: string, firstLine: number): readonly Node[] => {
  const reader = new Reader(file)
  const packed = text.replace(ALONE, (match, tag: string) => tag + '\f'.repeat(linesIn(match) - linesIn(tag)))
  let at = 0
  let line = firstLine
  const pass = (part: string) => {
    line += linesIn(part) + part.split('\f').length - 1
    return part.replaceAll('\f', '')
  }
  for (const match of packed.matchAll(TAG)) {
    reader.text(pass(packed.slice(at, match.index)))
    const [whole, sign = '', name] = match
    if (name !== undefined) reader.tag(sign, name, line)
    else if (whole === '\\{') reader.text('{')
    pass(whole)
    at = match.index + whole.length
  }
  reader.text(pass(packed.slice(at)))
  return reader.end()
}

/** Throws `CONFIG_VALUE` naming the file and the line of what is wrong. */
export const parseTemplate = (given: string, file: string): Template => {
  const text = given.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const header = HEADER.exec(text)
  // As many lines as before, so that the rest is where it was.
  const rest = text.replace(HEADER, (match) => '\n'.repeat(linesIn(match)))
  const plain = rest.replaceAll(/\{!--(?:(?!--\})[^])*--\}/g, (match) => '\n'.repeat(linesIn(match)))
  const heading = plain.split('\n').find((line) => line.trim() !== '') ?? ''
  if (!/^#{1,3} .*\{version\}/.test(heading))
    refuse(
      file,
      Math.max(1, plain.split('\n').indexOf(heading) + 1),
      'a section has to begin with a heading that names the version',
      'begin with a line such as: ## {version} ({date})',
    )
  return { nodes: nodesOf(rest, file, 1), header: header?.[1]?.trim() ?? '# Changelog', heading }
}

const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+|^\s+/

/** Further lines of a value, in a list item, go below its text. */
const indented = (value: string, out: string): string => {
  if (!value.includes('\n')) return value
  const width = ITEM.exec(out.slice(out.lastIndexOf('\n') + 1))?.[0].length ?? 0
  return width === 0 ? value : value.replaceAll(/\n(?=[^\n])/g, `\n${' '.repeat(width)}`)
}

const write = (nodes: readonly Node[], values: Values, before: string): string => {
  let out = before
  for (const node of nodes) {
    if (node.kind === 'text') {
      out += node.text
      continue
    }
    const value = values[node.name] ?? ''
    if (node.kind === 'value') out += indented(typeof value === 'string' ? value : '', out)
    else if (node.opposite) out = value.length === 0 ? write(node.body, values, out) : out
    else if (typeof value === 'string') out = value === '' ? out : write(node.body, values, out)
    else out = value.reduce((text, item) => write(node.body, { ...values, ...item }, text), out)
  }
  return out
}

/** Blank lines at both ends and all but one in a row are left out, so a template may be spaced as it likes. */
export const fillTemplate = ({ nodes }: Template, values: Values): string =>
  write(nodes, values, '')
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
