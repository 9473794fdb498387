/** Secrets to plant wherever rel may meet one, and the search for them in all that it says and leaves behind. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'

/** By where they are planted. Characters that are written otherwise in URLs and in JSON; none can be told by its shape. */
export const SECRETS = {
  NPM_TOKEN: 'swordfish+npm/Zq7=4',
  GITHUB_TOKEN: 'swordfish-hub-Rk29',
  DEPLOY_PASSWORD: 'sword "fish" \\ ü/+?&',
  REL_SIGN_KEY: 'swordfish key that nobody can read',
  remoteUrl: 'sword:fish@remote/1',
  gitCredential: 'swordfish stored%2',
  userNpmrc: 'swordfish-user-npmrc-3',
  projectNpmrc: 'swordfish-project-npmrc-4',
} as const

/** The variables among them, for the environment of a run. */
export const SECRET_ENV: Readonly<Record<string, string>> = {
  NPM_TOKEN: SECRETS.NPM_TOKEN,
  GITHUB_TOKEN: SECRETS.GITHUB_TOKEN,
  DEPLOY_PASSWORD: SECRETS.DEPLOY_PASSWORD,
}

/** The base64 characters that hold nothing but the secret when `offset` bytes stand before it. */
const withinBase64 = (secret: string, offset: number): string => {
  const bytes = Buffer.from(secret)
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return text.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 4) / 3))
}

/** What a secret may look like, by how it is written. */
const formsOf = (secret: string): Readonly<Record<string, string>> => {
  const encoded = encodeURIComponent(secret)
  const base64 = [0, 1, 2].map((offset) => withinBase64(secret, offset))
  const named = Object.fromEntries(base64.map((text, offset) => [`base64 at ${offset}`, text]))
  const forUrls = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  return {
    ...{ raw: secret, 'URL-encoded': encoded, 'URL-encoded in small letters': encoded.replace(/%../g, lower) },
    ...{ 'form-encoded': encoded.replaceAll('%20', '+'), 'JSON-escaped': JSON.stringify(secret).slice(1, -1) },
    ...{ ...named, ...Object.fromEntries(forUrls.map((text, offset) => [`base64url at ${offset}`, text])) },
  }
}

const lower = (text: string): string => text.toLowerCase()

interface Piece {
  readonly where: string
  readonly bytes: Buffer
}

/** These hold what was planted. */
const PLANTED = /(?:^|\/)(?:\.git\/config|\.npmrc|credentials)$/

/** Packed and loose objects say nothing until git unpacks them: all of them, those too that nothing leads to. */
const objectsIn = (folder: string): readonly Piece[] => {
  const place = [join(folder, '.git'), folder].find((each) => existsSync(join(each, 'objects')))
  if (place === undefined) return []
  const args = ['--git-dir', place, 'cat-file', '--batch-all-objects', '--unordered', '--batch']
  const { stdout } = spawnSync('git', args, { maxBuffer: 1 << 30 })
  return [{ where: `objects of ${place}`, bytes: stdout }]
}

const filesIn = (folder: string): readonly Piece[] => {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !PLANTED.test(path))
  return paths.flatMap((path) => {
    const bytes = readFileSync(path)
    const isPacked = bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b
    return [{ where: path, bytes }, ...(isPacked ? [{ where: `in ${path}`, bytes: gunzipSync(bytes) }] : [])]
  })
}

const foundIn = ({ where, bytes }: Piece, secrets: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(secrets).flatMap(([name, secret]) => {
    const [form] =
      Object.entries(formsOf(secret)).find(([, text]) => bytes.includes(text) || where.includes(text)) ?? []
    return form === undefined ? [] : [`${where}: ${name} ${form}`]
  })

/** Where a text, a file below a folder or an object of a repository holds one of the secrets, and in which form. */
export const secretsIn = (
  texts: Readonly<Record<string, string>>,
  folders: readonly string[],
  secrets: Readonly<Record<string, string>> = SECRETS,
): readonly string[] => {
  const said = Object.entries(texts).map(([where, text]) => ({ where, bytes: Buffer.from(text) }))
  const left = folders.flatMap((folder) => [...filesIn(folder), ...objectsIn(folder)])
  return [...said, ...left].flatMap((piece) => foundIn(piece, secrets))
}

/** For the end of any test whose runs had `SECRET_ENV`, or secrets of its own. */
export const expectNoSecrets = (...given: Parameters<typeof secretsIn>): void => expect(secretsIn(...given)).toEqual([])
