/** YAML 1.2 read with positions, and edits that replace the bytes of a scalar and no others. */
import type { Document, Scalar } from 'yaml'
import { yaml } from '../core/yaml.ts'
import type { RelError } from '../errors.ts'
import type { Json } from '../model.ts'
import { fault } from './fault.ts'
import { replaceSpans } from './text-span.ts'

/** Keys from the root of the first document; an entry of a list is its number, from 0, as text. */
export type YamlPath = readonly string[]

export interface YamlEdit {
  readonly path: YamlPath
  readonly to: string
}

// Every scalar is the text it is written as: `version: 1.10` is not the number 1.1.
const OPTIONS = { schema: 'failsafe', logLevel: 'error' } as const

/** What the first document holds, each scalar as text (an empty one is `""`); null for a file without any. Throws
 *  `MANIFEST` at the byte where it stops being YAML, and for a key that is given twice. */
export function readYaml(text: string, file: string): Json {
  return values(documents(text, file), text, file)[0] ?? null
}

/** A value deep in what was read; undefined where the path ends early. */
export function yamlAt(root: Json, path: YamlPath): Json | undefined {
  let value: Json | undefined = root
  for (const key of path)
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? member(value, key) : undefined
  return value
}

/** The error for a value, or for the last one on the way to it when it is missing. */
export function yamlFault(text: string, file: string, path: YamlPath, problem: string, hint: string): RelError {
  const [document] = documents(text, file)
  const reached = path.map((_, index) => place(document?.getIn(path.slice(0, index + 1), true)))
  return fault({ file, text, offset: reached.findLast((offset) => offset !== null) ?? 0 }, problem, hint)
}

/** The text with scalars replaced, each in the quotes it had; one without quotes gets some where the new value would be read
 *  as something else. Comments, anchors, order, line ends and BOM stay. What comes out is parsed again and must differ in
 *  these values alone. Throws `MANIFEST`, also when a path leads to no scalar on one line. */
export function editYaml(text: string, file: string, edits: readonly YamlEdit[]): string {
  if (edits.length === 0) return text
  const before = documents(text, file)
  const spans = new Map(edits.map(({ path, to }) => [path.join('\0'), { ...scalarAt(before, path, text, file), to }]))
  const changed = [...spans.values()].filter(({ node, to }) => node.value !== to)
  const after = replaceSpans(
    text,
    changed.map(({ node, start, end, to }) => ({ start, end, to: spelled(node, to) })),
  )
  const wanted = values(before, text, file)
  for (const { path, to } of edits)
    Object.assign(yamlAt(wanted[0] ?? null, path.slice(0, -1)) as object, { [path.at(-1) ?? '']: to })
  if (JSON.stringify(values(documents(after, file), after, file)) === JSON.stringify(wanted)) return after
  throw fault({ file, text, offset: 0 }, 'the edit would change more than it should', 'edit the file by hand')
}

function member(value: object, key: string): Json | undefined {
  return (value as Readonly<Record<string, Json>>)[key]
}

function documents(text: string, file: string): readonly Document[] {
  const found = within(text, file, () => yaml().parseAllDocuments(text, OPTIONS))
  const list = Array.isArray(found) ? (found as readonly Document[]) : []
  const [error] = list.flatMap(({ errors }) => errors)
  if (error === undefined) return list
  const said = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? ''
  throw fault({ file, text, offset: error.pos[0] }, `this is not YAML (${said})`, `make ${file} valid YAML`, error)
}

function values(list: readonly Document[], text: string, file: string): Json[] {
  return within(text, file, () => list.map((document) => document.toJS() as Json))
}

/** Deep nesting exhausts the parser's stack, and aliases of aliases are refused by it. */
function within<T>(text: string, file: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    throw fault({ file, text, offset: 0 }, 'this is too involved to be read', `make ${file} flatter`, cause)
  }
}

function place(node: unknown): number | null {
  return yaml().isScalar(node) || yaml().isMap(node) || yaml().isSeq(node) ? (node.range?.[0] ?? null) : null
}

interface Span {
  readonly node: Scalar
  readonly start: number
  readonly end: number
}

function scalarAt(list: readonly Document[], path: YamlPath, text: string, file: string): Span {
  const node = list[0]?.getIn(path, true)
  if (yaml().isScalar(node) && node.range && node.source !== '' && !node.type?.startsWith('BLOCK'))
    return { node, start: node.range[0], end: node.range[1] }
  const problem = `${path.join('.')} is no value on one line`
  throw yamlFault(text, file, path, problem, `write ${path.at(-1)} as text behind its key`)
}

function spelled({ type, source = '' }: Scalar, to: string): string {
  if (type === 'QUOTE_SINGLE') return `'${to.replaceAll("'", "''")}'`
  return type === 'PLAIN' && staysPlain(source, to) ? to : JSON.stringify(to)
}

/** Without quotes stays what any reader takes for text, and a number in the place of a number when no digit is lost. */
function staysPlain(source: string, to: string): boolean {
  // Within braces and brackets some of these would end the value.
  if (/[^\w.+~^<>=:/@ -]/.test(to)) return false
  return readsAsText(to) || (typeof read(source, '1.2') === 'number' && String(read(to, '1.2')) === to)
}

/** Whether a text without quotes is that very text to readers of YAML 1.1 and 1.2. */
export function readsAsText(text: string): boolean {
  return read(text, '1.1') === text && read(text, '1.2') === text
}

function read(text: string, version: '1.1' | '1.2'): unknown {
  try {
    return yaml().parse(text, { version, logLevel: 'error' })
  } catch {
    return null
  }
}
