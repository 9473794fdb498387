/** Where a package-lock.json (versions 1, 2, 3) or npm-shrinkwrap.json repeats what a manifest says. */
import type { VersionEdit } from './ecosystem.ts'
import { lockKey } from './edited-files.ts'
import {
  editJson,
  isObject,
  jsonFault,
  type JsonObject,
  type JsonPath,
  readJson,
  type StringEdit,
  valueAt,
} from './json-span.ts'
import { SECTIONS } from './npm-manifest.ts'

/** The text in step with the manifests. What the file does not hold is left out: a stale lock is npm's to mend. */
export function editNpmLock(text: string, file: string, edits: readonly VersionEdit[]): string {
  return editJson(text, file, lockEdits(text, file, edits))
}

/** The edits that keep a lock file in step. */
export function lockEdits(text: string, file: string, edits: readonly VersionEdit[]): readonly StringEdit[] {
  const lock = readJson(text, file)
  const known = lock['lockfileVersion'] ?? 1
  if (known !== 1 && known !== 2 && known !== 3)
    throw jsonFault(
      text,
      file,
      ['lockfileVersion'],
      `lockfileVersion ${JSON.stringify(known)} is not known`,
      'write it again with: npm install --package-lock-only --lockfile-version 3',
    )
  return edits.flatMap((edit) => editsFor(lock, lockKey(file, edit.path), edit))
}

function editsFor(lock: JsonObject, key: string, edit: VersionEdit): readonly StringEdit[] {
  const versions: readonly JsonPath[] = [...(key === '' ? [['version']] : []), ['packages', key, 'version']]
  const { to } = edit
  const wanted: StringEdit[] = to === null ? [] : versions.map((path) => ({ path, to }))
  for (const range of edit.ranges) {
    if (range.kind !== 'build') wanted.push({ path: ['packages', key, SECTIONS[range.kind], range.name], to: range.to })
    for (const link of links(lock, key)) {
      const path = ['dependencies', link, 'requires', range.name]
      // One list for all kinds of dependency: only `from` tells which one an entry repeats.
      if (valueAt(lock, path) === range.from) wanted.push({ path, to: range.to })
    }
  }
  return wanted.filter(({ path }) => typeof valueAt(lock, path) === 'string')
}

/** Names under which `dependencies` of a version 1 or 2 lock lists a workspace. */
function links(lock: JsonObject, key: string): readonly string[] {
  const section = lock['dependencies']
  if (!isObject(section)) return []
  return Object.keys(section).filter((name) => valueAt(section, [name, 'version']) === `file:${key}`)
}
