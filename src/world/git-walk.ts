/** Reads commits with their texts: every ancestor as `git log` streams it, children before parents, or the few that are named. */
import type { Command } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { readPaths } from './git-paths.ts'
import type { Commit } from '../model.ts'

const NUL = 0
const LINE_END = 10
const SPACE = 32

/** A line for each but the message, which is the last: git keeps line ends out of names. */
const FORMAT = '--format=%H %P%n%ct%n%an%n%ae%n%B'
const LOG = ['log', '-z', '--encoding=UTF-8', '--no-mailmap', FORMAT]
const RAW = ['--raw', '--no-renames', '--abbrev=4', '--diff-merges=first-parent', '--ignore-submodules=none']

/** A commit of a long walk, whose texts are decoded when somebody asks. It holds on to all that was read with it. */
class Walked implements Commit {
  readonly id: string
  readonly parents: readonly string[]
  readonly files: readonly string[] | null
  readonly #data: Buffer
  /** Behind the parents. */
  readonly #start: number
  readonly #end: number
  #message: string | null = null
  constructor(data: Buffer, start: number, end: number, files: readonly string[] | null) {
    const idEnd = data.indexOf(SPACE, start)
    const line = data.indexOf(LINE_END, idEnd)
    const parents = data.toString('latin1', idEnd + 1, line)
    this.id = data.toString('latin1', start, idEnd)
    this.parents = parents === '' ? [] : parents.split(' ')
    this.files = files
    this.#data = data
    this.#start = line + 1
    this.#end = end
  }
  /** Where the n-th line after the parents begins. */
  #line(index: number): number {
    let at = this.#start
    for (let skip = index; skip > 0; skip -= 1) at = this.#data.indexOf(LINE_END, at) + 1
    return at
  }
  #text(index: number): string {
    const at = this.#line(index)
    return this.#data.toString('utf8', at, this.#data.indexOf(LINE_END, at))
  }
  get date(): number {
    return Number(this.#text(0))
  }
  get author(): string {
    return this.#text(1)
  }
  get email(): string {
    return this.#text(2)
  }
  /** Kept: whoever asks once asks again. */
  get message(): string {
    this.#message ??= this.#data.toString('utf8', this.#line(3), this.#end)
    return this.#message
  }
}

/** Hands over every commit that is whole in `data`, and returns where the first one that is not begins. */
const takeCommits = (data: Buffer, files: boolean, isEnd: boolean, each: (commit: Commit) => void): number => {
  let at = 0
  for (;;) {
    const end = data.indexOf(NUL, at)
    if (end < 0) return at
    const { paths, next } = files ? readPaths(data, end + 1, isEnd) : { paths: null, next: end + 1 }
    if (next < 0) return at
    each(new Walked(data, at, end, paths))
    at = next
  }
}

export const walkCommits = async (
  git: Command,
  from: string,
  options: { readonly files: boolean },
  each: (commit: Commit) => void,
): Promise<void> => {
  let rest: Buffer = Buffer.alloc(0)
  const take = (chunk: Buffer, isEnd: boolean) => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    rest = data.subarray(takeCommits(data, options.files, isEnd, each))
  }
  const args = [...LOG, '--topo-order', ...(options.files ? RAW : [])]
  await git.stream([...args, '--end-of-options', from, '--'], (chunk) => take(chunk, false))
  take(Buffer.alloc(0), true)
}

const plain = ({ id, parents, author, email, date, message, files }: Commit): Commit => ({
  ...{ id, parents, author, email, date, message, files },
})

/** The commits with these ids, in their order, without files; with `saying`, those alone whose messages hold it. */
export const readCommits = async (
  git: Command,
  ids: readonly string[],
  saying?: string,
): Promise<readonly Commit[]> => {
  if (ids.length === 0) return []
  const only = saying === undefined ? [] : ['--fixed-strings', '--regexp-ignore-case', `--grep=${saying}`]
  const { code, stdout, stderr } = await git.read([...LOG, ...only, '--no-walk=unsorted', '--stdin'], {
    input: ids.map((id) => `${id}\n`).join(''),
  })
  if (code !== 0) throw new GitFailure(code, stderr)
  const found = new Map<string, Commit>()
  takeCommits(stdout, false, true, (commit) => found.set(commit.id, plain(commit)))
  return ids.flatMap((id) => found.get(id) ?? [])
}
