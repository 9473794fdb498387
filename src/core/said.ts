/** What a message says by the convention, git's own reverts included, and when two say the same. */
import { type Header, type Message, withoutNumber } from './change.ts'

/** `type` is in lower case; `notes` are texts of breaking changes. */
export interface Said extends Header {
  readonly notes: readonly string[]
}

/** Null when it follows no convention. Git's own `Revert "…"` has no type; it counts as one, with the quoted header as its
 *  subject. */
export function saidIn(message: Message): Said | null {
  const { header, breaking, revert, subject } = message
  if (header !== null)
    return { ...header, type: header.type.toLowerCase(), breaking, notes: breaking ? notesOf(message) : [] }
  if (revert === null) return null
  return { type: 'revert', scope: null, breaking: false, subject: revert.header ?? subject, notes: [] }
}

// Conventional Commits 1.0: a `!` without a footer means that the subject describes the breaking change.
function notesOf({ notes, subject }: Message): readonly string[] {
  const texts = notes.filter((note) => note !== '')
  return texts.length === 0 ? [subject] : texts
}

/** Whether both tell of one change. */
export function sameChange(a: Said, b: Said): boolean {
  return a.type === b.type && a.scope === b.scope && withoutNumber(a.subject) === withoutNumber(b.subject)
}
