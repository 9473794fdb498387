/** packages.lock.json: what other projects of this repository need of each other is written there as `[1.2.3, )`. */
import { posix } from 'node:path'
import type { VersionEdit } from './ecosystem.ts'
import { editJson, isObject, readJson, type StringEdit, valueAt } from './json-span.ts'

export const LOCK_FILE = 'packages.lock.json'

/** Entries of the type `Project` have no version of their own. Names count without regard to case; what the lock does not
 *  hold is left out. */
export function editDotnetLocks(
  texts: ReadonlyMap<string, string | null>,
  edits: readonly VersionEdit[],
): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const [file, text] of texts) {
    if (text === null || posix.basename(file) !== LOCK_FILE) continue
    const after = editJson(text, file, lockEdits(text, file, edits))
    if (after !== text) changed.set(file, after)
  }
  return changed
}

function lockEdits(text: string, file: string, edits: readonly VersionEdit[]): readonly StringEdit[] {
  const root = readJson(text, file)
  const keys = (path: readonly string[]): readonly (readonly string[])[] => {
    const value = valueAt(root, path)
    return isObject(value) ? Object.keys(value).map((key) => [...path, key]) : []
  }
  const projects = keys(['dependencies'])
    .flatMap(keys)
    .filter((path) => valueAt(root, [...path, 'type']) === 'Project')
  return projects
    .flatMap((path) => keys([...path, 'dependencies']))
    .flatMap((path) => {
      const range = valueAt(root, path)
      const one = edits.find(
        ({ name, from, to }) =>
          to !== null && name.toLowerCase() === path.at(-1)?.toLowerCase() && range === `[${from}, )`,
      )
      return one === undefined ? [] : [{ path, to: `[${one.to}, )` }]
    })
}
