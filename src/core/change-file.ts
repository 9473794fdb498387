/** Change files (`.changeset/<id>.md`): YAML front matter that names packages and their bumps, then a summary in Markdown. */
import type { Pair, YAMLMap } from 'yaml'
import { RelError } from '../errors.ts'
import type { ChangeFile, Effect } from '../model.ts'
import { yaml } from './yaml.ts'

/** One line of front matter. `start` and `end` are places in the whole text. */
interface Entry {
  readonly package: string
  readonly bump: Effect
  readonly start: number
  readonly end: number
}

interface Parts {
  readonly entries: readonly Entry[]
  /** All on one line in brackets: entries have no lines of their own. */
  readonly flow: boolean
  readonly summary: string
}

const FRONT = /^(\uFEFF?\s*---[ \t]*\r?\n)([^]*?)^---[ \t]*(?:\r?\n|$)/m

/** Throws `CHANGE_FILE` naming file and line (from 1). With `known`, also for a package that is not one of those. */
export function parseChangeFile(
  text: string,
  file: string,
  known?: readonly string[],
): Pick<ChangeFile, 'releases' | 'summary'> {
  const { entries, summary } = partsOf(text, file)
  const stranger = known === undefined ? undefined : entries.find((entry) => !known.includes(entry.package))
  if (stranger !== undefined)
    throw fault(text, file, stranger.start, `there is no package ${JSON.stringify(stranger.package)} here`, {
      hint: `name one of these, or remove the line: ${known?.slice(0, 20).join(', ')}`,
    })
  return { releases: entries.map((entry) => ({ package: entry.package, bump: entry.bump })), summary }
}

/** What the file becomes when the named packages (as it spells them) are released: null, it is removed, since nothing in it
 *  waits any more; else its text without their lines. `none` waits for nothing. Throws `CHANGE_FILE`. */
export function consumeChangeFile(text: string, file: string, released: ReadonlySet<string>): string | null {
  const { entries, flow } = partsOf(text, file)
  const waits = entries.filter((entry) => entry.bump !== 'none' && !released.has(entry.package))
  if (waits.length === 0) return null
  const done = entries.filter((entry) => released.has(entry.package))
  if (done.length === 0) return text
  if (!flow) return done.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text)
  const [first, last] = [entries[0]?.start ?? 0, entries.at(-1)?.end ?? 0]
  const left = entries.filter((entry) => !released.has(entry.package)).map(({ start, end }) => text.slice(start, end))
  return text.slice(0, first) + left.join(', ') + text.slice(last)
}

function partsOf(text: string, file: string): Parts {
  const [whole, open = '', front = ''] = FRONT.exec(text) ?? []
  if (whole === undefined)
    throw fault(text, file, 0, 'there is no front matter', {
      hint: 'begin it with ---, packages and their bumps, and ---',
    })
  const { isMap, isScalar, LineCounter, parseDocument } = yaml()
  const document = parseDocument(front, { uniqueKeys: true, lineCounter: new LineCounter(), prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) throw fault(text, file, open.length + error.pos[0], error.message, { hint: HINT })
  const summary = text.slice(whole.length).trim()
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return { entries: [], flow: false, summary }
  if (!isMap(contents)) throw fault(text, file, open.length, 'the front matter is no list of packages', { hint: HINT })
  return { entries: entriesOf(contents, { text, file, offset: open.length }), flow: contents.flow === true, summary }
}

interface Place {
  readonly text: string
  readonly file: string
  readonly offset: number
}

const HINT = 'write one package a line with its bump: "core": minor'

function entriesOf(map: YAMLMap, place: Place): readonly Entry[] {
  return map.items.map((pair) => {
    const { start, end, ...said } = entryOf(pair, place)
    const { text } = place
    return map.flow === true
      ? { ...said, start, end }
      : { ...said, start: lineStart(text, start), end: lineEnd(text, end) }
  })
}

function entryOf({ key, value }: Pair, { text, file, offset }: Place): Entry {
  const { isScalar } = yaml()
  const [from, to] = isScalar(key) && key.range ? key.range : [0, 0]
  const start = offset + from
  if (!isScalar(key) || typeof key.value !== 'string' || key.value === '')
    throw fault(text, file, start, 'this names no package', { hint: HINT })
  if (!isScalar(value) || !isBump(value.value))
    throw fault(text, file, start, `the bump of ${key.value} is none of major, minor, patch, none`, { hint: HINT })
  return { package: key.value, bump: value.value, start, end: offset + (value.range?.[1] ?? to) }
}

function isBump(value: unknown): value is Effect {
  return value === 'major' || value === 'minor' || value === 'patch' || value === 'none'
}

function lineStart(text: string, place: number): number {
  return text.lastIndexOf('\n', place - 1) + 1
}

function lineEnd(text: string, place: number): number {
  const end = text.indexOf('\n', place)
  return end === -1 ? text.length : end + 1
}

function fault(text: string, file: string, place: number, said: string, { hint }: { readonly hint: string }): RelError {
  const line = text.slice(0, place).split('\n').length
  return new RelError('CHANGE_FILE', `${file}:${line}: ${said}`, { hint })
}
