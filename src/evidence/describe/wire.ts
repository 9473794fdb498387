/** The SSH wire format (RFC 4251, section 5): numbers and length-prefixed strings, every length checked before it is used. */
import { RelError } from '../../errors.ts'

/** Reads one buffer from front to back. Each method throws `KEY` when the bytes do not hold what is asked for. */
export class WireReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw new RelError('KEY', 'the key is cut short', { hint: COPY_AGAIN })
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  uint32(): number {
    return this.take(4).readUInt32BE()
  }

  string(): Buffer {
    return this.take(this.uint32())
  }

  text(): string {
    return this.string().toString('latin1')
  }

  rest(): Buffer {
    return this.take(this.#bytes.length - this.#at)
  }

  end(): void {
    if (this.rest().length > 0) throw new RelError('KEY', 'the key has bytes after its end', { hint: COPY_AGAIN })
  }
}

const COPY_AGAIN = 'copy the key again from where it was made'

export function wireString(value: Buffer | string): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
