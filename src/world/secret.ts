/** Keeps secrets out of everything that leaves rel: values that will not print themselves, and the one redactor. */
import { existsSync } from 'node:fs'
import { inspect } from 'node:util'
import { TOKEN_SHAPES } from './token-shapes.ts'

const MASK = '***'

/** Shorter values are words of every text: masking them would hide more than it protects. */
const SHORTEST = 6

type Environment = Readonly<Record<string, string | undefined>>

/** A value that shows as `***` wherever it is printed, logged or put into JSON. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return MASK
  }
  toJSON(): string {
    return MASK
  }
  [inspect.custom](): string {
    return MASK
  }
}

/** Masks the values of variables that are named like secrets (raw, URL-encoded, base64, JSON-escaped) and everything
 *  that looks like a credential by its shape. Takes whole lines or texts: a secret cut in two by a chunk is not seen. */
export function redactor(env: Environment): (text: string) => string {
  const known = knownForms(secretsOf(env))
  return (text) => {
    const masked = known === null ? text : text.replace(known, MASK)
    return TOKEN_SHAPES.reduce((rest, { shape, keep }) => rest.replace(shape, `${keep}${MASK}`), masked)
  }
}

function knownForms(secrets: readonly string[]): RegExp | null {
  const forms = [...new Set(secrets.flatMap(formsOf))]
  if (forms.length === 0) return null
  // Longest first, or a part would be masked and leave the rest of the whole standing.
  forms.sort((a, b) => b.length - a.length)
  return new RegExp(forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g')
}

const SECRET_WORDS = new Set(
  'apikey auth authtoken cookie credential credentials key pass passphrase passwd password pat secret token'.split(' '),
)

/** What the last word of a name says that the value is, though an earlier word sounds secret. */
const HARMLESS_ENDS = new Set('count dir file length method path sock timeout type uri url'.split(' '))

function secretsOf(env: Environment): readonly string[] {
  return Object.entries(env)
    .filter(([name, value]) => value !== undefined && soundsSecret(name) && !isPublic(value))
    .flatMap(([, value]) => [value ?? '', ...(value ?? '').split('\n')])
    .map((value) => value.trim())
    .filter((value) => value.length >= SHORTEST && !/^-----(BEGIN|END) [A-Z ]+-----$/.test(value))
}

function soundsSecret(name: string): boolean {
  // Git hands settings over as GIT_CONFIG_KEY_0, whose value is the name of a setting.
  if (/^GIT_CONFIG_KEY_\d+$/.test(name)) return false
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return words.some(isSecretWord) && !words.includes('public') && !HARMLESS_ENDS.has(words.at(-1) ?? '')
}

function isSecretWord(word: string, index: number): boolean {
  // PWD alone is the current folder, MYSQL_PWD is not.
  if (word === 'pwd') return index > 0
  return SECRET_WORDS.has(word.replace(/\d+$/, '')) || /(password|secret|token)s?$/.test(word)
}

/** A key's file, a public key, and words that answer a yes-or-no question are no secrets. A leading slash alone does
 *  not make a path: base64 may begin with one. */
function isPublic(value: string): boolean {
  const keyFile = /^[^\s+=]+\.(asc|crt|json|key|p12|pem|pfx|pub|sock)$|\/\.ssh\//
  const publicKey = /^(ssh-|ecdsa-|sk-ssh-|sk-ecdsa-|-----BEGIN (RSA )?PUBLIC KEY)/
  const word = /^(always|disabled|enabled|optional|required|unknown)$/i
  const text = value.trim()
  return [keyFile, publicKey, word].some((shape) => shape.test(text)) || (/[/\\]/.test(text) && existsSync(text))
}

function formsOf(secret: string): readonly string[] {
  const encoded = encodeURIComponent(secret.toWellFormed())
  const base64 = [0, 1, 2].map((offset) => base64Core(secret, offset))
  return [
    secret,
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()),
    JSON.stringify(secret).slice(1, -1),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

/** The base64 characters that depend on the secret alone when `offset` (mod 3) bytes stand before it and more follow. */
function base64Core(secret: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
  const text = bytes.toString('base64').replace(/=+$/, '')
  const first = Math.ceil((offset * 8) / 6)
  const whole = Math.floor((bytes.length * 8) / 6)
  return text.slice(first, whole)
}
