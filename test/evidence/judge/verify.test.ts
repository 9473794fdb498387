/** Judging signatures: who is trusted, who is not, and that no changed byte passes. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeEnvelope, pae, PAYLOAD_TYPE, serialize, statementBytes } from '../../../src/evidence/describe/envelope.ts'
import type { EnvelopeSignature } from '../../../src/evidence/describe/envelope.ts'
import { fingerprint, hashFor, publicKeyLine, toWire } from '../../../src/evidence/describe/ssh-key.ts'
import { signStatement } from '../../../src/evidence/make/signer.ts'
import type { Signer } from '../../../src/evidence/make/signer.ts'
import { parseTrusted, verifyText } from '../../../src/evidence/judge/verify.ts'
import type { Statement } from '../../../src/model.ts'

const statement: Statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'a', digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'https://example.org/p/v1',
  predicate: {},
}

function makeSigner(type: 'ed25519' | 'ec'): Signer & { readonly pem: string } {
  const { privateKey, publicKey: key } =
    type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
  const publicKey = toWire(key)
  const pem = String(key.export({ type: 'spki', format: 'pem' }))
  return {
    keyid: fingerprint(publicKey),
    publicKey,
    pem,
    sign: async (data) => sign(hashFor(privateKey), data, privateKey),
  }
}

const ada = makeSigner('ed25519')
const eve = makeSigner('ec')

async function signatureOf(signer: Signer): Promise<EnvelopeSignature> {
  const sig = (await signer.sign(pae(PAYLOAD_TYPE, statementBytes(statement)))).toString('base64')
  return { keyid: signer.keyid, sig, rel_publicKey: publicKeyLine(signer.publicKey) }
}

test.each([
  ['Ed25519', ada],
  ['ECDSA', eve],
])('a good %s signature is trusted when its key is, and told apart when it is not', async (_, signer) => {
  const text = await signStatement(statement, signer)
  expect(verifyText(text, [signer.publicKey])).toEqual({
    state: 'trusted',
    statement,
    signer: signer.keyid,
    detail: `signed by ${signer.keyid}`,
  })
  expect(verifyText(text, [])).toEqual({
    state: 'untrusted',
    statement,
    signer: signer.keyid,
    detail: `signed by ${signer.keyid}, not trusted`,
  })
})

test('a bare statement is unsigned, whoever is trusted', async () => {
  const verification = verifyText(await signStatement(statement, null), [ada.publicKey])
  expect(verification).toEqual({ state: 'unsigned', statement, signer: null, detail: 'unsigned' })
})

test.each([
  ['Ed25519', ada],
  ['ECDSA', eve],
])('no flipped bit of payload, signature, keyid or key of an %s envelope passes', async (_, signer) => {
  const signature = await signatureOf(signer)
  const payload = statementBytes(statement)
  const sig = Buffer.from(signature.sig, 'base64')
  const envelope = makeEnvelope(statement, [signature])
  const texts = [
    ...flips(payload).map((bytes) => serialize({ ...envelope, payload: bytes.toString('base64') })),
    ...flips(sig).map((bytes) =>
      serialize({ ...envelope, signatures: [{ ...signature, sig: bytes.toString('base64') }] }),
    ),
    ...flips(Buffer.from(signature.keyid)).map((bytes) =>
      serialize({ ...envelope, signatures: [{ ...signature, keyid: bytes.toString('latin1') }] }),
    ),
    ...flips(signer.publicKey).map((bytes) =>
      serialize({
        ...envelope,
        signatures: [
          { ...signature, rel_publicKey: `${signature.rel_publicKey.split(' ')[0]} ${bytes.toString('base64')}` },
        ],
      }),
    ),
  ]
  expect(texts.length).toBeGreaterThan(300)
  expect(texts.filter((text) => verifyText(text, [signer.publicKey]).state !== 'invalid')).toEqual([])
})

function flips(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (byte, at) => {
    const copy = Buffer.from(bytes)
    copy[at] = byte ^ 1
    return copy
  })
}

test('no changed character of the whole text makes it trusted with another statement', async () => {
  const text = await signStatement(statement, ada)
  const states = flips(Buffer.from(text)).map((bytes) => verifyText(bytes.toString('latin1'), [ada.publicKey]))
  for (const verification of states) {
    if (verification.state !== 'invalid') expect(verification.statement).toEqual(statement)
  }
  expect(states.filter(({ state }) => state === 'invalid').length).toBeGreaterThan(text.length * 0.9)
})

test('a key that carries a trusted keyid but is another one is invalid', async () => {
  const forged = { ...(await signatureOf(eve)), keyid: ada.keyid }
  const verification = verifyText(serialize(makeEnvelope(statement, [forged])), [ada.publicKey])
  expect(verification).toMatchObject({ state: 'invalid', statement: null, signer: null })
})

test('a payload whose signature is broken is not parsed', async () => {
  const envelope = {
    ...makeEnvelope(statement, [await signatureOf(ada)]),
    payload: Buffer.from('{').toString('base64'),
  }
  expect(verifyText(serialize(envelope), [ada.publicKey]).detail).toBe(
    'no signature fits the statement and the key it names',
  )
})

test('a signed payload that is no statement is invalid', async () => {
  const payload = Buffer.from('"hello"')
  const sig = (await ada.sign(pae(PAYLOAD_TYPE, payload))).toString('base64')
  const signatures = [{ ...(await signatureOf(ada)), sig }]
  const text = JSON.stringify({ payload: payload.toString('base64'), payloadType: PAYLOAD_TYPE, signatures })
  expect(verifyText(text, [ada.publicKey])).toMatchObject({
    state: 'invalid',
    detail: expect.stringContaining('in-toto'),
  })
})

test('envelopes of other tools verify by trusted keys alone', async () => {
  const { sig, keyid } = await signatureOf(ada)
  const text = (signature: object): string =>
    JSON.stringify({ ...makeEnvelope(statement, []), signatures: [signature] })
  expect(verifyText(text({ sig }), [eve.publicKey, ada.publicKey]).state).toBe('trusted')
  expect(verifyText(text({ sig, keyid }), [eve.publicKey, ada.publicKey]).state).toBe('trusted')
  expect(verifyText(text({ sig, keyid: eve.keyid }), [eve.publicKey, ada.publicKey]).state).toBe('invalid')
  expect(verifyText(text({ sig }), [eve.publicKey]).state).toBe('invalid')
})

test('of several signatures a trusted one decides, and broken ones are skipped', async () => {
  const [byAda, byEve] = [await signatureOf(ada), await signatureOf(eve)]
  const broken = { ...byEve, sig: byAda.sig }
  expect(verifyText(serialize(makeEnvelope(statement, [byEve, byAda])), [ada.publicKey])).toMatchObject({
    state: 'trusted',
    signer: ada.keyid,
  })
  expect(verifyText(serialize(makeEnvelope(statement, [broken, byAda])), [ada.publicKey]).state).toBe('trusted')
  expect(verifyText(serialize(makeEnvelope(statement, [broken])), [eve.publicKey]).state).toBe('invalid')
})

test('text that is nothing is invalid, not an exception', () => {
  expect(verifyText('', [ada.publicKey])).toMatchObject({ state: 'invalid', detail: 'the statement is not JSON' })
  expect(verifyText('{"payload":1}', [])).toMatchObject({ state: 'invalid' })
})

test('trusted keys are read from SSH lines and PEM, as entries or as lines of a file', () => {
  const ssh = `${publicKeyLine(ada.publicKey)} releases`
  expect(parseTrusted([ssh, eve.pem])).toEqual([ada.publicKey, eve.publicKey])
  expect(parseTrusted(['# keys', '', ssh, ...eve.pem.split('\n'), ssh])).toEqual([
    ada.publicKey,
    ada.publicKey,
    eve.publicKey,
  ])
  expect(parseTrusted([])).toEqual([])
  expect(() => parseTrusted([ssh, 'nonsense'])).toThrow('"nonsense" is not a public key')
})
