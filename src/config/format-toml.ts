/** Reads release.config.toml with toml-eslint-parser: TOML 1.0. */
import type { AST } from 'toml-eslint-parser'
import { ParseError, parseTOML } from 'toml-eslint-parser'
import type { Field, TextFile, Written } from './written.ts'
import { addField, checkDepth, checkKey, plainValue, syntaxError } from './written.ts'

type Object = Extract<Written, { kind: 'object' }>

const parse = (file: TextFile): AST.TOMLTopLevelTable => {
  try {
    return parseTOML(file.text, { tomlVersion: '1.0' }).body[0]
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    throw syntaxError(file, error.index, `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`)
  }
}

const object = (at: number): Object => ({ kind: 'object', at, fields: new Map<string, Field>() })

const nameOf = (key: AST.TOMLBare | AST.TOMLQuoted): string => (key.type === 'TOMLBare' ? key.name : key.value)

/** The object under a key, made when it is not there. Of a list of tables it is the last one, as TOML says. */
const enter = (file: TextFile, parent: Object, key: string, at: number): Object => {
  checkKey(file, key, at)
  const found = parent.fields.get(key)?.value
  const inside = found?.kind === 'list' ? found.items.at(-1) : found
  if (inside?.kind === 'object') return inside
  const made = object(at)
  parent.fields.set(key, { at, value: made })
  return made
}

const convert = (file: TextFile, node: AST.TOMLContentNode, depth: number): Written => {
  const at = node.range[0]
  checkDepth(file, at, depth)
  if (node.type === 'TOMLArray') {
    return { kind: 'list', at, items: node.elements.map((element) => convert(file, element, depth + 1)) }
  }
  if (node.type === 'TOMLInlineTable') {
    const table = object(at)
    for (const entry of node.body) assign(file, table, entry, depth + 1)
    return table
  }
  // JSON has no dates: one is the text it is written as.
  return plainValue(file, at, 'datetime' in node ? node.datetime : node.value)
}

const assign = (file: TextFile, table: Object, entry: AST.TOMLKeyValue, depth: number): void => {
  const keys = entry.key.keys
  checkDepth(file, entry.range[0], depth + keys.length - 1)
  const parent = keys.slice(0, -1).reduce((inside, key) => enter(file, inside, nameOf(key), key.range[0]), table)
  for (const key of keys.slice(-1)) {
    const value = convert(file, entry.value, depth + keys.length - 1)
    addField(file, parent.fields, nameOf(key), { at: key.range[0], value })
  }
}

/** The table that a `[header]` or `[[header]]` opens. */
const open = (file: TextFile, root: Object, table: AST.TOMLTable): Object => {
  const keys = table.key.keys
  checkDepth(file, table.range[0], keys.length)
  const parent = keys.slice(0, -1).reduce((inside, key) => enter(file, inside, nameOf(key), key.range[0]), root)
  const last = keys.at(-1)
  if (last === undefined) return parent
  if (table.kind === 'standard') return enter(file, parent, nameOf(last), last.range[0])
  checkKey(file, nameOf(last), last.range[0])
  const made = object(table.range[0])
  const list = parent.fields.get(nameOf(last))?.value
  if (list?.kind === 'list') list.items.push(made)
  else
    parent.fields.set(nameOf(last), { at: last.range[0], value: { kind: 'list', at: table.range[0], items: [made] } })
  return made
}

/** The value of a TOML text. Throws `CONFIG_SYNTAX`; duplicate keys are the parser's to find. */
export const readToml = (file: TextFile): Written => {
  const root = object(0)
  for (const part of parse(file).body) {
    if (part.type === 'TOMLKeyValue') assign(file, root, part, 2)
    else {
      const table = open(file, root, part)
      for (const entry of part.body) assign(file, table, entry, part.key.keys.length + 2)
    }
  }
  return root
}
