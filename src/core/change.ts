/** One commit message taken apart as Conventional Commits 1.0 says; what it means for a version is classify.ts's. */
import { nearMiss } from './near-miss.ts'

export interface Header {
  /** As written; compare it in lower case. */
  readonly type: string
  readonly scope: string | null
  readonly breaking: boolean
  readonly subject: string
}

export interface Footer {
  readonly token: string
  readonly value: string
}

/** What a message takes back: the header it quotes, commit ids, which may be abbreviated (7 digits at least), and the number
 *  of the request that forges name instead (`Reverts acme/core#12`). */
export interface Revert {
  readonly header: string | null
  readonly ids: readonly string[]
  readonly request: string | null
}

export interface Message {
  /** The first line that is not empty. */
  readonly first: string
  readonly header: Header | null
  /** The first line when it is no header, else the header's subject. */
  readonly subject: string
  /** Texts of `BREAKING CHANGE:` footers; a text may be empty. */
  readonly notes: readonly string[]
  readonly breaking: boolean
  /** Without the breaking ones. */
  readonly footers: readonly Footer[]
  readonly revert: Revert | null
  /** Why this looks as if more was meant than it says, as an order to follow. */
  readonly hint: string | null
}

// Equal to conventional-commits-parser with the conventionalcommits preset wherever that, the specification's own parser
// and git-conventional agree (test/oracle/parse.test.ts). Where they differ: no empty, nested or second scope.
const HEADER = /^(\w+)(?:\(([^()]+)\))?(!?): \s*(\S.*)$/
const NOTE = /^(BREAKING[ -]CHANGE):\s*(.*)$/
const FOOTER = /^([\w-]+)(?::[ \t]+(?=\S)|[ \t]+#)(.*)$/
const MAYBE_FOOTER = /^(?:BREAKING[ -]CHANGE:|[\w-]+(?::[ \t]+\S|[ \t]+#))/m
const QUOTED = /^(?:revert|reapply)\s+"(.+)"(?:\s+\(#\d+\))?$/i
const REVERTED_IDS = /^This reverts commits? ([0-9a-f]{7,64}(?:(?:,|,? and)\s+[0-9a-f]{7,64})*)/gim
const ID = /\b[0-9a-f]{7,64}\b/gi
const REQUEST = /^Reverts (?:[\w.-]+\/[\w.-]+)?#(\d+)\b/im

/** The parts of a first line, or null when it is not `type(scope)!: subject`. */
export function parseHeader(line: string): Header | null {
  const match = HEADER.exec(line)
  if (match === null) return null
  const scope = match[2] ?? null
  if (scope?.trim() === '') return null
  return { type: match[1] ?? '', scope, breaking: match[3] === '!', subject: (match[4] ?? '').trimEnd() }
}

/** Takes a whole message apart. Footers as in the specification: each begins a line, at the start of a paragraph or after
 *  another footer, and runs on to the next one; breaking ones count wherever a line begins with one. */
export function parseMessage(message: string): Message {
  const text = message.replace(/^[\r\n]+/, '')
  const [first = ''] = text.split(/\r?\n/, 1)
  const body = text.slice(first.length)
  const header = parseHeader(first)
  // Most messages have none, which one look at the whole tells.
  const { notes, footers } = MAYBE_FOOTER.test(body) ? footersOf(body.split(/\r?\n/).slice(1)) : NO_FOOTERS
  const breaking = header !== null && (header.breaking || notes.length > 0)
  return {
    first: first.trim(),
    header,
    subject: header?.subject ?? first.trim(),
    notes,
    breaking,
    footers,
    revert: revertOf(first.trim(), header, message, footers),
    hint: nearMiss(message, { first, header, notes, breaking, footers }),
  }
}

interface Footers {
  readonly notes: readonly string[]
  readonly footers: readonly Footer[]
}

const NO_FOOTERS: Footers = { notes: [], footers: [] }

function footersOf(lines: readonly string[]): Footers {
  const found: { token: string; lines: string[]; note: boolean }[] = []
  let open: string[] | null = null
  let paragraph = true
  for (const line of lines) {
    const note = NOTE.exec(line)
    const match: RegExpExecArray | null = note ?? (paragraph || open !== null ? FOOTER.exec(line) : null)
    if (match !== null) {
      open = [match[2] ?? '']
      found.push({ token: match[1] ?? '', lines: open, note: note !== null })
    } else open?.push(line)
    paragraph = line.trim() === ''
  }
  const texts = found.map(({ token, lines: value, note }) => ({ token, value: value.join('\n').trim(), note }))
  return {
    notes: texts.filter(({ note }) => note).map(({ value }) => value),
    footers: texts.filter(({ note }) => !note).map(({ token, value }) => ({ token, value })),
  }
}

// Git writes `Revert "…"`, and since 2.43 `Reapply "…"` for the revert of a revert; people write `revert: …`.
function revertOf(first: string, header: Header | null, message: string, footers: readonly Footer[]): Revert | null {
  if (!/^re(?:vert|apply)\b/i.test(first)) return null
  const ids = Array.from(message.matchAll(REVERTED_IDS), (match) => idsIn(match[1] ?? '')).flat()
  const request = REQUEST.exec(message)?.[1] ?? null
  if (header === null) return quotedRevert(first, ids, request)
  if (header.type.toLowerCase() !== 'revert') return null
  const refs = footers.filter(({ token }) => token.toLowerCase() === 'refs').flatMap(({ value }) => idsIn(value))
  return { header: header.subject.replace(/^"(.+)"$/, '$1'), ids: [...ids, ...refs], request }
}

function quotedRevert(first: string, ids: readonly string[], request: string | null): Revert | null {
  const header = QUOTED.exec(first)?.[1] ?? null
  return header === null && ids.length === 0 && request === null ? null : { header, ids, request }
}

function idsIn(text: string): readonly string[] {
  return (text.match(ID) ?? []).map((id) => id.toLowerCase())
}

/** A header without the number of the request that forges put behind it. */
export function withoutNumber(header: string): string {
  return header.replace(/ \(#\d+\)$/, '')
}
