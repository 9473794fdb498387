/** argv in, exit status out. The only place where errors are caught and printed. */
import type { Command as Program } from 'commander'
import type { Command, Context, Terminal } from './command.ts'
import { VERSION } from '../version.ts'

interface Common {
  readonly config?: string
  readonly cwd?: string
  readonly branch?: string
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly nothingOk?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly color?: boolean
  readonly offline?: boolean
}

const COMMON: Command['options'] = [
  ['--config <file>', 'use this config file'],
  ['--cwd <dir>', 'work in this folder'],
  ['--branch <line>', 'the release line, when it is not the checked-out branch'],
  ['--json', 'one JSON document on standard output, logs on standard error'],
  ['--dry-run', 'show what would happen and change nothing'],
  ['-y, --yes', 'do not ask'],
  ['--nothing-ok', 'exit 0 instead of 3 when there is nothing to release'],
  ['--offline', 'ask no remote'],
  ['--quiet', 'no log'],
  ['--verbose', 'stack traces'],
  ['--no-color', 'no colours'],
]

const NOTHING = 3

const openContext = async (common: Common, interrupted: () => boolean): Promise<Context> => {
  const [{ resolve }, { openTerminal }, { branchFromCi, isCi }, { showProgress }] = await Promise.all([
    import('node:path'),
    import('./terminal.ts'),
    import('./environment.ts'),
    import('./show/progress.ts'),
  ])
  const { env } = process
  const terminal = openTerminal(
    { json: common.json === true, quiet: common.quiet === true, color: common.color !== false },
    env,
  )
  const request = {
    cwd: resolve(common.cwd ?? '.'),
    configFile: common.config ?? null,
    branch: common.branch ?? null,
    ciBranch: branchFromCi(env),
    ci: isCi(env),
    offline: common.offline === true,
    env,
    progress: showProgress(terminal),
    interrupted,
  }
  return { request, terminal, yes: common.yes === true, preview: common.dryRun === true }
}

/** First Ctrl-C: the loop ends between two steps. Second: this process ends at once. Either way, run again. */
const watchSignals = (): { readonly signal: () => NodeJS.Signals | null } => {
  let seen: NodeJS.Signals | null = null
  const onSignal = (signal: NodeJS.Signals) => {
    if (seen === null) process.stderr.write('\nstopping after this step; once more to stop at once\n')
    else {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
    seen = signal
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return { signal: () => seen }
}

const fail = async (
  cause: unknown,
  terminal: Terminal,
  verbose: boolean,
  signal: NodeJS.Signals | null = null,
): Promise<number> => {
  const { asInterrupted, asRelError, showError } = await import('./show/error.ts')
  const error = signal === null ? asRelError(cause) : asInterrupted(cause, signal)
  showError(terminal, error, verbose)
  return error.exit
}

const addCommand = async (program: Program, name: string, done: (code: number) => void): Promise<void> => {
  const { COMMANDS } = await import('./commands/index.ts')
  for (const listed of COMMANDS) {
    const sub = program.command(listed.name).description(listed.summary)
    if (listed.name !== name) continue
    const { command } = await listed.load()
    for (const [spelling, what] of command.arguments) sub.argument(spelling, what)
    for (const [flags, what, repeat] of [...command.options, ...COMMON])
      if (repeat === undefined) sub.option(flags, what)
      else sub.option(flags, what, (value: string, before: readonly string[] = []) => [...before, value])
    sub.addHelpText(
      'after',
      `\nExamples:\n${command.examples.map(([line, what]) => `  $ ${line}\n      ${what}`).join('\n')}`,
    )
    sub.action(async (...given: unknown[]) => {
      const options = given.at(-2) as Common
      const args = given.slice(0, -2).flat() as (string | undefined)[]
      done(await runCommand(command, args, options))
    })
  }
}

const runCommand = async (
  command: Command,
  args: readonly (string | undefined)[],
  options: Common,
): Promise<number> => {
  const signals = watchSignals()
  const context = await openContext(options, () => signals.signal() !== null)
  const code = await command
    .run(context, args, options as Record<string, unknown>)
    .catch((cause: unknown) => fail(cause, context.terminal, options.verbose === true, signals.signal()))
  return code === NOTHING && options.nothingOk === true ? 0 : code
}

const helpFor = (code: string, argv: readonly string[]): string => {
  const name = argv.find((word) => !word.startsWith('-'))
  return code === 'commander.unknownCommand' || name === undefined ? 'rel --help' : `rel ${name} --help`
}

const usage = async (cause: unknown, argv: readonly string[]): Promise<number> => {
  const { code, exitCode = 1, message = '' } = cause as { code?: string; exitCode?: number; message?: string }
  const [{ RelError }, { openTerminal }] = await Promise.all([import('../errors.ts'), import('./terminal.ts')])
  const wishes = { json: argv.includes('--json'), quiet: false, color: !argv.includes('--no-color') }
  const terminal = openTerminal(wishes, process.env)
  if (typeof code !== 'string' || !code.startsWith('commander.'))
    return fail(cause, terminal, argv.includes('--verbose'))
  if (exitCode === 0) return 0
  const words = message.replace(/^error: /, '').replace(/\n.*/s, '')
  const near = /Did you mean (.*)\?/.exec(message)?.[1]
  return fail(
    new RelError('USAGE', words, {
      hint: near === undefined ? `see: ${helpFor(code, argv)}` : `did you mean ${near}?`,
    }),
    terminal,
    false,
  )
}

/** `rel --cwd folder plan` means `rel plan --cwd folder`: common options may come first, as git's do. */
const commandFirst = (argv: readonly string[]): readonly string[] => {
  let at = 0
  while (argv[at]?.startsWith('-') === true) {
    const option = COMMON.find(([flags]) => flags.split(/[ ,]+/).includes(argv[at]?.split('=')[0] ?? ''))
    if (option === undefined) return argv
    at += option[0].includes('<') && argv[at]?.includes('=') === false ? 2 : 1
  }
  return at >= argv.length ? argv : [argv[at] ?? '', ...argv.slice(0, at), ...argv.slice(at + 1)]
}

/** `rel help plan` shows what `rel plan --help` shows. */
const helpLast = (words: readonly string[], program: Program): readonly string[] => {
  const [first, name] = words
  if (first !== 'help' || name === undefined) return words
  return program.commands.some((each) => each.name() === name) ? [name, '--help'] : [name]
}

export const main = async (argv: readonly string[]): Promise<number> => {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${VERSION}\n`)
    return 0
  }
  const { Command: CommanderCommand } = await import('commander')
  let code = 0
  const program = new CommanderCommand('rel')
    .description('Release engineering: versions, plans, builds, publishing and provenance.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
  const words = commandFirst(argv)
  const name = words.find((word) => !word.startsWith('-') && word !== 'help') ?? ''
  await addCommand(program, name, (status) => (code = status))
  program.addHelpText('after', '\nrel <command> --help shows options and examples.')
  if (argv.length === 0) {
    program.outputHelp()
    return 0
  }
  try {
    await program.parseAsync(helpLast(words, program), { from: 'user' })
    return code
  } catch (cause) {
    return usage(cause, words)
  }
}
