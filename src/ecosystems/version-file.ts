/** A plain `VERSION` file: one line with a version, kept as it is around the number. */
import { type CommitFiles, type Ecosystem, EMPTY_MANIFEST, type FoundPackage, type VersionEdit } from './ecosystem.ts'
import { inFolder, neededText } from './edited-files.ts'
import { fault } from './fault.ts'

const MANIFEST = 'VERSION'

export const versionFile: Ecosystem = { name: 'version-file', manifest: MANIFEST, find, edit }

async function find(folder: string, files: CommitFiles): Promise<FoundPackage | null> {
  const file = inFolder(folder, MANIFEST)
  const text = await files.read(file)
  if (text === null) return null
  return { ...EMPTY_MANIFEST, version: parts(text, file).version, file, files: [file], sharedVersion: null }
}

function edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string> {
  const changed = new Map<string, string>()
  for (const { file, to } of edits) {
    const text = neededText(texts, file)
    const { before, version, after } = parts(text, file)
    if (to === null || to === version) continue
    if (!WORD.test(to)) throw fault({ file, text, offset: before.length }, `${to} is no version`, HINT)
    changed.set(file, before + to + after)
  }
  return changed
}

const HINT = 'write one version such as 1.2.3, on one line'

/** Whether it is a version is for the scheme to say; in all of them it is one word that begins with a digit. */
const WORD = /^\d[\w.+!-]*$/

/** `before` may hold a BOM, white space and a `v`; all three together are the file. */
function parts(
  text: string,
  file: string,
): { readonly before: string; readonly version: string; readonly after: string } {
  // `\s` takes the BOM too.
  const [, before = '', version = '', after = ''] = /^(\s*v?)(.*?)(\s*)$/s.exec(text) ?? []
  if (WORD.test(version)) return { before, version, after }
  const said = version === '' ? 'there is no version' : `${JSON.stringify(version.slice(0, 40))} is no version`
  throw fault({ file, text, offset: before.length }, said, HINT)
}
