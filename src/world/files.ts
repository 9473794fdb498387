/** The real files: reads that answer null for what is missing, writes that a reader sees whole or not at all. */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { diskError, errno, isMissing, onDisk } from './disk.ts'
import { makeFolders, withTemporaryFolder } from './folders.ts'
import type { FileFacts, FilesLook, FilesWorld } from './ports.ts'

const CHUNK = 1 << 20

/** What is done to an open file. */
export interface DiskFile {
  writeFile(data: string | Buffer | AsyncIterable<Buffer>): Promise<void>
  chmod(mode: number): Promise<void>
  stat(): Promise<{ readonly size: number }>
  truncate(size: number): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

/** The calls that change something, as `node:fs/promises` has them: a test can make each of them fail. */
export interface Disk {
  open(path: string, flags: string): Promise<DiskFile>
  mkdir(path: string): Promise<unknown>
  mkdtemp(prefix: string): Promise<string>
  rename(from: string, to: string): Promise<void>
  cp(from: string, to: string, options: { readonly recursive: true; readonly verbatimSymlinks: true }): Promise<void>
  rm(
    path: string,
    options: { readonly recursive: true; readonly force: true; readonly maxRetries: number },
  ): Promise<void>
}

/** Writers make the folders that lead to their path; every failure of the system is a `DISK` error naming the path. */
export const openFiles = (disk: Disk = fs): FilesWorld => ({
  ...look,
  write: (path, bytes) => fill(disk, path, (file) => file.writeFile(bytes)),
  writeStream: (path, chunks) => fill(disk, path, (file) => file.writeFile(chunks)),
  append: (path, text) => append(disk, path, text),
  copy: (from, to) => copy(disk, from, to),
  rename: (from, to) => rename(disk, from, to),
  makeFolder: (path) => onDisk(path, () => makeFolders(path, disk.mkdir)),
  remove: (path) => remove(disk, path),
  withFolder: (use) => withTemporaryFolder(use, disk),
})

const look: FilesLook = {
  read: (path) => orNull(path, () => fs.readFile(path)),
  list: (folder) => orNull(folder, async () => (await fs.readdir(folder)).sort(byBytes)),
  facts: (path) => orNull(path, () => factsOf(path)),
  stream,
  linkTarget: (path) => onDisk(path, () => fs.readlink(path)),
  hash: (path) => orNull(path, () => hashOf(path)),
}

function orNull<T>(path: string, work: () => Promise<T>): Promise<T | null> {
  return onDisk(path, () => work().catch((error: unknown) => (isMissing(error) ? null : Promise.reject(error))))
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

async function factsOf(path: string): Promise<FileFacts> {
  const stat = await fs.lstat(path)
  const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other'
  return { size: stat.size, mode: stat.mode & 0o7777, kind }
}

async function hashOf(path: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    hash.update(chunk as Buffer)
    size += (chunk as Buffer).length
  }
  return { sha256: hash.digest('hex'), size }
}

async function* stream(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) yield chunk as Buffer
  } catch (error) {
    throw diskError(path, error)
  }
}

/** A file that was there lends its permission bits to the one that replaces it. */
function fill(disk: Disk, path: string, use: (file: DiskFile) => Promise<void>): Promise<void> {
  return beside(disk, path, (temporary) =>
    withFile(disk, temporary, 'wx', async (file) => {
      await use(file)
      const before = await look.facts(path)
      if (before?.kind === 'file') await file.chmod(before.mode)
    }),
  )
}

/** What a full disk took of the text is taken away again: the next one must not begin in the middle of a line. */
function append(disk: Disk, path: string, text: string): Promise<void> {
  return onDisk(path, async () => {
    await makeFolders(dirname(path), disk.mkdir)
    await withFile(disk, path, 'a', async (file) => {
      const { size } = await file.stat()
      await file.writeFile(text).catch(async (error: unknown) => {
        await file.truncate(size).catch(() => {})
        throw error
      })
    })
  })
}

function copy(disk: Disk, from: string, to: string): Promise<void> {
  return beside(disk, to, async (temporary) => {
    await onDisk(from, () => fs.access(from))
    await disk.cp(from, temporary, { recursive: true, verbatimSymlinks: true })
    await flush(disk, temporary)
  })
}

/** Makes the new thing under a name that nothing else looks at, then moves it in. */
function beside(disk: Disk, path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  return onDisk(path, async () => {
    await makeFolders(dirname(path), disk.mkdir)
    const temporary = join(dirname(path), `.rel-${randomBytes(8).toString('hex')}`)
    try {
      await make(temporary)
      await disk.rename(temporary, path)
    } catch (error) {
      // The first failure is the one to tell: where nothing can be written, nothing can be removed either.
      await remove(disk, temporary).catch(() => {})
      throw error
    }
  })
}

async function withFile(
  disk: Disk,
  path: string,
  flags: 'wx' | 'a' | 'r',
  use: (file: DiskFile) => Promise<void>,
): Promise<void> {
  const file = await disk.open(path, flags)
  try {
    await use(file)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function flush(disk: Disk, path: string): Promise<void> {
  const { kind } = await factsOf(path)
  if (kind === 'file') await withFile(disk, path, 'r', async () => {})
  if (kind === 'folder') for (const name of await fs.readdir(path)) await flush(disk, join(path, name))
}

/** Across file systems (a build in a memory disk, say) this is a copy beside the new path, renamed there. */
function rename(disk: Disk, from: string, to: string): Promise<void> {
  return onDisk(from, async () => {
    await makeFolders(dirname(to), disk.mkdir)
    try {
      await disk.rename(from, to)
    } catch (error) {
      if (errno(error) !== 'EXDEV') throw error
      await copy(disk, from, to)
      await remove(disk, from)
    }
  })
}

function remove(disk: Disk, path: string): Promise<void> {
  return onDisk(path, () => disk.rm(path, { recursive: true, force: true, maxRetries: 3 }))
}
