/** How git is started: simple-git for what is read, execa for what may write, a bare stream for the walk. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { RelError } from '../errors.ts'
import { type Batch, openBatch } from './git-batch.ts'
import { GitFailure } from './git-failure.ts'

/** Settings that would change what git prints or does, switched off in every call. */
const ALWAYS = [
  ...['--no-replace-objects', '--literal-pathspecs'],
  ...[
    'log.showSignature=false',
    'core.quotePath=false',
    'color.ui=false',
    'gc.auto=0',
    'maintenance.auto=false',
  ].flatMap((setting) => ['-c', setting]),
]
const WITHOUT_HOOKS = ['-c', 'core.hooksPath=/dev/null']

/** Variables that tie git to another repository (a hook's, say); the ones that say who commits and how to log in stay. */
const FOREIGN = new Set([
  ...[
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_COMMON_DIR',
    'GIT_NAMESPACE',
    'GIT_PREFIX',
  ],
  ...['GIT_ALTERNATE_OBJECT_DIRECTORIES', 'GIT_GRAFT_FILE', 'GIT_REPLACE_REF_BASE', 'GIT_LITERAL_PATHSPECS'],
  ...[
    'GIT_GLOB_PATHSPECS',
    'GIT_NOGLOB_PATHSPECS',
    'GIT_ICASE_PATHSPECS',
    'GIT_EXTERNAL_DIFF',
    'GIT_TRACE',
    'GIT_QUARANTINE_PATH',
  ],
  ...['GIT_INTERNAL_SUPER_PREFIX', 'GIT_SHALLOW_FILE'],
  // Nothing here is edited or paged, and simple-git refuses to start beside them.
  ...['GIT_EDITOR', 'GIT_SEQUENCE_EDITOR', 'EDITOR', 'VISUAL', 'GIT_PAGER', 'PAGER', 'PREFIX'],
])

/** What simple-git would refuse in the environment, as if it came from a stranger. It is the user's own: git reads the
 *  same, and a CI system logs in with it. What can come in by an argument (`--upload-pack`, editors) stays refused. */
const OWN_ENVIRONMENT = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
}

export interface ReadOptions {
  readonly cwd?: string
  readonly input?: Buffer | string
}

export interface WriteOptions extends ReadOptions {
  readonly env?: Readonly<Record<string, string>>
  /** The user's hooks run: for pushes of the user's branch alone. */
  readonly hooks?: boolean
}

export interface Answer {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

export interface Command {
  /** Standard output of a command that reads and has to succeed. Throws `GitFailure`. */
  text(args: readonly string[]): Promise<string>
  /** A command that reads; a status other than 0 is an answer here. */
  read(args: readonly string[], options?: ReadOptions): Promise<Answer>
  /** A command that may write. */
  write(args: readonly string[], options?: WriteOptions): Promise<Answer>
  /** Reads objects. */
  readonly batch: Batch
  /** Streams standard output; a promise holds it. Throws `GitFailure` at the end. */
  stream(args: readonly string[], each: (chunk: Buffer) => Promise<void> | void, stop?: AbortSignal): Promise<void>
}

/** The environment that every git process gets: this process's, without what ties it elsewhere. */
export const gitEnvironment = (env: NodeJS.ProcessEnv): Record<string, string> => {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value !== undefined && !FOREIGN.has(name)) kept[name] = value
  return Object.assign(kept, {
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
    LANGUAGE: '',
  })
}

/** `merge-tree --write-tree` and `cat-file -z` came with it. */
const OLDEST = [2, 38] as const

/** Git's status for options that it does not know. */
const UNKNOWN_OPTION = 129

/** The version of git as it names itself. Throws `NO_GIT`, `GIT_TOO_OLD`. */
export const gitVersion = async (git: Pick<Command, 'text'>): Promise<string> => {
  const text = await git.text(['--version'])
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number)
  const version = /\d+(\.\d+)+/.exec(text)?.[0] ?? text.trim()
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return version
  throw new RelError('GIT_TOO_OLD', `git ${version} is too old`, { hint: `install git ${OLDEST.join('.')} or newer` })
}

const noGit = (cause: unknown): unknown => {
  const message = cause instanceof Error ? cause.message : ''
  const code = cause !== null && typeof cause === 'object' && 'code' in cause ? cause.code : null
  if (code !== 'ENOENT' && !/spawn git ENOENT/.test(message)) return cause
  return new RelError('NO_GIT', 'git was not found', {
    hint: 'install git 2.38 or newer and see that PATH finds it',
    cause,
  })
}

