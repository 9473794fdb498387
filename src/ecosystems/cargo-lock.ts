/** Where a Cargo.lock (all versions) repeats the versions of the repository's own packages. */
import type { VersionEdit } from './ecosystem.ts'
import { isObject } from './json-span.ts'
import type { TomlChange, TomlFile } from './toml-files.ts'

export const LOCK_FILE = 'Cargo.lock'

/** Own packages are those without a `source`; dependencies name the version only where a name is there twice. What the
 *  lock does not hold is left out: a stale lock is Cargo's to mend. */
export function cargoLockChanges(lock: TomlFile, edits: readonly VersionEdit[]): readonly TomlChange[] {
  const list = lock.table['package']
  const packages = Array.isArray(list) ? list.map((one) => (isObject(one) ? one : {})) : []
  return edits.flatMap(({ name, from, to }) => {
    const own = packages.findIndex((one) => one['name'] === name && one['version'] === from && !one['source'])
    if (own < 0 || to === null) return []
    const uses = packages.flatMap(({ dependencies }, index) =>
      (Array.isArray(dependencies) ? dependencies : []).flatMap((edge, number) =>
        edge === `${name} ${from}` ? [['package', String(index), 'dependencies', String(number)]] : [],
      ),
    )
    return [
      { at: lock, path: ['package', String(own), 'version'], to },
      ...uses.map((path) => ({ at: lock, path, to: `${name} ${to}` })),
    ]
  })
}
