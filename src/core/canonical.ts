/** The one spelling of a JSON value (RFC 8785), and the digests that are taken over it. */
import { createHash } from 'node:crypto'
import serialize from 'canonicalize'
import { RelError } from '../errors.ts'
import type { Digest, Json } from '../model.ts'

/** RFC 8785: keys in UTF-16 order, no white space, ECMAScript numbers. Throws `BUG` for what JSON cannot hold. */
export function canonical(value: Json): string {
  const text = serialize(value)
  if (text === undefined) throw new RelError('BUG', 'a value without a JSON form was to be made canonical')
  return text
}

/** The digest of the canonical form's UTF-8 bytes. */
export function digestOf(value: Json): Digest {
  return `sha256:${sha256(canonical(value))}`
}

/** Lower-case hexadecimal; a string counts as its UTF-8 bytes. */
export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
