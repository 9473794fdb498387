/** What a withdrawal will do, what it did, and what cannot be undone. */
import type { SurveyedWithdrawal, Withdrawing, Withdrawn } from '../../rel.ts'
import type { Terminal } from '../command.ts'

const rows = (name: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `  ${(index === 0 ? name : '').padEnd(8)} ${line}`)

const head = ({ package: name, version, tag, reason }: Withdrawing, { paint }: Terminal): readonly string[] => [
  `withdraw ${paint.bold(name)} ${paint.red(version)}  tag ${tag}`,
  ...rows('reason', [reason]),
]

/** Before it is done. */
export const withdrawingLines = (what: Withdrawing, terminal: Terminal): readonly string[] => [
  ...head(what, terminal),
  ...rows('does', what.does),
  ...rows('stays', what.stays),
]

const SIGNS = { present: '✓', absent: '→', conflict: '✗', unknown: '?' } as const

const seen = ({ title, probe }: SurveyedWithdrawal['steps'][number]): string => {
  const tail = probe.state === 'conflict' ? `  ${probe.found}` : probe.state === 'unknown' ? `  ${probe.why}` : ''
  return `  ${SIGNS[probe.state]} ${title}${tail}`
}

export const surveyedLines = (what: SurveyedWithdrawal, terminal: Terminal): readonly string[] => [
  ...head(what, terminal),
  ...what.steps.map(seen),
  ...rows('stays', what.stays),
]

export const withdrawnLines = ({ outcomes, declined, hereOnly, stays, ...of }: Withdrawn): readonly string[] => {
  if (declined) return ['nothing was withdrawn']
  const done = outcomes.filter((outcome) => outcome.result === 'done').length
  const here = hereOnly ? '; declared here only, since there is no remote' : ''
  const already = outcomes.length - done
  return [
    `${of.package} ${of.version} is withdrawn: ${done} ${done === 1 ? 'step' : 'steps'} taken, ${already} ${already === 1 ? 'was' : 'were'} already true${here}`,
    ...rows('stays', stays),
  ]
}

const common = ({ package: name, version, tag, reason }: Withdrawing) => ({
  ...{ kind: 'rel.withdraw', package: name, version, tag, reason },
})

export const withdrawnJson = (what: Withdrawn) => ({
  ...common(what),
  steps: what.outcomes.map(({ step, title, result }) => ({ step: step.id, title, result })),
  stays: what.stays,
})

export const surveyedJson = (what: SurveyedWithdrawal) => ({
  ...{ ...common(what), preview: true },
  steps: what.steps.map(({ step, title, probe }) => ({ step: step.id, title, probe })),
  stays: what.stays,
})
