/** Reads a Cargo.toml: only what rel needs, with what it inherits from its workspace. */
import { semverScheme } from '../core/schemes/semver.ts'
import { inheritedFrom, localDependencies } from './cargo-dependencies.ts'
import type { Manifest } from './ecosystem.ts'
import { isObject, valueAt } from './json-span.ts'
import { repositoryUrl } from './repository-url.ts'
import type { TomlFile } from './toml-files.ts'
import { tomlFault, type TomlPath } from './toml-span.ts'

/** Where a value stands that a package writes itself or inherits (`version.workspace = true`). */
export interface Place {
  readonly at: TomlFile
  readonly path: TomlPath
}

/** Cargo's own rule. */
const NAME = /^[\p{XIDS}_][\p{XIDC}-]*$/u

/** A package needs a name; without a version Cargo counts it as 0.0.0, and rel as one that has none. */
export function cargoManifest(own: TomlFile, root: TomlFile | null): Manifest {
  const name = valueAt(own.table, ['package', 'name'])
  if (typeof name !== 'string' || !NAME.test(name)) {
    const what = name === undefined ? 'the package has no name' : `name ${JSON.stringify(name)} is not valid`
    throw tomlFault(own.text, own.file, ['package', 'name'], what, 'give the package a name that Cargo takes')
  }
  const repository = inheritable('repository', own, root)
  const publish = inheritable('publish', own, root)
  return {
    name,
    version: versionAt(versionPlace(own, root)),
    private: publish === false || (Array.isArray(publish) && publish.length === 0),
    repository: typeof repository === 'string' ? repositoryUrl(repository) : null,
    dependencies: localDependencies(own, root).map(({ folder: _, place: __, ...edge }) => edge),
  }
}

/** Null when there is no version. */
export function versionPlace(own: TomlFile, root: TomlFile | null): Place | null {
  return placeOf('version', own, root)
}

function versionAt(place: Place | null): string | null {
  if (place === null) return null
  const { at, path } = place
  const version = valueAt(at.table, path)
  if (typeof version === 'string' && semverScheme.parse(version) !== null) return version
  const what = `${path.join('.')} ${JSON.stringify(version ?? null)} is not valid`
  throw tomlFault(at.text, at.file, path, what, 'write a version such as "1.2.3"')
}

function inheritable(key: string, own: TomlFile, root: TomlFile | null) {
  const place = placeOf(key, own, root)
  return place === null ? undefined : valueAt(place.at.table, place.path)
}

function placeOf(key: string, own: TomlFile, root: TomlFile | null): Place | null {
  const path = ['package', key]
  const value = valueAt(own.table, path)
  if (value === undefined) return null
  if (!isObject(value) || value['workspace'] !== true) return { at: own, path }
  return { at: inheritedFrom(own, root, path), path: ['workspace', 'package', key] }
}
