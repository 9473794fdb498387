/** Scratch repositories for tests, and rel run in them as a user would: a child process of the built CLI. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { afterAll } from 'vitest'
import { isolated } from './environment.ts'
import { expectNoSecrets } from './secrets.ts'
import { tellHistory, type ToldHistory } from './told-history.ts'

const REL = join(import.meta.dirname, '..', '..', 'bin', 'rel.js')

const root = realpathSync(mkdtempSync(join(tmpdir(), 'rel-test-')))
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }))

const home = join(root, 'home')
mkdirSync(home)
writeFileSync(
  join(home, 'gitconfig'),
  '[user]\n\tname = Dev\n\temail = dev@example.invalid\n[init]\n\tdefaultBranch = main\n',
)

/** The environment of every child here: a home of its own, git settings that hold an identity and nothing else. */
export const scratchEnv = isolated(home)

export interface Repo {
  readonly folder: string
  /** Runs git here and returns its output without the last line's end. Throws when it fails. */
  git(...args: readonly string[]): Promise<string>
  /** Runs rel here. */
  rel(args: readonly string[], options?: Partial<RunOptions>): Promise<RelRun>
  /** Writes files into the work tree. */
  write(files: Readonly<Record<string, string>>): Promise<void>
}

export interface RunOptions {
  readonly cwd: string
  /** Added to `scratchEnv`. */
  readonly env: Readonly<Record<string, string>>
  /** A command that starts node, such as `['sh', '-c', 'umask 077; exec "$@"', 'sh']`. */
  readonly through: readonly string[]
  readonly nodeArgs: readonly string[]
}

export interface RelRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Standard output as one JSON document. Throws, with all that was said, when it is none. */
  json<T = Record<string, unknown>>(): T
}

let folders = 0

/** A new folder that is removed when the test file is done. */
export const scratchFolder = (name = 'folder'): string => {
  folders += 1
  const folder = join(root, `${folders}-${name}`)
  mkdirSync(folder)
  return folder
}

const parsed = <T>(args: readonly string[], stdout: string, stderr: string): T => {
  try {
    return JSON.parse(stdout) as T
  } catch (cause) {
    throw new Error(`rel ${args.join(' ')} printed no JSON document:\n${stdout}\n${stderr}`, { cause })
  }
}

/** Runs the built CLI with the Node that runs the tests; any exit status is an answer. With secrets planted in the
 *  environment (secrets.ts), fails when one of them is said. */
export const runRel = async (args: readonly string[], options: Partial<RunOptions>): Promise<RelRun> => {
  const { cwd = root, env = {}, through = [], nodeArgs = [] } = options
  const [command = '', ...rest] = [...through, process.execPath, ...nodeArgs, REL, ...args]
  const result = await execa(command, rest, {
    ...{ cwd, env: { ...scratchEnv, ...env }, extendEnv: false, reject: false, stdin: 'ignore' },
    stripFinalNewline: false,
  })
  const { exitCode, stdout, stderr } = result
  if (Object.hasOwn(env, 'NPM_TOKEN')) expectNoSecrets({ stdout, stderr }, [])
  if (exitCode === undefined) throw new Error(`rel ${args.join(' ')} was not run to its end: ${result.shortMessage}`)
  return { code: exitCode, stdout, stderr, json: () => parsed(args, stdout, stderr) }
}

/** The repository in a folder. */
export const repoAt = (folder: string): Repo => ({
  folder,
  git: async (...args) => (await execa('git', args, { cwd: folder, env: scratchEnv, extendEnv: false })).stdout,
  rel: (args, options = {}) => runRel(args, { cwd: folder, ...options }),
  write: async (files) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
  },
})

/** A repository with a told history (told-history.ts). */
export const scratchRepo = async (
  story: string,
  options: { readonly bare?: boolean } = {},
): Promise<Repo & Pick<ToldHistory, 'branch' | 'id'>> => {
  const { folder, branch, id } = await tellHistory(story, scratchFolder('repo'), options)
  return { ...repoAt(folder), branch, id }
}

/** A new bare repository that becomes `origin` and gets all branches and tags; `url` is its `file:` address. */
export const bareRemote = async (repo: Repo): Promise<Repo & { readonly url: string }> => {
  const remote = repoAt(scratchFolder('remote.git'))
  await remote.git('init', '--quiet', '--bare', '--initial-branch=main')
  const url = pathToFileURL(remote.folder).href
  await repo.git('remote', 'add', 'origin', url)
  await repo.git('push', '--quiet', 'origin', '--all')
  await repo.git('push', '--quiet', 'origin', '--tags')
  await repo.git('fetch', '--quiet', 'origin')
  return { ...remote, url }
}

/** A clone; `args` are added to `git clone`: `--bare`, `--depth=1`, `--branch=v1.0.0` … */
export const cloneOf = async (from: Repo, ...args: readonly string[]): Promise<Repo> => {
  const clone = repoAt(scratchFolder('clone'))
  await clone.git('clone', '--quiet', ...args, pathToFileURL(from.folder).href, '.')
  return clone
}
