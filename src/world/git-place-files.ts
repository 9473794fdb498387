/** Puts files of a commit into the work tree, each whole or not at all: git writes into the file itself, and a killed one leaves
 *  half of it. */
import { copyFileSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from './git-command.ts'
import type { Place } from './ports.ts'

export interface FileOfCommit {
  readonly mode: string
  readonly id: string
  readonly path: string
}

const isCrossDevice = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'EXDEV'

/** From the git directory, which may be on another disk than the work tree. */
const moveInto = (from: string, to: string): void => {
  try {
    renameSync(from, to)
  } catch (cause) {
    if (!isCrossDevice(cause)) throw cause
    // Always the same name: the next run takes it away.
    const beside = `${to}.rel`
    copyFileSync(from, beside)
    renameSync(beside, to)
  }
}

/** Whether a path has no link on its way: git would not write through one either. */
const isDirect = (top: string, path: string): boolean => {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const found = lstatSync(join(top, folder), { throwIfNoEntry: false })
    if (found !== undefined)
      return found.isDirectory() && realpathSync(join(top, folder)) === join(realpathSync(top), folder)
  }
  return true
}

/** Regular files alone, as a checkout would write them (line ends, filters). Gives those that are in their place now; the
 *  others are left to git. */
export const placeFiles = async (
  git: Command,
  place: Place,
  files: readonly FileOfCommit[],
): Promise<readonly FileOfCommit[]> => {
  const { top, gitDir } = place
  const plain = top === null ? [] : files.filter(({ mode, path }) => mode.startsWith('100') && isDirect(top, path))
  if (top === null || plain.length === 0) return []
  const folder = join(gitDir, 'rel-checkout')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  try {
    const options = { cwd: top, env: { GIT_INDEX_FILE: join(folder, 'index') } }
    const input = plain.map(({ mode, id, path }) => `${mode} ${id}\t${path}\0`).join('')
    const listed = await git.write(['update-index', '-z', '--index-info'], { ...options, input })
    const written = await git.write(['checkout-index', '--all', `--prefix=${folder}/files/`], options)
    if (listed.code !== 0 || written.code !== 0) return []
    for (const { path } of plain) {
      mkdirSync(dirname(join(top, path)), { recursive: true })
      moveInto(join(folder, 'files', path), join(top, path))
    }
    return plain
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
