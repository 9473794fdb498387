/** What `rel check` found, as text, as data, and as annotations of GitHub Actions. */
import type { Change, Checked, CheckFinding } from '../../rel.ts'
import type { Terminal } from '../command.ts'
import { type Cell, columns, many, short } from './columns.ts'
import { countsText } from './status.ts'
import { changeJson, titleOf, unfolded } from './why.ts'

const label = (change: Change): string => (change.class === 'change' ? change.bump : change.class)

/** A title alone has no id. */
const row = (change: Change, isTitle: boolean, { paint }: Terminal): readonly Cell[] => [
  [label(change), change.class === 'unclassified' ? paint.yellow : change.breaking ? paint.red : paint.dim],
  ...(isTitle ? [] : [[short(change.commit.id), paint.dim] as const]),
  [titleOf(change)],
  [change.rule, paint.dim],
]

const subjectOf = ({ commit, package: name }: CheckFinding, { changes }: Checked): string => {
  if (commit === null) return name === null && changes[0] !== undefined ? titleOf(changes[0]) : ''
  const change = changes.find((each) => each.commit.id === commit)
  return `${short(commit)} ${change === undefined ? '' : titleOf(change)}`
}

const sentence = (finding: CheckFinding, checked: Checked): string =>
  [subjectOf(finding, checked), finding.detail].filter(Boolean).join(': ')

const findingLines = (finding: CheckFinding, checked: Checked, { paint }: Terminal): readonly string[] => [
  `  ${finding.severity === 'error' ? paint.red('✗') : paint.yellow('!')} ${sentence(finding, checked)}`,
  `    ${paint.cyan('hint:')} ${finding.hint}`,
]

const errorsIn = ({ findings }: Checked): number => findings.filter(({ severity }) => severity === 'error').length

/** Whether nothing stands in the way of merging it. */
export const isFine = (checked: Checked): boolean => errorsIn(checked) === 0

const verdict = (checked: Checked, { paint }: Terminal): string => {
  const { counts, range } = checked
  const what =
    range === null
      ? 'the title'
      : `${many(counts.total, 'commit')}${counts.total === 0 ? '' : `: ${countsText(counts)}`}`
  const warnings = checked.findings.length - errorsIn(checked)
  const more = warnings === 0 ? '' : `, ${many(warnings, 'warning')}`
  return isFine(checked)
    ? paint.green(`✓ ${what}${more}`)
    : paint.red(`✗ ${many(errorsIn(checked), 'finding')}${more} in ${what}`)
}

export const checkLines = (checked: Checked, terminal: Terminal): readonly string[] => [
  ...(checked.range === null ? [] : [terminal.paint.bold(checked.range.name)]),
  ...columns(checked.changes.flatMap(unfolded).map((each) => row(each, checked.range === null, terminal))),
  ...(checked.changes.length === 0 ? [] : ['']),
  ...checked.findings.flatMap((finding) => findingLines(finding, checked, terminal)),
  verdict(checked, terminal),
]

/** `ok`: exit 0. `range` null: a title was checked, and its one commit has an empty id. */
export const checkJson = (checked: Checked) => {
  const { range, changes, counts, findings } = checked
  return { kind: 'rel.check', ok: isFine(checked), range, counts, commits: changes.map(changeJson), findings }
}

const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** Workflow commands: their titles stand among properties, which end at a comma or a colon. */
export const annotations = (checked: Checked): readonly string[] =>
  checked.findings.map((finding) => {
    const title = escaped(`rel check ${finding.code}`).replaceAll(':', '%3A').replaceAll(',', '%2C')
    return `::${finding.severity} title=${title}::${escaped(`${sentence(finding, checked)}; ${finding.hint}`)}`
  })
