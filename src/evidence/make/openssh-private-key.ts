/** Reads private key files as `ssh-keygen` writes them (`openssh-key-v1`, PROTOCOL.key of OpenSSH), which Node cannot. */
import { createPrivateKey } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import { pointJwk, unsupported } from '../describe/ssh-key.ts'
import { WireReader } from '../describe/wire.ts'
import { RelError } from '../../errors.ts'

const MAGIC = 'openssh-key-v1\0'
const ARMOUR = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/

/** The public half stands in the file unencrypted; `key` is null when a passphrase keeps the private one. */
export interface OpensshKey {
  readonly publicKey: Buffer
  readonly key: KeyObject | null
}

/** `name` is what errors call the key. Throws `KEY` for anything but one Ed25519 or ECDSA P-256 key. */
export function readOpensshKey(text: string, name: string): OpensshKey {
  const body = Buffer.from(ARMOUR.exec(text)?.[1] ?? '', 'base64')
  if (!body.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC))) throw damaged(name)
  const reader = new WireReader(body.subarray(MAGIC.length))
  const cipher = reader.text()
  reader.string() // the key derivation function
  reader.string() // and its options
  if (reader.uint32() !== 1) throw damaged(name)
  const publicKey = reader.string()
  return { publicKey, key: cipher === 'none' ? readSection(reader.string(), name) : null }
}

function readSection(section: Buffer, name: string): KeyObject {
  const reader = new WireReader(section)
  if (reader.uint32() !== reader.uint32()) throw damaged(name)
  const jwk = readParts(reader)
  reader.string() // the comment
  if (!reader.rest().every((byte, index) => byte === index + 1)) throw damaged(name)
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' })
  } catch (cause) {
    throw damaged(name, cause)
  }
}

function readParts(reader: WireReader): JsonWebKey {
  const type = reader.text()
  if (type === 'ssh-ed25519') {
    const x = reader.string()
    const seed = reader.string().subarray(0, 32) // followed by the public key once more
    return { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url'), d: seed.toString('base64url') }
  }
  if (type !== 'ecdsa-sha2-nistp256') throw unsupported(type)
  reader.string() // the curve, once more
  const point = pointJwk(reader.string())
  return { ...point, d: padded(reader.string()).toString('base64url') }
}

/** An mpint has a leading zero when its first bit is set and no zeros when its first byte is none; JWK wants 32 bytes. */
function padded(mpint: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(32), mpint]).subarray(-32)
}

function damaged(name: string, cause?: unknown): RelError {
  return new RelError('KEY', `${name} is a damaged OpenSSH private key`, { hint: 'copy the key file again', cause })
}
