/** What an ecosystem is: which folders are packages, where a version stands in their files, and how it is replaced there. */
import type { RangeStep } from '../core/ranges.ts'
import type { Dependency, RangeRewrite } from '../model.ts'

export interface Manifest {
  readonly name: string | null
  readonly version: string | null
  /** Its registry would refuse it. */
  readonly private: boolean
  /** An `https` address without `.git`. */
  readonly repository: string | null
  readonly dependencies: readonly Dependency[]
}

/** A folder that is a package. Paths are relative to the repository's root. */
export interface FoundPackage extends Manifest {
  /** The file that makes it one, and that errors name. */
  readonly file: string
  /** Every file that an edit may have to read: the manifest, lock files, parents that hold versions. Those that the
   *  commit does not have may be named too. */
  readonly files: readonly string[]
  /** The file that holds its version together with that of other packages; null when the version is its own. */
  readonly sharedVersion: string | null
  /** Its version lives in tags by design: without one in the manifest it is a package all the same (Go modules). */
  readonly taggedOnly?: boolean
  /** The only tag template that its registry understands (`sub/v{version}` of a Go module in a folder). */
  readonly tagForm?: string
}

/** The files of one commit. Reads that are begun together are answered together, so begin many at once. */
export interface CommitFiles {
  /** The text (UTF-8, a BOM included), or null when the commit has no such file. */
  read(file: string): Promise<string | null>
  /** Names of the files that lie in a folder itself, in byte order; none when there is no such folder. */
  list(folder: string): Promise<readonly string[]>
  /** Paths of all files of the commit: costs a walk over its whole tree, so ask only to expand globs. */
  all(): Promise<readonly string[]>
}

export interface VersionEdit {
  /** The package's folder from the repository's root, `.` for the root itself. */
  readonly path: string
  /** What the package's own manifest calls it. */
  readonly name: string
  /** The file that made it a package (`FoundPackage.file`). */
  readonly file: string
  /** The version before; null when the manifest had none. */
  readonly from: string | null
  /** The new version; null where only ranges are rewritten. */
  readonly to: string | null
  readonly ranges: readonly RangeRewrite[]
}

/** Text in, text out. Throws `MANIFEST` naming file, byte (from 0) and line (from 1) for a file that cannot be understood. */
export interface Ecosystem {
  readonly name: string
  /** What makes a folder a package, for messages: `package.json`; null for none. */
  readonly manifest: string | null
  /** The package in a folder (`.` is the root), or null when the folder is none of this kind. */
  find(folder: string, files: CommitFiles): Promise<FoundPackage | null>
  /** Folders of the workspaces that the package or workspace root in this folder declares, without the folder itself, in
   *  byte order; null when it declares none. Asked of the root also when `find` found no package there. */
  members?(folder: string, files: CommitFiles): Promise<readonly string[] | null>
  /** The new text of each file that changes. `texts` holds all `files` of the edited packages; null says that the commit
   *  has no such file. Only the bytes of the values change; afterwards each file is parsed again and must differ in exactly
   *  those values. */
  edit(texts: ReadonlyMap<string, string | null>, edits: readonly VersionEdit[]): ReadonlyMap<string, string>
  /** Absent: ranges stay as they are and ask for nothing. */
  stepRange?(range: string, from: string | null, to: string): RangeStep
  /** The spelling that manifests of this kind want for a version of the configured scheme (`1.2.0-rc.1` is `1.2.0rc1` for
   *  Python); absent: as it is. What `find` returns is spelled back likewise where that is possible. */
  spell?(version: string): string
}

export const EMPTY_MANIFEST: Manifest = {
  name: null,
  version: null,
  private: false,
  repository: null,
  dependencies: [],
}
