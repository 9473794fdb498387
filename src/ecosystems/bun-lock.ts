/** Where a bun.lock repeats versions and ranges of workspaces, and the ranges of catalogs. */
import type { VersionEdit } from './ecosystem.ts'
import { lockKey } from './edited-files.ts'
import { editJson, type JsonPath, readJson, type StringEdit, valueAt } from './json-span.ts'
import type { CatalogEdit } from './npm-catalogs.ts'
import { SECTIONS } from './npm-manifest.ts'

/** What the file does not hold is left out: a stale lock is bun's to mend. */
export function editBunLock(
  text: string,
  file: string,
  edits: readonly VersionEdit[],
  catalogs: readonly CatalogEdit[],
): string {
  const lock = readJson(text, file, 'jsonc')
  const wanted: StringEdit[] = []
  const replace = (path: JsonPath, from: string | null, to: string | null): void => {
    if (to !== null && from !== null && valueAt(lock, path) === from) wanted.push({ path, to })
  }
  for (const edit of edits) {
    const own = ['workspaces', lockKey(file, edit.path)]
    replace([...own, 'version'], edit.from, edit.to)
    for (const { kind, name, from, to } of edit.ranges)
      if (kind !== 'build') replace([...own, SECTIONS[kind], name], from, to)
  }
  for (const { catalog, name, from, to } of catalogs) {
    replace(['catalogs', catalog, name], from, to)
    if (catalog === 'default') replace(['catalog', name], from, to)
  }
  return editJson(text, file, wanted, 'jsonc')
}
