/** Reads `git log` as it streams: every ancestor once, children before parents, in one process. */
import type { Command } from './git-command.ts'
import type { Commit } from '../model.ts'

const NUL = 0
const COLON = 58
const NEWLINE = 10

/** `%H %P %an %ae %ct %B`, each ended by a NUL byte. */
const FIELDS = 6

/** A commit whose texts are decoded when somebody asks: of a long history, few are. */
class Walked implements Commit {
  readonly id: string
  readonly parents: readonly string[]
  readonly files: readonly string[] | null
  readonly #data: Buffer
  readonly #start: number
  constructor(data: Buffer, start: number, files: readonly string[] | null) {
    const idEnd = data.indexOf(NUL, start)
    const parentsEnd = data.indexOf(NUL, idEnd + 1)
    const parents = data.toString('latin1', idEnd + 1, parentsEnd)
    this.id = data.toString('latin1', start, idEnd)
    this.parents = parents === '' ? [] : parents.split(' ')
    this.files = files
    this.#data = data
    this.#start = parentsEnd + 1
  }
  /** The n-th field after the parents. */
  #field(index: number): string {
    let at = this.#start
    for (let skip = index; skip > 0; skip -= 1) at = this.#data.indexOf(NUL, at) + 1
    return this.#data.toString('utf8', at, this.#data.indexOf(NUL, at))
  }
  get author(): string {
    return this.#field(0)
  }
  get email(): string {
    return this.#field(1)
  }
  get date(): number {
    return Number(this.#field(2))
  }
  get message(): string {
    return this.#field(3)
  }
}

/** The place behind a commit's last field; -1 while it is not whole. */
const recordEnd = (data: Buffer, start: number): number => {
  let at = start
  for (let field = 0; field < FIELDS; field += 1) {
    const end = data.indexOf(NUL, at)
    if (end < 0) return -1
    at = end + 1
  }
  return at
}

/** The paths behind a commit: each follows a `:…` record, so no file name can pass for a commit. `next` is -1 while it
 *  cannot be told whether there are more. */
const readPaths = (data: Buffer, start: number, isEnd: boolean): { paths: readonly string[]; next: number } => {
  const paths: string[] = []
  let at = start
  for (;;) {
    if (at + 1 >= data.length) return { paths, next: isEnd ? data.length : -1 }
    if (data[at] !== COLON && !(data[at] === NEWLINE && data[at + 1] === COLON)) return { paths, next: at }
    const path = data.indexOf(NUL, at) + 1
    const end = path === 0 ? -1 : data.indexOf(NUL, path)
    if (end < 0) return { paths, next: -1 }
    paths.push(data.toString('utf8', path, end))
    at = end + 1
  }
}

/** Hands over every commit that is whole in `data`, and returns where the first one that is not begins. */
const readCommits = (data: Buffer, files: boolean, isEnd: boolean, each: (commit: Commit) => void): number => {
  let at = 0
  for (;;) {
    const end = recordEnd(data, at)
    if (end < 0) return at
    const { paths, next } = files ? readPaths(data, end, isEnd) : { paths: null, next: end }
    if (next < 0) return at
    each(new Walked(data, at, paths))
    at = next
  }
}

export const walkCommits = async (
  git: Command,
  from: string,
  options: { readonly files: boolean },
  each: (commit: Commit) => void,
): Promise<void> => {
  const raw = options.files
    ? ['--raw', '--no-renames', '--abbrev=4', '--diff-merges=first-parent', '--ignore-submodules=none']
    : []
  const format = '--format=%H%x00%P%x00%an%x00%ae%x00%ct%x00%B'
  let rest: Buffer = Buffer.alloc(0)
  const take = (chunk: Buffer, isEnd: boolean) => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    rest = data.subarray(readCommits(data, options.files, isEnd, each))
  }
  const args = ['log', '--topo-order', '-z', '--encoding=UTF-8', '--no-mailmap', format, ...raw]
  await git.stream([...args, '--end-of-options', from, '--'], (chunk) => take(chunk, false))
  take(Buffer.alloc(0), true)
}
