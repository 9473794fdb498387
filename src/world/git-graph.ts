/** Reads no more of a history than its shape, and of few commits what they changed: asking git for less is what makes it fast. */
import type { Command } from './git-command.ts'
import { GitFailure } from './git-failure.ts'
import { readPaths } from './git-paths.ts'
import type { Step } from './ports.ts'

const NEWLINE = 10
const SPACE = 32
const NUL = 0

/** A line `<id> <parent> …`, all of one length, whose parents are read when somebody asks: of a long history, few are. */
class Line implements Step {
  readonly id: string
  readonly #data: Buffer
  readonly #start: number
  readonly #end: number
  constructor(data: Buffer, start: number, end: number) {
    const space = data.indexOf(SPACE, start)
    this.#data = data
    this.#start = space < 0 || space > end ? end : space
    this.#end = end
    this.id = data.toString('latin1', start, this.#start)
  }
  get parents(): readonly string[] {
    const text = this.#data.toString('latin1', this.#start + 1, this.#end)
    return text === '' ? [] : text.split(' ')
  }
}

const linesIn = (data: Buffer): { readonly steps: readonly Step[]; readonly next: number } => {
  const steps: Step[] = []
  let at = 0
  for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, at)) {
    steps.push(new Line(data, at, end))
    at = end + 1
  }
  return { steps, next: at }
}

/** Every ancestor once, children before parents, as many at a time as git hands over. A promise holds the walk. */
export const walkAncestors = async (
  git: Command,
  from: string,
  each: (steps: readonly Step[]) => Promise<void> | void,
  stop?: AbortSignal,
): Promise<void> => {
  let rest: Buffer = Buffer.alloc(0)
  const take = (chunk: Buffer): Promise<void> | void => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const { steps, next } = linesIn(data)
    rest = data.subarray(next)
    return each(steps)
  }
  await git.stream(['rev-list', '--topo-order', '--parents', '--end-of-options', from, '--'], take, stop)
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
