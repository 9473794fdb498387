/** Questions about history that no single commit answers: who touched which path, who wrote what when, which patches are alike. */
import type { Command } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import type { AuthoredCommit, PathChange, PathQuestion } from './ports.ts'

const TOUCH_FIELDS = 3
const AUTHOR_FIELDS = 5

/** `%H %ct %B`, then `:modes ids status` records, each followed by its path. A record cannot pass for a commit, since an id
 *  has no colon, nor a message for a record, since it has its own place. */
const parseChanges = (text: string): readonly PathChange[] => {
  const parts = text.split('\0')
  const changes: PathChange[] = []
  let header: string[] = []
  for (let at = 0; at < parts.length - 1; at += 1) {
    const part = parts[at] ?? ''
    const isRecord = header.length === TOUCH_FIELDS && /^\n?:/.test(part)
    if (isRecord) {
      const [commit = '', date, message = ''] = header
      at += 1
      changes.push({ commit, date: Number(date), message, status: part.at(-1) ?? '', path: parts[at] ?? '' })
    } else header = header.length === TOUCH_FIELDS ? [part] : [...header, part]
  }
  return changes
}

/** `-m`: a merge is compared with each of its parents, or it could hide what it takes away. */
export const readChanges = async (git: Command, question: PathQuestion): Promise<readonly PathChange[]> => {
  const { from, to, want, below } = question
  const filter = want === 'added' ? 'A' : 'a'
  const args = ['log', '--raw', '--no-renames', '--abbrev=4', '-z', '-m', `--diff-filter=${filter}`]
  const range = from === null ? [to] : [`${from}..${to}`]
  const { code, stdout, stderr } = await git.read([
    ...args,
    ...['--format=%H%x00%ct%x00%B', '--encoding=UTF-8', '--end-of-options'],
    ...[...range, '--', ...(below === null ? [] : [below])],
  ])
  if (code !== 0) throw new GitFailure(code, stderr)
  return parseChanges(stdout.toString())
}

/** Streams `git log` of everything that refs below the prefixes contain. */
export const walkAuthored = async (
  git: Command,
  prefixes: readonly string[],
  each: (commit: AuthoredCommit) => void,
): Promise<void> => {
  const decoder = new TextDecoder()
  let rest = ''
  let fields: string[] = []
  const globs = prefixes.map((prefix) => `--glob=${prefix}*`)
  const format = '--format=%H%x00%an%x00%ae%x00%at%x00%B'
  await git.stream(['log', '-z', '--encoding=UTF-8', '--no-mailmap', format, ...globs, '--'], (chunk) => {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\0')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      fields.push(part)
      if (fields.length < AUTHOR_FIELDS) continue
      const [id, author, email, date, message] = fields as [string, string, string, string, string]
      each({ id, author, email, authorDate: Number(date), message })
      fields = []
    }
  })
}

const PATCH = ['diff-tree', '--stdin', '--root', '-p', '--no-renames', '--full-index', '--no-ext-diff', '--no-textconv']

/** `git patch-id --stable`, one pair of processes for any number of commits. */
export const readPatchIds = async (git: Command, commits: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  if (commits.length === 0) return new Map()
  const patches = await git.read(PATCH, { input: `${commits.join('\n')}\n` })
  if (patches.code !== 0) throw new GitFailure(patches.code, patches.stderr)
  const { code, stdout, stderr } = await git.read(['patch-id', '--stable'], { input: patches.stdout })
  if (code !== 0) throw new GitFailure(code, stderr)
  const lines = stdout.toString().split('\n')
  return new Map(lines.flatMap((line) => (line === '' ? [] : [line.split(' ').toReversed() as [string, string]])))
}
