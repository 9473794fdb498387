/** Chart.lock: which versions of its dependencies a chart was built with, and a digest over both lists. */
import { createHash } from 'node:crypto'
import type { Json } from '../model.ts'
import type { VersionEdit } from './ecosystem.ts'
import { isObject, type JsonObject } from './json-span.ts'
import { editYaml, readYaml, type YamlEdit } from './yaml-span.ts'

/** The fields of Helm's `Dependency` in the order in which Go writes them; all but the first may be left out. */
const FIELDS = ['name', 'version', 'repository', 'condition', 'tags', 'enabled', 'import-values', 'alias']

/** The lock with the new versions of charts of this repository, and with the digest that Helm will ask for. The file stays as
 *  it is when it did not fit its chart before: then `helm dependency update` has to write it. `generated` stays. */
export function editHelmLock(
  { text, file }: { readonly text: string; readonly file: string },
  before: JsonObject,
  after: JsonObject,
  edits: readonly VersionEdit[],
): string {
  const lock = readYaml(text, file)
  if (!isObject(lock) || lock['digest'] !== digest(before, lock)) return text
  const wanted = listOf(lock).flatMap(({ name, version, repository }, index): YamlEdit[] => {
    const edit = edits.find((each) => each.name === name && each.from === version && each.to !== null)
    const isHere = String(repository).startsWith('file://')
    return isHere && edit?.to ? [{ path: ['dependencies', String(index), 'version'], to: edit.to }] : []
  })
  const now = editYaml(text, file, wanted)
  return editYaml(now, file, [{ path: ['digest'], to: digest(after, readYaml(now, file) as JsonObject) }])
}

function listOf({ dependencies }: JsonObject): readonly JsonObject[] {
  return Array.isArray(dependencies) ? (dependencies as readonly Json[]).filter((each) => isObject(each)) : []
}

function digest(chart: JsonObject, lock: JsonObject): string {
  const lists = [chart, lock].map((each) => `[${listOf(each).map(written).join(',')}]`)
  return `sha256:${createHash('sha256')
    .update(`[${lists.join(',')}]`)
    .digest('hex')}`
}

/** Go's JSON: fields in the order of the type, and three characters of HTML escaped. */
function written(dependency: JsonObject): string {
  const fields = FIELDS.flatMap((key) => {
    const value = dependency[key]
    if (value === undefined || value === '' || value === 'false')
      return key === 'name' || key === 'repository' ? [`"${key}":""`] : []
    return [`"${key}":${key === 'enabled' ? String(value) : JSON.stringify(value)}`]
  })
  return `{${fields.join(',')}}`.replace(/[<>&]/g, (each) => `\\u00${each.charCodeAt(0).toString(16)}`)
}
