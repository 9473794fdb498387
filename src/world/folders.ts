/** Makes folders: one with those that lead to it, and private ones that are removed again. */
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { RelError } from '../errors.ts'
import { errno, onDisk } from './disk.ts'

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

const nobodyCan = (path: string, cause: unknown): RelError =>
  new RelError('DISK', `${path}: the system makes no folders there`, {
    hint: 'Name another path in the config, then run the same command again.',
    cause,
  })

/** Returns the error that kept the folder from being made; null when it is there. */
const tryOne = async (path: string, mkdir: (path: string) => Promise<unknown>): Promise<unknown> => {
  try {
    await mkdir(path)
    return null
  } catch (error) {
    // Which error an existing folder gives differs: EEXIST, on some systems EISDIR for the root.
    return errno(error) !== 'ENOENT' && (await isFolder(path)) ? null : error
  }
}

/** Node's own recursive `mkdir` never ends below /proc, which says ENOENT of a new folder whose parent is there (tried). */
export const makeFolders = async (path: string, mkdir: (path: string) => Promise<unknown>): Promise<void> => {
  const first = await tryOne(path, mkdir)
  if (first === null) return
  if (errno(first) !== 'ENOENT' || dirname(path) === path) throw first
  await makeFolders(dirname(path), mkdir)
  const second = await tryOne(path, mkdir)
  if (second !== null) throw errno(second) === 'ENOENT' ? nobodyCan(path, second) : second
}

interface TemporaryPlace {
  mkdtemp(prefix: string): Promise<string>
  rm(
    path: string,
    options: { readonly recursive: true; readonly force: true; readonly maxRetries: number },
  ): Promise<void>
}

/** A new private folder, removed when `use` has ended. Throws `DISK`. */
export const withTemporaryFolder = async <T>(
  use: (folder: string) => Promise<T>,
  disk: TemporaryPlace = { mkdtemp, rm },
): Promise<T> => {
  const parent = tmpdir()
  // The real path, since a link on the way to it would show in what recipes print and record.
  const folder = await onDisk(parent, async () => disk.mkdtemp(join(await realpath(parent), 'rel-')))
  try {
    return await use(folder)
  } finally {
    // What `use` came to stands, also where its folder cannot be removed: it lies where the system clears up.
    await disk.rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
  }
}
