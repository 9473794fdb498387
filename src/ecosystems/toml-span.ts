/** TOML 1.0 read with positions, and edits that replace the bytes of a string value and no others. */
import { type AST, ParseError, parseTOML } from 'toml-eslint-parser'
import type { RelError } from '../errors.ts'
import type { Json } from '../model.ts'
import { fault } from './fault.ts'

export type TomlTable = { readonly [key: string]: Json }
/** Keys from the root; an entry of a list or of an array of tables is its number as text: `['package', '0', 'name']`. */
export type TomlPath = readonly string[]

export interface TomlEdit {
  readonly path: TomlPath
  readonly to: string
}

interface Node {
  readonly offset: number
  readonly end: number
  readonly inside: Map<string, Node> | null
  readonly list: boolean
  /** Of a value without an inside. JSON has no dates: one is the text it is written as. */
  readonly value: string | number | boolean
  /** The quote around a string of one line; null for everything else. */
  readonly quote: '"' | "'" | null
}

/** The root table (a BOM is passed over). Throws `MANIFEST` at the byte where it stops being TOML. */
export function readToml(text: string, file: string): TomlTable {
  return plain(tree(text, file)) as TomlTable
}

/** The value there, or undefined where the path ends early. Throws `MANIFEST` for what is no TOML. */
export function tomlValueAt(text: string, file: string, path: TomlPath): Json | undefined {
  return tomlAt(readToml(text, file), path)
}

/** The same in what has been read. */
export function tomlAt(root: TomlTable, path: TomlPath): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as TomlTable)[key]
      : undefined
  }, root)
}

/** The error for a value, or for the last table on the way to it when it is missing. */
export function tomlFault(text: string, file: string, path: TomlPath, problem: string, hint: string): RelError {
  let node = tree(text, file)
  for (const key of path) node = node.inside?.get(key) ?? node
  return fault({ file, text, offset: node.offset }, problem, hint)
}

/** The text with string values replaced, each in the quotes it had: comments, order, line ends and BOM stay. What comes
 *  out is parsed again and must differ in these values alone. Throws `MANIFEST`, also when a path leads to no string, to one
 *  of several lines, or to `'…'` that cannot hold the new value. */
export function editToml(text: string, file: string, edits: readonly TomlEdit[]): string {
  if (edits.length === 0) return text
  const root = tree(text, file)
  const spans = new Map<number, Node & { readonly to: string }>()
  for (const { path, to } of edits) {
    const node = nodeAt(root, path)
    const refused = node === undefined ? 'is not a string' : refusal(node, to)
    if (refused !== null || node === undefined)
      throw tomlFault(text, file, path, `${path.join('.')} ${refused}`, `write ${path.at(-1)} as a string in "…"`)
    spans.set(node.offset, { ...node, to })
  }
  let after = text
  for (const { offset, end, quote, value, to } of [...spans.values()].sort((a, b) => b.offset - a.offset))
    if (value !== to) after = after.slice(0, offset) + quoted(to, quote) + after.slice(end)
  const wanted = JSON.stringify(plain(withEdits(root, edits)))
  if (JSON.stringify(readToml(after, file)) !== wanted)
    throw fault({ file, text, offset: 0 }, 'the edit would change more than it should', 'edit the file by hand')
  return after
}

function refusal({ inside, value, quote }: Node, to: string): string | null {
  if (value === to && quote !== null) return null
  if (quote === null) return typeof value === 'string' && !inside ? 'is not a string of one line' : 'is not a string'
  return quote === "'" && !/^[^'\p{Cc}]*$/u.test(to) ? `cannot be ${JSON.stringify(to)} in single quotes` : null
}

/** JSON's escapes are TOML's too; only DEL has none in JSON. */
function quoted(value: string, quote: Node['quote']): string {
  return quote === "'" ? `'${value}'` : JSON.stringify(value).replaceAll('\u007F', '\\u007F')
}

function nodeAt(root: Node, path: TomlPath): Node | undefined {
  return path.reduce<Node | undefined>((node, key) => node?.inside?.get(key), root)
}

function withEdits(root: Node, edits: readonly TomlEdit[]): Node {
  for (const { path, to } of edits) {
    const owner = nodeAt(root, path.slice(0, -1))
    const key = path.at(-1) ?? ''
    const old = owner?.inside?.get(key)
    if (old !== undefined) owner?.inside?.set(key, { ...old, value: to })
  }
  return root
}

function plain({ inside, list, value }: Node): Json {
  if (inside === null) return value
  if (list) return [...inside.values()].map(plain)
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries([...inside].map(([key, node]) => [key, plain(node)]))
}

function tree(text: string, file: string): Node {
  try {
    // Same offsets, and white space where the parser takes no BOM.
    const program = parseTOML(text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text, { tomlVersion: '1.0' })
    return built(program.body[0])
  } catch (cause) {
    const [offset, what] = cause instanceof ParseError ? [cause.index, lowerCase(cause.message)] : [0, 'nests too deep']
    if (!(cause instanceof ParseError || cause instanceof RangeError)) throw cause
    throw fault({ file, text, offset }, `this is not TOML (${what})`, `make ${file} TOML 1.0`, cause)
  }
}

function lowerCase(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}

function built(root: AST.TOMLTopLevelTable): Node {
  const top = branch(root.range[0], false)
  for (const part of root.body) {
    if (part.type === 'TOMLKeyValue') put(top, part)
    else {
      const table = part.resolvedKey.reduce(
        (node, key, index) => enter(node, String(key), part.range[0], typeof part.resolvedKey[index + 1] === 'number'),
        top,
      )
      for (const entry of part.body) put(table, entry)
    }
  }
  return top
}

function branch(offset: number, list: boolean): Node {
  return { offset, end: offset, inside: new Map(), list, value: '', quote: null }
}

function enter(node: Node, key: string, offset: number, list: boolean): Node {
  const found = node.inside?.get(key)
  if (found !== undefined) return found
  const made = branch(offset, list)
  node.inside?.set(key, made)
  return made
}

function put(table: Node, entry: AST.TOMLKeyValue): void {
  const keys = entry.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))
  const owner = keys.slice(0, -1).reduce((node, key) => enter(node, key, entry.range[0], false), table)
  owner.inside?.set(keys.at(-1) ?? '', content(entry.value))
}

function content(node: AST.TOMLContentNode): Node {
  const [offset, end] = node.range
  if (node.type === 'TOMLValue') {
    const quote = node.kind !== 'string' || node.multiline ? null : node.style === 'basic' ? '"' : "'"
    return { offset, end, inside: null, list: false, value: 'datetime' in node ? node.datetime : node.value, quote }
  }
  const made = branch(offset, node.type === 'TOMLArray')
  if (node.type === 'TOMLArray')
    node.elements.forEach((element, index) => made.inside?.set(String(index), content(element)))
  else for (const entry of node.body) put(made, entry)
  return made
}
