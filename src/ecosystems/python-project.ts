/** The files that make a folder a Python project, and the modules that it ships. */
import type { Json } from '../model.ts'
import { inFolder } from './edited-files.ts'
import { isObject, valueAt } from './json-span.ts'
import { resolved } from './member-folders.ts'
import { iniValue, keyword } from './python-text.ts'
import type { TomlFile } from './toml-files.ts'

export const PYPROJECT = 'pyproject.toml'
export const SETUP_CFG = 'setup.cfg'
export const SETUP_PY = 'setup.py'

/** Null: the commit has no such file. */
export interface Project {
  readonly folder: string
  readonly pyproject: TomlFile | null
  readonly cfg: string | null
  readonly setup: string | null
}

/** A value of pyproject.toml. */
export function valueOf({ pyproject }: Project, ...path: readonly string[]): Json | undefined {
  return pyproject === null ? undefined : valueAt(pyproject.table, path)
}

export function textsOf(value: Json | undefined): readonly string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((each) => typeof each === 'string')
}

/** The file that makes it one: a pyproject.toml with `[project]` or `[tool.poetry]` (others only configure tools), a
 *  setup.cfg with `[metadata]`, a setup.py that calls `setup()`. */
export function projectFile(project: Project): string | null {
  const { folder, cfg, setup } = project
  if (isObject(valueOf(project, 'project')) || isObject(valueOf(project, 'tool', 'poetry')))
    return inFolder(folder, PYPROJECT)
  if (cfg !== null && iniValue(cfg, 'metadata', 'name') !== null) return inFolder(folder, SETUP_CFG)
  return setup !== null && /\bsetup\s*\(/.test(setup) ? inFolder(folder, SETUP_PY) : null
}

/** As it is written; undefined when it is nowhere. */
export function writtenName(project: Project): Json | undefined {
  const { cfg, setup } = project
  return (
    valueOf(project, 'project', 'name') ??
    valueOf(project, 'tool', 'poetry', 'name') ??
    (cfg === null ? undefined : iniValue(cfg, 'metadata', 'name')?.value) ??
    (setup === null ? undefined : keyword(setup, 'name')?.value)
  )
}

/** Modules and packages that the build backend is told of, else those that the name stands for, as paths without `.py`,
 *  each also below `src/`. */
export function modulePaths(project: Project): readonly string[] {
  const poetry = valueOf(project, 'tool', 'poetry', 'packages')
  const told = [
    ...textsOf(valueOf(project, 'tool', 'flit', 'module', 'name')),
    ...textsOf(valueOf(project, 'tool', 'setuptools', 'packages')),
    ...textsOf(valueOf(project, 'tool', 'setuptools', 'py-modules')),
    ...textsOf(valueOf(project, 'tool', 'uv', 'build-backend', 'module-name')),
  ].map((name) => name.replaceAll('.', '/'))
  const folders = [
    ...textsOf(valueOf(project, 'tool', 'hatch', 'build', 'targets', 'wheel', 'packages')),
    ...(Array.isArray(poetry) ? poetry : []).flatMap((each) => (isObject(each) ? textsOf(each['include']) : [])),
  ]
  const name = textsOf(writtenName(project)).join('')
  const guessed = [name, name.toLowerCase()].flatMap((one) => [one.replace(/[-.]/g, '_'), one.replaceAll('.', '/')])
  const paths = [...told, ...folders, ...guessed.map((one) => one.replaceAll('-', '_'))]
  const inside = paths.flatMap((path) => (/^[\w./-]+$/.test(path) ? [path, `src/${path}`] : []))
  return [...new Set(inside.flatMap((path) => resolved(project.folder, path) ?? []))]
}
