/** The real disk with one fault: from its n-th change on it is full or read-only, or refuses that one change alone. */
import { existsSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Disk, DiskFile } from '../../src/world/files.ts'

export const ERRNOS = ['ENOSPC', 'EROFS', 'EACCES', 'EIO'] as const
export type Errno = (typeof ERRNOS)[number]

/** One call that changes something; `kind` is `open`, `write`, `rename` … */
export interface Change {
  readonly kind: string
  readonly path: string
}

export interface FaultyDisk extends Disk {
  /** Those that were asked for, the one that failed first as well. */
  readonly changes: readonly Change[]
}

/** The numbers begin at 1. */
export interface Fault {
  readonly errno: Errno
  readonly at: number
}

/** A full disk stays full and a read-only one read-only; other faults are those of one path at one moment. */
const STAYS: readonly Errno[] = ['ENOSPC', 'EROFS']
/** Disks that take some of the bytes before they refuse the rest. */
const TAKES_SOME: readonly Errno[] = ['ENOSPC', 'EIO']
/** What a full disk still does. */
const NEEDS_NO_ROOM: readonly string[] = ['rm', 'truncate', 'chmod', 'sync']

type Bytes = Parameters<DiskFile['writeFile']>[0]

const refused = (errno: Errno, { kind, path }: Change): Error =>
  Object.assign(new Error(`${errno}: ${kind} '${path}'`), { code: errno, syscall: kind, path })

const half = async (bytes: Bytes): Promise<Buffer> => {
  if (typeof bytes === 'string' || Buffer.isBuffer(bytes))
    return Buffer.from(bytes).subarray(0, Math.floor(bytes.length / 2))
  for await (const chunk of bytes) return chunk.subarray(0, Math.floor(chunk.length / 2))
  return Buffer.alloc(0)
}

/** Decides of each change, in its turn, whether it fails. */
const judge = (fault: Fault | null) => {
  const changes: Change[] = []
  const fails = (change: Change): Error | null => {
    changes.push(change)
    if (fault === null || changes.length < fault.at) return null
    const isFirst = changes.length === fault.at
    if (!isFirst && !STAYS.includes(fault.errno)) return null
    if (!isFirst && fault.errno === 'ENOSPC' && NEEDS_NO_ROOM.includes(change.kind)) return null
    return refused(fault.errno, change)
  }
  const guard = async <T>(kind: string, path: string, act: () => Promise<T>, begun = async () => {}): Promise<T> => {
    const error = fails({ kind, path })
    if (error === null) return act()
    if (fault !== null && TAKES_SOME.includes(fault.errno)) await begun()
    throw error
  }
  return { changes, guard }
}

export const faultyDisk = (fault: Fault | null): FaultyDisk => {
  const { changes, guard } = judge(fault)
  const faultyFile = (file: DiskFile, path: string): DiskFile => ({
    writeFile: (bytes) =>
      guard(
        'write',
        path,
        () => file.writeFile(bytes),
        async () => file.writeFile(await half(bytes)),
      ),
    chmod: (mode) => guard('chmod', path, () => file.chmod(mode)),
    truncate: (size) => guard('truncate', path, () => file.truncate(size)),
    sync: () => guard('sync', path, () => file.sync()),
    stat: () => file.stat(),
    close: () => file.close(),
  })
  return {
    changes,
    open: async (path, flags) => {
      const open = async () => faultyFile(await fs.open(path, flags), path)
      return flags === 'r' ? open() : guard('open', path, open)
    },
    // That the folder is there already, or its parent is not, the system says before anything else.
    mkdir: (path) =>
      existsSync(path) || !existsSync(dirname(path)) ? fs.mkdir(path) : guard('mkdir', path, () => fs.mkdir(path)),
    mkdtemp: (prefix) => guard('mkdtemp', prefix, () => fs.mkdtemp(prefix)),
    rename: (from, to) => guard('rename', to, () => fs.rename(from, to)),
    cp: (from, to, options) =>
      guard(
        'cp',
        to,
        () => fs.cp(from, to, options),
        async () => fs.writeFile(to, await half(await fs.readFile(from))),
      ),
    rm: (path, options) => (existsSync(path) ? guard('rm', path, () => fs.rm(path, options)) : fs.rm(path, options)),
  }
}
