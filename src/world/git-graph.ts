/** Reads no more of a history than its shape, and of few commits what they changed: asking git for less is what makes it fast. */
import type { Command } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { readPaths } from './git-paths.ts'
import type { Step } from './ports.ts'

const NEWLINE = 10
const SPACE = 32
const NUL = 0

/** `<seconds> <id> <parent> …`, a line each, all ids of one length. Cut out of the bytes one by one: parts of a longer
 *  string would keep all of it. */
const stepsIn = (data: Buffer): { readonly steps: readonly Step[]; readonly end: number } => {
  const steps: Step[] = []
  let at = 0
  for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, at)) {
    const before = data.indexOf(SPACE, at)
    const after = data.indexOf(SPACE, before + 1)
    const width = (after >= 0 && after < end ? after : end) - before
    const parents: string[] = []
    for (let to = before + width; to < end; to += width) parents.push(data.toString('latin1', to + 1, to + width))
    const id = data.toString('latin1', before + 1, before + width)
    steps.push({ id, parents, date: Number(data.toString('latin1', at, before)) })
    at = end + 1
  }
  return { steps, end: at }
}

/** Every ancestor once, children before parents, as many at a time as git hands over. A promise holds the walk. */
export const walkAncestors = async (
  git: Command,
  from: string,
  each: (steps: readonly Step[]) => Promise<void> | void,
): Promise<void> => {
  let rest: Buffer = Buffer.alloc(0)
  const take = (chunk: Buffer): Promise<void> | void => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const { steps, end } = stepsIn(data)
    rest = data.subarray(end)
    return each(steps)
  }
  await git.stream(['rev-list', '--topo-order', '--parents', '--timestamp', '--end-of-options', from, '--'], take)
}

const DIFF = ['diff-tree', '--stdin', '--always', '--root', '-r', '-z', '--raw', '--no-renames', '--no-abbrev']

/** The paths that differ from each commit's first parent, in the order asked. */
export const readChangedFiles = async (
  git: Command,
  commits: readonly Pick<Step, 'id' | 'parents'>[],
): Promise<readonly (readonly string[])[]> => {
  if (commits.length === 0) return []
  const input = commits.map(({ id, parents }) => `${[id, ...parents.slice(0, 1)].join(' ')}\n`).join('')
  const { code, stdout, stderr } = await git.read([...DIFF, '--ignore-submodules=none'], { input })
  if (code !== 0) throw new GitFailure(code, stderr)
  let at = 0
  return commits.map(() => {
    const { paths, next } = readPaths(stdout, stdout.indexOf(NUL, at) + 1, true)
    at = next
    return paths
  })
}
