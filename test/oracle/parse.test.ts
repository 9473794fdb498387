/** Our header expression against three independent parsers, on every message on which those agree. */
import fs from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { parseMessage } from '../../src/core/change.ts'
import { meantType } from '../../src/core/near-miss.ts'

interface Row {
  readonly message: string
  readonly agreed: {
    readonly valid: boolean
    readonly type?: string
    readonly scope?: string | null
    readonly subject?: string
    readonly breaking?: boolean
    readonly notes?: readonly string[]
  }
}

const FIELDS = ['valid', 'type', 'scope', 'subject', 'breaking'] as const
const corpus = path.resolve(import.meta.dirname, '../../../shared/corpus/parse/agree.jsonl.gz')

// Without the corpus, these: the situations of the specification's own examples.
const TABLE: readonly Row[] = [
  { message: 'feat!: x', agreed: { valid: true, type: 'feat', scope: null, subject: 'x', breaking: true } },
  { message: 'FIX(a/b): y ', agreed: { valid: true, type: 'FIX', scope: 'a/b', subject: 'y', breaking: false } },
  {
    message: 'docs: z\r\n\r\nBREAKING-CHANGE: w',
    agreed: { valid: true, type: 'docs', scope: null, subject: 'z', breaking: true, notes: ['w'] },
  },
  {
    message: 'feat(x)!: y\n\nReviewed-by: Z',
    agreed: { valid: true, type: 'feat', scope: 'x', subject: 'y', breaking: true },
  },
  { message: 'Merge branch main', agreed: { valid: false } },
  { message: 'update: ', agreed: { valid: false } },
]

const rows = fs.existsSync(corpus)
  ? gunzipSync(fs.readFileSync(corpus))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row)
  : TABLE

const folded = (texts: readonly string[]): readonly string[] => texts.map((text) => text.replace(/\s+/g, ' ').trim())

const ours = (message: string) => {
  const { header, breaking, notes } = parseMessage(message)
  if (header === null) return { valid: false, notes }
  return { valid: true, type: header.type.toLowerCase(), scope: header.scope, subject: header.subject, breaking, notes }
}

test('type, scope, subject, breaking and validity are those that all parsers agree on', () => {
  const different = rows.flatMap(({ message, agreed }) => {
    const got: Readonly<Record<string, unknown>> = ours(message)
    const want: Readonly<Record<string, unknown>> = { ...agreed, type: agreed.type?.toLowerCase() }
    const fields = FIELDS.filter((field) => field in agreed && got[field] !== want[field])
    return fields.length === 0 ? [] : [{ message: message.slice(0, 80), fields }]
  })
  console.log(`messages ${rows.length}, equal ${rows.length - different.length}`)
  expect(different).toEqual([])
})

test('texts of breaking footers are those that the parsers agree on', () => {
  const withNotes = rows.filter(({ agreed }) => agreed.notes !== undefined)
  const different = withNotes.filter(
    ({ message, agreed }) => folded(parseMessage(message).notes).join('\0') !== folded(agreed.notes ?? []).join('\0'),
  )
  console.log(`messages with agreed notes ${withNotes.length}, equal ${withNotes.length - different.length}`)
  expect(different).toEqual([])
})

// Of 8,456 messages, 52: nearly all of them are breaking changes or fixes that no tool takes for one.
test('near misses are found, and seldom where all parsers agree', () => {
  const isMiss = (message: string) => {
    const { hint, header, breaking } = parseMessage(message)
    return hint !== null || (header !== null && !breaking && meantType(header.type.toLowerCase()) !== null)
  }
  const hinted = rows.filter(({ message }) => isMiss(message))
  console.log(`messages with a hint ${hinted.length} of ${rows.length}`)
  expect(hinted.length / rows.length).toBeLessThan(0.01)
})
