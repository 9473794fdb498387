/** gradle.properties: keys and values as Java reads them, and edits of single values. */
import { fault } from './fault.ts'
import { replacedSpans, type Span, type SpanEdit } from './span-changes.ts'

export interface Property extends Span {
  readonly value: string
}

const LOGICAL_LINE = /(?:\\\r?\n|\\[^\r\n]|[^\\\r\n])+/g
const ENTRY = /^([\s\uFEFF]*)([^#!\s=:\\\uFEFF][^\s=:\\]*)([^\S\r\n]*[=:][^\S\r\n]*|[^\S\r\n]+)(.*?)[^\S\r\n]*$/

/** By key; of equal keys the last one counts. Left out are keys and values that have an escape or more than one line. */
export function gradleProperties(text: string): ReadonlyMap<string, Property> {
  const found = new Map<string, Property>()
  for (const { 0: line, index } of text.matchAll(LOGICAL_LINE)) {
    const [, blank = '', key, gap = '', value = ''] = ENTRY.exec(line) ?? []
    if (key === undefined) continue
    const start = index + blank.length + key.length + gap.length
    if (value.includes('\\')) found.delete(key)
    else found.set(key, { start, end: start + value.length, value })
  }
  return found
}

/** What comes out is read again and must differ in these values alone. */
export function editProperties(text: string, file: string, edits: readonly SpanEdit[]): string {
  const entries = (read: string) => [...gradleProperties(read)].map(([key, { value }]) => `${key}=${value}`)
  const wanted = [...gradleProperties(text)].map(([key, { value, start }]) => {
    const edit = edits.find((each) => each.start === start)
    return `${key}=${edit?.to ?? value}`
  })
  const after = replacedSpans(text, edits)
  if (entries(after).join('\0') === wanted.join('\0')) return after
  const what = 'the edit would change more than it should'
  throw fault({ file, text, offset: edits[0]?.start ?? 0 }, what, 'edit the file by hand')
}