/** simple-git's default turns exit status 1 into success and decodes what it read; its error handler sees it all raw. */
const readWith = async (
  folder: string,
  env: Record<string, string>,
  args: readonly string[],
  options: ReadOptions,
): Promise<Answer> => {
  const { simpleGit } = await import('simple-git')
  let answer: Answer = { code: -1, stdout: Buffer.alloc(0), stderr: '' }
  const git = simpleGit({
    baseDir: options.cwd ?? folder,
    // simple-git takes GIT_* variables away unless they are named; ours were filtered before.
    allowEnvironment: Object.keys(env),
    unsafe: OWN_ENVIRONMENT,
    completion: { onClose: true, onExit: false },
    ...(options.input === undefined ? {} : { input: () => options.input }),
    errors: (error, result) => {
      answer = {
        code: result.exitCode,
        stdout: Buffer.concat(result.stdOut),
        stderr: Buffer.concat(result.stdErr).toString(),
      }
      return result.exitCode < 0 ? error : undefined
    },
  })
  try {
    await git.env(env).raw([...WITHOUT_HOOKS, ...ALWAYS, ...args])
  } catch (cause) {
    throw noGit(cause)
  }
  return answer
}

/** Loading execa costs more than walking ten thousand commits (tried), so only commands that may write pay for it. */
const writeWith = async (
  folder: string,
  env: Record<string, string>,
  args: readonly string[],
  options: WriteOptions,
  onChild: (pid: number) => void,
): Promise<Answer> => {
  const { execa } = await import('execa')
  const child = execa('git', [...(options.hooks === true ? [] : WITHOUT_HOOKS), ...ALWAYS, ...args], {
    cwd: options.cwd ?? folder,
    env: { ...env, ...options.env },
    extendEnv: false,
    input: options.input ?? '',
    encoding: 'buffer',
    reject: false,
    stripFinalNewline: false,
  })
  if (child.pid !== undefined) onChild(child.pid)
  const result = await child
  if (result.exitCode === undefined) throw noGit(result)
  return { code: result.exitCode, stdout: Buffer.from(result.stdout), stderr: Buffer.from(result.stderr).toString() }
}

/** Git hands over each commit by itself when it writes into a pipe, which takes a third of a long walk's time (tried). */
const IN_BLOCKS = { GIT_FLUSH: '0' }

/** The one stream is as long as the history, so nothing may keep it: both libraries buffer what they read. */
const streamWith = async (
  where: { readonly cwd: string; readonly env: Record<string, string>; readonly signal?: AbortSignal },
  args: readonly string[],
  each: (chunk: Buffer) => Promise<void> | void,
): Promise<void> => {
  const argv = [...WITHOUT_HOOKS, ...ALWAYS, ...args]
  const child = spawn('git', argv, { ...where, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const drain = async () => {
    for await (const chunk of child.stdout) await each(chunk as Buffer)
  }
  const drained = drain()
  drained.catch(() => child.kill())
  const [code] = (await once(child, 'close').catch((cause: unknown) => Promise.reject(noGit(cause)))) as [number | null]
  await drained
  if (code !== 0) throw new GitFailure(code ?? -1, said)
}

const startBatch = (folder: string, env: Record<string, string>) =>
  openBatch(
    () => spawn('git', [...WITHOUT_HOOKS, ...ALWAYS, 'cat-file', '--batch-command', '-z'], { cwd: folder, env }),
    noGit,
  )

/** Opens git in a folder. `onChild` hears the pid of every git process that may write. */
export const openCommand = (folder: string, env: NodeJS.ProcessEnv, onChild: (pid: number) => void): Command => {
  const environment = gitEnvironment(env)
  const text = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await readWith(folder, environment, args, {})
    if (code === UNKNOWN_OPTION) await gitVersion({ text })
    if (code !== 0) throw new GitFailure(code, stderr)
    return stdout.toString()
  }
  return {
    text,
    async read(args, options = {}) {
      const answer = await readWith(folder, environment, args, options)
      if (answer.code === UNKNOWN_OPTION) await gitVersion({ text })
      return answer
    },
    batch: startBatch(folder, environment),
    write: (args, options = {}) => writeWith(folder, environment, args, options, onChild),
    stream: (args, each, signal) =>
      streamWith({ cwd: folder, env: { ...environment, ...IN_BLOCKS }, ...(signal ? { signal } : {}) }, args, each),
  }
}
