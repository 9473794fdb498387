/** Turns the text of a config file into written data, by the format that its name says; never into anything that runs. */
import { RelError } from '../errors.ts'
import type { TextFile, Written } from './written.ts'
import { tooDeep } from './written.ts'

const MAX_BYTES = 1024 * 1024
const MAX_OPEN = 1000

export interface Document {
  readonly file: TextFile
  readonly root: Written
}

/** Each parser is loaded when a file asks for it. */
const READERS: Readonly<Record<string, (file: TextFile) => Promise<Written>>> = {
  json: async (file) => (await import('./format-json.ts')).readJson(file, false),
  jsonc: async (file) => (await import('./format-json.ts')).readJson(file, true),
  yaml: async (file) => (await import('./format-yaml.ts')).readYaml(file),
  yml: async (file) => (await import('./format-yaml.ts')).readYaml(file),
  toml: async (file) => (await import('./format-toml.ts')).readToml(file),
}

const textFile = (name: string, text: string): TextFile => ({ name, text: text.replace(/^\ufeff/, '') })

const readerOf = (name: string): ((file: TextFile) => Promise<Written>) => {
  const ending = /\.([a-z]+)$/.exec(name)?.[1] ?? ''
  const reader = Object.hasOwn(READERS, ending) ? READERS[ending] : undefined
  if (reader !== undefined) return reader
  if (/^[cm]?[jt]sx?$/.test(ending)) {
    throw new RelError('CONFIG_CODE', `${name} is code, and a config is data`, {
      hint: 'write the settings into release.config.json: rel init makes one',
    })
  }
  throw new RelError('CONFIG', `${name} is in no format of a config`, {
    hint: `name a file that ends in ${Object.keys(READERS).join(', ')}`,
  })
}

/** The parsers recurse, one of them slowly: a text that opens far more brackets than it closes is refused before they see
 *  it. Brackets in strings count too, hence so many; the exact limit is `MAX_DEPTH`, checked as the values are read. */
const checkBrackets = (file: TextFile): void => {
  let open = 0
  for (const { 0: bracket, index } of file.text.matchAll(/[[{\]}]/g)) {
    open += bracket === '[' || bracket === '{' ? 1 : -1
    if (open > MAX_OPEN) throw tooDeep(file, index)
  }
}

const read = async <T>(file: TextFile, reader: (file: TextFile) => T | Promise<T>): Promise<T> => {
  if (Buffer.byteLength(file.text) > MAX_BYTES) {
    throw new RelError('CONFIG_SYNTAX', `${file.name} has more than ${MAX_BYTES} bytes`, {
      hint: 'shorten it: a config is small',
    })
  }
  checkBrackets(file)
  try {
    return await reader(file)
  } catch (error) {
    // What a parser throws when its recursion runs out of stack.
    if (error instanceof RangeError) throw tooDeep(file, 0)
    throw error
  }
}

/** Reads a config file; `name` is what errors call it, and its ending says the format. A leading byte order mark is
 *  dropped. Throws `CONFIG_SYNTAX`; `CONFIG_CODE` for `$import` and for files of code; `CONFIG` for other endings. */
export const readDocument = async (name: string, text: string): Promise<Document> => {
  const reader = readerOf(name)
  const file = textFile(name, text)
  return { file, root: await read(file, reader) }
}

/** Reads `rel` in a package.json, or null. One that is no JSON and does not hold `"rel"` is not the config's business. */
export const readPackageDocument = async (name: string, text: string): Promise<Document | null> => {
  if (!text.includes('"rel"')) return null
  const file = textFile(name, text)
  const root = await read(file, async () => (await import('./format-json.ts')).readPackageKey(file))
  return root === null ? null : { file, root }
}
