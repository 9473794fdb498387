/** Reads git objects, any number of them in one question. */
import { isUtf8 } from 'node:buffer'
import { RelError } from '../errors.ts'
import type { Command } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import type { Found, Question } from './git-batch.ts'
import type { GitObject, TreeEntry } from './ports.ts'

const ask = async (git: Command, questions: readonly Question[]): Promise<readonly (Found | null)[]> => {
  // Git would take an empty name for a mistake.
  const named = questions.filter(({ name }) => name !== '')
  const found = await git.batch(named).catch((cause: unknown) => {
    if (!(cause instanceof GitFailure)) throw cause
    throw new RelError('PARTIAL_CLONE', 'this clone lacks objects that are needed', {
      hint: 'fetch them with: git fetch --refetch --no-filter',
      cause,
    })
  })
  const answers = new Map(named.map(({ name }, index) => [name, found[index] ?? null] as const))
  return questions.map(({ name }) => answers.get(name) ?? null)
}

/** Objects in the order asked. In a partial clone a missing blob is a named error, never filled behind one's back. */
export const readObjects = (git: Command, names: readonly string[]): Promise<readonly (GitObject | null)[]> =>
  ask(
    git,
    names.map((name) => ({ want: 'contents', name })),
  )

export const readSizes = async (git: Command, ids: readonly string[]): Promise<readonly (number | null)[]> => {
  const found = await ask(
    git,
    ids.map((name) => ({ want: 'info', name })),
  )
  return found.map((each) => each?.size ?? null)
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

/** In bytes. */
const ID = 20

/** More trees than this are faster to read all at once, by a process of their own. */
const FEW = 64

const TYPES: Readonly<Record<string, string>> = { '40000': 'tree', '160000': 'commit' }

/** `<mode> <name>\0<20 bytes of id>`, one after the other. Names have one character a byte. */
const treeEntries = (body: Buffer): readonly TreeEntry[] => {
  const entries: TreeEntry[] = []
  for (let at = 0; at < body.length;) {
    const end = body.indexOf(0, at)
    const [mode = '', ...words] = body.toString('latin1', at, end).split(' ')
    at = end + 1 + ID
    const id = body.toString('hex', end + 1, at)
    entries.push({ mode: mode.padStart(6, '0'), type: TYPES[mode] ?? 'blob', id, path: words.join(' ') })
  }
  return entries
}

/** Level by level. Null: there are too many, or no such tree. */
const readFewTrees = async (git: Command, spec: string): Promise<readonly TreeEntry[] | null> => {
  const files: TreeEntry[] = []
  let level = [{ name: spec, folder: '' }]
  for (let count = 1; level.length > 0; count += level.length) {
    if (count > FEW) return null
    const trees = await readObjects(
      git,
      level.map(({ name }) => name),
    )
    if (trees.some((tree) => tree?.type !== 'tree')) return null
    const entries = level.flatMap(({ folder }, index) =>
      treeEntries(trees[index]?.body ?? Buffer.alloc(0)).map((entry) => ({ ...entry, path: `${folder}${entry.path}` })),
    )
    files.push(...entries.filter((entry) => entry.type !== 'tree'))
    level = entries
      .filter((entry) => entry.type === 'tree')
      .map((entry) => ({ name: entry.id, folder: `${entry.path}/` }))
  }
  // As git lists them: by all bytes of the path.
  return files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((entry) => ({ ...entry, path: nameText(Buffer.from(entry.path, 'latin1')) }))
}

const readAllTrees = async (git: Command, spec: string): Promise<readonly TreeEntry[]> => {
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

export const readTree = async (git: Command, treeish: string, path = ''): Promise<readonly TreeEntry[]> => {
  const isWhole = path === '' || path === '.'
  const few = await readFewTrees(git, isWhole ? `${treeish}^{tree}` : `${treeish}:${path}`)
  return few ?? readAllTrees(git, isWhole ? treeish : `${treeish}:${path}`)
}
