/** The real files: what is missing is null, what is written is whole, what the system refuses is a DISK error. */
import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { diskError } from '../../src/world/disk.ts'
import { openFiles } from '../../src/world/files.ts'
import { faultyDisk } from '../support/faulty-disk.ts'

const files = openFiles()
let folder = ''

beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'rel-files-'))
})

afterEach(async () => {
  await fs.rm(folder, { recursive: true, force: true })
})

const at = (...names: string[]): string => join(folder, ...names)

async function* inChunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text)
}

test('what is not there is null, below a file too', async () => {
  await files.write(at('plain'), 'x')
  for (const path of [at('missing'), at('plain', 'below')]) {
    expect(await files.read(path)).toBeNull()
    expect(await files.list(path)).toBeNull()
    expect(await files.facts(path)).toBeNull()
    expect(await files.hash(path)).toBeNull()
  }
})

test('a folder lists in byte order', async () => {
  // U+FF5E sorts after U+1F600 as UTF-16, before it as bytes.
  for (const name of ['b', 'B', 'ä', '～', '😀', 'a']) await files.write(at(name), '')
  expect(await files.list(folder)).toEqual(['B', 'a', 'b', 'ä', '～', '😀'])
})

test('facts tell kind, size and permission bits, of a link itself', async () => {
  await files.write(at('file'), 'four')
  await fs.chmod(at('file'), 0o750)
  await fs.symlink('file', at('link'))
  expect(await files.facts(at('file'))).toEqual({ kind: 'file', size: 4, mode: 0o750 })
  expect(await files.facts(at('link'))).toMatchObject({ kind: 'link' })
  expect(await files.facts(folder)).toMatchObject({ kind: 'folder' })
  expect(await files.linkTarget(at('link'))).toBe('file')
})

test('hash and stream see the bytes, however many', async () => {
  const bytes = Buffer.alloc(3 << 20, 'rel')
  await files.write(at('big'), bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  expect(await files.hash(at('big'))).toEqual({ sha256, size: bytes.length })
  const hash = createHash('sha256')
  for await (const chunk of files.stream(at('big'))) hash.update(chunk)
  expect(hash.digest('hex')).toBe(sha256)
})

test('a write makes its folders, replaces what was there and keeps its permission bits', async () => {
  await files.write(at('a', 'b', 'run'), 'old')
  await fs.chmod(at('a', 'b', 'run'), 0o755)
  await files.write(at('a', 'b', 'run'), 'new')
  expect(await fs.readFile(at('a', 'b', 'run'), 'utf8')).toBe('new')
  expect(await files.facts(at('a', 'b', 'run'))).toMatchObject({ mode: 0o755 })
  expect(await files.list(at('a', 'b'))).toEqual(['run'])
})

test('a reader sees the old bytes until the last chunk has come', async () => {
  await files.write(at('file'), 'old')
  let seen: Buffer | null = null
  async function* slowly(): AsyncGenerator<Buffer> {
    yield Buffer.from('ne')
    seen = await files.read(at('file'))
    yield Buffer.from('w')
  }
  await files.writeStream(at('file'), slowly())
  expect(String(seen)).toBe('old')
  expect(await fs.readFile(at('file'), 'utf8')).toBe('new')
})

test('a write that fails leaves the old bytes and nothing beside them', async () => {
  await files.write(at('file'), 'old')
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('half')
    throw new Error('source is gone')
  }
  await expect(files.writeStream(at('file'), broken())).rejects.toThrow('source is gone')
  expect(await fs.readFile(at('file'), 'utf8')).toBe('old')
  expect(await files.list(folder)).toEqual(['file'])
})

test('append adds, stream writes, copy brings files and folders with modes and links', async () => {
  await files.append(at('log'), 'one\n')
  await files.append(at('log'), 'two\n')
  expect(await fs.readFile(at('log'), 'utf8')).toBe('one\ntwo\n')
  await files.writeStream(at('from', 'tool'), inChunks('a', 'b'))
  await fs.chmod(at('from', 'tool'), 0o755)
  await fs.symlink('tool', at('from', 'link'))
  await files.copy(at('from'), at('to', 'deep'))
  expect(await fs.readFile(at('to', 'deep', 'tool'), 'utf8')).toBe('ab')
  expect(await files.facts(at('to', 'deep', 'tool'))).toMatchObject({ mode: 0o755 })
  expect(await files.linkTarget(at('to', 'deep', 'link'))).toBe('tool')
  expect(await files.list(at('to'))).toEqual(['deep'])
})

