/** The one loop: probe → act → probe → write it down. Running again is resuming. */
import { RelError } from '../errors.ts'
import type { Json, Probe, Step } from '../model.ts'
import type { Handler } from '../steps/step.ts'
import type { World } from '../world/ports.ts'
import type { Journal } from './journal.ts'

/** What a step came to: it was so already, it was made so, it failed, or it was left out since it needs one that failed. */
export interface Outcome {
  readonly step: Step
  readonly title: string
  readonly result: 'already' | 'done' | 'failed' | 'left-out'
  readonly evidence: Json
  readonly error: RelError | null
  /** Whether it acted to its end, whatever was seen of it afterwards. */
  readonly acted: boolean
}

export interface Running {
  readonly world: World
  readonly handlers: ReadonlyMap<string, Handler<never>>
  readonly journal: Journal
  /** Hears of a step before it acts, and of each outcome. */
  readonly onStart: (step: Step, title: string) => void
  readonly onOutcome: (outcome: Outcome) => void
  /** True once the user wants to stop: the loop ends between two steps. */
  readonly interrupted: () => boolean
}

/** Thrown between two steps when the user wants to stop. */
export class Interrupted extends Error {}

const PATIENCE = [0, 500, 2000] as const

const asError = (cause: unknown): RelError =>
  cause instanceof RelError
    ? cause
    : new RelError('BUG', cause instanceof Error ? cause.message : String(cause), {
        cause,
        hint: 'run again with --verbose and report what it prints',
      })

const conflict = (title: string, probe: Extract<Probe, { state: 'conflict' }>): RelError =>
  new RelError('CONFLICT', `${title}: ${probe.found}`, { hint: probe.hint })

/** A look of its own: nothing that was seen before this probe counts. */
const probeAnew = (step: Step, handler: Handler<never>, { world }: Running): Promise<Probe> => {
  world.git.forget?.()
  return handler.probe(step.input as never, world)
}

const actAnew = (step: Step, handler: Handler<never>, { world }: Running): Promise<void> => {
  world.git.forget?.()
  return handler.act(step.input as never, world)
}

const settled = async (step: Step, handler: Handler<never>, title: string, running: Running): Promise<Json> => {
  for (const pause of PATIENCE) {
    if (pause > 0) await running.world.sleep(pause)
    const probe = await probeAnew(step, handler, running)
    if (probe.state === 'present') return probe.evidence
    if (probe.state === 'conflict') throw conflict(title, probe)
    if (probe.state === 'absent' && step.reach === 'local') break
  }
  throw new RelError('PARTIAL', `${title}: it was done, but it cannot be seen yet`, {
    hint: 'run the same command again',
  })
}

const take = async (step: Step, handler: Handler<never>, title: string, running: Running): Promise<Outcome> => {
  const began = running.world.now()
  const write = (event: 'observed' | 'acted' | 'verified' | 'failed', detail: Json) =>
    running.journal({ step: step.id, event, detail, ms: Math.max(0, running.world.now() - began) })
  let acted = false
  try {
    const before = await probeAnew(step, handler, running)
    await write('observed', before as unknown as Json)
    if (before.state === 'present')
      return { step, title, result: 'already', evidence: before.evidence, error: null, acted }
    if (before.state === 'conflict') throw conflict(title, before)
    if (before.state === 'unknown')
      throw new RelError('REMOTE', `${title}: ${before.why}`, { hint: 'run the same command again' })
    running.onStart(step, title)
    await actAnew(step, handler, running)
    acted = true
    await write('acted', null)
    const evidence = await settled(step, handler, title, running)
    await write('verified', evidence)
    return { step, title, result: 'done', evidence, error: null, acted }
  } catch (cause) {
    const error = asError(cause)
    await write('failed', { code: error.code, message: error.message }).catch(() => undefined)
    return { step, title, result: 'failed', evidence: null, error, acted }
  }
}

/** Takes the steps in order. A step that others need ends those; the rest goes on when the failed one is of permanent
 *  reach (one target), else everything stops. Throws `Interrupted`. */
export const run = async (steps: readonly Step[], running: Running): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  const bad = new Set<string>()
  for (const step of steps) {
    if (running.interrupted()) throw new Interrupted('stopped between two steps')
    const handler = running.handlers.get(step.kind)
    if (handler === undefined) throw new RelError('BUG', `no handler for step ${step.kind}`)
    const title = handler.describe(step.input as never)
    const outcome: Outcome = step.needs.some((id) => bad.has(id))
      ? { step, title, result: 'left-out', evidence: null, error: null, acted: false }
      : await take(step, handler, title, running)
    outcomes.push(outcome)
    running.onOutcome(outcome)
    if (outcome.result === 'failed' || outcome.result === 'left-out') bad.add(step.id)
    if (outcome.result === 'failed' && step.reach !== 'permanent') break
  }
  running.world.git.forget?.()
  return outcomes
}
