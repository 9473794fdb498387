/** What the file system refuses, said as a `DISK` error that names the path and what to do about it. */
import { RelError } from '../errors.ts'

const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['no space is left on its device', 'Free some space, then run the same command again.'],
  EDQUOT: ['the disk quota is used up', 'Free some space, then run the same command again.'],
  EROFS: ['its file system is read-only', 'Mount it read-write or use another place, then run the same command again.'],
  EACCES: ['permission denied', 'Give your user access to this path, then run the same command again.'],
  EPERM: ['the operation is not permitted', 'Give your user access to this path, then run the same command again.'],
  EIO: [
    'the device reported an input/output error',
    'Check the disk, since what it holds may be damaged, then run the same command again.',
  ],
  EMFILE: ['too many files are open', 'Raise the limit of open files (ulimit -n), then run the same command again.'],
  EEXIST: ['something of another kind stands there', 'Move it away, then run the same command again.'],
  EISDIR: ['a folder stands where a file is needed', 'Move it away, then run the same command again.'],
  ENOTDIR: ['a file stands where a folder is needed', 'Move it away, then run the same command again.'],
  ENOENT: ['no such file or folder', 'Look whether something else removed it, then run the same command again.'],
}

/** The errno name of a failed system call (`ENOSPC`); null for every other error. */
export function errno(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? code : null
}

/** Whether the error says that nothing is at this path (also when a file stands where a folder would have to be). */
export function isMissing(error: unknown): boolean {
  const code = errno(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Runs one piece of file work. Throws `DISK` for what the system refused; other errors stay what they are. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw diskError(path, error)
  }
}

/** The error to throw in place of `error`. */
export function diskError(path: string, error: unknown): unknown {
  const code = errno(error)
  if (code === null || error instanceof RelError) return error
  const [reason, hint] = REASONS[code] ?? [
    `the system says ${code}`,
    'Look at this path, then run the same command again.',
  ]
  return new RelError('DISK', `${path}: ${reason}`, { hint, cause: error })
}
