/** npm: package.json, its workspaces, and the lock files that repeat versions and ranges. */
import { posix } from 'node:path'
import { semverScheme } from '../core/schemes/semver.ts'
import type { Ecosystem, VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { editJson, jsonFault, readJson, type StringEdit, valueAt } from './json-span.ts'
import { LOCK_FILES, lockEdits } from './npm-lock.ts'
import { readManifest, SECTIONS } from './npm-manifest.ts'
import { workspaceMembers } from './npm-workspaces.ts'

const MANIFEST = 'package.json'

export const npm: Ecosystem = {
  name: 'npm',
  manifest: MANIFEST,
  also: LOCK_FILES,
  read: readManifest,
  edit,
  members: workspaceMembers,
}

function edit(files: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  const apply = (file: string, text: string, wanted: readonly StringEdit[]): void => {
    const after = editJson(text, file, wanted)
    if (after !== text) changed.set(file, after)
  }
  for (const one of edits) {
    const file = inFolder(one.path, MANIFEST)
    const text = changed.get(file) ?? neededText(files, file)
    apply(file, text, [...versionEdit(text, file, one.to), ...rangeEdits(text, file, one.ranges)])
  }
  for (const [file, text] of files)
    if (text !== null && LOCK_FILES.includes(posix.basename(file))) apply(file, text, lockEdits(text, file, edits))
  return changed
}

function versionEdit(text: string, file: string, to: string | null): readonly StringEdit[] {
  if (to === null) return []
  if (semverScheme.parse(to) === null)
    throw jsonFault(text, file, ['version'], `npm takes no version ${to}`, 'give a version such as 1.2.3')
  if (valueAt(readJson(text, file), ['version']) === undefined)
    throw jsonFault(
      text,
      file,
      [],
      `there is no "version" to set to ${to}`,
      `add "version": "0.0.0" to ${file}, or give the package "ecosystem": "none"`,
    )
  return [{ path: ['version'], to }]
}

function rangeEdits(text: string, file: string, ranges: VersionEdit['ranges']): readonly StringEdit[] {
  const root = readJson(text, file)
  return ranges.map(({ name, kind, from, to }) => {
    const path = [kind === 'build' ? 'build' : SECTIONS[kind], name]
    const found = valueAt(root, path)
    if (found === from) return { path, to }
    const problem = `${path.join('.')} is ${JSON.stringify(found ?? null)}, not ${JSON.stringify(from)}`
    throw jsonFault(text, file, path, problem, 'plan again at this commit')
  })
}
