/** A byte-stable tar stream: POSIX ustar, with a pax header before a member that ustar cannot hold.
 *
 *  Owner and group are 0 without names: an unpacking tar looks names up on its own machine and believes them more than
 *  the numbers. Modes are 0755 for folders and executables, 0644 for all else. */
import { RelError } from '../errors.ts'
import type { ArchiveEntry, ArchiveOptions } from './archive.ts'
import { members, type Member } from './members.ts'

const BLOCK = 512
/** What eleven octal digits hold. */
const LARGEST = 0o77777777777

interface Header {
  readonly name: string
  readonly prefix: string
  readonly mode: number
  readonly size: number
  readonly time: number
  readonly type: string
  readonly target: string
}

export async function* tar(entries: Iterable<ArchiveEntry>, options: ArchiveOptions): AsyncGenerator<Buffer> {
  if (!Number.isInteger(options.time) || options.time < 0 || options.time > LARGEST)
    throw new RelError('BUILD', `archive time ${options.time} is no second between 1970 and 2242`, {
      hint: 'give the commit time in whole seconds since 1970',
    })
  for (const member of members(entries, options.root)) {
    yield headers(member, options.time)
    if (member.entry?.kind === 'file') yield* content(member.path, member.entry)
  }
  yield Buffer.alloc(2 * BLOCK)
}

function headers(member: Member, time: number): Buffer {
  const wanted = shape(member)
  const place = placed(wanted.name)
  const target = asciiStart(wanted.target)
  const records: string[] = []
  if (target !== wanted.target) records.push(paxRecord('linkpath', wanted.target))
  if (place === null) records.push(paxRecord('path', wanted.name))
  if (wanted.size > LARGEST) records.push(paxRecord('size', String(wanted.size)))
  const own = block({
    ...wanted,
    ...(place ?? { name: asciiStart(wanted.name), prefix: '' }),
    target,
    size: wanted.size > LARGEST ? 0 : wanted.size,
    time,
  })
  return records.length === 0 ? own : Buffer.concat([paxHeader(records.join(''), time), own])
}

/** What the header is to say, whether or not ustar has room for it. */
function shape({ path, entry }: Member): Omit<Header, 'prefix' | 'time'> {
  if (entry === null) return { name: `${path}/`, type: '5', mode: 0o755, size: 0, target: '' }
  if (entry.kind === 'link') return { name: path, type: '2', mode: 0o644, size: 0, target: entry.target ?? '' }
  const size = checkedSize(path, entry.size)
  return { name: path, type: '0', mode: entry.executable ? 0o755 : 0o644, size, target: '' }
}

/** Where ustar puts a name, split in two if need be; null when it has no room for it. */
function placed(name: string): { readonly name: string; readonly prefix: string } | null {
  if (!isAscii(name)) return null
  if (name.length <= 100) return { name, prefix: '' }
  const cut = name.indexOf('/', name.length - 101)
  if (cut < 1 || cut > 155 || cut === name.length - 1) return null
  return { name: name.slice(cut + 1), prefix: name.slice(0, cut) }
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

/** What a reader without pax sees. Its beginning, since a path cut elsewhere could become an absolute one. */
function asciiStart(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, '_').slice(0, 100)
}

function paxHeader(records: string, time: number): Buffer {
  const body = Buffer.from(records)
  const head = { name: '././@PaxHeader', prefix: '', mode: 0o644, size: body.length, time, type: 'x', target: '' }
  return Buffer.concat([block(head), body, padding(body.length)])
}

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const bytes = Buffer.byteLength(rest)
  let length = bytes
  while (length !== bytes + String(length).length) length = bytes + String(length).length
  return `${length}${rest}`
}

function block(header: Header): Buffer {
  const bytes = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, digits: number): number =>
    bytes.write(value.toString(8).padStart(digits, '0'), at, 'latin1')
  bytes.write(header.name, 0, 'latin1')
  octal(header.mode, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(header.size, 124, 11)
  octal(header.time, 136, 11)
  bytes.fill(' ', 148, 156)
  bytes.write(header.type, 156, 'latin1')
  bytes.write(header.target, 157, 'latin1')
  bytes.write('ustar\x0000', 257, 'latin1')
  octal(0, 329, 7)
  octal(0, 337, 7)
  bytes.write(header.prefix, 345, 'latin1')
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\x00`, 148, 'latin1')
  return bytes
}

async function* content(path: string, entry: ArchiveEntry): AsyncGenerator<Buffer> {
  let seen = 0
  for await (const chunk of entry.bytes()) {
    seen += chunk.length
    if (seen > entry.size) throw wrongSize(path, entry.size, `more than ${entry.size}`)
    yield chunk
  }
  if (seen < entry.size) throw wrongSize(path, entry.size, `only ${seen}`)
  yield padding(seen)
}

function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
}

function checkedSize(path: string, size: number): number {
  if (Number.isSafeInteger(size) && size >= 0) return size
  throw wrongSize(path, size, 'no number of')
}

function wrongSize(path: string, size: number, found: string): RelError {
  return new RelError('BUILD', `archive path ${JSON.stringify(path)} has ${found} bytes where ${size} were announced`, {
    hint: 'let nothing write to the files while they are packed, then build again',
  })
}
