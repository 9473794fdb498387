/** Archive entries told in a line each, and the bytes that a format makes of them. */
import { createHash } from 'node:crypto'
import type { ArchiveEntry, ArchiveFormat, ArchiveOptions } from '../../src/archives/archive.ts'

export const OPTIONS: ArchiveOptions = { root: 'core-2.4.0', time: 1_700_000_000 }

export function file(path: string, content: string | Buffer = '', executable = false): ArchiveEntry {
  const whole = Buffer.from(content)
  return { path, kind: 'file', executable, size: whole.length, bytes: () => pieces(whole, 1000) }
}

export function folder(path: string): ArchiveEntry {
  return { path, kind: 'folder', executable: false, size: 0, bytes: () => pieces(Buffer.alloc(0), 1) }
}

export function link(path: string, target: string): ArchiveEntry {
  return { ...folder(path), kind: 'link', target }
}

export async function* pieces(whole: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < whole.length; at += length) yield whole.subarray(at, at + length)
}

export async function packed(
  format: Pick<ArchiveFormat, 'write'>,
  entries: Iterable<ArchiveEntry>,
  options: ArchiveOptions = OPTIONS,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of format.write(entries, options)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export async function digest(format: ArchiveFormat, entries: Iterable<ArchiveEntry>): Promise<string> {
  return createHash('sha256')
    .update(await packed(format, entries))
    .digest('hex')
}

/** Whatever real trees hold: spaces, quotes, other scripts, names in two cases, long paths, links, empty things. */
export const SAMPLE: readonly ArchiveEntry[] = [
  file('README.md', '# core\n'),
  file('readme.md', 'another one\n'),
  file('bin/run', '#!/bin/sh\n', true),
  file('docs/a file with spaces.txt', 'spaces\n'),
  file(`docs/it's "quoted" $(id) ;.txt`, 'quotes\n'),
  file('docs/größe 日本語 😀.txt', 'unicode\n'),
  file('docs/～.txt', 'sorts before the smile\n'),
  file(`${'long-folder-name/'.repeat(16)}${'n'.repeat(28)}`, 'three hundred characters\n'),
  file(`${'p'.repeat(60)}/${'q'.repeat(90)}`, 'fits in prefix and name\n'),
  file('empty', ''),
  file('block', 'x'.repeat(512)),
  folder('nothing here'),
  link('latest', 'docs/größe 日本語 😀.txt'),
  link('short', 'bin/run'),
  link('far', `${'t'.repeat(150)}/x`),
]
