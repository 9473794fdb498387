/** Stands between rel and an HTTP server, notes every request, and breaks the one that it is told to break. */
import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as send,
  type ServerResponse,
} from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { listenOn, stopServer } from './git-http.ts'

export const FAULTS = [
  /** The connection is reset, and so is the next one: git tries a connection that it has used before once more by itself. */
  'refused',
  /** The request was read and is lost. */
  'reset-before',
  /** The request was carried out and its answer is lost. */
  'reset-after',
  /** The answer comes in pieces with pauses between them. */
  'slow',
  /** The answer ends in its middle. */
  'truncated',
  /** An answer with this status; the server never sees the request. */
  '429',
  '500',
  '401',
  /** The page of somebody else, with status 200. */
  'wrong',
] as const

/** `silent`: no answer ever comes. */
export type FaultKind = (typeof FAULTS)[number] | 'silent'

export interface Fault {
  readonly kind: FaultKind
  /** The first request that breaks, counted from 1 among those that fit `only`. */
  readonly at: number
  /** Requests that count, by their `line`; absent: all. */
  readonly only?: RegExp
  /** `once`: that one alone. `always`: all that come after it too. */
  readonly times: 'once' | 'always'
}

export interface SeenRequest {
  /** `GET /path?query`, and of git's own requests what they are for: `ls-refs`, `fetch`, or the refs that are pushed. */
  readonly line: string
  readonly broken: boolean
}

export interface FaultProxy {
  readonly url: string
  /** Requests since `arm` was last called, in the order in which they came. */
  readonly seen: () => readonly SeenRequest[]
  /** Forgets the requests that were seen, and breaks from now on what it is told; null: nothing. */
  readonly arm: (fault: Fault | null) => void
  readonly stop: () => Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Git's pkt-lines up to the first flush; a delimiter (0001) is passed over. */
const packets = (body: Buffer): readonly string[] => {
  const lines: string[] = []
  for (let at = 0; at + 4 <= body.length;) {
    const size = Number.parseInt(body.toString('latin1', at, at + 4), 16)
    if (!(size >= 4 || size === 1)) break
    if (size > 4) lines.push(body.toString('latin1', at + 4, at + size))
    at += Math.max(4, size)
  }
  return lines
}

const lineOf = ({ method, url, headers }: IncomingMessage, body: Buffer): string => {
  const line = `${method} ${url}`
  if (method !== 'POST' || !line.endsWith('-pack')) return line
  const asked = packets(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body)
  const words = asked.flatMap(
    (each) => /^command=(\S+)|^[0-9a-f]{40} [0-9a-f]{40} ([^\0\n]+)/.exec(each)?.slice(1) ?? [],
  )
  return [line, ...words.filter((word) => word !== undefined)].join(' ')
}

/** Everything goes on as it came: a registry builds the addresses of its tarballs from the host that it was asked by. */
const forward = async (port: number, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> => {
  const { 'transfer-encoding': _, connection: __, ...rest } = headers
  const options = { host: '127.0.0.1', port, method, path: url, agent: false as const }
  const onward = send({ ...options, headers: { ...rest, 'content-length': body.length } })
  onward.end(body)
  const [answer] = (await once(onward, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await bodyOf(answer) }
}

const begin = (response: ServerResponse, { status, headers, body }: Answer): void => {
  const { 'transfer-encoding': _, connection: __, ...rest } = headers
  response.writeHead(status, { ...rest, 'content-length': body.length })
}

const PIECES = 3
const PAUSE = 150

const answerSlowly = async (response: ServerResponse, answer: Answer): Promise<void> => {
  begin(response, answer)
  const size = Math.max(1, Math.ceil(answer.body.length / PIECES))
  for (let start = 0; start < answer.body.length; start += size) {
    await sleep(PAUSE)
    response.write(answer.body.subarray(start, start + size))
  }
  response.end()
}

const answerHalf = (response: ServerResponse, answer: Answer): void => {
  begin(response, answer)
  response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => response.socket?.destroy())
}

const REFUSALS: Partial<Record<FaultKind, Readonly<Record<string, string>>>> = {
  429: { 'retry-after': '1' },
  500: {},
  401: { 'www-authenticate': 'Basic realm="proxy"' },
}

/** What a broken request gets without the server's help; false when the server is needed. */
const breakBefore = (kind: FaultKind, response: ServerResponse): boolean => {
  const refusal = REFUSALS[kind]
  if (refusal !== undefined) response.writeHead(Number(kind), { 'content-type': 'text/plain', ...refusal }).end(kind)
  else if (kind === 'wrong') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>')
  else if (kind === 'refused' || kind === 'reset-before') response.socket?.resetAndDestroy()
  return kind !== 'reset-after' && kind !== 'slow' && kind !== 'truncated'
}

const answerWith = async (kind: FaultKind | null, response: ServerResponse, answer: Answer): Promise<void> => {
  if (kind === 'reset-after') response.socket?.resetAndDestroy()
  else if (kind === 'truncated') answerHalf(response, answer)
  else if (kind === 'slow') await answerSlowly(response, answer)
  else {
    begin(response, answer)
    response.end(answer.body)
  }
}

/** A proxy before the server on a port of loopback. */
export const startFaultProxy = async (target: number): Promise<FaultProxy> => {
  let [seen, fault, fitting, refusing]: [SeenRequest[], Fault | null, number, boolean] = [[], null, 0, false]
  const breaking = (line: string): FaultKind | null => {
    if (fault === null || fault.only?.test(line) === false) return null
    fitting += 1
    return fitting === fault.at || (fault.times === 'always' && fitting > fault.at) ? fault.kind : null
  }
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    const line = lineOf(request, body)
    const kind = breaking(line)
    seen.push({ line, broken: kind !== null })
    refusing = kind === 'refused'
    if (kind !== null && breakBefore(kind, response)) return
    await answerWith(kind, response, await forward(target, request, body))
  }
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.socket?.destroy())
  })
  server.on('connection', (socket) => {
    if (refusing) socket.resetAndDestroy()
    refusing = false
  })
  const port = await listenOn(server)
  return {
    url: `http://127.0.0.1:${port}/`,
    seen: () => [...seen],
    arm: (next) => {
      ;[seen, fault, fitting, refusing] = [[], next, 0, false]
    },
    stop: () => stopServer(server),
  }
}
