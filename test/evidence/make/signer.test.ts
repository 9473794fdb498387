/** Signers: every way to name a key, checked by openssl from the public key alone. */
import { createPublicKey } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pae, PAYLOAD_TYPE, readEnvelopeOrStatement, statementBytes } from '../../../src/evidence/describe/envelope.ts'
import { chooseSigner, signStatement } from '../../../src/evidence/make/signer.ts'
import type { Signer, SignerWorld, SignSettings } from '../../../src/evidence/make/signer.ts'
import type { Statement } from '../../../src/model.ts'
import { openAgent } from '../../../src/world/agent.ts'
import {
  makePemKey,
  makeSshKey,
  opensslVerifies,
  spkiPem,
  sshFingerprint,
  startSshAgent,
} from '../../support/signing-tools.ts'
import type { RunningAgent } from '../../support/signing-tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'rel-signer-'))
const unset: SignSettings = { with: 'auto', relSignKey: null, gitSigningKey: null, gitFormat: null }
const git = (gitSigningKey: string): SignSettings => ({ ...unset, gitSigningKey, gitFormat: 'ssh' })
const statement: Statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'a', digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'https://example.org/p/v1',
  predicate: { name: 'größe' },
}

const plain = makeSshKey(folder, 'plain')
const ecdsa = makeSshKey(folder, 'ecdsa', { type: 'ecdsa' })
const locked = makeSshKey(folder, 'locked', { passphrase: 'open sesame' })
const held = makeSshKey(folder, 'held')
const heldEcdsa = makeSshKey(folder, 'held-ecdsa', { type: 'ecdsa' })
const pem = makePemKey(folder, 'pem')
const lockedPem = join(folder, 'locked.pem')
const publicLine = (file: string): string => readFileSync(`${file}.pub`, 'utf8').trim()
let agent: RunningAgent
let world: SignerWorld

beforeAll(async () => {
  execFileSync('openssl', [
    'pkcs8',
    '-topk8',
    '-in',
    pem,
    '-out',
    lockedPem,
    '-passout',
    'pass:open',
    '-v2',
    'aes-256-cbc',
  ])
  agent = await startSshAgent(folder)
  for (const file of [held, heldEcdsa]) {
    agent.add(file)
    copyFileSync(`${file}.pub`, `${file}-only.pub`)
    rmSync(file)
  }
  world = worldWith({ HOME: folder, RELEASE_KEY: readFileSync(plain, 'utf8') })
})
afterAll(async () => {
  await agent.stop()
  rmSync(folder, { recursive: true })
})

function worldWith(env: Readonly<Record<string, string>>): SignerWorld {
  return {
    files: { read: async (path) => readOrNull(path) },
    agent: openAgent(agent.socket),
    machine: { env: (name) => env[name] ?? null },
  }
}

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

async function expectGood(signer: Signer | null, publicPem: string): Promise<void> {
  const read = readEnvelopeOrStatement(await signStatement(statement, signer))
  expect(read.statement).toEqual(statement)
  expect(read.signatures).toHaveLength(1)
  const [signature] = read.signatures
  expect(signature?.keyid).toBe(signer?.keyid)
  const data = pae(PAYLOAD_TYPE, statementBytes(statement))
  expect(opensslVerifies(folder, publicPem, data, signature?.sig ?? Buffer.alloc(0))).toBe(true)
  expect(
    opensslVerifies(folder, publicPem, Buffer.concat([data, Buffer.from('x')]), signature?.sig ?? Buffer.alloc(0)),
  ).toBe(false)
}

test.each<[string, () => SignSettings, string]>([
  ['an OpenSSH file', () => ({ ...unset, relSignKey: plain }), plain],
  ['an OpenSSH ECDSA file', () => ({ ...unset, relSignKey: ecdsa }), ecdsa],
  ['the text of an OpenSSH file', () => ({ ...unset, relSignKey: readFileSync(plain, 'utf8') }), plain],
  ['a path in the config', () => ({ ...unset, with: `key:${plain}` }), plain],
  ['a path below the home folder', () => ({ ...unset, with: 'key:~/plain' }), plain],
  ['a variable in the config', () => ({ ...unset, with: 'key:env:RELEASE_KEY' }), plain],
  ['git, by the private file', () => git(plain), plain],
  ['git, by the public file', () => git(`${plain}.pub`), plain],
  ['git, from the home folder', () => git('~/plain.pub'), plain],
  ['git, under ssh', () => ({ ...git(plain), with: 'ssh' }), plain],
  ['an agent, by the public file', () => git(`${held}.pub`), held],
  ['an agent, by a public file with no private one', () => git(`${held}-only.pub`), held],
  ['an agent, by a literal key', () => git(publicLine(held)), held],
  ['an agent, by git’s key:: form', () => git(`key::${publicLine(held)}`), held],
  ['an agent, by REL_SIGN_KEY', () => ({ ...unset, relSignKey: publicLine(held) }), held],
  ['an agent, with ECDSA', () => git(`${heldEcdsa}.pub`), heldEcdsa],
])('the key named through %s makes signatures that openssl verifies', async (_, settings, file) => {
  const signer = await chooseSigner(settings(), world)
  expect(signer?.keyid).toBe(sshFingerprint(`${file}.pub`))
  await expectGood(signer, spkiPem(`${file}.pub`))
})

