/** Reads git objects through one `git cat-file --batch` for any number of names. */
import { isUtf8 } from 'node:buffer'
import { RelError } from '../errors.ts'
import type { Command } from './git-command.ts'
import { GitFailure } from './git-command.ts'
import type { GitObject, TreeEntry } from './ports.ts'

const NEWLINE = 10

/** The answer to one name, and where the next answer begins. */
const answer = (output: Buffer, at: number, name: string): { object: GitObject | null; next: number } => {
  for (const word of [' missing\n', ' ambiguous\n']) {
    const absent = Buffer.from(`${name}${word}`)
    if (output.subarray(at, at + absent.length).equals(absent)) return { object: null, next: at + absent.length }
  }
  const lineEnd = output.indexOf(NEWLINE, at)
  const [id, type, size] = output.toString('latin1', at, lineEnd).split(' ')
  const length = Number(size)
  if (lineEnd < 0 || id === undefined || type === undefined || !Number.isSafeInteger(length)) {
    throw new RelError('GIT', `git cat-file gave an answer that cannot be read for ${JSON.stringify(name)}`, {
      hint: 'check the repository with: git fsck',
    })
  }
  const body = output.subarray(lineEnd + 1, lineEnd + 1 + length)
  return { object: { id, type, body }, next: lineEnd + 1 + length + 1 }
}

/** Objects in the order asked. In a partial clone a missing blob is a named error, never filled behind one's back. */
export const readObjects = async (git: Command, names: readonly string[]): Promise<readonly (GitObject | null)[]> => {
  if (names.length === 0) return []
  const { code, stdout, stderr } = await git.read(['cat-file', '--batch', '-z'], { input: names.join('\0') + '\0' })
  if (code !== 0) {
    throw new RelError('PARTIAL_CLONE', 'this clone lacks objects that are needed', {
      hint: 'fetch them with: git fetch --refetch --no-filter',
      cause: new GitFailure(code, stderr),
    })
  }
  let at = 0
  return names.map((name) => {
    const { object, next } = answer(stdout, at, name)
    at = next
    return object
  })
}

export const readSizes = async (git: Command, ids: readonly string[]): Promise<readonly (number | null)[]> => {
  if (ids.length === 0) return []
  const { stdout } = await git.read(['cat-file', '--batch-check=%(objectsize)'], { input: ids.join('\n') + '\n' })
  const lines = stdout.toString().split('\n')
  return ids.map((_, index) => (/^\d+$/.test(lines[index] ?? '') ? Number(lines[index]) : null))
}

/** Every byte of a name that is no UTF-8 becomes a lone surrogate, so that two names stay two, and whoever would write
 *  them out can tell. */
const nameText = (bytes: Buffer): string => {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  const kept = (byte: string) => String.fromCharCode(0xdc00 + byte.charCodeAt(0))
  return bytes
    .toString('latin1')
    .split('\0')
    .map((line) => {
      const raw = Buffer.from(line, 'latin1')
      return isUtf8(raw) ? raw.toString('utf8') : line.replaceAll(/[\x80-\xff]/g, kept)
    })
    .join('\0')
}

export const readTree = async (git: Command, treeish: string, path = ''): Promise<readonly TreeEntry[]> => {
  const spec = path === '' || path === '.' ? treeish : `${treeish}:${path}`
  const { code, stdout, stderr } = await git.read(['ls-tree', '-r', '-z', '--full-tree', spec])
  if (code !== 0) throw new GitFailure(code, stderr)
  const entries: TreeEntry[] = []
  for (const line of nameText(stdout).split('\0')) {
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t([^]*)$/.exec(line)
    if (match === null) continue
    const [, mode, type, id, file] = match as unknown as [string, string, string, string, string]
    entries.push({ mode, type, id, path: file })
  }
  return entries
}
