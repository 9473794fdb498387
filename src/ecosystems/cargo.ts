/** Cargo: Cargo.toml, its workspace with everything that is inherited, and Cargo.lock. */
import { posix } from 'node:path'
import type { RangeStep } from '../core/ranges.ts'
import { stepCargoRange } from '../core/schemes/cargo-range.ts'
import { semverScheme } from '../core/schemes/semver.ts'
import { localDependencies } from './cargo-dependencies.ts'
import { cargoLockChanges, LOCK_FILE } from './cargo-lock.ts'
import { cargoManifest, versionPlace } from './cargo-manifest.ts'
import { cargoMembers, MANIFEST, rootCandidates, workspaceRoot } from './cargo-workspace.ts'
import type { CommitFiles, Ecosystem, FoundPackage, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { isObject } from './json-span.ts'
import { changedTexts, type TomlChange, type TomlFile, tomlFile, tomlTexts } from './toml-files.ts'
import { tomlFault } from './toml-span.ts'

export const cargo: Ecosystem = {
  name: 'cargo',
  manifest: MANIFEST,
  find,
  members: cargoMembers,
  edit,
  stepRange,
}

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const own = await tomlFile(files, inFolder(folder, MANIFEST))
  if (own === null || !isObject(own.table['package'])) return null
  const candidates = rootCandidates(folder, own)
  const known = await Promise.all(candidates.map((file) => tomlFile(files, file)))
  const root = workspaceRoot(folder, own, (file) => known.find((each) => each?.file === file) ?? null)
  const lock = inFolder(posix.dirname((root ?? own).file), LOCK_FILE)
  const version = versionPlace(own, root)
  return {
    ...cargoManifest(own, root),
    file: own.file,
    files: [...new Set([own.file, ...(root === null ? [] : [root.file]), lock])],
    sharedVersion: version?.path[0] === 'workspace' ? version.at.file : null,
  }
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const get = tomlTexts(texts)
  const changes = edits.flatMap((one) => {
    neededText(texts, one.file)
    const own = get(one.file) as TomlFile
    const root = workspaceRoot(one.path, own, get)
    return [...versionChange(own, root, one.to), ...rangeChanges(own, root, one.ranges)]
  })
  const locks = [...texts.keys()].filter((file) => posix.basename(file) === LOCK_FILE).map(get)
  return changedTexts([...changes, ...locks.flatMap((lock) => (lock === null ? [] : cargoLockChanges(lock, edits)))])
}

function versionChange(own: TomlFile, root: TomlFile | null, to: string | null): readonly TomlChange[] {
  if (to === null) return []
  const path = ['package', 'version']
  if (semverScheme.parse(to) === null)
    throw tomlFault(own.text, own.file, path, `Cargo takes no version ${to}`, 'give a version such as 1.2.3')
  const place = versionPlace(own, root)
  if (place !== null) return [{ ...place, to }]
  const hint = `add version = "0.0.0" to ${own.file}, or give the package "ecosystem": "none"`
  throw tomlFault(own.text, own.file, path, `there is no version to set to ${to}`, hint)
}

function rangeChanges(own: TomlFile, root: TomlFile | null, ranges: VersionEdit['ranges']): readonly TomlChange[] {
  const all = localDependencies(own, root)
  return ranges.flatMap(({ name, kind, from, to }) => {
    const found = all.filter((edge) => edge.name === name && edge.kind === kind && edge.range === from)
    const changes = found.flatMap(({ place }) => (place === null ? [] : [{ ...place, to }]))
    if (changes.length > 0) return changes
    const what = `there is no path dependency ${name} with version ${JSON.stringify(from)}`
    throw tomlFault(own.text, own.file, ['dependencies', name], what, 'plan again at this commit')
  })
}

/** What has only a path (`*`) is built in as it lies there, so it follows every release without a rewrite. A set of
 *  comparators that shuts the new version out becomes a plain requirement: the workspace would no longer build. */
function stepRange(range: string, from: string | null, to: string): RangeStep {
  if (range === '*') return { text: range, meaning: `${from ?? range} → ${to}`, admits: true }
  const step = stepCargoRange(range, to)
  if (step.admits || step.text !== range || !range.includes(',')) return step
  const text = to.replace(/\+.*/, '')
  return { text, meaning: `${range} → ${text}`, admits: false }
}
