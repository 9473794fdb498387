/** Where uv.lock and poetry.lock repeat what the repository's own projects say. */
import { posix } from 'node:path'
import type { VersionEdit } from './ecosystem.ts'
import { isObject, type JsonObject } from './json-span.ts'
import { resolved } from './member-folders.ts'
import { normalName } from './python-names.ts'
import { isSameVersion } from './python-spelling.ts'
import type { TomlChange, TomlFile } from './toml-files.ts'
import { tomlAt } from './toml-span.ts'

export const LOCK_FILES = ['uv.lock', 'poetry.lock']

/** Entries count whose source is the edited project's folder. What the lock does not hold is left out: a stale lock is
 *  uv's or poetry's to mend. */
export function pythonLockChanges(lock: TomlFile, edits: readonly VersionEdit[]): readonly TomlChange[] {
  const packages = lock.table['package']
  return (Array.isArray(packages) ? packages : []).flatMap((one, index) => {
    const folder = isObject(one) ? sourceFolder(one, posix.dirname(lock.file)) : null
    return edits
      .filter(({ path }) => path === folder)
      .flatMap((edit) => [
        ...versionChange(lock, ['package', String(index), 'version'], edit),
        ...rangeChanges(lock, ['package', String(index), 'dependencies'], edit),
      ])
  })
}

/** uv: `source = { editable = "." }`, also `virtual` and `directory`. poetry: `type = "directory"` and `url = "../core"`. */
function sourceFolder({ source }: JsonObject, folder: string): string | null {
  if (!isObject(source)) return null
  const path =
    source['editable'] ??
    source['virtual'] ??
    source['directory'] ??
    (source['type'] === 'directory' ? source['url'] : null)
  return typeof path === 'string' ? resolved(folder, path) : null
}

function versionChange(lock: TomlFile, path: readonly string[], { from, to }: VersionEdit): readonly TomlChange[] {
  const version = tomlAt(lock.table, path)
  const isOld = typeof version === 'string' && from !== null && isSameVersion(version, from)
  return isOld && to !== null ? [{ at: lock, path, to }] : []
}

/** poetry repeats the ranges of projects that it takes from folders; uv does not. */
function rangeChanges(lock: TomlFile, path: readonly string[], { ranges }: VersionEdit): readonly TomlChange[] {
  const listed = tomlAt(lock.table, path)
  if (!isObject(listed)) return []
  return ranges.flatMap(({ name, from, to }) =>
    Object.entries(listed).flatMap(([key, value]) => {
      if (normalName(key) !== normalName(name)) return []
      if (value === from) return [{ at: lock, path: [...path, key], to }]
      return isObject(value) && value['version'] === from ? [{ at: lock, path: [...path, key, 'version'], to }] : []
    }),
  )
}
