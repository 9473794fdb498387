/** Public keys: read from what ssh-keygen and openssl write, named as ssh-keygen names them, refused when broken. */
import { createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  fingerprint,
  publicKeyLine,
  readPublicKey,
  toKeyObject,
  toWire,
} from '../../../src/evidence/describe/ssh-key.ts'
import { wireString } from '../../../src/evidence/describe/wire.ts'
import { makePemKey, makeSshKey, spkiPem, sshFingerprint } from '../../support/signing-tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'rel-ssh-key-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each(['ed25519', 'ecdsa'])('an %s key is read, named and written as ssh-keygen does', (type) => {
  const file = `${makeSshKey(folder, `id_${type}`, { type })}.pub`
  const text = readFileSync(file, 'utf8')
  const wire = readPublicKey(text)
  expect(fingerprint(wire)).toBe(sshFingerprint(file))
  expect(`${publicKeyLine(wire)} a comment\n`).toBe(text)
  expect(toWire(toKeyObject(wire))).toEqual(wire)
  expect(readPublicKey(spkiPem(file))).toEqual(wire)
})

test.each([
  ['ed25519', ['ed25519']],
  ['ecdsa', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256']],
])('a PEM %s key has the fingerprint that ssh-keygen gives its SSH form', (name, algorithm) => {
  const pem = createPublicKey(readFileSync(makePemKey(folder, `${name}.pem`, algorithm))).export({
    type: 'spki',
    format: 'pem',
  })
  const wire = readPublicKey(String(pem))
  writeFileSync(join(folder, `${name}.pub`), publicKeyLine(wire))
  expect(fingerprint(wire)).toBe(sshFingerprint(join(folder, `${name}.pub`)))
})

const line = (...parts: (string | Buffer)[]): string =>
  `${String(parts[0])} ${Buffer.concat(parts.map(wireString)).toString('base64')}`
const raw = toKeyBytes()

function toKeyBytes(): Buffer {
  const pem = createPublicKey(readFileSync(makePemKey(folder, 'bytes.pem')))
  return toWire(pem).subarray(-32)
}

test.each<[string, string]>([
  ['nothing', ''],
  ['one word', 'ssh-ed25519'],
  ['no base64', 'ssh-ed25519 ???'],
  ['another type within', `ssh-ed25519 ${line('ssh-rsa', raw).split(' ')[1]}`],
  [
    'a cut key',
    `ssh-ed25519 ${Buffer.concat(['ssh-ed25519', raw].map(wireString)).subarray(0, -1).toString('base64')}`,
  ],
  ['a short key', line('ssh-ed25519', raw.subarray(1))],
  ['a long key', line('ssh-ed25519', raw, 'more')],
  ['a huge length', `ssh-ed25519 ${Buffer.alloc(4, 0xff).toString('base64')}`],
  [
    'a point off the curve',
    line('ecdsa-sha2-nistp256', 'nistp256', Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)])),
  ],
  ['a compressed point', line('ecdsa-sha2-nistp256', 'nistp256', Buffer.concat([Buffer.from([2]), raw]))],
  ['another curve', line('ecdsa-sha2-nistp256', 'nistp384', raw)],
  ['broken PEM', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
])('%s is no key', (_, text) => {
  expect(() => readPublicKey(text)).toThrow(expect.objectContaining({ code: 'KEY', hint: expect.any(String) }))
})

test.each([
  ['sk-ssh-ed25519@openssh.com', 'FIDO'],
  ['sk-ecdsa-sha2-nistp256@openssh.com', 'FIDO'],
  ['ssh-rsa', 'ssh-rsa keys do not sign'],
])('%s keys are refused with a way out', (type, words) => {
  expect(() => readPublicKey(line(type, raw, 'ssh:'))).toThrow(words)
  expect(() => readPublicKey(line(type, raw, 'ssh:'))).toThrow(
    expect.objectContaining({ code: 'KEY', hint: expect.stringContaining('REL_SIGN_KEY') }),
  )
})

test('PEM keys of other types are refused', () => {
  const p384 = createPublicKey(
    readFileSync(makePemKey(folder, 'p384.pem', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-384'])),
  )
  expect(() => toWire(p384)).toThrow('secp384r1 keys do not sign statements')
})
