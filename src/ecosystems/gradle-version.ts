/** Where a Gradle project's version stands: in its build file, in that of the root, or in a gradle.properties. */
import { type Assigned, assignedVersion, BUILDS, variable } from './gradle-build.ts'
import { gradleProperties } from './gradle-properties.ts'
import { inFolder } from './edited-files.ts'
import type { FileSpan } from './span-changes.ts'

export interface Place extends FileSpan {
  readonly value: string
}

/** The text of a file, or null. */
export type Get = (file: string) => string | null

const PROPERTIES = 'gradle.properties'
/** Gradle's own, and the one that publishing plug-ins for Android read. */
const KEYS = ['version', 'VERSION_NAME']

/** Null when there is none; `computed` when only Gradle can say it. `root` is the folder of the whole build. */
export function versionPlace(folder: string, root: string, get: Get): Place | 'computed' | null {
  const blocks = folder === root ? [['allprojects']] : [['subprojects'], ['allprojects']]
  const candidates: readonly (readonly [string, readonly string[]])[] = [
    [folder, []],
    ...blocks.map((within) => [root, within] as const),
  ]
  for (const [where, within] of candidates) {
    const build = buildOf(where, get)
    const assigned = build === null ? null : assignedVersion(build.text, within)
    if (build !== null && assigned !== null) return placed(assigned, build, [folder, root], get)
  }
  return property(KEYS, [folder, root], get)
}

export function buildOf(folder: string, get: Get): { readonly file: string; readonly text: string } | null {
  for (const name of BUILDS) {
    const file = inFolder(folder, name)
    const text = get(file)
    if (text !== null) return { file, text }
  }
  return null
}

function placed(
  assigned: Assigned,
  build: { readonly file: string; readonly text: string },
  [folder, root]: readonly [string, string],
  get: Get,
): Place | 'computed' | null {
  if (assigned.kind === 'computed') return 'computed'
  if (assigned.kind === 'literal') return { ...build, ...spanOf(assigned.token) }
  const { name } = assigned
  if (name === 'version') return folder === root ? property(KEYS, [root], get) : versionPlace(root, root, get)
  for (const where of [folder, root]) {
    const other = buildOf(where, get)
    const token = other === null ? null : variable(other.text, name)
    if (other !== null && token !== null) return { ...other, ...spanOf(token) }
  }
  return property([name], [folder, root], get) ?? 'computed'
}

function spanOf({ start, end, text: value }: { readonly start: number; readonly end: number; readonly text: string }) {
  return { start, end, value }
}

function property(keys: readonly string[], folders: readonly string[], get: Get): Place | null {
  for (const folder of folders) {
    const file = inFolder(folder, PROPERTIES)
    const text = get(file)
    if (text === null) continue
    const all = gradleProperties(text)
    const found = keys.map((key) => all.get(key)).find((each) => each !== undefined)
    if (found !== undefined && !/^$|^unspecified$|\$/.test(found.value)) return { file, text, ...found }
  }
  return null
}
