/** Where a yarn.lock of Yarn 2 and later repeats the ranges of manifests; Yarn 1 does not list workspaces. */
import type { VersionEdit } from './ecosystem.ts'
import { lockKey } from './edited-files.ts'
import { type CatalogEdit, catalogOf } from './npm-catalogs.ts'
import { editWords, type WordEdit, type YamlLine, yamlLines, type YamlWord } from './yaml-lines.ts'

/** Yarn 4 writes `npm:^1.0.0` for `^1.0.0`, except for peers. */
const PREFIX = 'npm:'

/** A workspace's version is `0.0.0-use.local` there, so ranges are all that changes: those of the package that depends, and
 *  the list of ranges that lead to the one it depends on. What the file does not hold is left out. */
export function editYarnLock(
  text: string,
  file: string,
  edits: readonly VersionEdit[],
  catalogs: readonly CatalogEdit[],
): string {
  if (!/^__metadata:/m.test(text) || edits.every(({ ranges }) => ranges.length === 0)) return text
  const lines = yamlLines(text, file)
  const entries = new Map<string, string>()
  for (const { keys, value } of lines)
    if (keys.length === 2 && keys[1] === 'resolution' && value !== null) entries.set(value.text, keys[0] ?? '')
  const byEntry = new Map<string | undefined, VersionEdit>()
  for (const edit of edits) byEntry.set(entries.get(`${edit.name}@workspace:${lockKey(file, edit.path) || '.'}`), edit)
  const rewritten = lines.flatMap((line) => rangeEdit(line, byEntry) ?? [])
  const ranges = asked(lines, new Map(rewritten.map(({ word, to }) => [word, to])), catalogs)
  const keys = lines.flatMap((line) => keyEdit(line, entries, ranges) ?? [])
  return editWords(text, file, [...rewritten, ...keys], spell)
}

function rangeEdit({ keys, value }: YamlLine, byEntry: ReadonlyMap<string | undefined, VersionEdit>): WordEdit | null {
  const [entry = '', section, name] = keys
  if (keys.length !== 3 || value === null) return null
  const range = byEntry.get(entry)?.ranges.find((each) => {
    const wanted = each.kind === 'peer' ? 'peerDependencies' : 'dependencies'
    return each.name === name && wanted === section && [each.from, PREFIX + each.from].includes(value.text)
  })
  if (range === undefined) return null
  return { word: value, to: value.text === range.from ? range.to : PREFIX + range.to }
}

type Ranges = Map<string, Set<string>>

/** Ranges by name: those that any entry asks for before and after, and those that some entry gives up. */
interface Asked {
  readonly before: Ranges
  readonly after: Ranges
  readonly left: Ranges
}

function asked(
  lines: readonly YamlLine[],
  edits: ReadonlyMap<YamlWord, string>,
  catalogs: readonly CatalogEdit[],
): Asked {
  const found: Asked = { before: new Map(), after: new Map(), left: new Map() }
  for (const { keys, value } of lines) {
    const [, section, name = ''] = keys
    if (keys.length !== 3 || section !== 'dependencies' || value === null) continue
    const catalog = catalogs.find((each) => each.name === name && each.catalog === catalogOf(value.text))
    const from = catalog === undefined ? value.text : PREFIX + catalog.from
    const to = catalog === undefined ? (edits.get(value) ?? from) : PREFIX + catalog.to
    added(found.before, name, from)
    added(found.after, name, to)
    if (from !== to) added(found.left, name, from)
  }
  return found
}

/** A workspace's key lists every range that leads to it, in order: one that nobody asks for any more leaves it. */
function keyEdit({ keys, key }: YamlLine, entries: ReadonlyMap<string, string>, ranges: Asked): WordEdit | null {
  const listed = key.text.split(', ')
  const own = listed.find((each) => entries.has(each) && each.includes('@workspace:'))
  if (keys.length !== 1 || own === undefined) return null
  const name = own.slice(0, own.indexOf('@', 1))
  const of = (sets: Ranges) => new Set(Array.from(sets.get(name) ?? [], (range) => `${name}@${range}`))
  const [before, after, left] = [of(ranges.before), of(ranges.after), of(ranges.left)]
  if (!listed.some((each) => left.has(each))) return null
  const kept = listed.filter((each) => after.has(each) || !left.has(each))
  const come = [...after].filter((each) => !before.has(each))
  return { word: key, to: [...new Set([...kept, ...come])].sort().join(', ') }
}

function added(sets: Ranges, name: string, range: string): void {
  const set = sets.get(name) ?? new Set()
  sets.set(name, set.add(range))
}

/** Quotes where Yarn's own writer sets them. */
function spell(text: string): string {
  return /^[^-?:,\][{}#&*!|>'"%@`\s](?:[ \t]*[^,\][{}:#\s])*$/.test(text) ? text : JSON.stringify(text)
}
