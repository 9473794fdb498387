/** Composer: composer.json, which may leave its version to tags, and the composer.lock beside it. */
import { posix } from 'node:path'
import type { Dependency, Json } from '../model.ts'
import { editComposerLock } from './composer-lock.ts'
import { stepConstraint } from './composer-range.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { editJson, isObject, jsonFault, type JsonObject, readJson, type StringEdit, valueAt } from './json-span.ts'
import { workspaceMembers } from './npm-workspaces.ts'
import { repositoryUrl } from './repository-url.ts'

const MANIFEST = 'composer.json'
const LOCK = 'composer.lock'
const SECTIONS = { runtime: 'require', dev: 'require-dev' } as const

/** What Composer takes for a release; branches (`1.x-dev`) are none. */
const VERSION = /^(v?)(\d(?!.*(?:\.[x*]|-dev$))[\w.+-]*)$/i

export const composer: Ecosystem = {
  name: 'composer',
  manifest: MANIFEST,
  find,
  members,
  edit,
  stepRange: stepConstraint,
}

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  if (text === null) return null
  const manifest = readJson(text, file)
  const { name, version, homepage } = manifest
  if (version !== undefined && !(typeof version === 'string' && VERSION.test(version)))
    throw jsonFault(
      text,
      file,
      ['version'],
      `version ${JSON.stringify(version)} is not valid`,
      'write one such as 1.2.3',
    )
  const place = valueAt(manifest, ['support', 'source']) ?? homepage
  return {
    name: typeof name === 'string' && name !== '' ? name : null,
    version: version === undefined ? null : version.replace(VERSION, '$2'),
    private: false,
    repository: typeof place === 'string' ? repositoryUrl(place) : null,
    dependencies: dependenciesOf(manifest),
    file,
    files: [file, inFolder(folder, LOCK)],
    sharedVersion: null,
  }
}

/** PHP itself and its extensions (`php`, `ext-json`) have no vendor. */
function dependenciesOf(manifest: JsonObject): readonly Dependency[] {
  return (Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]).flatMap((kind) => {
    const section = manifest[SECTIONS[kind]]
    return Object.entries(isObject(section) ? section : {}).flatMap(([name, range]) =>
      name.includes('/') && typeof range === 'string' ? [{ name, range, kind }] : [],
    )
  })
}

/** The folders of its path repositories: `{"type": "path", "url": "packages/*"}`. */
async function members(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  if (text === null) return null
  const { repositories = [] } = readJson(text, file)
  const list = isObject(repositories) ? Object.values(repositories) : Array.isArray(repositories) ? repositories : []
  const globs = (list as readonly Json[]).flatMap((each) =>
    isObject(each) && each['type'] === 'path' && typeof each['url'] === 'string' ? [each['url']] : [],
  )
  return globs.length === 0 ? null : workspaceMembers({ root: folder, globs, manifest: MANIFEST }, await files.all())
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const one of edits) {
    const text = neededText(texts, one.file)
    const manifest = readJson(text, one.file)
    const after = editJson(text, one.file, [...versionEdit(manifest, one), ...rangeEdits(text, manifest, one)])
    if (after === text) continue
    changed.set(one.file, after)
    const lock = posix.join(posix.dirname(one.file), LOCK)
    const locked = texts.get(lock)
    if (typeof locked !== 'string') continue
    const now = editComposerLock({ file: lock, text: locked }, manifest, readJson(after, one.file))
    if (now !== locked) changed.set(lock, now)
  }
  return changed
}

/** A manifest without a version keeps none: Packagist reads it from the tag. */
function versionEdit({ version }: JsonObject, { to }: VersionEdit): readonly StringEdit[] {
  if (to === null || typeof version !== 'string') return []
  return [{ path: ['version'], to: version.replace(VERSION, '$1') + to }]
}

function rangeEdits(text: string, manifest: JsonObject, { file, ranges }: VersionEdit): readonly StringEdit[] {
  return ranges.map(({ name, kind, from, to }) => {
    const path = [kind === 'dev' ? SECTIONS.dev : SECTIONS.runtime, name]
    const found = valueAt(manifest, path)
    if (found === from) return { path, to }
    const problem = `${path.join('.')} is ${JSON.stringify(found ?? null)}, not ${JSON.stringify(from)}`
    throw jsonFault(text, file, path, problem, 'plan again at this commit')
  })
}
