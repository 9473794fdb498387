/** TOML files of a commit, each parsed once, and the edits of several of them at a time. */
import type { CommitFiles } from './ecosystem.ts'
import { fault } from './fault.ts'
import { editToml, readToml, type TomlPath, type TomlTable } from './toml-span.ts'

export interface TomlFile {
  readonly file: string
  readonly text: string
  readonly table: TomlTable
}

/** A string value's new text. */
export interface TomlChange {
  readonly at: TomlFile
  readonly path: TomlPath
  readonly to: string
}

const KNOWN = new WeakMap<CommitFiles, Map<string, Promise<TomlFile | null>>>()

/** Null when the commit has no such file. Throws `MANIFEST` for what is no TOML. */
export function tomlFile(files: CommitFiles, file: string): Promise<TomlFile | null> {
  const known = KNOWN.get(files) ?? new Map<string, Promise<TomlFile | null>>()
  KNOWN.set(files, known)
  const found = known.get(file) ?? files.read(file).then((text) => parsed(file, text))
  known.set(file, found)
  return found
}

/** The same for texts that are there already. */
export function tomlTexts(texts: ReadonlyMap<string, string | null>): (file: string) => TomlFile | null {
  const known = new Map<string, TomlFile | null>()
  return (file) => {
    const found = known.get(file) ?? parsed(file, texts.get(file) ?? null)
    known.set(file, found)
    return found
  }
}

function parsed(file: string, text: string | null): TomlFile | null {
  return text === null ? null : { file, text, table: readToml(text, file) }
}

/** The new texts of those files that come out changed. Throws `MANIFEST`, also when two changes want one value differently. */
export function changedTexts(changes: readonly TomlChange[]): ReadonlyMap<string, string> {
  const after = new Map<string, string>()
  for (const [{ file, text }, wanted] of Map.groupBy(changes, ({ at }) => at)) {
    for (const { path, to } of wanted) {
      const other = wanted.find((each) => each.to !== to && each.path.join('\0') === path.join('\0'))
      if (other === undefined) continue
      const what = `${path.join('.')} cannot be ${to} and ${other.to}`
      throw fault({ file, text, offset: 0 }, what, 'release those who share it as one fixed group')
    }
    const edited = editToml(text, file, wanted)
    if (edited !== text) after.set(file, edited)
  }
  return after
}
