/** Finds the key that statements are signed with (a file, an agent, the environment) and signs with it. */
import { sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { makeEnvelope, pae, PAYLOAD_TYPE, serialize, statementBytes } from '../describe/envelope.ts'
import { fingerprint, hashFor, publicKeyLine, readPublicKey, verifies } from '../describe/ssh-key.ts'
import { RelError } from '../../errors.ts'
import type { Statement } from '../../model.ts'
import type { Agent, FilesLook, Machine } from '../../world/ports.ts'
import { isPrivateKey, readPrivateKey } from './private-key.ts'

export interface Signer {
  /** The `SHA256:` fingerprint. */
  readonly keyid: string
  /** In the SSH wire format. */
  readonly publicKey: Buffer
  /** 64 raw bytes for Ed25519, DER for ECDSA P-256. */
  sign(data: Buffer): Promise<Buffer>
}

export interface SignSettings {
  /** `auto`, `ssh`, `none`, or `key:` followed by a path or by `env:NAME`. */
  readonly with: string
  /** The value of REL_SIGN_KEY: a path, or the key itself. Empty counts as unset, as CI systems do with missing secrets. */
  readonly relSignKey: string | null
  /** Git's `user.signingkey` and `gpg.format`. */
  readonly gitSigningKey: string | null
  readonly gitFormat: string | null
}

/** What choosing asks of the world; any `World` will do. */
export interface SignerWorld {
  readonly files: Pick<FilesLook, 'read'>
  readonly agent: Agent | null
  readonly machine: Pick<Machine, 'env'>
}

/** A key that is named but cannot be had, and what to do about it. */
interface Missing {
  readonly missing: string
  readonly hint: string
}

/** The signer, or null for unsigned. Under `auto`, git's key counts only when it can be had: it was set for another
 *  purpose. Throws `KEY` for any other named key that is missing, locked, no key, or of a type that cannot sign. */
export async function chooseSigner(settings: SignSettings, world: SignerWorld): Promise<Signer | null> {
  if (settings.with === 'none') return null
  const explicit = explicitKey(settings, world)
  const gitKey = settings.gitFormat === 'ssh' ? settings.gitSigningKey : null
  const named = explicit ?? (gitKey === null ? null : { key: gitKey, variable: null })
  const found = named === null ? NO_KEY : await findKey(named, world)
  if ('keyid' in found) return found
  if (settings.with === 'auto' && explicit === null) return null
  throw new RelError('KEY', found.missing, { hint: found.hint })
}

const NO_KEY: Missing = {
  missing: 'there is no key to sign with',
  hint: 'name one in REL_SIGN_KEY, or tell git: git config gpg.format ssh, git config user.signingkey <file>',
}

interface NamedKey {
  readonly key: string
  /** The environment variable that holds it: what it holds may be a key spoiled on its way, so it is never shown. */
  readonly variable: string | null
}

function explicitKey(settings: SignSettings, world: SignerWorld): NamedKey | null {
  if (!settings.with.startsWith('key:'))
    return settings.relSignKey ? { key: settings.relSignKey, variable: 'REL_SIGN_KEY' } : null
  const named = settings.with.slice('key:'.length)
  if (!named.startsWith('env:')) return { key: named, variable: null }
  const variable = named.slice('env:'.length)
  const value = world.machine.env(variable)
  if (!value)
    throw new RelError('KEY', `the variable ${variable} holds no key`, { hint: `set ${variable}, or change sign.with` })
  return { key: value, variable }
}

async function findKey(named: NamedKey, world: SignerWorld): Promise<Signer | Missing> {
  const key = named.key.trim()
  if (isPrivateKey(key)) return fromPrivateKey(key, null, world)
  const literal = key.startsWith('key::') ? key.slice('key::'.length) : key
  if (/^(ssh|ecdsa|sk)-\S+\s/.test(literal)) return fromAgent(readPublicKey(literal), null, world)
  const home = world.machine.env('HOME')
  const path = key.startsWith('~/') && home !== null ? home + key.slice(1) : key
  const text = await readText(path, world)
  if (text === null) {
    const where = named.variable === null ? path : `that ${named.variable} names, and what it holds is no key`
    return { missing: `there is no key file ${where}`, hint: 'correct the path, or make one: ssh-keygen -t ed25519' }
  }
  return isPrivateKey(text) ? fromPrivateKey(text, path, world) : fromPublicKey(text, path, world)
}

async function readText(path: string, world: SignerWorld): Promise<string | null> {
  return (await world.files.read(path))?.toString('utf8') ?? null
}

/** A key with a passphrase is signed with by the agent, which may hold it unlocked. */
async function fromPrivateKey(text: string, path: string | null, world: SignerWorld): Promise<Signer | Missing> {
  const read = readPrivateKey(text, path ?? 'the signing key')
  if (read.key !== null) return keySigner(read.key, read.publicKey)
  const held = read.publicKey === null ? NO_KEY : await fromAgent(read.publicKey, path, world)
  if ('keyid' in held) return held
  return {
    missing: `${path ?? 'the signing key'} has a passphrase`,
    hint: `add it to an agent: ssh-add ${path ?? '<file>'}`,
  }
}

async function fromPublicKey(text: string, path: string, world: SignerWorld): Promise<Signer | Missing> {
  const publicKey = readPublicKey(text, path)
  const beside = path.endsWith('.pub') ? path.slice(0, -'.pub'.length) : null
  const secret = beside === null ? null : await readText(beside, world)
  const read = beside === null || secret === null || !isPrivateKey(secret) ? null : readPrivateKey(secret, beside)
  if (read?.key && read.publicKey.equals(publicKey)) return keySigner(read.key, publicKey)
  return fromAgent(publicKey, beside, world)
}

async function fromAgent(publicKey: Buffer, path: string | null, { agent }: SignerWorld): Promise<Signer | Missing> {
  const keyid = fingerprint(publicKey)
  const hint = `add the key to an agent: ssh-add ${path ?? '<file>'}`
  if (agent === null) return { missing: `no ssh agent is running that could sign with ${keyid}`, hint }
  const held = (await agent.keys()).some((key) => key.equals(publicKey))
  if (!held) return { missing: `the ssh agent does not hold ${keyid}`, hint }
  return { keyid, publicKey, sign: (data) => agent.sign(publicKey, data) }
}

function keySigner(key: KeyObject, publicKey: Buffer): Signer {
  return { keyid: fingerprint(publicKey), publicKey, sign: async (data) => sign(hashFor(key), data, key) }
}

/** One line without its end: an envelope, or the bare statement when there is no signer. The signature is checked before
 *  it is handed out, since an agent or a key file with two unequal halves could give any bytes. Throws `KEY`. */
export async function signStatement(statement: Statement, signer: Signer | null): Promise<string> {
  const payload = statementBytes(statement)
  if (signer === null) return payload.toString('utf8')
  const data = pae(PAYLOAD_TYPE, payload)
  const signature = await signer.sign(data)
  if (!verifies(signer.publicKey, data, signature)) {
    throw new RelError('KEY', `a signature by ${signer.keyid} does not verify`, { hint: 'sign with another key' })
  }
  const { keyid, publicKey } = signer
  const entry = { keyid, sig: signature.toString('base64'), rel_publicKey: publicKeyLine(publicKey) }
  return serialize(makeEnvelope(statement, [entry]))
}
