/** The agent port: against a real ssh-agent, and against a socket that answers wrongly. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAgent } from '../../src/world/agent.ts'
import type { Agent } from '../../src/world/ports.ts'
import { makeSshKey, opensslVerifies, spkiPem, startSshAgent } from '../support/signing-tools.ts'
import type { RunningAgent } from '../support/signing-tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'rel-agent-'))
const data = Buffer.from('DSSEv1 1 a 1 b')
let running: RunningAgent
let agent: Agent

beforeAll(async () => {
  running = await startSshAgent(folder)
  agent = connect(running.socket)
})
afterAll(async () => {
  await running.stop()
  rmSync(folder, { recursive: true })
})

function connect(socket: string, timeoutMs?: number): Agent {
  const opened = openAgent(socket, timeoutMs)
  if (opened === null) throw new Error('no agent')
  return opened
}

function wireOf(privateKeyFile: string): Buffer {
  return Buffer.from(readFileSync(`${privateKeyFile}.pub`, 'utf8').split(' ')[1] ?? '', 'base64')
}

test('without a socket there is no agent', () => {
  expect(openAgent(null)).toBeNull()
  expect(openAgent('')).toBeNull()
})

test('keys are listed, and sign what openssl verifies', async () => {
  expect(await agent.keys()).toEqual([])
  const files = [makeSshKey(folder, 'ed'), makeSshKey(folder, 'ec', { type: 'ecdsa' })]
  for (const file of files) running.add(file)
  expect(await agent.keys()).toEqual(files.map(wireOf))
  expect(await agent.sign(wireOf(files[0] ?? ''), data)).toHaveLength(64)
  // Several times: r and s of ECDSA differ each time, with and without a leading zero byte.
  for (const file of [...files, ...files, ...files, ...files]) {
    const signature = await agent.sign(wireOf(file), data)
    expect(opensslVerifies(folder, spkiPem(`${file}.pub`), data, signature)).toBe(true)
  }
})

test('a key that it does not hold is a refusal', async () => {
  const refused = agent.sign(wireOf(makeSshKey(folder, 'other')), data)
  await expect(refused).rejects.toThrow('the ssh agent refused the request')
  await expect(refused).rejects.toMatchObject({ code: 'KEY' })
})

test('data beyond the protocol’s limit is refused before it is sent', async () => {
  await expect(agent.sign(Buffer.alloc(51), Buffer.alloc(256 * 1024))).rejects.toThrow('too large for an ssh agent')
})

test('a socket that nobody listens on is a KEY error with a hint', async () => {
  const gone = connect(join(folder, 'gone.sock'))
  await expect(gone.keys()).rejects.toMatchObject({ code: 'KEY', hint: expect.stringContaining('ssh-add') })
})

/** An agent that answers every connection with these bytes and, unless it is to stay silent, hangs up. */
async function answering<T>(bytes: Buffer | null, use: (agent: Agent) => Promise<T>): Promise<T> {
  const socket = join(folder, 'false.sock')
  const server = createServer((connection) => {
    connection.on('error', () => undefined).resume()
    if (bytes !== null) connection.end(bytes)
  })
  await new Promise<void>((listening) => server.listen(socket, listening))
  try {
    return await use(connect(socket, bytes === null ? 50 : undefined))
  } finally {
    await new Promise((closed) => server.close(closed))
  }
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

test.each<[string, Buffer | null, string]>([
  ['says nothing', null, 'does not answer'],
  ['hangs up', Buffer.alloc(0), 'the ssh agent hung up'],
  ['stops in the middle', hex('00000010 0c'), 'the ssh agent hung up'],
  ['announces too much', hex('7fffffff 0c'), 'malformed'],
  ['answers something else', hex('00000001 05'), 'refused'],
  ['answers an empty message', hex('00000000'), 'refused'],
  ['forgets the count', hex('00000003 0c 0000'), 'malformed'],
  ['counts wrongly', hex('00000005 0c 00000002'), 'malformed'],
  ['sends a key beyond the end', hex('00000009 0c 00000001 000000ff'), 'malformed'],
])('an agent that %s is a KEY error', async (_, bytes, message) => {
  const failed = answering(bytes, (lying) => lying.keys())
  await expect(failed).rejects.toThrow(message)
  await expect(failed).rejects.toMatchObject({ code: 'KEY' })
})

test.each<[string, Buffer]>([
  ['no signature', hex('00000001 0e')],
  ['a signature without bytes', hex('0000000a 0e 00000005 00000001 61')],
  [
    'half an ECDSA pair',
    Buffer.concat([
      hex('0000002b 0e 00000026 00000013'),
      Buffer.from('ecdsa-sha2-nistp256'),
      hex('0000000b 00000001 01 000000ff 0000'),
    ]),
  ],
])('an answer with %s is a KEY error', async (_, bytes) => {
  await expect(answering(bytes, (lying) => lying.sign(Buffer.alloc(1), data))).rejects.toMatchObject({ code: 'KEY' })
})

test('the agent stays usable by others', () => {
  const env = { ...process.env, SSH_AUTH_SOCK: running.socket }
  expect(execFileSync('ssh-add', ['-l'], { env, encoding: 'utf8' }).trim().split('\n')).toHaveLength(2)
})
