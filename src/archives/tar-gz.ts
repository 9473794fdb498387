/** The `tar.gz` format: the stable tar stream in a gzip member whose header says nothing about when or where. */
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'
import type { ArchiveFormat } from './archive.ts'
import { tar } from './tar.ts'

export const tarGz: ArchiveFormat = {
  format: 'tar.gz',
  extension: '.tar.gz',
  mediaType: 'application/gzip',
  write: (entries, options) => gzip(tar(entries, options)),
}

/** RFC 1952 by hand, as zlib's own header names the operating system: no flags, time 0, slowest compression, system
 *  unknown. How the input is cut into chunks does not show. Equal bytes need equal zlibs: Node 22 and 24 bring one that
 *  compresses alike, a Node that is linked with the system's may not. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])

async function* gzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let checksum = 0
  let size = 0
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      checksum = crc32(chunk, checksum)
      size += chunk.length
      yield chunk
    }
  }
  yield HEADER
  const deflate = createDeflateRaw({ level: 9 })
  const pumped = pipeline(counted, deflate)
  // A reader that stops early ends the pipeline with an error that nobody waits for.
  pumped.catch(() => undefined)
  for await (const chunk of deflate) yield chunk as Buffer
  await pumped
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(checksum, 0)
  trailer.writeUInt32LE(size % 2 ** 32, 4)
  yield trailer
}
