/** Moving the user's checkout without touching what is theirs, and making clean checkouts to build in. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RelError } from '../errors.ts'
import { type Command, type WriteOptions } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { refuseLock } from './git-locks.ts'
import { type FileOfCommit, placeFiles } from './git-place-files.ts'
import { shallowList } from './git-shallow.ts'
import type { Place } from './ports.ts'

/** Runs a command that has to succeed. Throws `GIT`. */
/** The command's own word, past options and what `-c` sets. */
const wordOf = (args: readonly string[]): string =>
  args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c') ?? ''

const hintFor = (stderr: string): string =>
  /No space left on device/.test(stderr)
    ? 'free some space, then run the same command again'
    : 'see what git says of the repository with: git status'

export const must = async (git: Command, args: readonly string[], options: WriteOptions = {}): Promise<Buffer> => {
  const { code, stdout, stderr } = await git.write(args, options)
  if (code === 0) return stdout
  throw new RelError('GIT', `git ${wordOf(args)} failed: ${stderr.trim()}`, {
    hint: hintFor(stderr),
    cause: new GitFailure(code, stderr),
  })
}

interface Changed extends FileOfCommit {
  /** The file is not in the commit that is left. */
  readonly isNew: boolean
  /** Its blob in the commit that is left. */
  readonly before: string
}

const changedFiles = async (git: Command, from: string, to: string): Promise<readonly Changed[]> => {
  const output = await must(git, ['diff-tree', '-r', '-z', '--no-renames', from, to])
  const parts = output.toString().split('\0')
  const changed: Changed[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    // `:old-mode new-mode old-id new-id status`
    const [old = '', mode = '', before = '', id = ''] = (parts[at] ?? '').split(' ')
    changed.push({ isNew: old === ':000000', mode, before, id, path: parts[at + 1] ?? '' })
  }
  return changed
}

/** Git would keep an untracked file, but overwrite one that it was told to ignore. */
const inTheWay = (path: string): RelError =>
  new RelError('DIRTY', `${path} is not under version control here, and the release brings a file of that name`, {
    hint: `move it away: mv ${path} ${path}.mine; then run the same command again`,
  })

/** What the files hold: `ready` the new content already (a run cut half-way wrote it), `untouched` the old one or nothing. What
 *  holds anything else is in neither. Throws `DIRTY` for a new one that is there. */
const sorted = async (git: Command, cwd: string, changed: readonly Changed[]) => {
  const [ready, untouched]: [Changed[], Changed[]] = [[], []]
  for (const file of changed) {
    const { isNew, before, id, path } = file
    if (!existsSync(join(cwd, path))) {
      if (isNew) untouched.push(file)
      continue
    }
    const { code, stdout } = await git.write(['hash-object', '--path', path, '--', path], { cwd })
    const here = code === 0 ? stdout.toString().trim() : ''
    if (here === id) ready.push(file)
    else if (isNew) throw inTheWay(path)
    else if (here === before) untouched.push(file)
  }
  return { ready, untouched }
}

const tellIndex = async (git: Command, cwd: string, files: readonly FileOfCommit[]): Promise<void> => {
  const input = files.map(({ mode, id, path }) => `${mode} ${id}\t${path}\0`).join('')
  if (files.length > 0) await must(git, ['update-index', '--add', '-z', '--index-info'], { cwd, input })
  // A copied or touched file looks changed until somebody compares it. What is changed makes this end with 1.
  await git.write(['update-index', '-q', '--refresh'], { cwd })
}

/** Moves index and work tree. Files that hold the new content are told to the index first, so that git's own two-tree merge
 *  finds them up to date. When that merge would go well, which it does not where it would overwrite anything else, what it
 *  would write is put in its place whole, and nothing is left to it. */
export const moveCheckout = async (git: Command, place: Place, from: string, to: string): Promise<void> => {
  const cwd = place.top
  if (cwd === null) return
  refuseLock(join(place.gitDir, 'index.lock'))
  const changed = (await changedFiles(git, from, to)).filter(({ mode }) => mode !== '000000')
  const { ready, untouched } = await sorted(git, cwd, changed)
  await tellIndex(git, cwd, ready)
  await must(git, ['read-tree', '--dry-run', '-m', '-u', from, to], { cwd })
  const placed = await placeFiles(git, place, untouched)
  if (placed.length > 0) await tellIndex(git, cwd, placed)
  await must(git, ['read-tree', '-m', '-u', from, to], { cwd })
}

const PRIVATE = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_ATTR_NOSYSTEM: '1' }
const PLAIN = [
  'core.autocrlf=false',
  'core.eol=lf',
  'core.attributesFile=/dev/null',
  'advice.detachedHead=false',
].flatMap((setting) => ['-c', setting])

/** A checkout of its own git directory that borrows the objects: hooks, filters and settings of the user stay out. */
export const cleanCheckout = async (git: Command, place: Place, commit: string, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const at = { cwd: folder, env: { ...PRIVATE, GIT_CEILING_DIRECTORIES: folder } }
  await must(git, ['init', '--quiet', '--object-format=sha1', '--template=', '--initial-branch=rel', folder], at)
  await appendFile(
    join(folder, '.git', 'objects', 'info', 'alternates'),
    `${join(place.commonDir, 'objects')}\n`,
  ).catch(async () => {
    await mkdir(join(folder, '.git', 'objects', 'info'), { recursive: true })
    await writeFile(join(folder, '.git', 'objects', 'info', 'alternates'), `${join(place.commonDir, 'objects')}\n`)
  })
  const edge = await shallowList(place)
  if (edge !== null) await writeFile(join(folder, '.git', 'shallow'), edge)
  await must(git, [...PLAIN, 'checkout', '--quiet', '--detach', '--no-recurse-submodules', commit], at)
  await refuseFilters(git, at)
}

/** Without the user's settings no filter driver ran: files that want one hold other bytes than a checkout would. */
const refuseFilters = async (git: Command, at: WriteOptions): Promise<void> => {
  const files = await must(git, ['ls-files', '-z'], at)
  if (!/(^|[/\0])\.gitattributes\0/.test(files.toString())) return
  const output = await must(git, ['check-attr', '-z', '--stdin', 'filter'], { ...at, input: files })
  const parts = output.toString().split('\0')
  for (let index = 2; index < parts.length; index += 3) {
    const filter = parts[index] ?? 'unspecified'
    if (filter === 'unspecified' || filter === 'unset') continue
    throw new RelError(
      'BUILD',
      `${parts[index - 2] ?? ''} wants the git filter "${filter}", which would change its bytes`,
      {
        hint: 'take the filter attribute off this file, or build it by a recipe that runs the filter',
      },
    )
  }
}
