/** New versions and ranges in each package.json, and in the catalogs that some leave their ranges to. */
import { posix } from 'node:path'
import { semverScheme } from '../core/schemes/semver.ts'
import type { RangeRewrite } from '../model.ts'
import type { VersionEdit } from './ecosystem.ts'
import { neededText } from './edited-files.ts'
import { editJson, jsonFault, type JsonObject, readJson, type StringEdit, valueAt } from './json-span.ts'
import { type CatalogEdit, catalogEntry, catalogFiles, catalogOf, readCatalogs } from './npm-catalogs.ts'
import { SECTIONS } from './npm-manifest.ts'
import { editYaml } from './yaml-span.ts'

type Texts = ReadonlyMap<string, string | null>

export interface EditedManifests {
  /** The files that are no longer as they were. */
  readonly changed: Map<string, string>
  readonly catalogs: readonly CatalogEdit[]
}

/** Throws `MANIFEST` when a file is not as the edits say it was. */
export function editManifests(texts: Texts, edits: readonly VersionEdit[]): EditedManifests {
  const changed = new Map<string, string>()
  const apply = (file: string, wanted: readonly StringEdit[]): void => {
    const text = changed.get(file) ?? neededText(texts, file)
    const after = posix.extname(file) === '.json' ? editJson(text, file, wanted) : editYaml(text, file, wanted)
    if (after !== text) changed.set(file, after)
  }
  const catalogsOf = catalogReader(texts)
  const catalogs: CatalogEdit[] = []
  for (const one of edits) {
    const text = neededText(texts, one.file)
    const root = readJson(text, one.file)
    const wanted = versionEdit(text, root, one)
    for (const range of one.ranges) {
      const entry = inCatalog(root, one, range, catalogsOf)
      if (entry === null) wanted.push(rangeEdit(text, root, one.file, range))
      else catalogs.push({ ...entry, to: range.to })
    }
    apply(one.file, wanted)
  }
  for (const catalog of catalogs) apply(catalog.file, [catalog])
  return { changed, catalogs }
}

function catalogReader(texts: Texts): (folder: string) => ReadonlyMap<string, JsonObject> {
  const read = new Map<string, JsonObject>()
  return (folder) => {
    for (const file of catalogFiles(folder)) {
      const text = texts.get(file)
      if (typeof text === 'string' && !read.has(file)) read.set(file, readCatalogs(text, file))
    }
    return read
  }
}

function inCatalog(
  root: JsonObject,
  { path }: VersionEdit,
  { name, kind, from }: RangeRewrite,
  catalogsOf: ReturnType<typeof catalogReader>,
): Omit<CatalogEdit, 'to'> | null {
  const written = kind === 'build' ? null : valueAt(root, [SECTIONS[kind], name])
  const catalog = typeof written === 'string' ? catalogOf(written) : null
  const entry = catalog === null ? null : catalogEntry(path, name, catalog, catalogsOf(path))
  return entry?.from === from ? entry : null
}

function versionEdit(text: string, root: JsonObject, { file, to }: VersionEdit): StringEdit[] {
  if (to === null) return []
  if (semverScheme.parse(to) === null)
    throw jsonFault(text, file, ['version'], `npm takes no version ${to}`, 'give a version such as 1.2.3')
  if (valueAt(root, ['version']) !== undefined) return [{ path: ['version'], to }]
  const hint = `add "version": "0.0.0" to ${file}, or give the package "ecosystem": "none"`
  throw jsonFault(text, file, [], `there is no "version" to set to ${to}`, hint)
}

function rangeEdit(text: string, root: JsonObject, file: string, { name, kind, from, to }: RangeRewrite): StringEdit {
  const path = [kind === 'build' ? 'build' : SECTIONS[kind], name]
  const found = valueAt(root, path)
  if (found === from) return { path, to }
  const problem = `${path.join('.')} is ${JSON.stringify(found ?? null)}, not ${JSON.stringify(from)}`
  throw jsonFault(text, file, path, problem, 'plan again at this commit')
}
