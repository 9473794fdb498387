/** The real processes: argv without a shell, in exactly the environment given, with every line redacted. */
import { constants as access } from 'node:fs'
import { access as mayAccess, realpath, stat } from 'node:fs/promises'
import { constants } from 'node:os'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import type { Options } from 'execa'
import { RelError } from '../errors.ts'
import type { Processes, ProcessResult } from './ports.ts'

type RunOptions = Parameters<Processes['run']>[1]
type Lines = { iterable(options: { from: 'stdout' | 'stderr' }): AsyncIterable<unknown> }
type Redact = (text: string) => string

/** `path` is what `which` searches; `run` searches the PATH of the environment that it is given. */
export function openProcesses(redact: Redact, path: string = process.env['PATH'] ?? ''): Processes {
  return {
    run: (argv, options) => run(argv, options, redact),
    which: async (command) => {
      const found = await find(command, path, process.cwd())
      return found === null ? null : realpath(found)
    },
  }
}

/** Throws `RECIPE` when the command cannot be started; an exit code is a result, whatever it is. */
async function run(argv: readonly string[], options: RunOptions, redact: Redact): Promise<ProcessResult> {
  const [command = '', ...rest] = argv
  const file = await find(command, options.env['PATH'] ?? '', options.cwd)
  if (file === null) throw notFound(command)
  // Loaded when first used: commands that start nothing do not pay for it.
  const { execa } = await import('execa')
  const child = execa(file, rest, { ...EXACT, cwd: options.cwd, env: options.env })
  const [result] = await Promise.all([child, eachLine(child, options.onLine, redact)])
  if (result.exitCode === undefined && result.signal === undefined) throw notStarted(command, result.code, result)
  const code = result.exitCode ?? 128 + constants.signals[result.signal as NodeJS.Signals]
  return { code, stdout: redact(result.stdout), stderr: redact(result.stderr) }
}

const EXACT = {
  extendEnv: false,
  stdin: 'ignore',
  reject: false,
  stripFinalNewline: false,
} as const satisfies Options

/** Stream by stream: merged, half a line of one could run into a line of the other and hide a secret in it. */
async function eachLine(child: Lines, onLine: RunOptions['onLine'], redact: Redact): Promise<void> {
  if (onLine === undefined) return
  await Promise.all(
    (['stdout', 'stderr'] as const).map(async (from) => {
      for await (const line of child.iterable({ from })) onLine(redact(String(line)))
    }),
  )
}

/** As a shell would, except that empty and relative entries of PATH are passed over: what stands in the current folder
 *  is not a command. The link itself is returned, since some tools decide by the name they are called by. */
async function find(command: string, path: string, cwd: string): Promise<string | null> {
  const candidates = command.includes('/')
    ? [resolve(cwd, command)]
    : path
        .split(delimiter)
        .filter((folder) => isAbsolute(folder))
        .map((folder) => join(folder, command))
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate
  return null
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await mayAccess(path, access.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

function notFound(command: string): RelError {
  const hint = command.includes('/')
    ? `Commit ${command} as an executable file, or correct the recipe.`
    : `Install ${command}, or add its folder to PATH.`
  return new RelError('RECIPE', `command not found: ${command}`, { hint })
}

function notStarted(command: string, code: string | undefined, cause: unknown): RelError {
  const hint = 'Check that its interpreter is installed, that it is built for this machine, and that the folder exists.'
  return new RelError('RECIPE', `cannot start ${command}: ${code ?? 'no reason given'}`, { hint, cause })
}
