/** DSSE 1.0 envelopes around in-toto Statements, and the bare Statement that stands in their place when there is no key. */
import canonicalize from 'canonicalize'
import * as v from 'valibot'
import { RelError } from '../../errors.ts'
import type { Statement } from '../../model.ts'

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json'

/** In UTF-16 units of the text. A statement with a large SBOM stays well below. */
const MAX_TEXT = 32 * 1024 * 1024
const MAX_SIGNATURES = 16

/** `sig` is base64. `rel_publicKey` is the signer's SSH public key line, so that a good signature by a key that nobody
 *  trusts yet can be told from a broken one; DSSE readers ignore fields they do not know. */
export interface EnvelopeSignature {
  readonly keyid: string
  readonly sig: string
  readonly rel_publicKey: string
}

export interface Envelope {
  readonly payload: string
  readonly payloadType: typeof PAYLOAD_TYPE
  readonly signatures: readonly EnvelopeSignature[]
}

/** A signature as read from outside; `keyid` is `''` and `publicKey` null when the envelope has none. */
export interface ReadSignature {
  readonly keyid: string
  readonly sig: Buffer
  readonly publicKey: string | null
}

/** `payload` holds the bytes that were signed, not looked into yet. */
export interface Opened {
  readonly payload: Buffer
  readonly signatures: readonly ReadSignature[]
  readonly unsigned: boolean
}

const EnvelopeShape = v.object({
  payload: v.string(),
  payloadType: v.literal(PAYLOAD_TYPE),
  signatures: v.pipe(
    v.array(
      v.object({ keyid: v.optional(v.string(), ''), sig: v.string(), rel_publicKey: v.nullish(v.string(), null) }),
    ),
    v.minLength(1),
    v.maxLength(MAX_SIGNATURES),
  ),
})

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
/** Goes before valibot's own object schemas, which take a list for an object. */
const AnObject = v.custom<Statement['predicate']>(isObject, 'no JSON object')
const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const StatementShape = v.object({
  _type: v.literal('https://in-toto.io/Statement/v1'),
  subject: v.array(
    v.object({
      name: v.optional(v.string()),
      digest: v.pipe(AnObject, v.objectWithRest({ sha256: v.optional(Sha256) }, v.string())),
    }),
  ),
  predicateType: v.pipe(v.string(), v.minLength(1)),
  predicate: AnObject,
})

/** DSSE's pre-authentication encoding: the bytes that are signed. */
export function pae(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `), body])
}

/** The statement as canonical JSON (RFC 8785): equal statements give equal bytes. */
export function statementBytes(statement: Statement): Buffer {
  return Buffer.from(canonicalize(statement) ?? '')
}

export function makeEnvelope(statement: Statement, signatures: readonly EnvelopeSignature[]): Envelope {
  return { payload: statementBytes(statement).toString('base64'), payloadType: PAYLOAD_TYPE, signatures }
}

/** One line, without its line end. */
export function serialize(envelope: Envelope): string {
  return canonicalize(envelope) ?? ''
}

/** Opens the envelope and leaves the payload closed, for readers that verify first. Throws `TAMPERED`. */
export function openEnvelope(text: string): Opened {
  if (text.length > MAX_TEXT) throw tampered('is larger than any that rel writes')
  const outer = parse(text)
  const isEnvelope = typeof outer === 'object' && outer !== null && !('_type' in outer)
  if (!isEnvelope) return { payload: Buffer.from(text.trim()), signatures: [], unsigned: true }
  const read = v.safeParse(EnvelopeShape, outer)
  if (!read.success) throw tampered(`is no DSSE envelope of an in-toto statement: ${v.summarize(read.issues)}`)
  const signatures = read.output.signatures.map(({ keyid, sig, rel_publicKey }) => ({
    keyid,
    sig: decodeBase64(sig),
    publicKey: rel_publicKey,
  }))
  return { payload: decodeBase64(read.output.payload), signatures, unsigned: false }
}

/** The statement in an opened payload. Throws `TAMPERED`. */
export function readStatement(payload: Buffer): Statement {
  const value = parse(decodeUtf8(payload))
  const read = v.safeParse(StatementShape, value)
  if (!read.success) throw tampered(`is no in-toto Statement v1: ${v.summarize(read.issues)}`)
  return value as Statement // as it was written: fields that rel does not know are kept
}

/** Text that comes from outside: an envelope, or a bare Statement. No signature is checked. Throws `TAMPERED`. */
export function readEnvelopeOrStatement(text: string): Opened & { readonly statement: Statement } {
  const opened = openEnvelope(text)
  return { ...opened, statement: readStatement(opened.payload) }
}

/** Base64 in either alphabet, as DSSE demands, but in the one spelling that an encoder gives. */
function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  const encoded = bytes.toString('base64')
  const urlSafe = encoded.replaceAll('+', '-').replaceAll('/', '_')
  if (text !== encoded && text !== urlSafe) throw tampered('holds broken base64')
  return bytes
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw tampered('is not UTF-8', cause)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw tampered('is not JSON', cause)
  }
}

function tampered(what: string, cause?: unknown): RelError {
  return new RelError('TAMPERED', `the statement ${what}`, {
    hint: 'fetch it again from where it was published',
    cause,
  })
}
