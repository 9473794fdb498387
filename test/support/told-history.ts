/** A history told in lines → a real git repository, by one `git fast-import`: the same text always has the same ids.
 *
 *      # a comment
 *      file package.json = {"name": "core", "version": "1.0.0"}      goes into the next commit
 *      feat(api): streaming | src/a.txt, src/b.txt                   a commit that changes these files
 *      fix!: gone\n\nBREAKING CHANGE: really | src/a.txt             \n is a line's end, here and in `file`
 *      docs: say hello                                               a commit that changes nothing
 *      tag v1.0.0                                                    where we are; or: tag v1.0.0 on next
 *      annotated tag v1.1.0: the message                             the message is the name when it is left out
 *      branch next                                                   makes a branch here and goes on there
 *      branch 1.x from v1.0.0                                        the same, from a tag, a branch or a commit's first line
 *      on main                                                       goes on there
 *      merge next into main: Merge branch 'next'                     goes to main and merges, never as a fast-forward
 *      revert: x\n\nThis reverts commit {id of feat: x}.             the id of a tag, a branch, or the last commit that says so
 *      day 2025-03-01                                                the next commit's day
 *      remove VERSION                                                in the next commit
 *      commit tag it                                                 a commit whose message looks like one of the above
 *
 *  The story begins on `main`, at noon of 2025-01-06 (UTC); each commit is a day later. Everyone is Dev. A file without
 *  told content gets a new counter. A merge brings in what the other branch's commits changed; files told before it win.
 *  What is checked out in the end is the branch that the story ends on. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { isolated } from './environment.ts'
import { NEXT_DAY, noon, readStory, type StoryLine } from './told-story.ts'

export interface ToldHistory {
  readonly folder: string
  /** The branch that the story ends on, checked out unless the repository is bare. */
  readonly branch: string
  /** The id of a tag's, a branch's or the last so-called commit. Throws when the story tells of none. */
  id(name: string): string
}

interface ToldCommit {
  readonly mark: number
  readonly id: string
  readonly parents: readonly ToldCommit[]
  readonly changes: Changes
}

/** Path → new text, or null where the file goes. */
type Changes = ReadonlyMap<string, string | null>

interface Told {
  branch: string
  clock: number
  readonly commits: ToldCommit[]
  /** Branches, tags and first lines. */
  readonly branches: Map<string, ToldCommit>
  readonly tags: Map<string, ToldCommit>
  readonly said: Map<string, ToldCommit>
  readonly pending: Map<string, string | null>
}

type Import = Awaited<ReturnType<typeof startImport>>

const DEV = 'Dev <dev@example.invalid>'

const startImport = (folder: string, env: Record<string, string>) => {
  const child = spawn('git', ['fast-import', '--quiet', '--done'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]()
  const say = (text: string): void => void child.stdin.write(text)
  return {
    say,
    async idOf(mark: number): Promise<string> {
      say(`get-mark :${mark}\n`)
      const { value } = await answers.next()
      if (typeof value !== 'string') throw new Error('git fast-import ended early')
      return value
    },
    async end(): Promise<void> {
      child.stdin.end('done\n')
      const [code] = (await ended) as [number | null]
      if (code !== 0) throw new Error(`git fast-import ended with ${code ?? 'a signal'}`)
    },
    stop: (): ChildProcess['killed'] => child.kill(),
  }
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
const quoted = (path: string): string =>
  `"${path.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`

const find = (told: Told, name: string): ToldCommit => {
  const found = told.tags.get(name) ?? told.branches.get(name) ?? told.said.get(name)
  if (found === undefined) throw new Error(`the story tells of no tag, branch or commit ${JSON.stringify(name)} so far`)
  return found
}

const here = ({ branches, branch }: Told): ToldCommit => {
  const head = branches.get(branch)
  if (head === undefined) throw new Error(`there is no commit on ${branch} so far`)
  return head
}

const ancestors = (commit: ToldCommit, seen = new Set<ToldCommit>()): ReadonlySet<ToldCommit> => {
  const open = [commit]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...next.parents)
  }
  return seen
}

/** In the order of telling, so that of two changes to one file the later one stays. */
const brought = (told: Told, into: ToldCommit, from: ToldCommit): readonly (readonly [string, string | null])[] => {
  const known = ancestors(into)
  const other = ancestors(from)
  return told.commits.filter((commit) => other.has(commit) && !known.has(commit)).flatMap(({ changes }) => [...changes])
}

