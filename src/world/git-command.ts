/** How git is started: one entry for short text commands (simple-git) and one for streams and bytes (execa). */
import type { SimpleGit } from 'simple-git'
import { RelError } from '../errors.ts'

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
  ...['GIT_INTERNAL_SUPER_PREFIX', 'GIT_SHALLOW_FILE', 'GIT_EDITOR', 'GIT_PAGER'],
])

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: Buffer | string
  /** The user's hooks run: for pushes of the user's branch alone. */
  readonly hooks?: boolean
}

/** A git process that ended with another status than 0. `text` is what it said. */
export class GitFailure extends Error {
  readonly code: number
  readonly text: string
  constructor(code: number, text: string) {
    super(text.trim() || `git ended with status ${code}`)
    this.name = 'GitFailure'
    this.code = code
    this.text = text
  }
}

export interface Command {
  /** Standard output of a short command. Throws `GitFailure`. */
  text(args: readonly string[], options?: CommandOptions): Promise<string>
  /** Status, bytes and messages of any command; a status other than 0 is an answer here. */
  run(args: readonly string[], options?: CommandOptions): Promise<{ code: number; stdout: Buffer; stderr: string }>
  /** Streams standard output, decoded as UTF-8. Throws `GitFailure` at the end. */
  stream(args: readonly string[], each: (chunk: string) => void): Promise<void>
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

const STATUS = 'git status '

const failed = (cause: unknown): unknown => {
  const told = cause instanceof Error ? /^(?:Error: )?git status (\d+)\n([^]*)$/.exec(cause.message) : null
  if (told !== null) return new GitFailure(Number(told[1]), told[2] ?? '')
  const code = cause !== null && typeof cause === 'object' && 'code' in cause ? cause.code : null
  const message = cause instanceof Error ? cause.message : ''
  if (code === 'ENOENT' || /spawn git ENOENT/.test(message)) {
    return new RelError('NO_GIT', 'git was not found', {
      hint: 'install git 2.38 or newer and see that PATH finds it',
      cause,
    })
  }
  return cause
}

/** Opens git in a folder. `onChild` hears the pid of every git process that may write. */
export const openCommand = (folder: string, env: NodeJS.ProcessEnv, onChild: (pid: number) => void): Command => {
  const environment = gitEnvironment(env)
  const execa = import('execa')
  let client: Promise<SimpleGit> | null = null
  const open = () => (client ??= simple(folder, environment))
  return {
    async text(args, options = {}) {
      try {
        const git = await open()
        if (options.cwd !== undefined) await git.cwd({ path: options.cwd, root: false })
        return await git.raw([...WITHOUT_HOOKS, ...ALWAYS, ...args])
      } catch (cause) {
        throw failed(cause)
      }
    },
    async run(args, options = {}) {
      const { execa: start } = await execa
      const hooks = options.hooks === true ? [] : WITHOUT_HOOKS
      const child = start('git', [...hooks, ...ALWAYS, ...args], {
        cwd: options.cwd ?? folder,
        env: { ...environment, ...options.env },
        extendEnv: false,
        input: options.input ?? '',
        encoding: 'buffer',
        reject: false,
        stripFinalNewline: false,
        maxBuffer: 1 << 30,
      })
      if (child.pid !== undefined) onChild(child.pid)
      const result = await child
      if (result.exitCode === undefined) throw failed(result)
      return {
        code: result.exitCode,
        stdout: Buffer.from(result.stdout),
        stderr: Buffer.from(result.stderr).toString(),
      }
    },
    async stream(args, each) {
      const { execa: start } = await execa
      const child = start('git', [...WITHOUT_HOOKS, ...ALWAYS, ...args], {
        cwd: folder,
        env: environment,
        extendEnv: false,
        stdin: 'ignore',
        buffer: { stdout: false, stderr: true },
        reject: false,
      })
      child.stdout.setEncoding('utf8')
      child.stdout.on('data', each)
      const result = await child
      if (result.exitCode === undefined) throw failed(result)
      if (result.exitCode !== 0) throw new GitFailure(result.exitCode, result.stderr)
    },
  }
}

const simple = async (folder: string, environment: Record<string, string>): Promise<SimpleGit> => {
  const { simpleGit } = await import('simple-git')
  return simpleGit({
    baseDir: folder,
    // simple-git takes GIT_* variables away unless they are named; ours were filtered above.
    allowEnvironment: Object.keys(environment),
    unsafe: { allowUnsafeHooksPath: true },
    completion: { onClose: true, onExit: false },
    maxConcurrentProcesses: 8,
    // Its default turns exit status 1 without messages into success, and an error's message is all that it hands on.
    errors: (error, result) =>
      result.exitCode === 0 || result.exitCode < 0
        ? error
        : Buffer.from(`${STATUS}${result.exitCode}\n${Buffer.concat(result.stdErr).toString()}`),
  }).env(environment)
}
