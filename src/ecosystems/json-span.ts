/** JSON read with positions, and edits that replace the bytes of a string value and no others. */
import { type Node, parse, type ParseError, type ParseOptions, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { RelError } from '../errors.ts'
import type { Json } from '../model.ts'
import { fault } from './fault.ts'
import { replaceSpans } from './text-span.ts'

export type JsonObject = { readonly [key: string]: Json }
/** Keys from the root; an entry of a list is its number, from 0, as text. */
export type JsonPath = readonly string[]
/** `jsonc` takes comments and trailing commas, as bun.lock and settings have them. */
export type JsonGrammar = 'json' | 'jsonc'

export interface StringEdit {
  readonly path: JsonPath
  readonly to: string
}

const GRAMMARS = {
  json: { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false },
  jsonc: { disallowComments: false, allowTrailingComma: true, allowEmptyContent: false },
} as const

/** The object that a file holds (RFC 8259; a BOM is passed over; of equal keys the last one counts). Throws `MANIFEST`
 *  at the byte where it stops being one. */
export function readJson(text: string, file: string, grammar: JsonGrammar = 'json'): JsonObject {
  const value = parsed(text, file, grammar)
  if (isObject(value)) return value
  throw fault({ file, text, offset: blankBom(text).search(/\S/) }, 'this is not an object', 'begin the file with {')
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own value deep in an object; undefined where the path ends early. */
export function valueAt(root: JsonObject, path: JsonPath): Json | undefined {
  let value: Json | undefined = root
  for (const key of path) value = isNested(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

/** An object, or a list under the numbers of its entries. */
function isNested(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null
}

/** The error for a value, or for the last object on the way to it when it is missing. */
export function jsonFault(text: string, file: string, path: JsonPath, problem: string, hint: string): RelError {
  let node = tree(text, file)
  for (const key of path) node = member(node, key) ?? node
  return fault({ file, text, offset: node.offset }, problem, hint)
}

/** The text with string values replaced: indentation, line ends, BOM, escapes and order elsewhere stay. What comes out
 *  is parsed again and must differ in these values alone. Throws `MANIFEST`, also when a path leads to no string. */
export function editJson(
  text: string,
  file: string,
  edits: readonly StringEdit[],
  grammar: JsonGrammar = 'json',
): string {
  if (edits.length === 0) return text
  const root = tree(text, file)
  const spans = new Map<number, { readonly node: Node; readonly to: string }>()
  for (const { path, to } of edits) {
    const node = path.reduce<Node | null>((at, key) => at && member(at, key), root)
    if (node?.type !== 'string')
      throw jsonFault(text, file, path, `${path.join('.')} is not a string`, `write ${path.at(-1)} as a string`)
    spans.set(node.offset, { node, to })
  }
  const changed = [...spans.values()].filter(({ node, to }) => node.value !== to)
  const after = replaceSpans(
    text,
    changed.map(({ node: { offset, length }, to }) => ({
      start: offset,
      end: offset + length,
      to: JSON.stringify(to),
    })),
  )
  if (JSON.stringify(parsed(after, file, grammar)) !== JSON.stringify(withEdits(readJson(text, file, grammar), edits)))
    throw fault({ file, text, offset: 0 }, 'the edit would change more than it should', 'edit the file by hand')
  return after
}

function withEdits(root: JsonObject, edits: readonly StringEdit[]): JsonObject {
  for (const { path, to } of edits) {
    const owner = valueAt(root, path.slice(0, -1))
    Object.assign(owner as object, { [path.at(-1) ?? '']: to })
  }
  return root
}

/** By key, of equal ones the last; of a list by number. Kept, since lock files are asked for thousands of members. */
const MEMBERS = new WeakMap<Node, ReadonlyMap<string, Node>>()

function member(node: Node, key: string): Node | null {
  const known = MEMBERS.get(node) ?? new Map(membersOf(node))
  MEMBERS.set(node, known)
  return known.get(key) ?? null
}

function membersOf({ type, children = [] }: Node): readonly (readonly [string, Node])[] {
  if (type === 'array') return children.map((entry, index) => [String(index), entry])
  if (type !== 'object') return []
  return children.flatMap(({ children: [key, value] = [] }) =>
    key && value ? [[String(key.value), value] as const] : [],
  )
}

function parsed(text: string, file: string, grammar: JsonGrammar): Json {
  const errors: ParseError[] = []
  if (grammar === 'jsonc') {
    const value = parse(blankBom(text), errors, GRAMMARS.jsonc) as Json
    if (errors.length > 0) throw syntaxFault(text, file, errors)
    return value
  }
  try {
    return JSON.parse(blankBom(text)) as Json
  } catch (cause) {
    // Its messages do not always say where, so the place comes from jsonc-parser.
    tree(text, file, errors, GRAMMARS.json)
    throw syntaxFault(text, file, errors, cause)
  }
}

function syntaxFault(text: string, file: string, [first]: readonly ParseError[], cause?: unknown): RelError {
  const what = first
    ? printParseErrorCode(first.error)
        .replace(/(?<=.)([A-Z])/g, ' $1')
        .toLowerCase()
    : 'no JSON'
  const hint = `make ${file} strict JSON: no comments, no trailing commas`
  return fault({ file, text, offset: first?.offset ?? 0 }, `this is not JSON (${what})`, hint, cause)
}

function tree(text: string, file: string, errors: ParseError[] = [], options: ParseOptions = GRAMMARS.jsonc): Node {
  try {
    return parseTree(blankBom(text), errors, options) ?? { type: 'null', offset: 0, length: 0 }
  } catch (cause) {
    // jsonc-parser recurses, so a few thousand levels exhaust its stack.
    throw fault({ file, text, offset: 0 }, 'this nests too deep', `make ${file} flatter`, cause)
  }
}

/** Same offsets, and white space where JSON allows no BOM. */
function blankBom(text: string): string {
  return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text
}
