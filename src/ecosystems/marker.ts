/** Versions in files of any kind, on lines that a comment marks: `rel:version`, or from `rel:version:start` to `rel:version:end`. */
import { fault } from './fault.ts'
import { steppedText, versionIn } from './version-text.ts'

/** Newcomers from release-please keep their comments. */
const LINE = /\brel:version\b(?![:-])|\bx-release-please-version\b/
const START = /\brel:version:start\b|\bx-release-please-start-version\b/
const END = /\brel:version:end\b|\bx-release-please-end\b/
const HINT = 'write the comment rel:version on the line of the version, or rel:version:start and :end around it'

/** A line, or the lines between two marks; offsets count UTF-16 units from 0. */
interface Marked {
  readonly start: number
  readonly end: number
}

/** The first version on a marked line; null when there is none. */
export function readMarked(text: string, file: string): string | null {
  for (const { start, end } of marked(text, file)) {
    const version = versionIn(text.slice(start, end))
    if (version !== null) return version
  }
  return null
}

/** On each marked line and in each block `from` becomes `to` wherever it stands; where it stands nowhere, the only version
 *  that is there does. Throws `MANIFEST` where that leaves nothing to replace, and when nothing is marked. */
export function editMarked(text: string, file: string, from: string | null, to: string): string {
  const places = marked(text, file)
  if (places.length === 0) throw fault({ file, text, offset: 0 }, 'no line is marked with rel:version', HINT)
  let after = text
  for (const { start, end } of places.toReversed()) {
    const now = steppedText(text.slice(start, end), from, to)
    if (now === null) {
      const which = from === null ? 'a version' : `${from}, or any other version alone,`
      throw fault({ file, text, offset: start }, `${which} is not where rel:version says`, 'write it there')
    }
    after = after.slice(0, start) + now + after.slice(end)
  }
  return after
}

function marked(text: string, file: string): readonly Marked[] {
  const found: Marked[] = []
  let open: Marked | null = null
  for (const { 0: line, index } of text.matchAll(/[^\n]+/g)) {
    const place = { start: index, end: index + line.length }
    if (open !== null && END.test(line)) {
      found.push({ start: open.end, end: index })
      open = null
    } else if (open === null && START.test(line)) open = place
    else if (open === null && LINE.test(line)) found.push(place)
  }
  if (open !== null) throw fault({ file, text, offset: open.start }, 'rel:version:start has no rel:version:end', HINT)
  return found
}
