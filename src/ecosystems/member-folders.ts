/** Folders that a workspace names, by path or by glob. */
import { posix } from 'node:path'
import picomatch from 'picomatch'
import type { CommitFiles } from './ecosystem.ts'
import { inFolder } from './edited-files.ts'

/** A path from the repository's root, of one that is relative to a folder; null when it leads out of the repository. */
export function resolved(folder: string, path: string): string | null {
  const whole = posix.join(folder, path.replaceAll('\\', '/')).replace(/(?<=.)\/+$/, '')
  return whole.startsWith('..') || posix.isAbsolute(path) ? null : whole
}

/** Folders with a manifest that the globs of a workspace in `folder` take in (`*`, `?`, `[…]` and `**` as Rust's glob crate
 *  has them, so without braces, and `*` takes `.hidden`). A path without a glob is taken as it is. */
export async function globbedFolders(
  globs: readonly string[],
  { folder, manifest, files }: { readonly folder: string; readonly manifest: string; readonly files: CommitFiles },
): Promise<readonly string[]> {
  const patterns = globs.flatMap((glob) => resolved(folder, glob) ?? [])
  const isGlob = (pattern: string): boolean => /[*?[]/.test(pattern)
  const tests = patterns.filter(isGlob).map((pattern) => picomatch(pattern, GLOB))
  const paths = tests.length === 0 ? [] : await files.all()
  const folders = paths
    .filter((path) => path.endsWith(`/${manifest}`) && path !== inFolder(folder, manifest))
    .map((path) => posix.dirname(path))
  return [...patterns.filter((one) => !isGlob(one)), ...folders.filter((one) => tests.some((test) => test(one)))]
}

const GLOB = { dot: true, nobrace: true, noextglob: true, nonegate: true, strictSlashes: true }
