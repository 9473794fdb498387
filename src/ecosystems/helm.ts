/** Helm: a chart's Chart.yaml, and the Chart.lock of a chart that depends on others of this repository. */
import { posix } from 'node:path'
import { stepRange } from '../core/ranges.ts'
import { semverScheme } from '../core/schemes/semver.ts'
import type { Dependency, Json } from '../model.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { editHelmLock } from './helm-lock.ts'
import { isObject, type JsonObject } from './json-span.ts'
import { repositoryUrl } from './repository-url.ts'
import { editYaml, readYaml, type YamlEdit, yamlFault } from './yaml-span.ts'

const MANIFEST = 'Chart.yaml'
const LOCK = 'Chart.lock'

export const helm: Ecosystem = { name: 'helm', manifest: MANIFEST, find, edit, stepRange }

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  if (text === null) return null
  const chart = readChart(text, file)
  const { name, version } = chart
  if (version !== undefined && numberIn(version) === null)
    throw yamlFault(
      text,
      file,
      ['version'],
      `version ${JSON.stringify(version)} is not valid`,
      'write one such as 1.2.3',
    )
  return {
    name: typeof name === 'string' && name !== '' ? name : null,
    version: numberIn(version),
    private: false,
    repository: repositoryOf(chart),
    dependencies: dependenciesOf(chart).flatMap(({ edge }) => edge ?? []),
    file,
    files: [file, inFolder(folder, LOCK)],
    sharedVersion: null,
  }
}

function readChart(text: string, file: string): JsonObject {
  const chart = readYaml(text, file)
  if (isObject(chart)) return chart
  throw yamlFault(text, file, [], 'this is no chart', 'begin the file with apiVersion, name and version')
}

/** Helm takes a `v` before the number, which stays where it is. */
function numberIn(version: Json | undefined): string | null {
  const number = typeof version === 'string' ? version.replace(/^v/, '') : ''
  return semverScheme.parse(number) === null ? null : number
}

function repositoryOf({ sources, home }: JsonObject): string | null {
  const places = [...(Array.isArray(sources) ? (sources as readonly Json[]) : []), home]
  return (
    places.map((place) => (typeof place === 'string' ? repositoryUrl(place) : null)).find((url) => url !== null) ?? null
  )
}

/** Charts of this repository are those whose repository is a folder, `file://../core`. */
function dependenciesOf({ dependencies }: JsonObject): readonly { readonly edge: Dependency | null }[] {
  if (!Array.isArray(dependencies)) return []
  return (dependencies as readonly Json[]).map((entry) => {
    const { name, version, repository } = isObject(entry) ? entry : {}
    const isHere = typeof name === 'string' && typeof version === 'string' && String(repository).startsWith('file://')
    return { edge: isHere ? { name, range: version, kind: 'runtime' } : null }
  })
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const one of edits) {
    const text = neededText(texts, one.file)
    const chart = readChart(text, one.file)
    const after = editYaml(text, one.file, [...versionEdits(text, chart, one), ...rangeEdits(text, chart, one)])
    if (after !== text) changed.set(one.file, after)
    const lock = posix.join(posix.dirname(one.file), LOCK)
    const locked = texts.get(lock)
    if (typeof locked !== 'string') continue
    const now = editHelmLock({ file: lock, text: locked }, chart, readChart(after, one.file), edits)
    if (now !== locked) changed.set(lock, now)
  }
  return changed
}

/** `appVersion` follows only when it was the chart's own version: else it is that of what the chart installs. */
function versionEdits(
  text: string,
  { version, appVersion }: JsonObject,
  { file, to }: VersionEdit,
): readonly YamlEdit[] {
  if (to === null) return []
  if (semverScheme.parse(to) === null)
    throw yamlFault(text, file, ['version'], `helm takes no version ${to}`, 'give a version such as 1.2.3')
  if (version === undefined)
    throw yamlFault(text, file, [], `there is no version to set to ${to}`, `add version: 0.0.0 to ${file}`)
  const follows = typeof appVersion === 'string' && numberIn(appVersion) === numberIn(version)
  const keys: readonly (readonly [string, Json | undefined])[] = [
    ['version', version],
    ...(follows ? [['appVersion', appVersion] as const] : []),
  ]
  return keys.map(([key, value]) => ({ path: [key], to: (String(value).startsWith('v') ? 'v' : '') + to }))
}

function rangeEdits(text: string, chart: JsonObject, { file, ranges }: VersionEdit): readonly YamlEdit[] {
  return ranges.flatMap(({ name, from, to }) => {
    const found = dependenciesOf(chart).flatMap(({ edge }, index) =>
      edge?.name === name && edge.range === from ? [{ path: ['dependencies', String(index), 'version'], to }] : [],
    )
    if (found.length > 0) return found
    throw yamlFault(
      text,
      file,
      ['dependencies'],
      `no dependency on ${name} has the version ${from}`,
      'plan again at this commit',
    )
  })
}
