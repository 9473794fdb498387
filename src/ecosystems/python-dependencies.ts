/** The requirements in a pyproject.toml: PEP 621's and PEP 735's lists of strings, and poetry's tables. */
import type { Dependency, Json } from '../model.ts'
import { isObject } from './json-span.ts'
import { normalName, readRequirement } from './python-names.ts'
import { type Project, valueOf } from './python-project.ts'
import type { TomlPath } from './toml-span.ts'

export interface Requirement extends Dependency {
  /** Where the range stands; null when there is none to write. */
  readonly path: TomlPath | null
  /** The whole string there with another range. */
  readonly written: (range: string) => string
}

type Kind = Dependency['kind']

/** No range counts as `*`. `package` is the name in its normal form, when the manifest spells it otherwise. */
export function requirements(project: Project): readonly Requirement[] {
  const list = (kind: Kind, ...path: string[]) => listed(valueOf(project, ...path), path, kind)
  const table = (kind: Kind, ...path: string[]) => tabled(valueOf(project, ...path), path, kind)
  const each = (made: typeof list, kind: Kind, path: readonly string[], ...rest: string[]) =>
    keysOf(valueOf(project, ...path)).flatMap((key) => made(kind, ...path, key, ...rest))
  return [
    ...list('runtime', 'project', 'dependencies'),
    ...each(list, 'optional', ['project', 'optional-dependencies']),
    ...each(list, 'dev', ['dependency-groups']),
    ...list('dev', 'tool', 'uv', 'dev-dependencies'),
    ...list('build', 'build-system', 'requires'),
    ...table('runtime', 'tool', 'poetry', 'dependencies'),
    ...table('dev', 'tool', 'poetry', 'dev-dependencies'),
    ...each(table, 'dev', ['tool', 'poetry', 'group'], 'dependencies'),
  ]
}

function keysOf(value: Json | undefined): readonly string[] {
  return isObject(value) ? Object.keys(value) : []
}

function listed(value: Json | undefined, path: TomlPath, kind: Kind): readonly Requirement[] {
  return (Array.isArray(value) ? value : []).flatMap((text, index): readonly Requirement[] => {
    const found = typeof text === 'string' ? readRequirement(text) : null
    if (found === null) return []
    const { name, range, before, after } = found
    const place = range === '' ? null : [...path, String(index)]
    return [{ ...edge(name, range || '*', kind), path: place, written: (to: string) => before + to + after }]
  })
}

/** `core = "^1.2"` or `core = { version = "^1.2", path = "../core" }`. */
function tabled(value: Json | undefined, path: TomlPath, kind: Kind): readonly Requirement[] {
  return Object.entries(isObject(value) ? value : {}).flatMap(([name, whole]): readonly Requirement[] => {
    if (name.toLowerCase() === 'python') return []
    if (typeof whole === 'string') return [{ ...edge(name, whole, kind), path: [...path, name], written }]
    if (!isObject(whole)) return []
    const { version, optional } = whole
    const sort = kind === 'runtime' && optional === true ? 'optional' : kind
    if (typeof version !== 'string') return [{ ...edge(name, '*', sort), path: null, written }]
    return [{ ...edge(name, version, sort), path: [...path, name, 'version'], written }]
  })
}

function written(to: string): string {
  return to
}

function edge(name: string, range: string, kind: Kind): Dependency {
  const normal = normalName(name)
  return { name, ...(normal === name ? {} : { package: normal }), range, kind }
}
