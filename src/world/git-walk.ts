/** Reads `git log` as it streams: every ancestor once, children before parents, in one process. */
import type { Command } from './git-command.ts'
import type { WalkedCommit } from './ports.ts'

const FIELDS = 6

/** Cuts a stream at NUL bytes. Fields are `%H %P %an %ae %ct %B`; with files, each `\n:…` or `:…` record is followed
 *  by its path, so no file name can pass for a commit. */
const reader = (files: boolean, each: (commit: WalkedCommit) => void) => {
  let rest = ''
  let fields: string[] = []
  let paths: string[] = []
  let pathNext = false
  const flush = () => {
    if (fields.length < FIELDS) return
    const [id, parents, author, email, date, message] = fields as [string, string, string, string, string, string]
    const list = parents === '' ? [] : parents.split(' ')
    each({ id, parents: list, author, email, date: Number(date), message, files: files ? paths : null })
    fields = []
    paths = []
  }
  const take = (field: string) => {
    if (pathNext) {
      paths.push(field)
      pathNext = false
    } else if (fields.length === FIELDS && (field.startsWith(':') || field.startsWith('\n:'))) pathNext = true
    else {
      flush()
      fields.push(field)
    }
  }
  return {
    chunk(text: string) {
      const parts = (rest + text).split('\0')
      rest = parts.pop() ?? ''
      for (const part of parts) take(part)
      if (!files) flush()
    },
    end: flush,
  }
}

export const walkCommits = async (
  git: Command,
  from: string,
  options: { readonly files: boolean },
  each: (commit: WalkedCommit) => void,
): Promise<void> => {
  const raw = options.files
    ? ['--raw', '--no-renames', '--abbrev=4', '--diff-merges=first-parent', '--ignore-submodules=none']
    : []
  const format = '--format=%H%x00%P%x00%an%x00%ae%x00%ct%x00%B'
  const read = reader(options.files, each)
  const args = ['log', '--topo-order', '-z', '--encoding=UTF-8', '--no-mailmap', format, ...raw]
  await git.stream([...args, '--end-of-options', from, '--'], (chunk) => read.chunk(chunk))
  read.end()
}
