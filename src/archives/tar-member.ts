/** Reads one member out of a tar stream that others wrote: ustar, with pax headers passed over. */

const BLOCK = 512

const text = (block: Buffer, from: number, length: number): string =>
  block.toString('utf8', from, from + length).replace(/\0.*$/s, '')

/** The bytes of the regular file at `path` (at most 100 bytes), or null when there is none. */
export const readMember = (tar: Buffer, path: string): Buffer | null => {
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const header = tar.subarray(at, at + BLOCK)
    const size = Number.parseInt(text(header, 124, 12), 8)
    const start = at + BLOCK
    if (text(header, 0, 100) === path && /^0?$/.test(text(header, 156, 1))) return tar.subarray(start, start + size)
    // A size that is no number ends it: a base-256 one (over 8 GiB) is no manifest's, nor comes before one.
    at = Number.isNaN(size) ? tar.length : start + Math.ceil(size / BLOCK) * BLOCK
  }
  return null
}
