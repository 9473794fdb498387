/** The fields of ustar and pax headers, and content that is not as long as announced. */
import { expect, test } from 'vitest'
import { tar } from '../../src/archives/tar.ts'
import { file, folder, link, OPTIONS, packed, pieces } from './entries.ts'

const format = { write: tar }

/** Header fields as text, NULs cut. */
function field(archive: Buffer, at: number, length: number): string {
  return archive.toString('utf8', at, at + length).replace(/\0.*$/s, '')
}

test('a member is a ustar header, its content, and zeros up to the next block', async () => {
  const archive = await packed(format, [file('a.txt', 'hello')], { root: '', time: 1 })
  expect(archive.length).toBe(512 + 512 + 1024)
  expect(field(archive, 0, 100)).toBe('a.txt')
  expect([field(archive, 100, 8), field(archive, 108, 8), field(archive, 116, 8)]).toEqual([
    '0000644',
    '0000000',
    '0000000',
  ])
  expect([field(archive, 124, 12), field(archive, 136, 12)]).toEqual(['00000000005', '00000000001'])
  expect(archive.subarray(257, 265)).toEqual(Buffer.from('ustar\x0000'))
  expect([field(archive, 265, 32), field(archive, 297, 32)]).toEqual(['', ''])
  expect(archive.subarray(512, 520)).toEqual(Buffer.from('hello\0\0\0'))
  expect(archive.subarray(1024).every((byte) => byte === 0)).toBe(true)
})

test('the checksum adds up with its own field taken as spaces', async () => {
  const archive = await packed(format, [file('a')], { root: '', time: 0 })
  const header = Buffer.from(archive.subarray(0, 512))
  const said = Number.parseInt(field(header, 148, 8), 8)
  header.fill(' ', 148, 156)
  expect(said).toBe(header.reduce((sum, byte) => sum + byte, 0))
})

test('modes are 755 for folders and executables, 644 for all else', async () => {
  const archive = await packed(format, [folder('d'), file('x', '', true), file('y'), link('z', 'y')], {
    root: '',
    time: 0,
  })
  const modes = [0, 1, 2, 3].map((block) => field(archive, block * 512 + 100, 8))
  expect(modes).toEqual(['0000755', '0000755', '0000644', '0000644'])
  expect([0, 1, 2, 3].map((block) => field(archive, block * 512 + 156, 1))).toEqual(['5', '0', '0', '2'])
})

test('a long path is split in two where ustar can hold it', async () => {
  const path = `${'p'.repeat(60)}/${'q'.repeat(90)}`
  const archive = await packed(format, [file(path)], { root: '', time: 0 })
  expect(field(archive, 512 + 0, 100)).toBe('q'.repeat(90))
  expect(field(archive, 512 + 345, 155)).toBe('p'.repeat(60))
})

test('what ustar cannot hold goes into a pax header that says the same on every machine', async () => {
  const archive = await packed(format, [link('größe', 'ö')], { root: '', time: 7 })
  expect([field(archive, 0, 100), field(archive, 156, 1), field(archive, 136, 12)]).toEqual([
    '././@PaxHeader',
    'x',
    '00000000007',
  ])
  expect(field(archive, 512, 512)).toBe('15 linkpath=ö\n16 path=größe\n')
  expect(field(archive, 1024, 100)).toBe('gr__e')
  expect(field(archive, 1024 + 157, 100)).toBe('_')
})

test.each([
  [90, '99 path='],
  [91, '101 path='],
  [989, '999 path='],
  [990, '1001 path='],
])('the length of a pax record counts its own digits: a path of %i bytes', async (length, start) => {
  const archive = await packed(format, [file(`é${'x'.repeat(length - 2)}`)], { root: '', time: 0 })
  const record = field(archive, 512, 1024)
  expect(record.slice(0, start.length)).toBe(start)
  expect(Buffer.byteLength(record)).toBe(Number.parseInt(start, 10))
})

test('a size above eight gibibytes is a pax size', async () => {
  const huge = { ...file('huge'), size: 2 ** 33, bytes: () => pieces(Buffer.from('x'), 1) }
  const chunks: Buffer[] = []
  const read = async (): Promise<void> => {
    for await (const chunk of tar([huge], { root: '', time: 0 })) chunks.push(chunk)
  }
  await expect(read()).rejects.toMatchObject({ code: 'BUILD' })
  expect(field(Buffer.concat(chunks), 512, 512)).toBe('19 size=8589934592\n')
})

test.each([
  ['too little', 6, 'has only 5 bytes where 6 were announced'],
  ['too much', 4, 'has more than 4 bytes where 4 were announced'],
  ['no number', -1, 'has no number of bytes where -1 were announced'],
  ['a part of a byte', 4.5, 'has no number of bytes where 4.5 were announced'],
])('content of another length is refused: %s', async (_, size, said) => {
  const entries = [{ ...file('a.txt', 'hello'), size }]
  const error = { code: 'BUILD', message: `archive path "core-2.4.0/a.txt" ${said}` }
  await expect(packed(format, entries)).rejects.toMatchObject(error)
})

test.each([-1, 1.5, Number.NaN, 2 ** 33])('the time %d is refused', async (time) => {
  await expect(packed(format, [], { ...OPTIONS, time })).rejects.toMatchObject({ code: 'BUILD' })
})