const commit = async (
  told: Told,
  git: Import,
  parents: readonly ToldCommit[],
  message: string,
  changes: Changes,
): Promise<void> => {
  const mark = told.commits.length + 1
  const text = message.replaceAll(/\{id of ([^}]+)\}/g, (_, name: string) => find(told, name).id)
  const when = `${DEV} ${told.clock} +0000`
  const [first, ...others] = parents.map((parent) => `:${parent.mark}\n`)
  git.say(`commit refs/heads/${told.branch}\nmark :${mark}\nauthor ${when}\ncommitter ${when}\n${data(`${text}\n`)}`)
  git.say((first === undefined ? '' : `from ${first}`) + others.map((other) => `merge ${other}`).join(''))
  for (const [path, content] of changes)
    git.say(content === null ? `D ${quoted(path)}\n` : `M 100644 inline ${quoted(path)}\n${data(content)}`)
  git.say('\n')
  const made = { mark, id: await git.idOf(mark), parents, changes }
  told.commits.push(made)
  told.branches.set(told.branch, made)
  told.said.set(text.split('\n')[0] ?? '', made)
  told.pending.clear()
  told.clock += NEXT_DAY
}

type Of<Kind extends StoryLine['kind']> = Extract<StoryLine, { kind: Kind }>

const tellCommit = (told: Told, git: Import, { message, paths }: Of<'commit'>): Promise<void> => {
  const counter = `${told.commits.length + 1}\n`
  const untold = paths.filter((path) => !told.pending.has(path)).map((path) => [path, counter] as const)
  const head = told.branches.get(told.branch)
  return commit(told, git, head === undefined ? [] : [head], message, new Map([...told.pending, ...untold]))
}

const tellMerge = (told: Told, git: Import, { from, into, message }: Of<'merge'>): Promise<void> => {
  told.branch = into ?? told.branch
  const parents = [here(told), find(told, from)] as const
  return commit(told, git, parents, message, new Map([...brought(told, ...parents), ...told.pending]))
}

const tellTag = (told: Told, git: Import, { name, at, message }: Of<'tag'>): void => {
  const target = at === null ? here(told) : find(told, at)
  const from = `from :${target.mark}\n`
  const tagger = `tagger ${DEV} ${told.clock - NEXT_DAY} +0000\n`
  git.say(
    message === null ? `reset refs/tags/${name}\n${from}\n` : `tag ${name}\n${from}${tagger}${data(`${message}\n`)}`,
  )
  told.tags.set(name, target)
}

const tellBranch = (told: Told, git: Import, { name, from }: Of<'branch'>): void => {
  const start = from === null ? here(told) : find(told, from)
  git.say(`reset refs/heads/${name}\nfrom :${start.mark}\n\n`)
  told.branches.set(name, start)
  told.branch = name
}

const tellLine = async (told: Told, git: Import, line: StoryLine): Promise<void> => {
  if (line.kind === 'commit') await tellCommit(told, git, line)
  else if (line.kind === 'merge') await tellMerge(told, git, line)
  else if (line.kind === 'tag') tellTag(told, git, line)
  else if (line.kind === 'branch') tellBranch(told, git, line)
  else if (line.kind === 'on') told.branch = line.branch
  else if (line.kind === 'file') told.pending.set(line.path, line.text)
  else told.clock = line.seconds
}

/** Tells the story into a new repository in `folder`, which is made when it is missing. */
export const tellHistory = async (
  text: string,
  folder: string,
  options: { readonly bare?: boolean } = {},
): Promise<ToldHistory> => {
  const env = isolated(folder)
  const run = (...args: readonly string[]) => promisify(execFile)('git', args, { env })
  await run('init', '--quiet', '--template=', '--initial-branch=main', ...(options.bare ? ['--bare'] : []), folder)
  const told: Told = {
    ...{ branch: 'main', clock: noon('2025-01-06'), commits: [] },
    ...{ branches: new Map(), tags: new Map(), said: new Map(), pending: new Map() },
  }
  const git = startImport(folder, env)
  try {
    for (const line of readStory(text)) await tellLine(told, git, line)
    await git.end()
  } finally {
    git.stop()
  }
  await run('-C', folder, 'symbolic-ref', 'HEAD', `refs/heads/${told.branch}`)
  if (!options.bare && told.branches.has(told.branch)) await run('-C', folder, 'reset', '--quiet', '--hard')
  return { folder, branch: told.branch, id: (name) => find(told, name).id }
}
