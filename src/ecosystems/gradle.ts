/** Gradle: builds in Groovy and Kotlin, read without running them, with their settings and gradle.properties. */
import { posix } from 'node:path'
import { byBytes } from '../core/order.ts'
import type { RangeStep } from '../core/ranges.ts'
import { editCode } from './code-token.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText, upwards } from './edited-files.ts'
import { fault } from './fault.ts'
import { BUILDS, projectDependencies } from './gradle-build.ts'
import { editProperties } from './gradle-properties.ts'
import { readSettings, type Settings, SETTINGS } from './gradle-settings.ts'
import { buildOf, type Get, versionPlace } from './gradle-version.ts'
import { changedFiles, type EditSpans } from './span-changes.ts'

const FILES = [...BUILDS, ...SETTINGS, 'gradle.properties']

export const gradle: Ecosystem = { name: 'gradle', manifest: BUILDS[0], find, members, edit, stepRange }

/** Files that were asked for; the settings are those of every project of a build, so they are read once. */
interface Build {
  readonly texts: Map<string, string | null>
  readonly settings: Map<string, Settings>
}

const KNOWN = new WeakMap<CommitFiles, Build>()

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const own = await Promise.all(BUILDS.map((name) => files.read(inFolder(folder, name))))
  if (own.every((text) => text === null)) return null
  const known = KNOWN.get(files) ?? { texts: new Map(), settings: new Map() }
  KNOWN.set(files, known)
  const asked = upwards(folder).flatMap((each) => FILES.map((name) => inFolder(each, name)))
  await Promise.all(asked.map(async (file) => known.texts.set(file, await files.read(file))))
  return packageIn(
    folder,
    known,
    asked.filter((file) => typeof known.texts.get(file) === 'string'),
  )
}

function packageIn(folder: string, known: Build, files: readonly string[]): FoundPackage | null {
  const get: Get = (file) => known.texts.get(file) ?? null
  const build = buildOf(folder, get)
  if (build === null) return null
  const settings = settingsOf(folder, known)
  const place = versionPlace(folder, settings?.folder ?? folder, get)
  const isPlaced = place !== null && place !== 'computed'
  return {
    name: nameOf(folder, settings),
    version: isPlaced ? place.value : null,
    ...{ private: false, repository: null, dependencies: projectDependencies(build.text, settings) },
    ...{ file: build.file, files },
    sharedVersion: isPlaced && isShared(place.file, folder, settings) ? place.file : null,
    ...(place === 'computed' ? { taggedOnly: true } : {}),
  }
}

/** Those of the build that the folder belongs to; null when it is one of its own. */
function settingsOf(folder: string, { texts, settings }: Build): Settings | null {
  const candidates = upwards(folder).flatMap((each) => SETTINGS.map((name) => inFolder(each, name)))
  const file = candidates.find((each) => typeof texts.get(each) === 'string')
  if (file === undefined) return null
  const found = settings.get(file) ?? readSettings(texts.get(file) ?? '', file)
  settings.set(file, found)
  return found.paths.has(folder) ? found : null
}

function nameOf(folder: string, settings: Settings | null): string | null {
  const path = settings?.paths.get(folder) ?? null
  return path === ':' ? (settings?.rootName ?? null) : path
}

/** The root's counts as shared once there are other projects: any of them may take it. */
function isShared(file: string, folder: string, settings: Settings | null): boolean {
  if (settings?.folder === folder) return settings.projects.size > 0
  return posix.dirname(file) !== folder
}

async function members(folder: string, files: CommitFiles): Promise<readonly string[] | null> {
  const names = SETTINGS.map((name) => inFolder(folder, name))
  const texts = await Promise.all(names.map((file) => files.read(file)))
  const at = texts.findIndex((text) => text !== null)
  const { projects } = at < 0 ? { projects: new Map<string, string>() } : readSettings(texts[at] ?? '', names[at] ?? '')
  return projects.size === 0 ? null : [...new Set(projects.values())].filter((one) => one !== folder).toSorted(byBytes)
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const known: Build = { texts: new Map(texts), settings: new Map() }
  const get: Get = (file) => texts.get(file) ?? null
  const changes = edits.flatMap(({ path, file, to }) => {
    const text = neededText(texts, file)
    const place = to === null ? 'computed' : versionPlace(path, settingsOf(path, known)?.folder ?? path, get)
    if (to === null || place === 'computed') return []
    if (place !== null) return [{ ...place, to }]
    throw fault({ file, text, offset: 0 }, `there is no version to set to ${to}`, `add version = "0.0.0" to ${file}`)
  })
  return changedFiles(changes, editFile)
}

const editFile: EditSpans = (text, file, edits) =>
  file.endsWith('.properties') ? editProperties(text, file, edits) : editCode(text, file, 'groovy', edits)

/** Projects are built together, so what depends on one follows its releases without a rewrite. */
function stepRange(range: string, from: string | null, to: string): RangeStep {
  return { text: range, meaning: `${from ?? range} → ${to}`, admits: true }
}
