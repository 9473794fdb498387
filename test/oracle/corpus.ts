/** The corpus as a folder of rows; a file that is not there has none. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'

export interface StreamRow {
  readonly repo: string
  readonly branch: string
  readonly file: string
}

export interface Corpus {
  readonly folder: string
  readonly streams: readonly StreamRow[]
  /** The rows of a JSON lines file, gzipped or not. */
  rows<T>(file: string): readonly T[]
}

const BESIDE = resolve(import.meta.dirname, '../../../shared/corpus')

const rowsOf = <T>(file: string): readonly T[] => {
  if (!existsSync(file)) return []
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as T]))
}

/** `folder` null: `REL_CORPUS`, else the one beside the project. */
export const corpusAt = (folder: string | null): Corpus => {
  const root = resolve(folder ?? process.env['REL_CORPUS'] ?? BESIDE)
  const rows = <T>(file: string) => rowsOf<T>(join(root, file))
  return { folder: root, streams: rows<StreamRow>('streams.jsonl'), rows }
}
