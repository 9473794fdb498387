/** The real files: reads that answer null for what is missing, writes that a reader sees whole or not at all. */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { diskError, errno, isMissing, onDisk } from './disk.ts'
import type { FileFacts, FilesLook, FilesWorld } from './ports.ts'

const CHUNK = 1 << 20

/** Writers make the folders that lead to their path; every failure of the system is a `DISK` error naming the path. */
export function openFiles(): FilesWorld {
  return { ...look, write, writeStream, append, copy, rename, makeFolder, remove, withFolder }
}

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

function write(path: string, bytes: Buffer | string): Promise<void> {
  return fill(path, (file) => file.writeFile(bytes))
}

function writeStream(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  return fill(path, (file) => file.writeFile(chunks))
}

/** A file that was there lends its permission bits to the one that replaces it. */
function fill(path: string, use: (file: fs.FileHandle) => Promise<void>): Promise<void> {
  return beside(path, (temporary) =>
    withFile(temporary, 'wx', async (file) => {
      await use(file)
      const before = await look.facts(path)
      if (before?.kind === 'file') await file.chmod(before.mode)
    }),
  )
}

function append(path: string, text: string): Promise<void> {
  return onDisk(path, async () => {
    await fs.mkdir(dirname(path), { recursive: true })
    await withFile(path, 'a', (file) => file.writeFile(text))
  })
}

function copy(from: string, to: string): Promise<void> {
  return beside(to, async (temporary) => {
    await onDisk(from, () => fs.access(from))
    await fs.cp(from, temporary, { recursive: true, verbatimSymlinks: true })
    await flush(temporary)
  })
}

/** Makes the new thing under a name that nothing else looks at, then moves it in. */
function beside(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  return onDisk(path, async () => {
    await fs.mkdir(dirname(path), { recursive: true })
    const temporary = join(dirname(path), `.rel-${randomBytes(8).toString('hex')}`)
    try {
      await make(temporary)
      await fs.rename(temporary, path)
    } catch (error) {
      // The first failure is the one to tell: where nothing can be written, nothing can be removed either.
      await fs.rm(temporary, { recursive: true, force: true }).catch(() => {})
      throw error
    }
  })
}

async function withFile(path: string, flags: string, use: (file: fs.FileHandle) => Promise<void>): Promise<void> {
  const file = await fs.open(path, flags)
  try {
    await use(file)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function flush(path: string): Promise<void> {
  const { kind } = await factsOf(path)
  if (kind === 'file') await withFile(path, 'r', async () => {})
  if (kind === 'folder') for (const name of await fs.readdir(path)) await flush(join(path, name))
}

/** Across file systems (a build in a memory disk, say) this is a copy beside the new path, renamed there. */
function rename(from: string, to: string): Promise<void> {
  return onDisk(from, async () => {
    await fs.mkdir(dirname(to), { recursive: true })
    try {
      await fs.rename(from, to)
    } catch (error) {
      if (errno(error) !== 'EXDEV') throw error
      await copy(from, to)
      await remove(from)
    }
  })
}

async function makeFolder(path: string): Promise<void> {
  await onDisk(path, () => fs.mkdir(path, { recursive: true }))
}

function remove(path: string): Promise<void> {
  return onDisk(path, () => fs.rm(path, { recursive: true, force: true, maxRetries: 3 }))
}

async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const parent = tmpdir()
  // The real path, since a link on the way to it would show in what recipes print and record.
  const folder = await onDisk(parent, async () => fs.mkdtemp(join(await fs.realpath(parent), 'rel-')))
  try {
    return await use(folder)
  } finally {
    await remove(folder)
  }
}
