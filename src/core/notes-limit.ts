/** Cuts notes to what a host takes: 125,000 characters in a GitHub release, 65,536 in a pull request, 1,000,000 at GitLab. */

import { codeLines } from './fences.ts'

const BEGINS = /^(?:#{1,6} |[*+-] |\d+[.)] )/

/** Notes in pieces that may be cut apart: a heading, an entry with all its lines, a paragraph between them. */
const piecesOf = (notes: string): readonly string[] => {
  const lines = notes.split(/(?<=\n)/)
  const code = codeLines(lines)
  const pieces: string[] = []
  for (const [at, line] of lines.entries()) {
    if (at === 0 || (code[at] !== true && BEGINS.test(line))) pieces.push(line)
    else pieces[pieces.length - 1] += line
  }
  return pieces
}

const isHeading = (piece: string): boolean => /^#{1,6} /.test(piece)
const isEntry = (piece: string): boolean => /^(?:[*+-] |\d+[.)] )/.test(piece)

const closing = (left: number, url: string | null): string => {
  const what = left === 0 ? 'cut here' : left === 1 ? '1 more entry' : `${left} more entries`
  if (url !== null) return `… ${what}: [the full text](${url})`
  return left === 0 ? '… cut here: the rest is in the changelog' : `… ${what} in the changelog`
}

/** How many pieces there is room for; a heading is not left without what it is for. */
const countIn = (pieces: readonly string[], room: number): number => {
  let length = 0
  const beyond = pieces.findIndex((piece) => (length += piece.length) > room)
  const kept = beyond === -1 ? pieces.length : beyond
  return pieces.slice(0, kept).findLastIndex((piece) => !isHeading(piece)) + 1
}

/** At most `limit` characters: cut after an entry or a section, with a last line that links to the full text; `url` null
 *  names no place. Notes that fit are handed back as they are. */
export const fitNotes = (notes: string, limit: number, url: string | null): string => {
  if (notes.length <= limit) return notes
  const pieces = piecesOf(notes)
  const kept = countIn(pieces, limit - closing(pieces.length, url).length - 2)
  const left = pieces.slice(kept).filter(isEntry).length
  const text = pieces.slice(0, kept).join('').trimEnd()
  return (text === '' ? closing(left, url) : `${text}\n\n${closing(left, url)}`).slice(0, limit)
}
