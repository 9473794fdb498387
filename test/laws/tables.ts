/** The tables of README that come from the code: written by `npm run tables`, compared by a test. */
import { readFileSync, writeFileSync } from 'node:fs'
import { ARCHIVES } from '../../src/archives/index.ts'
import { COMMANDS } from '../../src/cli/commands/index.ts'
import { ECOSYSTEMS } from '../../src/ecosystems/index.ts'
import { EXIT_STATUS } from '../../src/errors.ts'
import { TARGETS } from '../../src/targets/index.ts'
import { configTable } from './json-schema.ts'

const README = new URL('../../README.md', import.meta.url)

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const MEANINGS: readonly (readonly [number, string, string])[] = [
  [0, 'done: everything asked for is true now', 'go on'],
  [1, 'a bug in rel', 'report it'],
  [2, 'usage or config error, naming file, line and key', 'fix it'],
  [3, 'nothing to release (`--nothing-ok` makes it 0)', 'skip later jobs'],
  [4, 'blocked: branch policy, uncommitted changes, a refusal of the host', 'tidy up, or let it through'],
  [5, 'partial: sealed but not finished', 'run again'],
  [6, 'verification failed: digest, signature, drift, tampering', 'stop, page a person'],
  [7, 'conflict: that version exists with other content', 'a person decides'],
  [8, 'failed before anything public', 'fix it, run again'],
]

const codes = (exit: number) =>
  Object.entries(EXIT_STATUS)
    .filter(([, status]) => status === exit)
    .map(([code]) => `\`${code}\``)
    .join(' ')

const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => `\`${name}\``).join(', ')

const TABLES: Readonly<Record<string, () => string>> = {
  commands: () =>
    table(
      ['command', 'does'],
      COMMANDS.map(({ name, summary }) => [`\`rel ${name}\``, summary]),
    ),
  exits: () =>
    table(
      ['exit', 'means', 'CI should', 'codes'],
      MEANINGS.map(([exit, means, then]) => [String(exit), means, then, codes(exit)]),
    ),
  config: configTable,
  parts: () =>
    table(
      ['part', 'there are'],
      [
        ['ecosystems', names(ECOSYSTEMS)],
        ['archive formats', names(ARCHIVES.map(({ format }) => ({ name: format })))],
        ['publish targets', names(TARGETS.map(({ kind }) => ({ name: kind })))],
      ],
    ),
}

/** README with every table between `<!-- table: name -->` and `<!-- /table -->` as the code has it now. */
export const withTables = (text: string): string =>
  text.replace(/(<!-- table: (\w+) -->\n)[^]*?(<!-- \/table -->)/g, (_, begin: string, name: string, end: string) => {
    const make = TABLES[name]
    if (make === undefined) throw new Error(`README asks for a table ${name}`)
    return `${begin}${make().trim()}\n${end}`
  })

export const readme = (): string => readFileSync(README, 'utf8')

if (import.meta.main) writeFileSync(README, withTables(readme()))
