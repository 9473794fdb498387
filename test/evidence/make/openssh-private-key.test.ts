/** OpenSSH private key files as ssh-keygen writes them: read, locked, damaged. */
import { createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readPublicKey, toWire } from '../../../src/evidence/describe/ssh-key.ts'
import { readOpensshKey } from '../../../src/evidence/make/openssh-private-key.ts'
import { makeSshKey } from '../../support/signing-tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'rel-openssh-'))
afterAll(() => rmSync(folder, { recursive: true }))

// Several keys: the scalar of about every second ECDSA key has a leading zero byte in the file, of a few a byte less.
test.each(['ed25519', 'ecdsa'])('both halves of %s keys are read', (type) => {
  for (let index = 0; index < 8; index++) {
    const path = makeSshKey(folder, `${type}-${index}`, { type })
    const { key, publicKey } = readOpensshKey(readFileSync(path, 'utf8'), path)
    expect(publicKey).toEqual(readPublicKey(readFileSync(`${path}.pub`, 'utf8')))
    expect(key?.type).toBe('private')
    expect(key && toWire(createPublicKey(key))).toEqual(publicKey)
  }
})

test('behind a passphrase only the public half is read', () => {
  const path = makeSshKey(folder, 'locked', { passphrase: 'open sesame' })
  const { key, publicKey } = readOpensshKey(readFileSync(path, 'utf8'), path)
  expect(key).toBeNull()
  expect(publicKey).toEqual(readPublicKey(readFileSync(`${path}.pub`, 'utf8')))
})

test('an RSA key is refused', () => {
  const path = makeSshKey(folder, 'rsa', { type: 'rsa' })
  expect(() => readOpensshKey(readFileSync(path, 'utf8'), path)).toThrow('ssh-rsa keys do not sign statements')
})

test('damage anywhere in the frame is found', () => {
  const text = readFileSync(makeSshKey(folder, 'good'), 'utf8')
  const lines = text.trim().split('\n')
  const body = Buffer.from(lines.slice(1, -1).join(''), 'base64')
  const armoured = (bytes: Buffer): string => [lines[0], bytes.toString('base64'), lines.at(-1)].join('\n')
  const flipped = (at: number): Buffer => body.map((byte, index) => (index === at ? byte ^ 1 : byte)) as Buffer
  const keyError = expect.objectContaining({ code: 'KEY', hint: expect.any(String) })
  const damages = [
    flipped(0),
    flipped(38),
    flipped(body.length - 1),
    body.subarray(0, 60),
    body.subarray(0, -8),
    Buffer.alloc(0),
  ]
  for (const bytes of damages) expect(() => readOpensshKey(armoured(Buffer.from(bytes)), 'the key')).toThrow(keyError)
  expect(() => readOpensshKey('nonsense', 'the key')).toThrow('the key is a damaged OpenSSH private key')
})
