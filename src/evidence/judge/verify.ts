/** Judges a statement's signature against trusted keys. Pure: what is trusted is an argument, and nothing is looked up. */
import { openEnvelope, pae, PAYLOAD_TYPE, readStatement } from '../describe/envelope.ts'
import type { Opened, ReadSignature } from '../describe/envelope.ts'
import { fingerprint, readPublicKey, verifies } from '../describe/ssh-key.ts'
import { RelError } from '../../errors.ts'
import type { Statement } from '../../model.ts'

/** `signer` is the fingerprint of the key whose signature is good; `detail` a sentence for people. */
export type Verification =
  | { readonly state: 'unsigned'; readonly statement: Statement; readonly signer: null; readonly detail: string }
  | {
      readonly state: 'trusted' | 'untrusted'
      readonly statement: Statement
      readonly signer: string
      readonly detail: string
    }
  | { readonly state: 'invalid'; readonly statement: null; readonly signer: null; readonly detail: string }

/** An envelope or bare statement from outside; `trusted` holds keys in the SSH wire format. Never throws for what the
 *  text says: anything broken is `invalid`, and its payload is not parsed. One good signature is enough (DSSE: others are
 *  skipped over), one by a trusted key before any other. */
export function verifyText(text: string, trusted: readonly Buffer[]): Verification {
  try {
    return judge(openEnvelope(text), trusted)
  } catch (error) {
    if (error instanceof RelError) return invalid(error.message)
    throw error
  }
}

function judge(opened: Opened, trusted: readonly Buffer[]): Verification {
  if (opened.unsigned)
    return { state: 'unsigned', statement: readStatement(opened.payload), signer: null, detail: 'unsigned' }
  const data = pae(PAYLOAD_TYPE, opened.payload)
  const good = opened.signatures.flatMap((signature) =>
    candidates(signature, trusted).filter((key) => verifies(key, data, signature.sig)),
  )
  const isTrusted = (key: Buffer): boolean => trusted.some((other) => other.equals(key))
  const best = good.find(isTrusted) ?? good[0]
  if (best === undefined) return invalid('no signature fits the statement and the key it names')
  const statement = readStatement(opened.payload)
  const signer = fingerprint(best)
  if (isTrusted(best)) return { state: 'trusted', statement, signer, detail: `signed by ${signer}` }
  return { state: 'untrusted', statement, signer, detail: `signed by ${signer}, not trusted` }
}

/** The keys that may have made a signature: the one that it carries, or, in an envelope of another tool, the trusted ones.
 *  The keyid narrows the choice and proves nothing. */
function candidates(signature: ReadSignature, trusted: readonly Buffer[]): readonly Buffer[] {
  const keys = signature.publicKey === null ? trusted : carriedKey(signature.publicKey)
  const mayBeAny = signature.publicKey === null && signature.keyid === ''
  return mayBeAny ? keys : keys.filter((key) => fingerprint(key) === signature.keyid)
}

function carriedKey(line: string): readonly Buffer[] {
  try {
    return [readPublicKey(line)]
  } catch (error) {
    if (error instanceof RelError) return []
    throw error
  }
}

function invalid(detail: string): Verification {
  return { state: 'invalid', statement: null, signer: null, detail }
}

const PEM = /-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g

/** Keys in the SSH wire format from SSH public key lines and PEM public keys, one an entry or as lines of a file; empty
 *  lines and `#` comments are passed over. Throws `KEY` naming what is no key. */
export function parseTrusted(lines: readonly string[]): Buffer[] {
  const text = lines.join('\n')
  const ssh = text
    .replace(PEM, '')
    .split('\n')
    .map((line) => line.trim())
  const named = ssh.filter((line) => line !== '' && !line.startsWith('#'))
  return [...named, ...(text.match(PEM) ?? [])].map((key) => readPublicKey(key, `"${key.slice(0, 40)}"`))
}
