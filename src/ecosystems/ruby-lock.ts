/** Gemfile.lock: versions and requirements of the repository's own gems, which Bundler repeats there. */
import type { VersionEdit } from './ecosystem.ts'
import { fault } from './fault.ts'
import { compareGems } from './ruby-version.ts'
import { replacedSpans, type SpanEdit } from './span-changes.ts'

export const LOCK_FILES = ['Gemfile.lock', 'gems.locked']

/** A line `name (value)`; `of` is the gem whose requirement it is. */
interface Entry {
  readonly section: string
  readonly indent: number
  readonly name: string
  readonly value: string
  readonly rest: string
  readonly start: number
  readonly of: string | null
}

const LINE = /^(?<indent> +)(?<name>\S+) \((?<value>[^()]*)\)(?<rest>.*)$/

/** Own gems are those of PATH; DEPENDENCIES and CHECKSUMS repeat them. What the lock does not hold is left out. */
export function editGemLock(text: string, file: string, edits: readonly VersionEdit[]): string {
  const entries = entriesOf(text)
  const changes = new Map(entries.map((entry) => [entry, newValue(entry, edits)] as const))
  const spans = entries.flatMap((entry): readonly SpanEdit[] => {
    const to = changes.get(entry) ?? null
    return to === null ? [] : [{ start: entry.start, end: entry.start + entry.value.length, to }]
  })
  const after = replacedSpans(text, spans)
  const wanted = entries.map((entry) => lineOf({ ...entry, value: changes.get(entry) ?? entry.value }))
  if (entriesOf(after).map(lineOf).join('\n') === wanted.join('\n')) return after
  const what = 'the edit would change more than it should'
  throw fault({ file, text, offset: spans[0]?.start ?? 0 }, what, 'edit the file by hand')
}

function lineOf({ section, indent, name, value, rest }: Entry): string {
  return `${section} ${indent} ${name} ${value} ${rest}`
}

function entriesOf(text: string): readonly Entry[] {
  const entries: Entry[] = []
  let [section, gem] = ['', '']
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    section = /^\uFEFF?([A-Z][A-Z ]*)$/.exec(line)?.[1] ?? section
    gem = /^ {4}(\S+)/.exec(line)?.[1] ?? gem
    const entry = entryOf(line)
    if (entry === null) continue
    entries.push({ ...entry, section, start: index + entry.start, of: entry.indent === 6 ? gem : null })
  }
  return entries
}

function entryOf(line: string): Pick<Entry, 'indent' | 'name' | 'value' | 'rest' | 'start'> | null {
  const { indent = '', name = '', value = '', rest = '' } = LINE.exec(line)?.groups ?? {}
  return name === '' ? null : { indent: indent.length, name, value, rest, start: indent.length + name.length + 2 }
}

function newValue(entry: Entry, edits: readonly VersionEdit[]): string | null {
  if (entry.section === 'PATH' && entry.indent === 6)
    return stepped(
      entry,
      edits.filter(({ name }) => name === entry.of),
      'runtime',
    )
  if (entry.section === 'DEPENDENCIES') return stepped(entry, edits, 'dev')
  const isOwn = entry.section === 'PATH' || (entry.section === 'CHECKSUMS' && entry.rest === '')
  const one = edits.find(({ name, from }) => name === entry.name && from !== null && isSame(from, entry.value))
  return isOwn ? (one?.to ?? null) : null
}

/** A gem of a platform of its own (`1.2.3-java`) is another entry. */
function isSame(version: string, locked: string): boolean {
  return !locked.includes('-') && compareGems(version, locked) === 0
}

function stepped(entry: Entry, edits: readonly VersionEdit[], kind: 'runtime' | 'dev'): string | null {
  const ranges = edits
    .flatMap((edit) => edit.ranges)
    .filter((range) => range.kind === kind && range.name === entry.name)
  const range = ranges.find(({ from }) => asLocked(from) === asLocked(entry.value))
  return range === undefined ? null : asLocked(range.to)
}

/** Bundler sorts the clauses, and gives a bare version its operator. */
function asLocked(range: string): string {
  const clauses = range.split(',').map((clause) => clause.trim().replace(/^(?=\d)/, '= '))
  return clauses.toSorted().join(', ')
}
