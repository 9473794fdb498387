/** Dart and Flutter: pubspec.yaml with its workspace, and what pubspec.lock says of packages in other folders. */
import { posix } from 'node:path'
import { stepRange } from '../core/ranges.ts'
import { semverScheme } from '../core/schemes/semver.ts'
import type { Dependency, Json } from '../model.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { isObject, type JsonObject } from './json-span.ts'
import { workspaceMembers } from './npm-workspaces.ts'
import { repositoryUrl } from './repository-url.ts'
import { editYaml, readYaml, yamlAt, type YamlEdit, yamlFault, type YamlPath } from './yaml-span.ts'

const MANIFEST = 'pubspec.yaml'
const LOCK = 'pubspec.lock'
const SECTIONS = { runtime: 'dependencies', dev: 'dev_dependencies' } as const
/** Flutter's build number, which app stores want to grow. */
const BUILD = /\+(\d+)$/

export const dart: Ecosystem = { name: 'dart', manifest: MANIFEST, find, members, edit, stepRange }

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  if (text === null) return null
  const { name, version, publish_to: target, repository, homepage, ...pubspec } = readPubspec(text, file)
  if (version !== undefined && !(typeof version === 'string' && semverScheme.parse(version) !== null))
    throw yamlFault(
      text,
      file,
      ['version'],
      `version ${JSON.stringify(version)} is not valid`,
      'write one such as 1.2.3',
    )
  const place = repository ?? homepage
  return {
    name: typeof name === 'string' && name !== '' ? name : null,
    version: version === undefined ? null : version.replace(BUILD, ''),
    private: target === 'none',
    repository: typeof place === 'string' ? repositoryUrl(place) : null,
    dependencies: dependenciesOf(pubspec),
    file,
    files: [file, inFolder(folder, LOCK)],
    sharedVersion: null,
  }
}

function readPubspec(text: string, file: string): JsonObject {
  const pubspec = readYaml(text, file)
  if (isObject(pubspec)) return pubspec
  throw yamlFault(text, file, [], 'this is no pubspec', 'begin the file with name and version')
}

/** `core: ^1.0.0`, or a map with a version, a path or both; one without a version takes any. */
function dependenciesOf(pubspec: JsonObject): readonly Dependency[] {
  return (Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]).flatMap((kind) => {
    const section = pubspec[SECTIONS[kind]]
    return Object.entries(isObject(section) ? section : {}).flatMap(([name, value]) => {
      const range = isObject(value) ? (value['version'] ?? 'any') : value
      return typeof range === 'string' ? [{ name, range: range === '' ? 'any' : range, kind }] : []
    })
  })
}

async function members(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  const globs = text === null ? undefined : readPubspec(text, file)['workspace']
  if (text === null || globs === undefined) return null
  if (Array.isArray(globs) && globs.every((glob) => typeof glob === 'string'))
    return workspaceMembers({ root: folder, globs, manifest: MANIFEST }, await files.all())
  throw yamlFault(text, file, ['workspace'], 'workspace is not a list of folders', 'write workspace: ["packages/core"]')
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  const apply = (file: string, text: string, wanted: readonly YamlEdit[]): void => {
    const after = editYaml(text, file, wanted)
    if (after !== text) changed.set(file, after)
  }
  for (const one of edits) {
    const text = neededText(texts, one.file)
    const pubspec = readPubspec(text, one.file)
    apply(one.file, text, [...versionEdit(text, pubspec, one), ...rangeEdits(text, pubspec, one)])
  }
  for (const [file, text] of texts)
    if (text !== null && posix.basename(file) === LOCK) apply(file, text, lockEdits(text, file, edits))
  return changed
}

function versionEdit(text: string, { version }: JsonObject, { file, to }: VersionEdit): readonly YamlEdit[] {
  if (to === null) return []
  if (semverScheme.parse(to) === null)
    throw yamlFault(text, file, ['version'], `pub takes no version ${to}`, 'give a version such as 1.2.3')
  if (typeof version !== 'string')
    throw yamlFault(text, file, [], `there is no version to set to ${to}`, `add version: 0.0.0 to ${file}`)
  const [, build] = BUILD.exec(version) ?? []
  const isSame = version.replace(BUILD, '') === to
  if (build === undefined || to.includes('+')) return [{ path: ['version'], to }]
  return isSame ? [] : [{ path: ['version'], to: `${to}+${BigInt(build) + 1n}` }]
}

function rangeEdits(text: string, pubspec: JsonObject, { file, ranges }: VersionEdit): readonly YamlEdit[] {
  return ranges.map(({ name, kind, from, to }) => {
    const own = [kind === 'dev' ? SECTIONS.dev : SECTIONS.runtime, name]
    const path: YamlPath = isObject(yamlAt(pubspec, own)) ? [...own, 'version'] : own
    const found = yamlAt(pubspec, path)
    if (found === from) return { path, to }
    const problem = `${path.join('.')} is ${JSON.stringify(found ?? null)}, not ${JSON.stringify(from)}`
    throw yamlFault(text, file, path, problem, 'plan again at this commit')
  })
}

/** Packages that are locked to another folder, with the version that they had there. */
function lockEdits(text: string, file: string, edits: readonly VersionEdit[]): readonly YamlEdit[] {
  const lock = readYaml(text, file)
  const packages: Json | undefined = isObject(lock) ? lock['packages'] : undefined
  return Object.entries(isObject(packages) ? packages : {}).flatMap(([name, entry]): YamlEdit[] => {
    const path = yamlAt(entry, ['description', 'path'])
    if (!isObject(entry) || entry['source'] !== 'path' || typeof path !== 'string') return []
    const folder = posix.relative('/', posix.join('/', posix.dirname(file), path)) || '.'
    const to = edits.find((each) => each.path === folder && each.name === name)?.to ?? null
    return to === null ? [] : [{ path: ['packages', name, 'version'], to }]
  })
}
