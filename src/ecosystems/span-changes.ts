/** Edits of spans in several files at a time, as those ecosystems make them that find a version in more than one place. */
import type { RelError } from '../errors.ts'
import { fault } from './fault.ts'

/** A stretch of a file's text, `end` not included; both count UTF-16 units from 0, as strings do. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A span and the file that it is in. */
export interface FileSpan extends Span {
  readonly file: string
  readonly text: string
}

export interface SpanEdit extends Span {
  readonly to: string
}

export interface SpanChange extends FileSpan {
  readonly to: string
}

export type EditSpans = (text: string, file: string, edits: readonly SpanEdit[]) => string

/** The new texts of those files that come out changed. Throws `MANIFEST`, also when two changes want one value differently. */
export function changedFiles(changes: readonly SpanChange[], edit: EditSpans): ReadonlyMap<string, string> {
  const after = new Map<string, string>()
  for (const [file, [first, ...others]] of Map.groupBy(changes, (change) => change.file)) {
    if (first === undefined) continue
    const { text } = first
    const unique = new Map([[first.start, first]])
    for (const change of others) {
      const known = unique.get(change.start) ?? change
      if (known.to !== change.to || known.end !== change.end) throw disagreement(known, change.to)
      unique.set(change.start, change)
    }
    const edited = edit(
      text,
      file,
      [...unique.values()].toSorted((a, b) => a.start - b.start),
    )
    if (edited !== text) after.set(file, edited)
  }
  return after
}

function disagreement({ file, text, start, end, to }: SpanChange, other: string): RelError {
  const what = `${text.slice(start, end)} cannot become ${to} and ${other}`
  return fault({ file, text, offset: start }, what, 'release those who share it as one fixed group')
}

/** The text with the spans replaced; they are in order and do not overlap. */
export function replacedSpans(text: string, edits: readonly SpanEdit[]): string {
  let after = ''
  let at = 0
  for (const { start, end, to } of edits) {
    after += text.slice(at, start) + to
    at = end
  }
  return after + text.slice(at)
}