test.each([
  ['Ed25519', 'pem', ['ed25519']],
  ['ECDSA', 'ec.pem', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256']],
])('a PEM %s key makes signatures that openssl verifies', async (_, name, algorithm) => {
  const path = name === 'pem' ? pem : makePemKey(folder, name, algorithm)
  const publicPem = String(createPublicKey(readFileSync(path)).export({ type: 'spki', format: 'pem' }))
  await expectGood(await chooseSigner({ ...unset, relSignKey: path }, world), publicPem)
})

test('a locked key signs through the agent that holds it', async () => {
  const copy = makeSshKey(folder, 'later-locked')
  agent.add(copy)
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', copy])
  await expectGood(await chooseSigner({ ...unset, relSignKey: copy }, world), spkiPem(`${copy}.pub`))
})

test('REL_SIGN_KEY goes before git, and the config before both', async () => {
  const both = { ...git(plain), relSignKey: ecdsa }
  expect((await chooseSigner(both, world))?.keyid).toBe(sshFingerprint(`${ecdsa}.pub`))
  expect((await chooseSigner({ ...both, with: `key:${plain}` }, world))?.keyid).toBe(sshFingerprint(`${plain}.pub`))
})

test.each<[string, () => SignSettings]>([
  ['nothing is set', () => unset],
  ['REL_SIGN_KEY is empty', () => ({ ...unset, relSignKey: '' })],
  ['signing is off', () => ({ ...git(plain), with: 'none', relSignKey: plain })],
  ['git signs with OpenPGP', () => ({ ...git(plain), gitFormat: 'openpgp' })],
  ['git’s key file is gone', () => git(join(folder, 'gone'))],
  ['git’s key is locked and in no agent', () => git(`${locked}.pub`)],
])('there is no signer when %s', async (_, settings) => {
  expect(await chooseSigner(settings(), world)).toBeNull()
})

test.each<[string, () => SignSettings, string, string]>([
  ['ssh without a key', () => ({ ...unset, with: 'ssh' }), 'there is no key to sign with', 'REL_SIGN_KEY'],
  ['a missing file', () => ({ ...unset, relSignKey: join(folder, 'gone') }), 'there is no key file', 'ssh-keygen'],
  [
    'a missing file of git under ssh',
    () => ({ ...git(join(folder, 'gone')), with: 'ssh' }),
    'there is no key file',
    'ssh-keygen',
  ],
  [
    'a variable that is not set',
    () => ({ ...unset, with: 'key:env:NOPE' }),
    'the variable NOPE holds no key',
    'set NOPE',
  ],
  ['a file with a passphrase', () => ({ ...unset, relSignKey: locked }), 'has a passphrase', `ssh-add ${locked}`],
  [
    'a PEM file with a passphrase',
    () => ({ ...unset, with: `key:${lockedPem}` }),
    'has a passphrase',
    `ssh-add ${lockedPem}`,
  ],
  ['a file that is no key', () => ({ ...unset, relSignKey: notes() }), 'is not a public key', 'give an SSH public key'],
  ['a PEM file that is broken', () => ({ ...unset, relSignKey: brokenPem() }), 'is not a private key', 'ssh-keygen'],
  [
    'an RSA key',
    () => ({ ...unset, relSignKey: makeSshKey(folder, 'rsa', { type: 'rsa' }) }),
    'ssh-rsa keys do not',
    'ed25519',
  ],
  [
    'a key that the agent lacks',
    () => ({ ...unset, relSignKey: publicLine(plain) }),
    'the ssh agent does not hold SHA256:',
    'ssh-add',
  ],
])('%s is an error with a way out', async (_, settings, message, hint) => {
  const failed = chooseSigner(settings(), world)
  await expect(failed).rejects.toThrow(message)
  await expect(failed).rejects.toMatchObject({ code: 'KEY', hint: expect.stringContaining(hint) })
})

test('a public key without an agent says so', async () => {
  const failed = chooseSigner({ ...unset, relSignKey: publicLine(held) }, { ...world, agent: null })
  await expect(failed).rejects.toThrow('no ssh agent is running')
})

test('a public file beside another key’s private file is not taken for its half', async () => {
  copyFileSync(`${held}.pub`, join(folder, 'mixed.pub'))
  copyFileSync(plain, join(folder, 'mixed'))
  expect((await chooseSigner(git(join(folder, 'mixed.pub')), world))?.keyid).toBe(sshFingerprint(`${held}.pub`))
})

test('without a signer the bare canonical statement is written', async () => {
  const text = await signStatement(statement, null)
  expect(Buffer.from(text)).toEqual(statementBytes(statement))
  expect(readEnvelopeOrStatement(text).unsigned).toBe(true)
})

test('a signature that does not verify is not handed out', async () => {
  const signer = await chooseSigner({ ...unset, relSignKey: plain }, world)
  const broken: Signer = {
    keyid: 'SHA256:x',
    publicKey: signer?.publicKey ?? Buffer.alloc(0),
    sign: async () => Buffer.alloc(64),
  }
  await expect(signStatement(statement, broken)).rejects.toMatchObject({ code: 'KEY' })
})

function notes(): string {
  writeFileSync(join(folder, 'notes.txt'), 'remember the milk\n')
  return join(folder, 'notes.txt')
}

function brokenPem(): string {
  writeFileSync(join(folder, 'broken.pem'), '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')
  return join(folder, 'broken.pem')
}
