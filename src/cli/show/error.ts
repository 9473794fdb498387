/** An error in its one shape: what is wrong, where, and what to do next. */
import { RelError } from '../../errors.ts'
import type { Terminal } from '../command.ts'

/** Turns anything thrown into an error of rel's: what nobody expected is a bug. */
export const asRelError = (cause: unknown): RelError =>
  cause instanceof RelError
    ? cause
    : new RelError('BUG', cause instanceof Error ? cause.message : String(cause), {
        cause,
        hint: 'please report this, with what --verbose prints',
      })

/** What came of a run that a signal ended: what it failed with since is told, not taken for the reason. */
export const asInterrupted = (cause: unknown, signal: NodeJS.Signals): RelError =>
  new RelError(signal === 'SIGINT' ? 'INTERRUPTED' : 'TERMINATED', `${signal}: ${asRelError(cause).message}`, {
    cause,
    hint: 'the state is consistent: run the same command again to go on',
  })

export const showError = (terminal: Terminal, error: RelError, verbose: boolean): void => {
  const { code, message, hint, exit } = error
  if (terminal.json) {
    terminal.print(JSON.stringify({ kind: 'rel.error', code, message, hint, exit }))
    return
  }
  const { paint } = terminal
  const lines = [
    `${paint.red(`error[${code}]`)} ${message}`,
    ...(hint === null ? [] : [`  ${paint.cyan('hint:')} ${hint}`]),
  ]
  if (verbose) lines.push(...stackOf(error))
  for (const line of lines) terminal.alarm(line)
}

const stackOf = (error: Error): string[] => {
  const own = error.stack?.split('\n').slice(1) ?? []
  return error.cause instanceof Error ? [...own, `caused by ${error.cause.message}`, ...stackOf(error.cause)] : own
}
