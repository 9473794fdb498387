/** Ranges that a package.json leaves to a catalog (`catalog:`, `catalog:react`), kept by pnpm, Yarn or bun in a file above it. */
import { posix } from 'node:path'
import type { Json } from '../model.ts'
import type { CommitFiles } from './ecosystem.ts'
import { inFolder, upwards } from './edited-files.ts'
import { isObject, type JsonObject, type JsonPath, readJson, valueAt } from './json-span.ts'
import { readYaml } from './yaml-span.ts'

/** An entry of a catalog that gets another range. */
export interface CatalogEdit {
  readonly file: string
  readonly path: JsonPath
  readonly catalog: string
  readonly name: string
  readonly from: string
  readonly to: string
}

export type CatalogEntry = Omit<CatalogEdit, 'to'>

/** What files with catalogs hold, by their path. */
export type CatalogFiles = ReadonlyMap<string, JsonObject>

const HOMES = ['pnpm-workspace.yaml', '.yarnrc.yml', 'package.json']

/** Where the catalogs of a package in this folder may be, the nearest first. */
export function catalogFiles(folder: string): readonly string[] {
  return upwards(folder).flatMap((each) => HOMES.map((name) => inFolder(each, name)))
}

/** Which catalog a range names (`default` for a bare `catalog:`); null when it names none. */
export function catalogOf(range: string): string | null {
  return range.startsWith('catalog:') ? range.slice('catalog:'.length).trim() || 'default' : null
}

/** The nearest catalog's entry; null when there is none. */
export function catalogEntry(folder: string, name: string, catalog: string, files: CatalogFiles): CatalogEntry | null {
  const homes = [
    ['catalogs', catalog],
    ['workspaces', 'catalogs', catalog],
  ]
  if (catalog === 'default') homes.unshift(['catalog'], ['workspaces', 'catalog'])
  for (const file of catalogFiles(folder)) {
    for (const path of homes.map((home) => [...home, name])) {
      const from = valueAt(files.get(file) ?? {}, path)
      if (typeof from === 'string') return { file, path, catalog, name, from }
    }
  }
  return null
}

/** An object, whatever the file holds. */
export function readCatalogs(text: string, file: string): JsonObject {
  const value: Json = posix.extname(file) === '.json' ? readJson(text, file) : readYaml(text, file)
  return isObject(value) ? value : {}
}

/** Thousands of packages share one catalog, which is parsed once for a commit. */
const READ = new WeakMap<CommitFiles, Map<string, Promise<JsonObject | null>>>()

/** Throws `MANIFEST` for one that cannot be understood. */
export async function catalogsAbove(folder: string, files: CommitFiles): Promise<CatalogFiles> {
  const known = READ.get(files) ?? new Map<string, Promise<JsonObject | null>>()
  READ.set(files, known)
  const read = async (file: string): Promise<JsonObject | null> => {
    const text = await files.read(file)
    return text === null ? null : readCatalogs(text, file)
  }
  const found = new Map<string, JsonObject>()
  const wanted = catalogFiles(folder)
  for (const file of wanted) if (!known.has(file)) known.set(file, read(file))
  const values = await Promise.all(wanted.map((file) => known.get(file)))
  for (const [index, file] of wanted.entries()) if (values[index]) found.set(file, values[index])
  return found
}
