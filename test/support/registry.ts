/** A real npm registry on loopback: verdaccio with a storage of its own, in a process group that a killed rel cannot take along. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { freePort, listening } from './free-port.ts'

const require = createRequire(import.meta.url)
const VERDACCIO = join(dirname(require.resolve('verdaccio/package.json')), 'bin', 'verdaccio')

/** What the registry keeps of a package: `package.json` of its storage. */
export interface Packument {
  readonly versions: Readonly<
    Record<string, { readonly dist: { readonly integrity: string }; readonly deprecated?: string }>
  >
  readonly 'dist-tags': Readonly<Record<string, string>>
}

export interface Registry {
  readonly url: string
  readonly port: number
  readonly token: string
  /** The folder that holds all packages; it may be replaced while the registry runs. */
  readonly storage: string
  /** Environment variables that make npm use this registry, logged in, and nothing of the user's. */
  readonly env: Readonly<Record<string, string>>
  /** The same through another address (a proxy's), or with another token (null: none). */
  readonly envFor: (url: string, token: string | null) => Readonly<Record<string, string>>
  /** Makes another user and returns the token that logs it in. */
  readonly logIn: (name: string) => Promise<string>
  /** What it holds of a package; null when nothing. */
  readonly packument: (name: string) => Packument | null
  /** Tarballs in its storage, as `name/file`. */
  readonly tarballs: () => readonly string[]
  readonly stop: () => Promise<void>
}

/** `@private/*` may be read by users who are logged in and published by `maintainer` alone. */
const settings = (folder: string): string => `
storage: ${folder}/storage
auth: { htpasswd: { file: ${folder}/htpasswd, max_users: 100, algorithm: bcrypt, rounds: 4 } }
uplinks: {}
packages:
  '@private/*': { access: $authenticated, publish: maintainer, unpublish: maintainer }
  '**': { access: $all, publish: $authenticated, unpublish: $authenticated }
web: { enabled: false }
max_body_size: 200mb
userRateLimit: { windowMs: 1000, max: 100000 }
log: { type: stdout, format: json, level: fatal }
`

const logIn = async (url: string, name: string): Promise<string> => {
  const answer = await fetch(`${url}-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: 'secret-pass' }),
  })
  return ((await answer.json()) as { token: string }).token
}

const npmEnv = (folder: string, url: string, token: string | null): Readonly<Record<string, string>> => {
  const userconfig = join(folder, `npmrc-${new URL(url).port}-${token === null ? 'nobody' : token.slice(-6)}`)
  const login = token === null ? '' : `//${new URL(url).host}/:_authToken=${token}\n`
  writeFileSync(userconfig, `registry=${url}\n${login}`)
  return {
    npm_config_userconfig: userconfig,
    npm_config_globalconfig: join(folder, 'no-npmrc'),
    npm_config_cache: join(folder, 'cache'),
    npm_config_logs_max: '0',
    npm_config_update_notifier: 'false',
    // With npm's own patience a registry that is gone costs more than a minute a command.
    npm_config_fetch_retries: '0',
  }
}

const filesOf = (storage: string): readonly string[] =>
  existsSync(storage)
    ? readdirSync(storage, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tgz'))
    : []

/** Starts a registry that keeps everything below `folder`. */
export const startRegistry = async (folder: string): Promise<Registry> => {
  const storage = join(folder, 'storage')
  mkdirSync(storage, { recursive: true })
  writeFileSync(join(folder, 'config.yaml'), settings(folder))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const args = [VERDACCIO, '--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`]
  const server = spawn(process.execPath, args, {
    ...{ detached: true, stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '', HOME: folder } },
  })
  const ended = new Promise<void>((done) => server.on('exit', () => done()))
  await listening(port, () => server.exitCode !== null)
  const token = await logIn(url, 'maintainer')
  return {
    ...{ url, port, token, storage, env: npmEnv(folder, url, token) },
    envFor: (other, with_) => npmEnv(folder, other, with_),
    logIn: (name) => logIn(url, name),
    packument: (name) => {
      const file = join(storage, name, 'package.json')
      return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Packument) : null
    },
    tarballs: () => filesOf(storage).toSorted(),
    stop: async () => {
      if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM')
      await ended
    },
  }
}
