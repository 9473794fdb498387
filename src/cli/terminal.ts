/** The terminal as it is: colours, redaction, whether somebody can be asked. */
import { Chalk } from 'chalk'
import { redactor } from '../world/secret.ts'
import type { Terminal } from './command.ts'
import { unpainted, visible } from './visible.ts'

export interface Wishes {
  readonly json: boolean
  readonly quiet: boolean
  /** False for `--no-color`. */
  readonly color: boolean
}

const isTrue = (value: string | undefined) => value !== undefined && value !== '' && value !== '0' && value !== 'false'

/** NO_COLOR beats FORCE_COLOR beats what the stream is. Results in JSON are never painted. */
const chalkFor = (wishes: Wishes, env: NodeJS.ProcessEnv) => {
  if (wishes.json || !wishes.color || (env['NO_COLOR'] ?? '') !== '') return new Chalk({ level: 0 })
  if (env['FORCE_COLOR'] !== undefined) return new Chalk({ level: isTrue(env['FORCE_COLOR']) ? 1 : 0 })
  return process.stdout.isTTY ? new Chalk() : new Chalk({ level: 0 })
}

/** Every line passes the one redactor. */
export const openTerminal = (wishes: Wishes, env: NodeJS.ProcessEnv): Terminal => {
  const redact = redactor(env)
  // The paint is chosen for standard output: in a log file beside a terminal it would be noise.
  const isPlain = process.stdout.isTTY && !process.stderr.isTTY && env['FORCE_COLOR'] === undefined
  const told = isPlain ? unpainted : (text: string) => text
  const log = (text: string) => void process.stderr.write(`${visible(told(redact(text)))}\n`)
  // A pipe gets the bytes as they are.
  const shown = process.stdout.isTTY && !wishes.json ? visible : (text: string) => text
  return {
    print: (text) => void process.stdout.write(`${shown(redact(text))}\n`),
    alarm: log,
    log: wishes.quiet ? () => undefined : log,
    paint: chalkFor(wishes, env),
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true && !isTrue(env['CI']) && !wishes.json,
    json: wishes.json,
    quiet: wishes.quiet,
  }
}
