/** Where a Python project's version stands: in the files that decide it, and in those that repeat it. */
import { readPep440 } from '../core/schemes/pep440-version.ts'
import { inFolder } from './edited-files.ts'
import { isObject } from './json-span.ts'
import { resolved } from './member-folders.ts'
import { modulePaths, type Project, SETUP_CFG, SETUP_PY, textsOf, valueOf } from './python-project.ts'
import { isSameVersion } from './python-spelling.ts'
import { assignments, iniValue, keyword, type Span, wholeText } from './python-text.ts'
import { tomlFault, type TomlPath } from './toml-span.ts'

/** A version in a file: at a path of a TOML file, or at a span of any other one. */
export type Spot = { readonly file: string; readonly version: string } & (
  { readonly path: TomlPath } | { readonly span: Span }
)

/** Files, the first of which counts that is there and has it, and the names that it is assigned to; without names the whole
 *  file is the version. */
export interface Source {
  readonly files: readonly string[]
  readonly names: readonly string[]
}

/** What a package's folder may hold a `__version__` in. */
const MODULES = ['__init__', '_version', '__about__', '__version__', 'version']

/** The version's text as it is written (null: none) and every place to change: the one that decides, and those that say
 *  the same. `get` gives the text of a file or null. */
export function versionSpots(
  project: Project,
  get: (file: string) => string | null,
): { readonly version: string | null; readonly spots: readonly Spot[] } {
  const sources = versionSources(project).flatMap((source) => sourceSpots(source, get).slice(0, 1))
  const deciding = [...pyprojectSpots(project), ...sources, ...setupSpots(project)]
  const [first] = deciding
  if (first === undefined) return { version: null, spots: [] }
  const repeating = sourceSpots({ files: moduleFiles(project), names: ['__version__'] }, get)
  const same = [...deciding, ...repeating].filter(({ version }) => isSameVersion(version, first.version))
  const unique = new Map(same.map((spot) => [`${spot.file}:${'span' in spot ? spot.span.offset : spot.path}`, spot]))
  return { version: first.version, spots: [...unique.values()] }
}

/** Files that `versionSpots` may ask for. */
export function versionFiles(project: Project): readonly string[] {
  return [...new Set([...versionSources(project).flatMap(({ files }) => files), ...moduleFiles(project)])]
}

function moduleFiles(project: Project): readonly string[] {
  return modulePaths(project).flatMap((path) => filesOf(path, MODULES))
}

function filesOf(path: string, modules: readonly string[]): readonly string[] {
  return [...modules.map((name) => `${path}/${name}.py`), `${path}.py`]
}

function pyprojectSpots(project: Project): readonly Spot[] {
  const { pyproject } = project
  const paths = [['project', 'version'], ...(isPlaceheld(project) ? [] : [['tool', 'poetry', 'version']])]
  return paths.flatMap((path) => {
    const version = valueOf(project, ...path)
    if (version === undefined || pyproject === null) return []
    const { file, text } = pyproject
    if (typeof version === 'string' && readPep440(version) !== null) return [{ file, version, path }]
    const what = `${path.join('.')} ${JSON.stringify(version)} is not valid`
    throw tomlFault(text, file, path, what, 'write a version such as "1.2.3"')
  })
}

function setupSpots({ folder, cfg, setup }: Project): readonly Spot[] {
  const spans = [
    { file: SETUP_CFG, span: cfg === null ? null : iniValue(cfg, 'metadata', 'version') },
    { file: SETUP_PY, span: setup === null ? null : keyword(setup, 'version') },
  ]
  return spans.flatMap(({ file, span }) => {
    const isVersion = span !== null && readPep440(span.value) !== null
    return isVersion ? [{ file: inFolder(folder, file), version: span.value, span }] : []
  })
}

/** poetry-dynamic-versioning writes the tag's version over `0.0.0` while it builds. */
export function isPlaceheld(project: Project): boolean {
  return valueOf(project, 'tool', 'poetry-dynamic-versioning', 'enable') === true
}

function sourceSpots({ files, names }: Source, get: (file: string) => string | null): readonly Spot[] {
  return files.flatMap((file) => {
    const text = get(file)
    if (text === null) return []
    const found = names.length === 0 ? [wholeText(text)] : assignments(text, names)
    return found.filter(({ value }) => readPep440(value) !== null).map((span) => ({ file, version: span.value, span }))
  })
}

/** What a build backend is told to take the version from. */
function versionSources(project: Project): readonly Source[] {
  const told = [
    setuptoolsSource(project),
    cfgSource(project),
    fileSource(project, valueOf(project, 'tool', 'hatch', 'version', 'path'), ['__version__', 'VERSION']),
    fileSource(project, valueOf(project, 'tool', 'pdm', 'version', 'path'), ['__version__']),
  ].filter((source) => source !== null)
  const flit = textsOf(valueOf(project, 'build-system', 'build-backend')).some((name) => name.startsWith('flit_core'))
  if (!flit) return told
  return [
    ...told,
    { files: modulePaths(project).flatMap((path) => filesOf(path, ['__init__'])), names: ['__version__'] },
  ]
}

function setuptoolsSource(project: Project): Source | null {
  const version = valueOf(project, 'tool', 'setuptools', 'dynamic', 'version')
  if (!isObject(version)) return null
  return typeof version['attr'] === 'string'
    ? attributeSource(project, version['attr'])
    : fileSource(project, version['file'], [])
}

/** `version = attr: acme.__version__` or `file: VERSION`. */
function cfgSource(project: Project): Source | null {
  const value = project.cfg === null ? undefined : iniValue(project.cfg, 'metadata', 'version')?.value
  const [, kind, where = ''] = /^(attr|file):\s*(.+)$/.exec(value ?? '') ?? []
  if (kind === undefined) return null
  return kind === 'attr' ? attributeSource(project, where) : fileSource(project, where, [])
}

function attributeSource(project: Project, attribute: string): Source {
  const parts = attribute.split('.')
  const base = valueOf(project, 'tool', 'setuptools', 'package-dir', '')
  const bases = [...textsOf(base), '.', 'src'].map((one) => `${one}/${parts.slice(0, -1).join('/')}`)
  const paths = bases.flatMap((path) => resolved(project.folder, path) ?? [])
  return { files: [...new Set(paths)].flatMap((path) => filesOf(path, ['__init__'])), names: parts.slice(-1) }
}

function fileSource(project: Project, value: Parameters<typeof textsOf>[0], names: readonly string[]): Source | null {
  const files = textsOf(value).flatMap((path) => resolved(project.folder, path) ?? [])
  return files.length === 0 ? null : { files, names }
}
