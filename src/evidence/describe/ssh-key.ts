/** Public keys in the SSH wire format (RFC 4253, 5656, 8709): the one form in which rel names, compares and stores keys. */
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import { RelError } from '../../errors.ts'
import { WireReader, wireString } from './wire.ts'

const ED25519 = 'ssh-ed25519'
const P256 = 'ecdsa-sha2-nistp256'
const P256_CURVE = 'nistp256'
const PEM_PUBLIC = '-----BEGIN PUBLIC KEY-----'

/** A public key as an SSH line (`ssh-ed25519 AAAA… comment`) or as PEM (SPKI), in the wire format. `name` is what
 *  errors call it. Throws `KEY` for anything but Ed25519 and ECDSA P-256. */
export function readPublicKey(text: string, name = 'the key'): Buffer {
  const trimmed = text.trim()
  if (trimmed.startsWith(PEM_PUBLIC)) return toWire(readPem(trimmed, name))
  const [type = '', blob = ''] = trimmed.split(/[ \t]+/, 2)
  const wire = Buffer.from(blob, 'base64')
  if (wire.length === 0 || wire.toString('base64') !== blob) throw notPublic(name)
  if (new WireReader(wire).text() !== type) throw notPublic(name)
  toKeyObject(wire)
  return wire
}

function notPublic(name: string, cause?: unknown): RelError {
  const hint = 'give an SSH public key line (ssh-ed25519 AAAA…) or a PEM public key'
  return new RelError('KEY', `${name} is not a public key`, { hint, cause })
}

function readPem(text: string, name: string): KeyObject {
  try {
    return createPublicKey(text)
  } catch (cause) {
    throw notPublic(name, cause)
  }
}

/** `ssh-ed25519 AAAA…`, without a comment. */
export function publicKeyLine(wire: Buffer): string {
  return `${new WireReader(wire).text()} ${wire.toString('base64')}`
}

/** `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. */
export function fingerprint(wire: Buffer): string {
  return `SHA256:${createHash('sha256').update(wire).digest('base64').replace(/=+$/, '')}`
}

/** The key as node:crypto holds it. Throws `KEY` for other key types, cut or padded bytes, and points off the curve. */
export function toKeyObject(wire: Buffer): KeyObject {
  const reader = new WireReader(wire)
  const type = reader.text()
  const jwk = readParts(type, reader)
  reader.end()
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch (cause) {
    throw new RelError('KEY', `the ${type} key holds no valid point`, {
      hint: 'make a new one: ssh-keygen -t ed25519',
      cause,
    })
  }
}

function readParts(type: string, reader: WireReader): JsonWebKey {
  if (type === ED25519) return { kty: 'OKP', crv: 'Ed25519', x: reader.string().toString('base64url') }
  if (type !== P256) throw unsupported(type)
  if (reader.text() !== P256_CURVE) throw unsupported(type)
  return pointJwk(reader.string())
}

/** An uncompressed P-256 point (SEC 1, 2.3.3). Throws `KEY` for any other form. */
export function pointJwk(point: Buffer): JsonWebKey {
  if (point.length !== 65 || point[0] !== 4) throw unsupported('compressed ecdsa')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)]
  return { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') }
}

/** The public half of a key in the wire format. Throws `KEY` for anything but Ed25519 and ECDSA P-256. */
export function toWire(key: KeyObject): Buffer {
  refuseUnsupported(key)
  const { x = '', y = '' } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' })
  if (key.asymmetricKeyType === 'ed25519') return Buffer.concat([ED25519, Buffer.from(x, 'base64url')].map(wireString))
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return Buffer.concat([P256, P256_CURVE, point].map(wireString))
}

function refuseUnsupported({ asymmetricKeyType: type, asymmetricKeyDetails: details, type: kind }: KeyObject): void {
  if (type === 'ed25519' || details?.namedCurve === 'prime256v1') return
  throw unsupported(details?.namedCurve ?? type ?? kind)
}

/** Keys that rel cannot use, and what to use instead. A FIDO key signs its own counter and flags along with the data,
 *  which no DSSE verifier expects. */
export function unsupported(type: string): RelError {
  const why = type.startsWith('sk-') ? `${type} keys live in a FIDO token and cannot` : `${type} keys do not`
  return new RelError('KEY', `${why} sign statements`, {
    hint: 'name an ed25519 key in REL_SIGN_KEY (ssh-keygen -t ed25519 makes one), or set sign.with to "none"',
  })
}

/** Whether this is a raw Ed25519 signature, or a DER one by ECDSA P-256 over SHA-256, of the data. */
export function verifies(wire: Buffer, data: Buffer, signature: Buffer): boolean {
  const key = toKeyObject(wire)
  return verify(hashFor(key), data, key, signature)
}

/** The hash that node:crypto is to apply first: none for Ed25519, which has its own. */
export function hashFor(key: KeyObject): 'sha256' | null {
  return key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
}
