/** `rel version`: the next version, the last one, or that of a build in between, and nothing else. */
import { setFlagsFromString } from 'node:v8'
import { type VersionRow, versions, type WantedVersion } from '../../rel.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, flag, type Options, printJson } from '../command.ts'
import { RelError } from '../../errors.ts'

const NOTHING = 3

/** A lone package needs no name; of several those without an answer are left out. */
const lines = (rows: readonly VersionRow[], pick: (row: VersionRow) => string | null): readonly string[] =>
  rows.flatMap((row) => {
    const version = pick(row)
    if (version === null) return []
    return [rows.length === 1 ? version : `${row.package} ${version}`]
  })

const WANTED: readonly WantedVersion[] = ['next', 'current', 'snapshot']

const wantedIn = (options: Options): WantedVersion => {
  const [first = 'next', second] = WANTED.filter((name) => flag(options, name))
  if (second === undefined) return first
  throw new RelError('USAGE', `--${first} and --${second} exclude each other`, { hint: 'leave one of them out' })
}

export const command: Command = {
  name: 'version',
  summary: 'print the next (or current) version, nothing else',
  arguments: [['[words...]', 'a level (patch, minor, major) or a version, then package names']],
  options: [
    ['--next', 'the next version; exit 3 when there is nothing to release (the default)'],
    ['--current', "the last release's version; exit 3 before the first one"],
    ['--snapshot', 'a version for a build of HEAD that nobody releases: above the last one, below the next'],
    ...ASKED_OPTIONS,
  ],
  examples: [
    ['rel version', '2.4.0; several packages: a line `core 2.4.0` each'],
    ['rel version --current', '2.3.1'],
    ['rel version --pre rc', '2.4.0-rc.1'],
    ['rel version --snapshot', '2.4.0-dev.3+g7c1e9d2'],
    ['rel version minor core', 'of one package: the bare number again'],
  ],
  async run({ request, terminal }, words, options) {
    // Left alone, V8 takes a hundred megabytes more on a long history, and is no faster for it (tried).
    for (const thrift of ['--semi-space-growth-factor=1', '--heap-growing-percent=20']) setFlagsFromString(thrift)
    const wanted = wantedIn(options)
    const rows = await versions({ ...request, tag: null, wanted, asked: readAskedFrom(words, options) })
    const printed = lines(rows, (row) => row[wanted] ?? null)
    const results = rows.map((row) => ({ kind: 'rel.version', ...row }))
    if (terminal.json) printJson(terminal, results.length === 1 ? results[0] : results)
    else for (const line of printed) terminal.print(line)
    return printed.length === 0 ? NOTHING : 0
  },
}
