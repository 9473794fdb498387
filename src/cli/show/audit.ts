/** What an audit looked at and what it found: failures in red with what to do, notes after them. */
import type { Audited } from '../../rel.ts'
import type { Terminal } from '../command.ts'

type Found = Audited['findings'][number]

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`

const findingLines = (found: Found, { paint }: Terminal): readonly string[] => [
  `  ${found.failure ? paint.red('✗') : paint.yellow('·')} ${found.failure ? paint.red(found.code) : found.code}  ${found.detail}`,
  ...(found.hint === '' ? [] : [`      ${paint.cyan('hint:')} ${found.hint}`]),
]

const headLines = ({ ledger, releases, before, signatures }: Audited, { paint }: Terminal): readonly string[] => {
  const since = ledger.since === null ? 'all of its history' : `history since ${ledger.since.slice(0, 7)}`
  const said = Object.entries(signatures).map(([what, count]) => `${count} ${what}`)
  return [
    `${paint.bold(ledger.ref)}@${ledger.tip.slice(0, 7)}  ${counted(releases, 'release')}, ${since}`,
    ...(said.length === 0 ? [] : [`  seals   ${said.join('; ')}`]),
    ...(before === 0 ? [] : [`  older   ${counted(before, 'release')} before the ledger`]),
  ]
}

export const auditLines = (audited: Audited, terminal: Terminal): readonly string[] => {
  const { paint } = terminal
  const failures = audited.findings.filter((found) => found.failure)
  const notes = audited.findings.filter((found) => !found.failure)
  const end =
    failures.length === 0
      ? paint.green('good: ledger, tags and files agree, and nothing recorded was changed')
      : paint.red(`not good: ${counted(failures.length, 'finding')}`)
  return [
    ...headLines(audited, terminal),
    ...[...failures, ...notes].flatMap((found) => findingLines(found, terminal)),
    end,
  ]
}
