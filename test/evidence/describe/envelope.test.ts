/** Envelopes: the specification's vector, canonical bytes, and refusal of everything that is not quite one. */
import { expect, test } from 'vitest'
import {
  makeEnvelope,
  pae,
  PAYLOAD_TYPE,
  readEnvelopeOrStatement,
  serialize,
  statementBytes,
} from '../../../src/evidence/describe/envelope.ts'
import { RelError } from '../../../src/errors.ts'
import type { Statement } from '../../../src/model.ts'
import { validateEnvelope } from '../../support/statement-schemas.ts'

const statement: Statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'a.tar.gz', digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'https://example.org/p/v1',
  predicate: { z: 1, a: ['ü'] },
}
const signature = { keyid: `SHA256:${'A'.repeat(43)}`, sig: 'AAAA', rel_publicKey: 'ssh-ed25519 AAAA' }
const envelope = makeEnvelope(statement, [signature])

test('the pre-authentication encoding is that of the DSSE specification', () => {
  const encoded = pae('http://example.com/HelloWorld', Buffer.from('hello world'))
  expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world')
  expect(pae('x/ä', Buffer.alloc(0)).toString()).toBe('DSSEv1 4 x/ä 0 ')
})

test('equal statements give equal bytes, whatever the order of their keys', () => {
  const { predicate, predicateType, subject, _type } = statement
  expect(statementBytes({ predicate, predicateType, subject, _type })).toEqual(statementBytes(statement))
  expect(statementBytes(statement).toString()).toMatch(/^\{"_type":.*"predicate":\{"a":\["ü"\],"z":1\}/)
})

test('an envelope is one line, fits the DSSE schema, and reads back', () => {
  const text = serialize(envelope)
  expect(text).not.toContain('\n')
  expect(validateEnvelope(JSON.parse(text))).toEqual([])
  const read = readEnvelopeOrStatement(`${text}\n`)
  expect(read).toMatchObject({ statement, unsigned: false })
  expect(read.payload).toEqual(statementBytes(statement))
  expect(read.signatures).toEqual([{ keyid: signature.keyid, sig: Buffer.alloc(3), publicKey: 'ssh-ed25519 AAAA' }])
})

test('a bare statement reads back as unsigned, with the same payload', () => {
  const read = readEnvelopeOrStatement(`${statementBytes(statement).toString()}\n`)
  expect(read).toMatchObject({ statement, unsigned: true, signatures: [] })
  expect(read.payload).toEqual(statementBytes(statement))
})

test('fields that rel does not know are kept in statements and ignored in envelopes', () => {
  const text = JSON.stringify({ ...statement, extra: 1 })
  expect(readEnvelopeOrStatement(text).statement).toHaveProperty('extra', 1)
  expect(readEnvelopeOrStatement(JSON.stringify({ ...envelope, extra: 1 })).statement).toEqual(statement)
})

test('both base64 alphabets and a missing keyid are accepted, as DSSE demands', () => {
  const bare = { ...statement, predicate: { a: '???>>>' } }
  const payload = statementBytes(bare).toString('base64')
  expect(payload).toMatch(/[+/]/)
  const urlSafe = payload.replaceAll('+', '-').replaceAll('/', '_')
  const read = readEnvelopeOrStatement(JSON.stringify({ ...envelope, payload: urlSafe, signatures: [{ sig: '-_8=' }] }))
  expect(read.statement).toEqual(bare)
  expect(read.signatures).toEqual([{ keyid: '', sig: Buffer.from([0xfb, 0xff]), publicKey: null }])
})

const encoded = (value: string | Buffer): string => Buffer.from(value).toString('base64')
const inside = (value: unknown): unknown => ({ ...envelope, payload: encoded(JSON.stringify(value)) })

test.each<[string, unknown]>([
  ['no JSON', 'nonsense'],
  ['a byte order mark', `\uFEFF${serialize(envelope)}`],
  ['two documents', `${serialize(envelope)}\n${serialize(envelope)}`],
  ['null', null],
  ['a number', 7],
  ['a list', [envelope]],
  ['an empty object', {}],
  ['another payload type', { ...envelope, payloadType: 'application/json' }],
  ['no payload type', { payload: envelope.payload, signatures: [signature] }],
  ['no signatures', { ...envelope, signatures: [] }],
  ['signatures that are none', { ...envelope, signatures: [null] }],
  ['too many signatures', { ...envelope, signatures: Array.from({ length: 17 }, () => signature) }],
  ['a signature without bytes', { ...envelope, signatures: [{ keyid: 'x' }] }],
  ['a keyid that is no text', { ...envelope, signatures: [{ ...signature, keyid: 1 }] }],
  ['a public key that is no text', { ...envelope, signatures: [{ ...signature, rel_publicKey: {} }] }],
  ['spaces in base64', { ...envelope, payload: ` ${envelope.payload}` }],
  ['base64 without its padding', { ...envelope, signatures: [{ ...signature, sig: 'AAA' }] }],
  ['base64 with stray bits', { ...envelope, signatures: [{ ...signature, sig: 'AAB=' }] }],
  ['a mixed alphabet', { ...envelope, signatures: [{ ...signature, sig: '+_8=' }] }],
  ['an empty payload', { ...envelope, payload: '' }],
  ['a payload that is not UTF-8', { ...envelope, payload: encoded(Buffer.from([0x22, 0xff, 0x22])) }],
  ['a payload that is no JSON', { ...envelope, payload: encoded('{') }],
  ['a payload that is a list', inside([])],
  ['an old statement', inside({ ...statement, _type: 'https://in-toto.io/Statement/v0.1' })],
  ['a statement without subjects', inside({ ...statement, subject: undefined })],
  ['a subject without digest', inside({ ...statement, subject: [{ name: 'a' }] })],
  ['a digest of another length', inside({ ...statement, subject: [{ digest: { sha256: 'ab' } }] })],
  ['a digest in capitals', inside({ ...statement, subject: [{ digest: { sha256: 'AB'.repeat(32) } }] })],
  ['a digest that is no text', inside({ ...statement, subject: [{ digest: { sha1: 5 } }] })],
  ['a digest that is a list', inside({ ...statement, subject: [{ digest: ['x'] }] })],
  ['a predicate type that is no text', inside({ ...statement, predicateType: 1 })],
  ['a predicate that is a list', inside({ ...statement, predicate: [] })],
  ['a bare statement without predicate', { ...statement, predicate: undefined }],
  ['a text larger than any', ' '.repeat(33 * 1024 * 1024)],
])('%s is refused as tampered', (_, value) => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  expect(() => readEnvelopeOrStatement(text)).toThrow(RelError)
  expect(() => readEnvelopeOrStatement(text)).toThrow(expect.objectContaining({ code: 'TAMPERED' }))
})

test('the payload type is that of in-toto', () => {
  expect(envelope.payloadType).toBe(PAYLOAD_TYPE)
  expect(PAYLOAD_TYPE).toBe('application/vnd.in-toto+json')
})