test('rename makes the way, remove is content with nothing', async () => {
  await files.write(at('here', 'x'), '1')
  await files.rename(at('here'), at('there', 'now'))
  expect(await files.list(folder)).toEqual(['there'])
  await files.remove(at('there'))
  await files.remove(at('there'))
  await files.makeFolder(at('new', 'folder'))
  await files.makeFolder(at('new', 'folder'))
  expect(await files.list(folder)).toEqual(['new'])
})

test('rename carries on where the system cannot: to another file system', async () => {
  const other = '/dev/shm'
  if ((await files.facts(other)) === null) return expect(other).toBeTruthy()
  const memory = await fs.mkdtemp(join(other, 'rel-files-'))
  try {
    await files.write(join(memory, 'built', 'x'), '1')
    await files.rename(join(memory, 'built'), at('kept'))
    expect(await fs.readFile(at('kept', 'x'), 'utf8')).toBe('1')
    expect(await files.list(memory)).toEqual([])
  } finally {
    await fs.rm(memory, { recursive: true, force: true })
  }
})

test('a private folder is gone afterwards, whatever happened in it', async () => {
  let inside = ''
  const failing = files.withFolder(async (path) => {
    inside = path
    await files.write(join(path, 'x'), '1')
    expect(await files.facts(path)).toMatchObject({ kind: 'folder', mode: 0o700 })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await files.facts(inside)).toBeNull()
})

test('a refusal names the path and what to do', async () => {
  await files.write(at('file'), 'x')
  const blocked = files.write(at('file', 'below'), 'y')
  await expect(blocked).rejects.toMatchObject({ code: 'DISK', message: expect.stringContaining(at('file')) })
  await expect(files.copy(at('missing'), at('to'))).rejects.toMatchObject({
    code: 'DISK',
    message: `${at('missing')}: no such file or folder`,
  })
  await expect(files.write('/dev/full/x', 'y')).rejects.toMatchObject({ code: 'DISK' })
  await expect(files.append('/dev/full', 'y')).rejects.toMatchObject({
    code: 'DISK',
    message: '/dev/full: no space is left on its device',
    hint: 'Free some space, then run the same command again.',
  })
})

test('what a full disk took of a line is taken away again', async () => {
  await files.append(at('log'), 'whole\n')
  const full = openFiles(faultyDisk({ errno: 'ENOSPC', at: 2 }))
  await expect(full.append(at('log'), 'and the rest\n')).rejects.toMatchObject({ code: 'DISK' })
  await files.append(at('log'), 'again\n')
  expect(await fs.readFile(at('log'), 'utf8')).toBe('whole\nagain\n')
})

test('what was done in a private folder stands, though the folder cannot be removed', async () => {
  const broken = openFiles(faultyDisk({ errno: 'EIO', at: 2 }))
  const left = await broken.withFolder(async (path) => path)
  expect(await files.facts(left)).toMatchObject({ kind: 'folder' })
  await files.remove(left)
})

test('a folder that the system makes for nobody is refused, not waited for', async () => {
  const refused = {
    code: 'DISK',
    message: expect.stringMatching(/^\/proc\/none(?:\/here)?: /),
    hint: expect.any(String),
  }
  await expect(files.makeFolder('/proc/none/here')).rejects.toMatchObject(refused)
  await expect(files.write('/proc/none/file', 'x')).rejects.toMatchObject({ code: 'DISK' })
})

test('folders are made by many at once', async () => {
  await Promise.all(['x', 'y', 'z'].map((name) => files.makeFolder(at('a', 'b', 'c', name))))
  expect(await files.list(at('a', 'b', 'c'))).toEqual(['x', 'y', 'z'])
})

test.each(['ENOSPC', 'EROFS', 'EACCES', 'EIO'])('%s is a DISK error with a hint', (code) => {
  const error = diskError('/some/file', Object.assign(new Error('refused'), { code }))
  expect(error).toMatchObject({ code: 'DISK', exit: 8, message: expect.stringMatching(/^\/some\/file: /) })
  expect((error as { hint: string }).hint).toMatch(/^[A-Z].+\.$/)
})

test('an error that is no refusal of the system stays what it is', () => {
  const error = new TypeError('a bug')
  expect(diskError('/some/file', error)).toBe(error)
})
