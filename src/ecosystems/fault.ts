/** The `MANIFEST` error, which always says where: file, byte and line. */
import { RelError } from '../errors.ts'

/** A place in a file's text. `offset` counts UTF-16 units from 0, as strings do. */
export interface Place {
  readonly file: string
  readonly text: string
  readonly offset: number
}

/** The message counts bytes of UTF-8 from 0 (a BOM is three of them) and lines from 1. */
export function fault(place: Place, what: string, hint: string, cause?: unknown): RelError {
  const before = place.text.slice(0, place.offset)
  const line = before.split('\n').length
  return new RelError('MANIFEST', `${place.file}, byte ${Buffer.byteLength(before)}, line ${line}: ${what}`, {
    hint,
    cause,
  })
}
