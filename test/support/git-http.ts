/** A real git server over HTTP on loopback: `git http-backend` behind a small server that may ask for a login. */
import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Login {
  readonly user: string
  readonly password: string
}

export interface GitHttp {
  readonly port: number
  /** The address of a bare repository below the served folder, with a login in it when one is given. */
  readonly url: (name: string, login?: Login) => string
  readonly stop: () => Promise<void>
}

/** http-backend takes pushes only where the settings say so or somebody has logged in. */
const SETTINGS = {
  ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_COUNT: '2' },
  ...{ GIT_CONFIG_KEY_0: 'http.receivepack', GIT_CONFIG_VALUE_0: 'true' },
  ...{ GIT_CONFIG_KEY_1: 'safe.directory', GIT_CONFIG_VALUE_1: '*' },
}

const header = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? '')

/** RFC 3875, as far as http-backend reads it. */
const gateway = (folder: string, request: IncomingMessage): Record<string, string> => {
  const { pathname, search } = new URL(request.url ?? '/', 'http://host')
  const length = header(request, 'content-length')
  return {
    ...{ PATH: process.env['PATH'] ?? '', ...SETTINGS, GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1' },
    ...{ REQUEST_METHOD: request.method ?? 'GET', PATH_INFO: decodeURIComponent(pathname) },
    ...{ QUERY_STRING: search.slice(1), CONTENT_TYPE: header(request, 'content-type') },
    ...(length === '' ? {} : { CONTENT_LENGTH: length }),
    ...{ HTTP_CONTENT_ENCODING: header(request, 'content-encoding'), GIT_PROTOCOL: header(request, 'git-protocol') },
    REMOTE_ADDR: '127.0.0.1',
  }
}

const answerWith = (response: ServerResponse, output: Buffer): void => {
  const end = output.indexOf('\r\n\r\n')
  const lines = output.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n')
  const fields = lines.flatMap((line) => {
    const [, name, value] = /^([^:]+): *(.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const]
  })
  const { status = end < 0 ? '500' : '200', ...rest } = Object.fromEntries(fields)
  const body = output.subarray(end < 0 ? output.length : end + 4)
  response.writeHead(Number.parseInt(status, 10), { ...rest, 'content-length': body.length }).end(body)
}

const isLoggedIn = (request: IncomingMessage, { user, password }: Login): boolean =>
  request.headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const serve = (folder: string, login: Login | null, request: IncomingMessage, response: ServerResponse): void => {
  if (login !== null && !isLoggedIn(request, login)) {
    request.resume()
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
    return
  }
  const child = spawn('git', ['http-backend'], {
    env: gateway(folder, request),
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const chunks: Buffer[] = []
  // It may end before it has read everything, when it refuses.
  child.stdin.on('error', () => request.resume())
  request.pipe(child.stdin)
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.on('close', () => answerWith(response, Buffer.concat(chunks)))
}

/** Listens on a free port of loopback and returns it. */
export const listenOn = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

/** Ends a server with the connections that clients keep open. */
export const stopServer = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done())
    server.closeAllConnections()
  })

/** Serves every bare repository below `folder` for reading and for pushing; with a `login` to nobody else. */
export const startGitHttp = async (folder: string, login: Login | null = null): Promise<GitHttp> => {
  const server = createServer((request, response) => serve(folder, login, request, response))
  const port = await listenOn(server)
  const user = (given?: Login) => (given === undefined ? '' : `${given.user}:${encodeURIComponent(given.password)}@`)
  return {
    port,
    url: (name, given) => `http://${user(given)}127.0.0.1:${port}/${name}`,
    stop: () => stopServer(server),
  }
}
