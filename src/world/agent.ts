/** Talks to an ssh-agent (draft-miller-ssh-agent): lists its keys and has it sign, so that private keys stay where they are. */
import { createConnection } from 'node:net'
import type { Socket } from 'node:net'
import { RelError } from '../errors.ts'
import type { Agent } from './ports.ts'

const REQUEST_IDENTITIES = 11
const IDENTITIES_ANSWER = 12
const SIGN_REQUEST = 13
const SIGN_RESPONSE = 14
/** The limit that OpenSSH's own agent and clients keep. */
const MAX_MESSAGE = 256 * 1024
/** One byte more than the field, for the sign. */
const MAX_P256_MPINT = 33

/** Null when there is no path, which is what SSH_AUTH_SOCK says where no agent runs. Connects once a request, since agents
 *  come and go. Every failure, a silence of `timeoutMs` included, is a `KEY` error. */
export function openAgent(socketPath: string | null, timeoutMs = 10_000): Agent | null {
  if (!socketPath) return null
  const ask = (request: Buffer, expected: number): Promise<Buffer> => exchange(socketPath, request, expected, timeoutMs)
  return {
    keys: async () => readIdentities(await ask(Buffer.from([REQUEST_IDENTITIES]), IDENTITIES_ANSWER)),
    sign: async (publicKey, data) => {
      const noFlags = Buffer.alloc(4)
      const request = Buffer.concat([Buffer.from([SIGN_REQUEST]), prefixed(publicKey), prefixed(data), noFlags])
      return readSignature(await ask(request, SIGN_RESPONSE))
    },
  }
}

async function exchange(path: string, request: Buffer, expected: number, timeoutMs: number): Promise<Buffer> {
  if (request.length > MAX_MESSAGE) throw failure('the data is too large for an ssh agent to sign')
  const socket = createConnection({ path, signal: AbortSignal.timeout(timeoutMs) })
  try {
    socket.write(prefixed(request))
    const answer = await readMessage(socket)
    if (answer[0] !== expected) throw failure('the ssh agent refused the request')
    return answer.subarray(1)
  } catch (cause) {
    throw cause instanceof RelError ? cause : failure(`the ssh agent at ${path} does not answer`, cause)
  } finally {
    socket.destroy()
  }
}

async function readMessage(socket: Socket): Promise<Buffer> {
  let received: Buffer = Buffer.alloc(0)
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk])
    if (received.length < 4) continue
    const length = received.readUInt32BE()
    if (length > MAX_MESSAGE) throw malformed()
    if (received.length >= 4 + length) return received.subarray(4, 4 + length)
  }
  throw failure('the ssh agent hung up')
}

function readIdentities(answer: Buffer): Buffer[] {
  if (answer.length < 4) throw malformed()
  const strings = readStrings(answer.subarray(4)) // key, comment, key, comment …
  if (strings.length !== 2 * answer.readUInt32BE()) throw malformed()
  return strings.filter((_, index) => index % 2 === 0)
}

function readSignature(answer: Buffer): Buffer {
  const [signature = Buffer.alloc(0)] = readStrings(answer)
  const [type, bytes] = readStrings(signature)
  if (type === undefined || bytes === undefined) throw malformed()
  return type.toString('latin1') === 'ecdsa-sha2-nistp256' ? toDer(bytes) : bytes
}

/** An SSH mpint and the content of a DER INTEGER are the same bytes; only the frames differ. */
function toDer(pair: Buffer): Buffer {
  const numbers = readStrings(pair)
  if (numbers.length !== 2 || numbers.some((number) => number.length > MAX_P256_MPINT)) throw malformed()
  const body = Buffer.concat(numbers.map((number) => Buffer.concat([Buffer.from([0x02, number.length]), number])))
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

function readStrings(bytes: Buffer): Buffer[] {
  const strings: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    if (bytes.length - at < 4) throw malformed()
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end > bytes.length) throw malformed()
    strings.push(bytes.subarray(at + 4, end))
    at = end
  }
  return strings
}

function prefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function malformed(): RelError {
  return failure('the ssh agent sent a malformed answer')
}

function failure(message: string, cause?: unknown): RelError {
  return new RelError('KEY', message, { hint: 'see what it holds with: ssh-add -l', cause })
}
