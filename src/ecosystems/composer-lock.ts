/** The content-hash of a composer.lock, by which Composer sees whether the lock is up to date. */
import { createHash } from 'node:crypto'
import type { Json } from '../model.ts'
import { editJson, isObject, type JsonObject, readJson, valueAt } from './json-span.ts'

const KEYS = [
  ...['name', 'version', 'require', 'require-dev', 'conflict', 'replace', 'provide', 'minimum-stability'],
  ...['prefer-stable', 'repositories', 'extra'],
]

/** The lock with the hash of the new manifest. It stays as it is when it did not fit the old one: then only `composer update
 *  --lock` can mend it. What the lock says of packages within the repository stays too. */
export function editComposerLock(
  { text, file }: { readonly text: string; readonly file: string },
  before: JsonObject,
  after: JsonObject,
): string {
  if (readJson(text, file)['content-hash'] !== contentHash(before)) return text
  return editJson(text, file, [{ path: ['content-hash'], to: contentHash(after) }])
}

/** MD5, in hexadecimal digits, of what counts in a composer.json, written as PHP's json_encode does. */
function contentHash(manifest: JsonObject): string {
  const platform = valueAt(manifest, ['config', 'platform'])
  const counts: Record<string, Json> = {}
  for (const key of [...KEYS, 'config'].sort()) {
    const value = key === 'config' ? (platform === undefined ? undefined : { platform }) : manifest[key]
    if (value !== undefined) counts[key] = value
  }
  const text = JSON.stringify(asPhp(counts))
    .replaceAll('/', String.raw`\/`)
    .replace(/[\u0080-\uFFFF]/g, (each) => String.raw`\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return createHash('md5').update(text).digest('hex')
}

/** PHP reads an empty object as an empty list. */
function asPhp(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(asPhp)
  if (!isObject(value)) return value
  const entries = Object.entries(value)
  return entries.length === 0 ? [] : Object.fromEntries(entries.map(([key, each]) => [key, asPhp(each)]))
}
