/** What an archive format is, and what goes into one. */

export interface ArchiveEntry {
  /** Relative, `/` between its parts, without the archive's top folder. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link'
  readonly executable: boolean
  /** Bytes of content, for files; 0 for the others. */
  readonly size: number
  /** What a link says, as it says it: it may lead nowhere. */
  readonly target?: string
  /** A file's content. Called once, when its turn has come. */
  readonly bytes: () => AsyncIterable<Buffer>
}

export interface ArchiveOptions {
  /** The one top folder, a single path part; `''` for none. */
  readonly root: string
  /** Seconds since 1970, given to everything in the archive. */
  readonly time: number
}

export interface ArchiveFormat {
  /** The name that a config uses: `tar.gz`. */
  readonly format: string
  /** With its dot: `.tar.gz`. */
  readonly extension: string
  readonly mediaType: string
  /** Equal entries, in any order, give equal bytes. Throws `BAD_NAME` for a path or link target that is not safe to
   *  unpack everywhere, and `BUILD` for a path given twice, content that is not `size` bytes long, or a bad time. */
  write(entries: Iterable<ArchiveEntry>, options: ArchiveOptions): AsyncIterable<Buffer>
}
