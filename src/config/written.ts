/** A config as it is written: values with the place of each, whatever the format, so that errors can point at it. */
import { HIDDEN } from '../core/names.ts'
import { RelError } from '../errors.ts'
import type { Json } from '../model.ts'

/** `at` counts UTF-16 units from the start of the text; that of a field is its key's. */
export interface Field {
  readonly at: number
  readonly value: Written
}

export type Written =
  | { readonly kind: 'object'; readonly at: number; readonly fields: Map<string, Field> }
  | { readonly kind: 'list'; readonly at: number; readonly items: Written[] }
  | { readonly kind: 'plain'; readonly at: number; readonly value: null | boolean | number | string }

/** A file's text without its byte order mark, and the name that errors call it by. */
export interface TextFile {
  readonly name: string
  readonly text: string
}

export type Path = readonly (string | number)[]

/** Deeper than any config; shallow enough for every recursion over it. */
const MAX_DEPTH = 64

/** `release.config.json:12:3`: line and column from 1, the column in UTF-16 units. */
export const placeOf = (file: TextFile, at: number): string => {
  const before = file.text.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  return `${file.name}:${before.split('\n').length}:${at - lineStart + 1}`
}

/** Text from outside in double quotes, on one line, with nothing invisible in it. */
export const quoted = (text: string): string => {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text
  const visible = (char: string) =>
    HIDDEN.test(char)
      ? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`
      : char === '"' || char === '\\'
        ? `\\${char}`
        : char
  return `"${Array.from(short, visible).join('')}"`
}

export const syntaxError = (file: TextFile, at: number, what: string, hint?: string): RelError =>
  new RelError('CONFIG_SYNTAX', `${what} in ${placeOf(file, at)}`, { hint: hint ?? 'correct the file there' })

export const tooDeep = (file: TextFile, at: number): RelError =>
  syntaxError(file, at, `more than ${MAX_DEPTH} levels of nesting`, 'flatten it: no config needs more than ten')

/** Throws `CONFIG_SYNTAX` when the value at this depth (1: the outermost) is too deep. */
export const checkDepth = (file: TextFile, at: number, depth: number): void => {
  if (depth > MAX_DEPTH) throw tooDeep(file, at)
}

/** Throws `CONFIG_CODE` for the key that makes cosmiconfig read other files. */
export const checkKey = (file: TextFile, key: string, at: number): void => {
  if (key !== '$import') return
  throw new RelError('CONFIG_CODE', `"$import" in ${placeOf(file, at)}`, {
    hint: 'write the imported keys into this file: a config is one file of data',
  })
}

/** Adds a field. Throws `CONFIG_SYNTAX` when the key is there already, `CONFIG_CODE` for `$import`. */
export const addField = (file: TextFile, fields: Map<string, Field>, key: string, field: Field): void => {
  checkKey(file, key, field.at)
  const first = fields.get(key)
  if (first !== undefined) {
    throw syntaxError(
      file,
      field.at,
      `duplicate key ${quoted(key)}`,
      `keep one: the first is at ${placeOf(file, first.at)}`,
    )
  }
  fields.set(key, field)
}

/** A value without parts. Throws `CONFIG_SYNTAX` for numbers and strings that JSON cannot hold. */
export const plainValue = (file: TextFile, at: number, value: unknown): Written => {
  if (value === null || typeof value === 'boolean') return { kind: 'plain', at, value }
  if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'plain', at, value }
  if (typeof value === 'string' && value.isWellFormed()) return { kind: 'plain', at, value }
  throw syntaxError(file, at, 'a value that JSON cannot hold', 'write a finite number or well-formed text')
}

/** The data alone. Keys become own properties whatever they are called (`__proto__` too). */
export const dataOf = (written: Written): Json => {
  if (written.kind === 'plain') return written.value
  if (written.kind === 'list') return written.items.map(dataOf)
  return Object.fromEntries([...written.fields].map(([key, field]) => [key, dataOf(field.value)]))
}

/** Where the value at a path is, or its key when `key` is set; the nearest thing around it when there is none. */
export const locate = (root: Written, path: Path, key: boolean): number => {
  let node = root
  let at = root.at
  for (const [index, step] of path.entries()) {
    const field = node.kind === 'object' ? node.fields.get(String(step)) : undefined
    const next = node.kind === 'list' ? node.items[Number(step)] : field?.value
    if (next === undefined) return node.at
    node = next
    at = key && field !== undefined && index === path.length - 1 ? field.at : next.at
  }
  return at
}
