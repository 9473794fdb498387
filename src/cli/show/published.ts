/** What a publishing run came to, as a last line for people or as events for programs. */
import {
  type Outcome,
  type PublishResult,
  type Request,
  type Surveyed,
  type SurveyedPlan,
  surveyReleases,
  type SurveyRequest,
} from '../../rel.ts'
import { reportToCi } from '../ci.ts'
import type { Context, Terminal } from '../command.ts'
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

const summaryEvent = (result: PublishResult, isNothing: boolean) => {
  const releases = result.published.flatMap(({ plan }) =>
    plan.releases.map(({ package: name, to, tag }) => ({ package: name, version: to, tag })),
  )
  return { kind: 'rel.summary', releases, nothing: isNothing }
}

/** With `--json` a step is an event as soon as it is over, so that what came before a failure is told too. */
const telling = ({ request, terminal }: Context): Request => {
  if (!terminal.json) return request
  const outcome = (each: Outcome) => terminal.print(JSON.stringify(event(each)))
  return { ...request, progress: { ...request.progress, outcome } }
}

const NOTHING_TAGGED = 'nothing to release: no version is tagged at HEAD, and nothing sealed is unfinished'

const lastLines = (terminal: Terminal, result: PublishResult, isNothing: boolean): readonly string[] => {
  if (result.declined) return []
  if (!isNothing) return [summary(result)]
  return result.idle === null ? [NOTHING_TAGGED] : nothingLines(result.idle.plan, terminal)
}

/** Runs it, tells its steps while it goes, and what it came to at the end. */
export const finishRun = async (
  context: Context,
  run: (request: Request) => Promise<PublishResult>,
): Promise<number> => {
  const { request, terminal } = context
  const result = await run(telling(context))
  const plans = result.published.map(({ plan }) => plan)
  reportToCi(request.env, result.idle === null ? plans : [...plans, result.idle.plan])
  const isNothing = result.published.length === 0 && !result.declined
  if (terminal.json) terminal.print(JSON.stringify(summaryEvent(result, isNothing)))
  else for (const line of lastLines(terminal, result, isNothing)) terminal.print(line)
  return isNothing ? NOTHING : 0
}

const SIGNS = { present: '✓', absent: '→', conflict: '✗', unknown: '?' } as const

const seen = ({ title, probe }: Surveyed): string => {
  const tail = probe.state === 'conflict' ? `  ${probe.found}` : probe.state === 'unknown' ? `  ${probe.why}` : ''
  return `  ${SIGNS[probe.state]} ${title}${tail}`
}

const surveyLines = ({ plan, steps }: SurveyedPlan): readonly string[] => {
  const names = plan.releases.map((each) => `${each.package} ${each.to}`).join(', ')
  return [`${names}  plan ${plan.digest.slice(7, 19)}`, ...steps.map(seen)]
}

const surveyEvents = (plans: readonly SurveyedPlan[]): readonly object[] => [
  ...plans.flatMap(({ plan, steps }) =>
    steps.map(({ step, title, probe }) => ({ kind: 'rel.event', plan: plan.digest, step: step.id, title, probe })),
  ),
  { kind: 'rel.summary', plans: plans.map(({ plan }) => plan.digest) },
]

/** `--dry-run`: every step with what was seen. */
export const surveyRun = async ({ terminal }: Context, request: SurveyRequest): Promise<number> => {
  const plans = await surveyReleases(request)
  const lines = plans.length === 0 ? ['nothing to release'] : plans.flatMap(surveyLines)
  if (terminal.json) for (const each of surveyEvents(plans)) terminal.print(JSON.stringify(each))
  else for (const line of lines) terminal.print(line)
  return plans.length === 0 ? NOTHING : 0
}
