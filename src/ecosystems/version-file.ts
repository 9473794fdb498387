/** A plain `VERSION` file: one line with a version, kept as it is around the number. */
import { semverScheme } from '../core/schemes/semver.ts'
import { type Ecosystem, EMPTY_MANIFEST, type VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { fault } from './fault.ts'

const MANIFEST = 'VERSION'

export const versionFile: Ecosystem = {
  name: 'version-file',
  manifest: MANIFEST,
  also: [],
  read: (text, file) => ({ ...EMPTY_MANIFEST, version: parts(text, file).version }),
  edit,
}

function edit(files: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const { path, to } of edits) {
    const file = inFolder(path, MANIFEST)
    const text = neededText(files, file)
    const { before, version, after } = parts(text, file)
    if (to === null || to === version) continue
    if (semverScheme.parse(to) === null) throw fault({ file, text, offset: before.length }, `${to} is no version`, HINT)
    changed.set(file, before + to + after)
  }
  return changed
}

const HINT = 'write one version such as 1.2.3, on one line'

/** `before` may hold a BOM, white space and a `v`; all three together are the file. */
function parts(
  text: string,
  file: string,
): { readonly before: string; readonly version: string; readonly after: string } {
  // `\s` takes the BOM too.
  const [, before = '', version = '', after = ''] = /^(\s*v?)(.*?)(\s*)$/s.exec(text) ?? []
  if (semverScheme.parse(version) !== null) return { before, version, after }
  const said = version === '' ? 'there is no version' : `${JSON.stringify(version.slice(0, 40))} is no version`
  throw fault({ file, text, offset: before.length }, said, HINT)
}
