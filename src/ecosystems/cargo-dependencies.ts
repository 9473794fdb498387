/** The path dependencies of a Cargo.toml: only these are packages of the same repository, all others a registry's. */
import { posix } from 'node:path'
import type { Dependency, Json } from '../model.ts'
import { isObject, type JsonObject, valueAt } from './json-span.ts'
import { resolved } from './member-folders.ts'
import type { TomlFile } from './toml-files.ts'
import { tomlFault, type TomlPath } from './toml-span.ts'

export interface LocalDependency extends Dependency {
  /** From the repository's root; null when it lies outside. */
  readonly folder: string | null
  /** Where the range stands: the workspace root's file for an inherited one; null when there is only a path. */
  readonly place: { readonly at: TomlFile; readonly path: TomlPath } | null
}

/** Cargo still takes the old spellings with `_`. */
const SECTIONS = [
  ['dependencies', 'runtime'],
  ['dev-dependencies', 'dev'],
  ['dev_dependencies', 'dev'],
  ['build-dependencies', 'build'],
  ['build_dependencies', 'build'],
] as const satisfies readonly (readonly [string, Dependency['kind']])[]

/** Of all tables, those of targets included. A path without a version counts as the range `*`: the edge is there, but there
 *  is nothing to rewrite. Throws `MANIFEST` for a version that is no string and for inheriting from nowhere. */
export function localDependencies(own: TomlFile, root: TomlFile | null): readonly LocalDependency[] {
  const targets = keysOf(own.table['target']).map((target) => ['target', target])
  return [[], ...targets].flatMap((base) =>
    SECTIONS.flatMap(([section, kind]) => {
      const path = [...base, section]
      return keysOf(valueAt(own.table, path)).flatMap((name) => dependency(own, root, [...path, name], kind) ?? [])
    }),
  )
}

function keysOf(value: Json | undefined): readonly string[] {
  return isObject(value) ? Object.keys(value) : []
}

function dependency(
  own: TomlFile,
  root: TomlFile | null,
  path: TomlPath,
  kind: Dependency['kind'],
): LocalDependency | null {
  const value = valueAt(own.table, path)
  if (!isObject(value)) return null
  const [at, where] = value['workspace'] === true ? inherited(own, root, path) : [own, path]
  const whole = valueAt(at.table, where)
  if (!isObject(whole) || typeof whole['path'] !== 'string') return null
  const name = path.at(-1) ?? ''
  const real = whole['package']
  const optional = kind === 'runtime' && value['optional'] === true
  return {
    name,
    ...(typeof real === 'string' && real !== name ? { package: real } : {}),
    kind: optional ? 'optional' : kind,
    folder: resolved(posix.dirname(at.file), whole['path']),
    ...range(at, where, whole),
  }
}

function inherited(own: TomlFile, root: TomlFile | null, path: TomlPath): readonly [TomlFile, TomlPath] {
  return [inheritedFrom(own, root, path), ['workspace', 'dependencies', path.at(-1) ?? '']]
}

/** The workspace root, for a value that is written `workspace = true`. */
export function inheritedFrom(own: TomlFile, root: TomlFile | null, path: TomlPath): TomlFile {
  if (root !== null) return root
  const what = `${path.join('.')} is a workspace's, but there is no workspace`
  throw tomlFault(own.text, own.file, path, what, 'write its value here, or add [workspace] to a Cargo.toml above')
}

function range(at: TomlFile, path: TomlPath, { version }: JsonObject): Pick<LocalDependency, 'range' | 'place'> {
  if (version === undefined) return { range: '*', place: null }
  const place = [...path, 'version']
  if (typeof version === 'string') return { range: version, place: { at, path: place } }
  const what = `${place.join('.')} is not a string`
  throw tomlFault(at.text, at.file, place, what, 'write a requirement such as "1.2"')
}
