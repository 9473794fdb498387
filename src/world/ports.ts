/** What rel may ask of the outside (`Look`) and what it may do there (`World`): interfaces only.
 *
 *  A `Look` reads. It may also bring git objects in, by fetching into `refs/rel/remote`, and nothing else. Whoever is
 *  handed a `Look` cannot write: the compiler rejects it. */
import type { GitLook, GitWorld } from './git-ports.ts'
import type { NpmLook, NpmWorld } from './npm-ports.ts'

export type {
  AuthoredCommit,
  GitLook,
  GitObject,
  GitWorld,
  Identity,
  Lack,
  NewCommit,
  NewTag,
  PathChange,
  PathQuestion,
  Place,
  PushOutcome,
  Ref,
  RefUpdate,
  Step,
  TreeEntry,
  WorkTree,
} from './git-ports.ts'
export type { NpmLook, NpmOutcome, NpmPackage, NpmVersion, NpmWorld } from './npm-ports.ts'

export interface FileFacts {
  readonly size: number
  /** Permission bits. */
  readonly mode: number
  readonly kind: 'file' | 'folder' | 'link' | 'other'
}

export interface FilesLook {
  /** The bytes, or null when there is no such file. */
  read(path: string): Promise<Buffer | null>
  /** Names in a folder, in byte order; null when there is no such folder. */
  list(folder: string): Promise<readonly string[] | null>
  facts(path: string): Promise<FileFacts | null>
  stream(path: string): AsyncIterable<Buffer>
  linkTarget(path: string): Promise<string>
  /** sha256 in hexadecimal and size; null when there is no such file. */
  hash(path: string): Promise<{ readonly sha256: string; readonly size: number } | null>
}

export interface FilesWorld extends FilesLook {
  /** Written beside, then renamed: a reader sees the old bytes or the new ones. */
  write(path: string, bytes: Buffer | string): Promise<void>
  /** Streams into a file beside, then renames. */
  writeStream(path: string, chunks: AsyncIterable<Buffer>): Promise<void>
  /** Appends and flushes to disk. */
  append(path: string, text: string): Promise<void>
  copy(from: string, to: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  makeFolder(path: string): Promise<void>
  /** Removes a file or a whole folder; nothing happens when it is not there. */
  remove(path: string): Promise<void>
  /** A new private folder, removed when `use` has ended. */
  withFolder<T>(use: (folder: string) => Promise<T>): Promise<T>
}

export interface ProcessResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Processes {
  /** Runs argv without a shell, in exactly this environment. `onLine` gets every line of both streams. */
  run(
    argv: readonly string[],
    options: {
      readonly cwd: string
      readonly env: Readonly<Record<string, string>>
      readonly onLine?: (line: string) => void
    },
  ): Promise<ProcessResult>
  /** Where PATH finds a command, links resolved; null when it does not. */
  which(command: string): Promise<string | null>
}

/** An SSH agent: raw Ed25519 (or ECDSA P-256) signatures by keys that never leave it. */
export interface Agent {
  /** Public keys in the SSH wire format. */
  keys(): Promise<readonly Buffer[]>
  /** The raw signature: 64 bytes for Ed25519, DER for ECDSA. */
  sign(publicKey: Buffer, data: Buffer): Promise<Buffer>
}

export interface Machine {
  /** Node's names: `linux`, `x64`. */
  readonly os: string
  readonly arch: string
  /** `user@host`, or the CI run's name (`ci/8812`). */
  readonly run: string
  /** `https://…` of the CI system, or `urn:rel:builder:local`. */
  readonly builder: string
  /** The value of an environment variable, or null. */
  env(name: string): string | null
}

export interface Look {
  readonly git: GitLook
  readonly files: FilesLook
  readonly npm: NpmLook
  readonly machine: Machine
  /** Milliseconds since 1970. For the journal and the ledger's commits; never for planning. */
  now(): number
}

export interface World extends Look {
  readonly git: GitWorld
  readonly files: FilesWorld
  readonly npm: NpmWorld
  readonly processes: Processes
  /** Null when no agent is running. */
  readonly agent: Agent | null
  sleep(ms: number): Promise<void>
}
