/** Runs the steps of one plan with the journal, and turns what came of them into a result or an error. */
import { ARCHIVES } from '../archives/index.ts'
import { RelError } from '../errors.ts'
import { encodeName } from '../ledger/paths.ts'
import type { Plan, Step } from '../model.ts'
import { openJournal } from '../run/journal.ts'
import { type Outcome, run } from '../run/run.ts'
import { stepHandlers } from '../steps/index.ts'
import type { Handler } from '../steps/step.ts'
import { TARGETS } from '../targets/index.ts'
import { redactor } from '../world/secret.ts'
import type { Session } from './session.ts'

export const HANDLERS: ReadonlyMap<string, Handler<never>> = new Map(
  stepHandlers(ARCHIVES, TARGETS).map((handler) => [handler.kind, handler] as const),
)

export const journalNames = (plan: Plan): readonly string[] =>
  plan.releases.map((release) => `${encodeName(release.package)}@${encodeName(release.to)}`)

export const runSteps = async (session: Session, plan: Plan, steps: readonly Step[]): Promise<readonly Outcome[]> => {
  const { world, request } = session
  const { progress, interrupted } = request
  return run(steps, {
    world,
    handlers: HANDLERS,
    journal: openJournal(world, journalNames(plan), { redact: redactor(request.env), note: progress.note }),
    onStart: (_, title) => progress.start(title),
    onOutcome: progress.outcome,
    interrupted,
  })
}

/** A verdict of its own that sealing does not turn into "partial": a person has to look. */
const FINAL = new Set([1, 2, 6, 7])

const isFinal = ({ error }: Outcome): boolean => error !== null && FINAL.has(error.exit)

/** The steps that everybody can see, with what a run is that got no further. */
const PUBLIC: ReadonlyMap<string, string> = new Map([
  ['seal', 'sealed, but not finished'],
  ['declare', 'withdrawn, but not everywhere'],
])

const unfinishedIn = (outcomes: readonly Outcome[]): string | null => {
  const step = outcomes.find(
    (outcome) => PUBLIC.has(outcome.step.kind) && (outcome.acted || outcome.result === 'already'),
  )?.step
  return PUBLIC.get(step?.kind ?? '') ?? null
}

/** The error that a run ends with, or null. After the seal (or the declaration of a withdrawal), what failed is only
 *  unfinished (exit 5). */
export const failureOf = (outcomes: readonly Outcome[]): RelError | null => {
  const failed = outcomes.filter((outcome) => outcome.result === 'failed')
  const error = (failed.find(isFinal) ?? failed[0])?.error ?? null
  const unfinished = unfinishedIn(outcomes)
  if (error === null || unfinished === null || FINAL.has(error.exit) || error.code === 'PARTIAL') return error
  const rest = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`
  const hint = (error.hint ?? 'see what failed').replace(/[,;]? (?:then|and) run the same command again|\.$/g, '')
  return new RelError('PARTIAL', `${unfinished}: ${error.message}${rest}`, {
    hint: `${hint}; then run the same command again`,
    cause: error,
  })
}
