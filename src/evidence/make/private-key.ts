/** Reads a private key in any form that rel signs with: OpenSSH's own, or PEM (PKCS #8, SEC 1). */
import { createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { toWire } from '../describe/ssh-key.ts'
import { RelError } from '../../errors.ts'
import { readOpensshKey } from './openssh-private-key.ts'

/** `key` is null when a passphrase keeps it; `publicKey` (SSH wire format) is null when the file does not tell it then. */
export type PrivateKey =
  { readonly key: KeyObject; readonly publicKey: Buffer } | { readonly key: null; readonly publicKey: Buffer | null }

export function isPrivateKey(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)
}

/** Throws `KEY` when the text is no key, or none of Ed25519 and ECDSA P-256. `name` is what errors call it. */
export function readPrivateKey(text: string, name: string): PrivateKey {
  if (text.includes('-----BEGIN OPENSSH PRIVATE KEY-----')) return readOpensshKey(text, name)
  if (text.includes('ENCRYPTED')) return { key: null, publicKey: null }
  const key = readPem(text, name)
  return { key, publicKey: toWire(key) }
}

function readPem(text: string, name: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch (cause) {
    const hint = 'give an OpenSSH or PEM private key: ssh-keygen -t ed25519 makes one'
    throw new RelError('KEY', `${name} is not a private key`, { hint, cause })
  }
}
