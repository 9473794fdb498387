/** Config sources for tests: files told as an object, laid into real temporary folders. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { configSchema } from '../../src/config/schema.ts'
import type { ConfigSource } from '../../src/config/search.ts'
import { RelError } from '../../src/errors.ts'
import { TARGET_OPTIONS } from '../../src/targets/index.ts'

export const schema = configSchema(TARGET_OPTIONS)

/** A new folder with these files, removed afterwards. */
export const withFiles = async <T>(
  files: Iterable<readonly [string, string]>,
  use: (folder: string) => Promise<T>,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'rel-config-'))
  try {
    for (const [name, text] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** `laidFiles` collects what was laid, in order. */
export const sourceOf = (files: Readonly<Record<string, string>>, laidFiles: string[] = []): ConfigSource => ({
  read: (path) => Promise.resolve(Object.hasOwn(files, path) ? (files[path] ?? null) : null),
  laid: (laid, use) => {
    laidFiles.push(...laid.keys())
    return withFiles(laid, use)
  },
})

/** What a promise is rejected with, which must be a `RelError`. */
export const errorOf = async (failing: Promise<unknown>): Promise<RelError> => {
  const outcome = await failing.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  if (outcome instanceof RelError) return outcome
  throw outcome
}
