/** What a publishing run came to, as a last line for people or as events for programs. */
import { type Outcome, type PublishResult, surveyReleases, type SurveyRequest } from '../../rel.ts'
import { reportToCi } from '../ci.ts'
import type { Context } from '../command.ts'
import { nothingLines } from './plan.ts'

const NOTHING = 3

const event = (outcome: Outcome) => ({
  kind: 'rel.event',
  step: outcome.step.id,
  title: outcome.title,
  result: outcome.result,
  evidence: outcome.evidence,
  error: outcome.error === null ? null : { code: outcome.error.code, message: outcome.error.message },
})

const counted = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`

const summary = (result: PublishResult): string => {
  const outcomes = result.published.flatMap((each) => each.outcomes)
  const done = outcomes.filter((outcome) => outcome.result === 'done').length
  const already = outcomes.filter((outcome) => outcome.result === 'already').length
  const here = result.published.some((each) => each.sealedHere) ? '; sealed here only, since there is no remote' : ''
  return `done: ${counted(done, 'step', 'steps')} taken, ${counted(already, 'was', 'were')} already true${here}`
}

/** Waits for the run; its steps were told while they went. */
export const finishRun = async ({ request, terminal }: Context, running: Promise<PublishResult>): Promise<number> => {
  const result = await running
  const outcomes = result.published.flatMap((each) => each.outcomes)
  for (const { plan } of result.published) reportToCi(request.env, plan)
  const releases = result.published.flatMap(({ plan }) =>
    plan.releases.map(({ package: name, to, tag }) => ({ package: name, version: to, tag })),
  )
  const isNothing = result.published.length === 0 && !result.declined
  if (terminal.json) {
    for (const outcome of outcomes) terminal.print(JSON.stringify(event(outcome)))
    terminal.print(JSON.stringify({ kind: 'rel.summary', releases, nothing: isNothing }))
  } else if (isNothing)
    for (const line of result.idle === null
      ? ['nothing to release: no version is tagged at HEAD, and nothing sealed is unfinished']
      : nothingLines(result.idle.plan, terminal))
      terminal.print(line)
  else if (!result.declined) terminal.print(summary(result))
  return isNothing ? NOTHING : 0
}

const SIGNS = { present: '✓', absent: '→', conflict: '✗', unknown: '?' } as const

/** `--dry-run`: every step with what was seen. */
export const surveyRun = async ({ terminal }: Context, request: SurveyRequest): Promise<number> => {
  const plans = await surveyReleases(request)
  if (terminal.json) {
    for (const { plan, steps } of plans)
      for (const { step, title, probe } of steps)
        terminal.print(JSON.stringify({ kind: 'rel.event', plan: plan.digest, step: step.id, title, probe }))
    terminal.print(JSON.stringify({ kind: 'rel.summary', plans: plans.map(({ plan }) => plan.digest) }))
  }
  for (const { plan, steps } of terminal.json ? [] : plans) {
    terminal.print(
      `${plan.releases.map((each) => `${each.package} ${each.to}`).join(', ')}  plan ${plan.digest.slice(7, 19)}`,
    )
    for (const { title, probe } of steps) {
      const tail = probe.state === 'conflict' ? `  ${probe.found}` : probe.state === 'unknown' ? `  ${probe.why}` : ''
      terminal.print(`  ${SIGNS[probe.state]} ${title}${tail}`)
    }
  }
  if (plans.length === 0 && !terminal.json) terminal.print('nothing to release')
  return plans.length === 0 ? NOTHING : 0
}
