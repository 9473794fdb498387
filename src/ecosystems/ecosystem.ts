/** What an ecosystem is: where a package's version stands in its files, and how it is replaced there. */
import type { Dependency, RangeRewrite } from '../model.ts'

export interface Manifest {
  readonly name: string | null
  readonly version: string | null
  /** Its registry would refuse it. */
  readonly private: boolean
  /** An `https` address without `.git`. */
  readonly repository: string | null
  /** Globs of the folders that the manifest declares as its workspaces; null when it declares none. */
  readonly workspaces: readonly string[] | null
  readonly dependencies: readonly Dependency[]
}

export interface VersionEdit {
  /** The package's folder from the repository's root, `.` for the root itself. */
  readonly path: string
  readonly name: string
  /** The new version; null where only ranges are rewritten. */
  readonly to: string | null
  readonly ranges: readonly RangeRewrite[]
}

/** Text in, text out. Paths of files are relative to the repository's root. */
export interface Ecosystem {
  readonly name: string
  /** The file that makes a folder a package; null when there is none. */
  readonly manifest: string | null
  /** Lock files that travel with it, looked for at the repository's root and in the package's folder. */
  readonly also: readonly string[]
  /** Throws `MANIFEST` naming file, byte (from 0) and line (from 1). */
  read(text: string, file: string): Manifest
  /** The new text of each file that changes. `files` holds each manifest and lock file of the edited packages; null
   *  says that the commit has no such file. Throws `MANIFEST`. */
  edit(files: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string>
  /** Of a commit's manifests, the folders that workspace globs take in. The root is never one of them. */
  members?(globs: readonly string[], manifestPaths: readonly string[]): readonly string[]
}

export const EMPTY_MANIFEST: Manifest = {
  name: null,
  version: null,
  private: false,
  repository: null,
  workspaces: null,
  dependencies: [],
}
