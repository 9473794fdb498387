/** The report as text: what holds per file, grade and repository, how often each rule explains or decides, and every row that is not plainly equal. */
import { RELEASED_BY_HAND } from './changesets.ts'
import { RANGE_DIFFERENCES } from './explanations.ts'
import { PACKAGE_DIFFERENCES } from './monorepo-differences.ts'
import { PRERELEASE_DIFFERENCES } from './prerelease.ts'
import { READINGS } from './readings.ts'
import { isFailure, type Line } from './report.ts'
import { VERSION_PACKAGES_DIFFERENCES } from './version-packages.ts'

const SENTENCES = new Map(
  [
    ...READINGS,
    ...RANGE_DIFFERENCES,
    ...PRERELEASE_DIFFERENCES,
    ...PACKAGE_DIFFERENCES,
    RELEASED_BY_HAND,
    ...VERSION_PACKAGES_DIFFERENCES,
  ].map(({ name, sentence }) => [name, sentence] as const),
)

const print = (text: string) => process.stdout.write(`${text}\n`)

const count = (lines: readonly Line[], outcome: Line['outcome']) =>
  lines.filter((line) => line.outcome === outcome).length

const table = (rows: readonly (readonly (string | number)[])[]): void => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length))) ?? []
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      typeof cell === 'number' ? String(cell).padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    )
    print(`  ${cells.join('  ').trimEnd()}`)
  }
}

const share = (equal: number, all: number): string => `${((100 * equal) / all).toFixed(1)} %`

const tally = (lines: readonly Line[], key: (line: Line) => string): void => {
  const rows = [...Map.groupBy(lines, key)].map(([name, group]) => {
    const equal = count(group, 'equal')
    return [name, group.length, equal, share(equal, group.length), count(group, 'explained'), count(group, 'against')]
  })
  table([['', 'rows', 'equal', '', 'explained', 'against'], ...rows])
}

/** Names with how often, most often first. */
const counted = (names: readonly string[]): readonly (readonly [string, number])[] =>
  [...Map.groupBy(names, (name) => name)]
    .map(([name, all]) => [name, all.length] as const)
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))

/** Types that release nothing are one kind of rule. */
const kindOf = (decided: string): string => {
  const [reason = '', rules] = decided.split(': ', 2)
  const kinds = (rules ?? '').split(', ').map((rule) => rule.replace(/^\S+ → none \(.*/, 'types that release nothing'))
  return rules === undefined ? reason : `${reason}: ${[...new Set(kinds)].toSorted().join(', ')}`
}

const isListed = ({ outcome, got }: Line) => outcome !== 'equal' || got.includes(', released as ')

const listed = ({ repo, case: name, grade, got, want, outcome, differences, decided }: Line): void => {
  print(`  ${repo} ${name} (${grade})`)
  print(`      rel ${got}; wanted ${want}; decided by: ${decided}`)
  if (outcome !== 'equal')
    print(`      ${outcome === 'against' ? 'AGAINST REL' : `explained by: ${differences.join(', ')}`}`)
}

const printFile = (file: string, lines: readonly Line[]): void => {
  print(`\n${file}`)
  tally(lines, ({ grade }) => grade)
  print('')
  tally(lines, ({ repo }) => repo)
  const shown = lines.filter(isListed)
  if (shown.length === 0) return
  print('\n  rule differences')
  table(
    counted(shown.flatMap(({ differences }) => differences)).map(([name, n]) => [n, name, SENTENCES.get(name) ?? '']),
  )
  print('\n  rules that decided the rows below')
  table(counted(shown.map(({ decided }) => kindOf(decided))).map(([rule, n]) => [n, rule]))
  print('\n  rows that differ from the peers or from what was released')
  for (const line of shown) listed(line)
}

/** Writes everything to standard output. */
export const printReport = (lines: readonly Line[]): void => {
  for (const [file, group] of Map.groupBy(lines, (line) => line.file)) printFile(file, group)
  const failures = lines.filter(isFailure)
  const [equal, explained] = [count(lines, 'equal'), count(lines, 'explained')]
  print(
    `\n${lines.length} answers: ${equal} equal, ${explained} explained by a named rule, ${failures.length} against rel`,
  )
}
