/** The files that an edit is handed: where they are, and what to say when one is missing. */
import { posix } from 'node:path'
import { RelError } from '../errors.ts'

/** A file's path from the repository's root; a package in `.` is the root itself. */
export function inFolder(folder: string, file: string): string {
  return folder === '.' ? file : `${folder}/${file}`
}

/** The folder and those that hold it, the root (`.`) last. */
export function upwards(folder: string): readonly string[] {
  if (folder === '.') return ['.']
  const cut = folder.lastIndexOf('/')
  return [folder, ...upwards(cut < 0 ? '.' : folder.slice(0, cut))]
}

/** A package's folder as a lock file spells it that may lie elsewhere: `''` for its own, `../b` for one beside it. */
export function lockKey(file: string, folder: string): string {
  return posix.relative(`/${posix.dirname(file)}`, `/${folder}`)
}

/** Throws `MANIFEST` when the commit has no such file. */
export function neededText(files: ReadonlyMap<string, string | null>, file: string): string {
  const text = files.get(file)
  if (typeof text === 'string') return text
  throw new RelError('MANIFEST', `${file} is not in the commit`, {
    hint: `commit ${file}, or give its package "ecosystem": "none"`,
  })
}
