/** Histories re-created from the corpus, and views of them: a commit with the tags that were there before it was tagged. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { execa } from 'execa'
import { isolated } from '../support/environment.ts'
import type { Corpus, StreamRow } from './corpus.ts'

const REL = join(import.meta.dirname, '..', '..', 'bin', 'rel.js')
const BARE = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n'

export interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export type Files = Readonly<Record<string, string | null>>

/** A bare repository that borrows a history's objects: its branch is at one commit, its tags are those below it. */
export interface View {
  readonly folder: string
  readonly branch: string
  git(...args: readonly string[]): Promise<string>
  /** The built CLI, here, with that config. */
  rel(config: unknown, ...args: readonly string[]): Promise<Answer>
  /** A commit on `parent` with these files (path → text; null: without that file), to which its branch moves; its id. */
  commit(parent: string, message: string, files: Files): Promise<string>
  remove(): void
}

export interface History {
  readonly folder: string
  readonly branch: string
  git(...args: readonly string[]): Promise<string>
  /** `tags`: those below the commit, or its own too. */
  viewAt(commit: string, tags?: 'below' | 'all'): Promise<View>
}

/** A commit to be made: with these files changed and, made afterwards, these tags. */
export interface Told {
  readonly message: string
  readonly files?: Files
  readonly tags?: readonly string[]
}

export interface Histories {
  /** Null when the corpus has no such history. */
  of(repo: string): Promise<History | null>
  /** That of a bare repository that is there already. */
  at(store: string, branch: string): History
  /** A new history of one branch, oldest commit first. */
  told(commits: readonly Told[]): Promise<View>
  remove(): void
}

/** Everything is made below one temporary folder, until `remove`. */
export const historiesOf = (corpus: Corpus): Histories => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'rel-oracle-')))
  const env = isolated(root)
  const known = new Map<string, Promise<History | null>>()
  let tales = 0
  const make = async (repo: string): Promise<History | null> => {
    const row = corpus.streams.find((each) => each.repo === repo)
    return row === undefined ? null : recreate(corpus, row, join(root, String(known.size)), env)
  }
  writeFileSync(join(root, 'gitconfig'), '[user]\n\tname = Dev\n\temail = dev@example.invalid\n')
  return {
    of: (repo) => known.get(repo) ?? known.set(repo, make(repo)).get(repo) ?? Promise.resolve(null),
    at: (store, branch) => historyAt(store, branch, join(root, 'own'), env),
    told: (commits) => told(join(root, `told-${(tales += 1)}`), commits, env),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  }
}

type Env = Readonly<Record<string, string>>

const recreate = (corpus: Corpus, { branch, file }: StreamRow, folder: string, env: Env): History => {
  const store = join(folder, 'store.git')
  execFileSync('git', ['init', '--quiet', '--bare', `--initial-branch=${branch}`, store], { env })
  const input = gunzipSync(readFileSync(join(corpus.folder, file)))
  execFileSync('git', ['fast-import', '--quiet'], { cwd: store, env, input })
  return historyAt(store, branch, folder, env)
}

const historyAt = (store: string, branch: string, folder: string, env: Env): History => {
  const git = gitIn(store, env)
  let views = 0
  return {
    ...{ folder: store, branch, git },
    viewAt: async (commit, tags = 'below') => {
      views += 1
      const view = join(folder, `${views}.git`)
      for (const part of ['objects/info', 'refs']) mkdirSync(join(view, part), { recursive: true })
      writeFileSync(join(view, 'objects', 'info', 'alternates'), `${join(store, 'objects')}\n`)
      writeFileSync(join(view, 'HEAD'), `ref: refs/heads/${branch}\n`)
      writeFileSync(join(view, 'config'), BARE)
      writeFileSync(join(view, 'packed-refs'), await packedRefs(git, branch, commit, tags))
      return viewIn(view, branch, env)
    },
  }
}

// fast-import carries a branch on by itself.
const told = async (folder: string, commits: readonly Told[], env: Env): Promise<View> => {
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder], { env })
  const input = commits.map(({ message, files = {}, tags = [] }) =>
    [
      imported('main', null, message, files),
      ...tags.map((tag) => `reset refs/tags/${tag}\nfrom refs/heads/main\n\n`),
    ].join(''),
  )
  await execa('git', ['fast-import', '--quiet'], { cwd: folder, env, extendEnv: false, input: input.join('') })
  return viewIn(folder, 'main', env)
}

const gitIn =
  (cwd: string, env: Env) =>
  async (...args: readonly string[]) =>
    (await execa('git', args, { cwd, env, extendEnv: false })).stdout

const viewIn = (folder: string, branch: string, env: Env): View => {
  const config = join(folder, 'release.config.json')
  return {
    ...{ folder, branch, git: gitIn(folder, env) },
    rel: async (settings, ...args) => {
      writeFileSync(config, JSON.stringify(settings))
      const flags = ['--json', '--offline', '--config', config, '--branch', branch]
      const options = { cwd: folder, env, extendEnv: false, reject: false, stdin: 'ignore' } as const
      const result = await execa(process.execPath, [REL, ...args, ...flags], options)
      return { code: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr }
    },
    commit: async (parent, message, files) => {
      const input = imported(branch, parent, message, files)
      await execa('git', ['fast-import', '--quiet', '--force'], { cwd: folder, env, extendEnv: false, input })
      return gitIn(folder, env)('rev-parse', `refs/heads/${branch}`)
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** The branch at the commit, and every tag that the commit reaches, perhaps but for its own. */
const packedRefs = async (
  git: History['git'],
  branch: string,
  commit: string,
  tags: 'below' | 'all',
): Promise<string> => {
  const format = '--format=%(refname) %(objectname) %(*objectname)'
  const reached = (await git('for-each-ref', format, `--merged=${commit}`, 'refs/tags')).split('\n')
  const lines = reached.flatMap((line) => {
    const [name = '', object = '', peeled = ''] = line.split(' ')
    if (name === '' || (tags === 'below' && (peeled || object) === commit)) return []
    return [`${object} ${name}`, ...(peeled === '' ? [] : [`^${peeled}`])]
  })
  return ['# pack-refs with: peeled fully-peeled sorted ', `${commit} refs/heads/${branch}`, ...lines, ''].join('\n')
}

const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`

const change = ([path, text]: readonly [string, string | null]): string =>
  text === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`

const imported = (branch: string, parent: string | null, message: string, files: Files): string =>
  [
    `commit refs/heads/${branch}\n`,
    'committer Dev <dev@example.invalid> 1700000000 +0000\n',
    data(message),
    parent === null ? '' : `from ${parent}\n`,
    ...Object.entries(files).map(change),
    '\n',
  ].join('')
