/** Reads release.config.json and .jsonc, and `rel` in package.json, with jsonc-parser. */
import type { Node, ParseError } from 'jsonc-parser'
import { parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Field, TextFile, Written } from './written.ts'
import { addField, checkDepth, plainValue, syntaxError } from './written.ts'

/** jsonc-parser names errors `CommaExpected`. */
const sentence = (error: ParseError): string =>
  printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()

const parse = (file: TextFile, comments: boolean): Node => {
  const errors: ParseError[] = []
  const root = parseTree(file.text, errors, { disallowComments: !comments, allowTrailingComma: comments })
  const [first] = errors
  if (first === undefined && root !== undefined) return root
  const hint = comments
    ? undefined
    : 'correct the file there; comments and trailing commas are for release.config.jsonc'
  throw syntaxError(file, first?.offset ?? 0, first === undefined ? 'value expected' : sentence(first), hint)
}

const convert = (file: TextFile, node: Node, depth: number): Written => {
  checkDepth(file, node.offset, depth)
  const children = node.children ?? []
  if (node.type === 'array') {
    return { kind: 'list', at: node.offset, items: children.map((child) => convert(file, child, depth + 1)) }
  }
  if (node.type !== 'object') return plainValue(file, node.offset, node.value)
  const fields = new Map<string, Field>()
  for (const [key, value] of children.map(pair)) {
    addField(file, fields, String(key.value), { at: key.offset, value: convert(file, value, depth + 1) })
  }
  return { kind: 'object', at: node.offset, fields }
}

/** Key and value of a property; both are there in a text without errors. */
const pair = (property: Node): readonly [Node, Node] => {
  const [key = property, value = property] = property.children ?? []
  return [key, value]
}

/** The value of a JSON text; with `comments`, comments and trailing commas are allowed. Throws `CONFIG_SYNTAX`. */
export const readJson = (file: TextFile, comments: boolean): Written => convert(file, parse(file, comments), 1)

/** The value of `rel` in a package.json, or null. Throws `CONFIG_SYNTAX` when it is no JSON or has `rel` twice. */
export const readPackageKey = (file: TextFile): Written | null => {
  const root = parse(file, false)
  if (root.type !== 'object') return null
  const fields = new Map<string, Field>()
  for (const [key, value] of (root.children ?? []).map(pair)) {
    if (key.value === 'rel') addField(file, fields, 'rel', { at: key.offset, value: convert(file, value, 1) })
  }
  return fields.get('rel')?.value ?? null
}
