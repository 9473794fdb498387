/** Where a pnpm-lock.yaml (versions 5, 6 and 9) repeats what manifests and catalogs say. */
import type { VersionEdit } from './ecosystem.ts'
import { lockKey } from './edited-files.ts'
import type { CatalogEdit } from './npm-catalogs.ts'
import { editWords, type WordEdit, type YamlLine, yamlLines } from './yaml-lines.ts'
import { readsAsText } from './yaml-span.ts'

const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies']

/** Links within the workspace have no version there, so ranges are all that changes, and the version of a catalog's entry.
 *  What the file does not hold is left out: a stale lock is pnpm's to mend. */
export function editPnpmLock(
  text: string,
  file: string,
  edits: readonly VersionEdit[],
  catalogs: readonly CatalogEdit[],
): string {
  if (catalogs.length === 0 && !/^catalogs:/m.test(text) && edits.every(({ ranges }) => ranges.length === 0))
    return text
  const byFolder = new Map(edits.map((edit) => [lockKey(file, edit.path) || '.', edit]))
  const wanted = yamlLines(text, file).flatMap(({ keys, value }): WordEdit[] => {
    if (value === null) return []
    const [first] = keys
    const importer = first === 'importers' ? rangeIn(keys, value.text, byFolder) : null
    const to = first === 'catalogs' ? inCatalog(keys, value.text, edits, catalogs) : importer
    return to === null ? [] : [{ word: value, to }]
  })
  return editWords(text, file, wanted, spell)
}

function spell(text: string): string {
  // What plainly is a range needs no look at all that YAML may take for something else.
  const isPlain = /^(?:workspace:)?[\^~]?\d+\.\d+\.\d+$/.test(text) || readsAsText(text)
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`
}

type Keys = YamlLine['keys']

/** `importers > folder > dependencies > name > specifier`, before version 6 `importers > folder > specifiers > name`. */
function rangeIn(keys: Keys, value: string, byFolder: ReadonlyMap<string, VersionEdit>): string | null {
  const [, folder = '', section = '', name] = keys
  const depth = SECTIONS.includes(section) && keys[4] === 'specifier' ? 5 : section === 'specifiers' ? 4 : null
  if (keys.length !== depth) return null
  return byFolder.get(folder)?.ranges.find((each) => each.name === name && each.from === value)?.to ?? null
}

/** `catalogs > catalog > name > specifier` or `version`. */
function inCatalog(
  [, catalog, name, last, below]: Keys,
  value: string,
  edits: readonly VersionEdit[],
  catalogs: readonly CatalogEdit[],
): string | null {
  if (below !== undefined || (last !== 'specifier' && last !== 'version')) return null
  const range = catalogs.find((each) => each.catalog === catalog && each.name === name && each.from === value)
  // From version 12 on pnpm repeats the range of a linked package as its version.
  if (range !== undefined || last === 'specifier') return range?.to ?? null
  return edits.find((each) => each.name === name && each.from === value)?.to ?? null
}
