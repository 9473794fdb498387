/** Reads release.config.yaml and .yml with yaml: YAML 1.2's core schema, without tags and aliases. */
import type { Node, Pair, YAMLError } from 'yaml'
import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Field, TextFile, Written } from './written.ts'
import { addField, checkDepth, plainValue, syntaxError } from './written.ts'

const start = (node: Node): number => node.range?.[0] ?? 0

/** The parser's words without its advice to programmers, which follows a semicolon. */
const sentence = (error: YAMLError): string =>
  `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`.split('; ')[0] ?? ''

const keyOf = (file: TextFile, pair: Pair<Node, Node | null>): string => {
  if (isScalar(pair.key)) return String(pair.key.value)
  throw syntaxError(file, start(pair.key), 'a key that is not text', 'write the key as a word')
}

const convert = (file: TextFile, node: Node, depth: number): Written => {
  const at = start(node)
  checkDepth(file, at, depth)
  if (isScalar(node)) return plainValue(file, at, node.value)
  if (isSeq<Node>(node)) return { kind: 'list', at, items: node.items.map((item) => convert(file, item, depth + 1)) }
  if (!isMap<Node, Node | null>(node)) {
    throw syntaxError(file, at, 'an alias', 'write the value out: rel reads no anchors and aliases')
  }
  const fields = new Map<string, Field>()
  for (const pair of node.items) {
    const keyAt = start(pair.key)
    const value = pair.value === null ? plainValue(file, keyAt, null) : convert(file, pair.value, depth + 1)
    addField(file, fields, keyOf(file, pair), { at: keyAt, value })
  }
  return { kind: 'object', at, fields }
}

/** The value of a YAML text; an empty one is an empty object. Throws `CONFIG_SYNTAX`. */
export const readYaml = (file: TextFile): Written => {
  // The keys' uniqueness is checked in `addField`, which names the key and both places.
  const document = parseDocument<Node>(file.text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    prettyErrors: false,
  })
  const [first] = [...document.errors, ...document.warnings]
  if (first !== undefined) throw syntaxError(file, first.pos[0], sentence(first))
  // `%YAML 1.1` would bring back dates, octal numbers, `yes` as a boolean, and merge keys.
  if (document.directives?.yaml.version !== '1.2') {
    throw syntaxError(file, 0, 'a %YAML line', 'remove it: rel reads YAML 1.2')
  }
  if (document.contents === null) return { kind: 'object', at: 0, fields: new Map() }
  return convert(file, document.contents, 1)
}
