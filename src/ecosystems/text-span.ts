/** Replaces stretches of a text, all at once: one after another would copy a long file once for each of them. */

/** `start` and `end` (not included) count UTF-16 units from 0. */
export interface SpanEdit {
  readonly start: number
  readonly end: number
  readonly to: string
}

/** The stretches must not overlap; their order does not matter. */
export function replaceSpans(text: string, edits: readonly SpanEdit[]): string {
  const pieces: string[] = []
  let at = 0
  for (const { start, end, to } of edits.toSorted((a, b) => a.start - b.start)) {
    pieces.push(text.slice(at, start), to)
    at = end
  }
  return [...pieces, text.slice(at)].join('')
}
