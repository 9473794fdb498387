/** Strangers' signing tools for tests: keys made by ssh-keygen and openssl, a real ssh-agent, openssl as the verifier. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a key pair with ssh-keygen and returns the private file's path; the public one has `.pub` after it. */
export function makeSshKey(folder: string, name: string, options: { type?: string; passphrase?: string } = {}): string {
  const path = join(folder, name)
  const { type = 'ed25519', passphrase = '' } = options
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'a comment', '-f', path])
  return path
}

/** Makes a PKCS #8 PEM key with openssl and returns its path. */
export function makePemKey(folder: string, name: string, algorithm: readonly string[] = ['ed25519']): string {
  const path = join(folder, name)
  execFileSync('openssl', ['genpkey', '-algorithm', ...algorithm, '-out', path], { stdio: 'pipe' })
  return path
}

/** The fingerprint as ssh-keygen prints it. */
export function sshFingerprint(publicKeyFile: string): string {
  return execFileSync('ssh-keygen', ['-lf', publicKeyFile], { encoding: 'utf8' }).split(' ')[1] ?? ''
}

/** An SSH public key file as SPKI PEM, made without rel's code: ssh-keygen converts ECDSA keys; for Ed25519 it cannot,
 *  and RFC 8410 puts twelve fixed bytes before the 32 of the key. */
export function spkiPem(publicKeyFile: string): string {
  const [type = '', blob = ''] = readFileSync(publicKeyFile, 'utf8').split(' ')
  if (type !== 'ssh-ed25519')
    return execFileSync('ssh-keygen', ['-e', '-m', 'PKCS8', '-f', publicKeyFile], { encoding: 'utf8' })
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(blob, 'base64').subarray(-32)])
  return `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`
}

/** Whether openssl, given nothing but the public key, accepts the signature. */
export function opensslVerifies(folder: string, pem: string, data: Buffer, signature: Buffer): boolean {
  const file = (name: string, content: Buffer | string): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const [key, pae, sig] = [file('pub.pem', pem), file('pae', data), file('sig', signature)]
  const isEd25519 = execFileSync('openssl', ['pkey', '-pubin', '-in', key, '-noout', '-text'], {
    encoding: 'utf8',
  }).startsWith('ED25519')
  const args = isEd25519
    ? ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-in', pae, '-sigfile', sig]
    : ['dgst', '-sha256', '-verify', key, '-signature', sig, pae]
  return spawnSync('openssl', args).status === 0
}

export interface RunningAgent {
  readonly socket: string
  add(privateKeyFile: string): void
  stop(): Promise<void>
}

/** A real ssh-agent on a socket in the folder. */
export async function startSshAgent(folder: string): Promise<RunningAgent> {
  const socket = join(folder, 'agent.sock')
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((listening, failed) => {
    child.stdout.once('data', listening) // it says where it listens once it does
    child.once('error', failed)
    child.once('exit', failed)
  })
  return {
    socket,
    add: (file) =>
      void execFileSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' }),
    stop: () =>
      new Promise((stopped) => {
        child.once('exit', () => stopped())
        child.kill()
      }),
  }
}
