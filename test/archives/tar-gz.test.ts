/** GNU tar and gzip agree with the archive, its bytes are fixed, and its memory is flat. */
import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ArchiveEntry } from '../../src/archives/archive.ts'
import { tarGz } from '../../src/archives/tar-gz.ts'
import { file, OPTIONS, packed, pieces, SAMPLE } from './entries.ts'

const place = mkdtempSync(join(tmpdir(), 'rel-tar-'))
const archive = join(place, 'sample.tar.gz')
const env = { PATH: process.env['PATH'] ?? '', TZ: 'UTC', LC_ALL: 'C.UTF-8' }
const run = (command: string, ...args: string[]): string => execFileSync(command, args, { env, encoding: 'utf8' })

beforeAll(async () => writeFileSync(archive, await packed(tarGz, SAMPLE)))
afterAll(() => rmSync(place, { recursive: true }))

async function contents(entry: ArchiveEntry): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of entry.bytes()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('gzip finds it whole', () => {
  expect(run('gzip', '-tv', archive)).toBe('')
  expect(readFileSync(archive).subarray(0, 10).toString('hex')).toBe('1f8b08000000000002ff')
})

test('GNU tar lists owner 0/0, the one time, and each folder before what is in it', () => {
  const lines = run('tar', '--numeric-owner', '--quoting-style=literal', '--full-time', '-tvzf', archive)
    .trimEnd()
    .split('\n')
  expect(
    lines.every((line) => /^[-dl]rw[x-]r-[x-]r-[x-] 0\/0 +\d+ 2023-11-14 22:13:20 core-2\.4\.0\//.test(line)),
  ).toBe(true)
  const names = lines.map((line) => line.split(' core-2.4.0/')[1]?.split(' -> ')[0] ?? '')
  expect(names.slice(0, 3)).toEqual(['', 'README.md', 'bin/'])
  expect(names).toContain('docs/größe 日本語 😀.txt')
  expect(lines).toContainEqual(expect.stringMatching(/^lrw.* core-2\.4\.0\/latest -> docs\/größe 日本語 😀\.txt$/))
  expect(lines).toContainEqual(expect.stringMatching(/^-rwxr-xr-x .*bin\/run$/))
})

test('GNU tar unpacks what went in', async () => {
  run('tar', '-xpzf', archive, '-C', place)
  const top = join(place, OPTIONS.root)
  for (const entry of SAMPLE) {
    const path = join(top, entry.path)
    if (entry.kind === 'link') expect(readlinkSync(path)).toBe(entry.target)
    else if (entry.kind === 'folder') expect(readdirSync(path)).toEqual([])
    else expect(readFileSync(path, 'utf8')).toBe(await contents(entry))
    expect(lstatSync(path).mtimeMs).toBe(OPTIONS.time * 1000)
  }
  expect(statSync(join(top, 'bin/run')).mode & 0o777).toBe(0o755)
  expect(statSync(join(top, 'empty')).mode & 0o777).toBe(0o644)
})

test('an archive of nothing is one that GNU tar accepts', async () => {
  writeFileSync(join(place, 'empty.tar.gz'), await packed(tarGz, [], { root: '', time: 0 }))
  expect(run('tar', '-tzf', join(place, 'empty.tar.gz'))).toBe('')
})

test('the bytes are these, on every Node that brings its own zlib', async () => {
  const bytes = await packed(tarGz, [file('a', 'a'.repeat(100)), file('b/ö', 'b')], {
    root: 'top',
    time: 1_700_000_000,
  })
  expect(bytes.toString('base64')).toMatchInlineSnapshot(
    `"H4sIAAAAAAAC/+2WQQrCMBBFs/YUOUHzM06aleDSpTeQFAvuWmqEnswLeDGxbiTgQjCp0nmbCdkNn/+Y2PVGZQYAvHPTBJDO6W3ZEXsPfvxbwFmlnSrA5RzDoIBvLPm63J8Qu96EAvnXzG/zt8xp/mTXSkPyz04ogBJ+uv+Nyd//D/1PnsT/JahMZbb7MO7acGyHefwPskn+1lGt9Cj5Z8d63Yd42jw9cLuuRIkL9P9h1vsPSPsPJpL7rwSNVEAQBGGR3AEx05KVABQAAA=="`,
  )
})

test('a reader that stops early closes the source', async () => {
  let closed = false
  const bytes = async function* (): AsyncGenerator<Buffer> {
    try {
      for (;;) yield Buffer.alloc(65_536, 'never ends')
    } finally {
      closed = true
    }
  }
  const endless = { ...file('endless'), size: 2 ** 40, bytes }
  let seen = 0
  for await (const _ of tarGz.write([endless], OPTIONS)) if (++seen === 2) break
  await expect.poll(() => closed).toBe(true)
})

const FORTY_MEGABYTES = `
  const { tarGz } = await import(process.argv[1])
  const { randomFillSync } = await import('node:crypto')
  const size = 40 * 2 ** 20
  const bytes = async function* () {
    for (let sent = 0; sent < size; sent += 65536) yield randomFillSync(Buffer.alloc(65536))
  }
  const held = () => { gc(); const { heapUsed, external } = process.memoryUsage(); return heapUsed + external }
  const before = held()
  let most = 0, total = 0, chunks = 0
  const entry = { path: 'big', kind: 'file', executable: false, size, bytes }
  for await (const chunk of tarGz.write([entry], { root: '', time: 0 })) {
    total += chunk.length
    if (chunks++ % 100 === 0) most = Math.max(most, held() - before)
  }
  console.log(JSON.stringify({ total, most }))
`

test('forty megabytes pass through in flat memory', () => {
  const url = new URL('../../src/archives/tar-gz.ts', import.meta.url).href
  const args = ['--expose-gc', '--input-type=module', '--eval', FORTY_MEGABYTES, url]
  const { total, most } = JSON.parse(run(process.execPath, ...args)) as { total: number; most: number }
  expect(total).toBeGreaterThan(40 * 2 ** 20)
  expect(most).toBeLessThan(8 * 2 ** 20)
})

test('how the content is cut into chunks does not show', async () => {
  const text = Buffer.from(Array.from({ length: 60_000 }, (_, n) => `${(n * 7919) % 1013} line ${n % 97}\n`).join(''))
  const cut = (length: number): ArchiveEntry => ({ ...file('a', text), bytes: () => pieces(text, length) })
  const [first, ...others] = await Promise.all(
    [1_000_000, 65_536, 4_096, 777].map((length) => packed(tarGz, [cut(length)])),
  )
  expect(others.every((other) => first?.equals(other))).toBe(true)
})
