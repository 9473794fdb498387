/** What a command is, and what it is handed: its own flags, one call, one print. */
import type { ChalkInstance } from 'chalk'
import type { Request } from '../rel.ts'

export interface Terminal {
  /** One line of the result, on standard output. */
  readonly print: (text: string) => void
  /** One line of log, on standard error. */
  readonly log: (text: string) => void
  /** One line of an error, on standard error, also with `--quiet`. */
  readonly alarm: (text: string) => void
  readonly paint: ChalkInstance
  /** True when a person can be asked: a terminal on both ends, and not in CI. */
  readonly canAsk: boolean
  /** True for `--json`: one document on standard output. */
  readonly json: boolean
  readonly quiet: boolean
}

export interface Context {
  readonly request: Request
  readonly terminal: Terminal
  readonly yes: boolean
  /** True for `--dry-run`: show what would happen. */
  readonly preview: boolean
}

export type Options = Readonly<Record<string, unknown>>

export interface Command {
  readonly name: string
  /** What it does, in half a sentence. */
  readonly summary: string
  /** In commander's spelling: `[tag]`, `<handle>`, `[packages...]`. */
  readonly arguments: readonly (readonly [spelling: string, what: string])[]
  readonly options: readonly (readonly [flags: string, what: string, repeat?: 'repeat'])[]
  readonly examples: readonly (readonly [command: string, what: string])[]
  /** Returns the exit status. */
  run(context: Context, args: readonly (string | undefined)[], options: Options): Promise<number>
}

export const text = (options: Options, name: string): string | null => {
  const value = options[name]
  return typeof value === 'string' ? value : null
}

export const flag = (options: Options, name: string): boolean => options[name] === true

/** The values of an option that may be repeated. */
export const list = (options: Options, name: string): readonly string[] => {
  const value = options[name]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** One JSON document. */
export const printJson = ({ print }: Terminal, value: unknown): void => print(JSON.stringify(value, null, 2))
