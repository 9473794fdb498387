/** Reads commits with their texts: every ancestor as `git log` streams it, children before parents, or the few that are named. */
import type { Command } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { readPaths } from './git-paths.ts'
import type { Commit } from '../model.ts'

const NUL = 0

const FORMAT = '--format=%H%x00%P%x00%ct%x00%an%x00%ae%x00%B'
const FIELDS = 6
const LOG = ['log', '-z', '--encoding=UTF-8', '--no-mailmap', FORMAT]
const RAW = ['--raw', '--no-renames', '--abbrev=4', '--diff-merges=first-parent', '--ignore-submodules=none']

/** The places behind a commit's fields, each ended by a NUL byte; null while it is not whole. */
const fieldEnds = (data: Buffer, start: number): readonly number[] | null => {
  const ends: number[] = []
  for (let at = start; ends.length < FIELDS; at = (ends.at(-1) ?? 0) + 1) {
    const end = data.indexOf(NUL, at)
    if (end < 0) return null
    ends.push(end)
  }
  return ends
}

/** Plain data: a part of what was read would keep all of it. */
const commitOf = (data: Buffer, start: number, ends: readonly number[], files: Commit['files']): Commit => {
  const field = (index: number) => data.toString('utf8', index === 0 ? start : (ends[index - 1] ?? 0) + 1, ends[index])
  const parents = field(1)
  return {
    ...{ id: field(0), parents: parents === '' ? [] : parents.split(' '), date: Number(field(2)) },
    ...{ author: field(3), email: field(4), message: field(5), files },
  }
}

/** Hands over every commit that is whole in `data`, and returns where the first one that is not begins. */
const takeCommits = (data: Buffer, files: boolean, isEnd: boolean, each: (commit: Commit) => void): number => {
  let at = 0
  for (;;) {
    const ends = fieldEnds(data, at)
    if (ends === null) return at
    const end = (ends.at(-1) ?? 0) + 1
    const { paths, next } = files ? readPaths(data, end, isEnd) : { paths: null, next: end }
    if (next < 0) return at
    each(commitOf(data, at, ends, paths))
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

/** The commits with these ids, in their order, without files. */
export const readCommits = async (git: Command, ids: readonly string[]): Promise<readonly Commit[]> => {
  if (ids.length === 0) return []
  const { code, stdout, stderr } = await git.read([...LOG, '--no-walk=unsorted', '--stdin'], {
    input: ids.map((id) => `${id}\n`).join(''),
  })
  if (code !== 0) throw new GitFailure(code, stderr)
  const found = new Map<string, Commit>()
  takeCommits(stdout, false, true, (commit) => found.set(commit.id, commit))
  return ids.map((id) => found.get(id) as Commit)
}
