/** The files that an edit is handed: where they are, and what to say when one is missing. */
import { RelError } from '../errors.ts'

/** A file's path from the repository's root; a package in `.` is the root itself. */
export function inFolder(folder: string, file: string): string {
  return folder === '.' ? file : `${folder}/${file}`
}

/** Throws `MANIFEST` when the commit has no such file. */
export function neededText(files: ReadonlyMap<string, string | null>, file: string): string {
  const text = files.get(file)
  if (typeof text === 'string') return text
  throw new RelError('MANIFEST', `${file} is not in the commit`, {
    hint: `commit ${file}, or give its package "ecosystem": "none"`,
  })
}
