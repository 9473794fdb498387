/** Looks at every step and acts on none: what is so, what is missing, what stands in the way. */
import type { Probe, Step } from '../model.ts'
import type { Handler } from '../steps/step.ts'
import type { Look } from '../world/ports.ts'

export interface Surveyed {
  readonly step: Step
  readonly title: string
  readonly probe: Probe
}

export const survey = async (
  steps: readonly Step[],
  handlers: ReadonlyMap<string, Handler<never>>,
  look: Look,
): Promise<readonly Surveyed[]> => {
  const seen: Surveyed[] = []
  for (const step of steps) {
    const handler = handlers.get(step.kind)
    if (handler === undefined) continue
    const probe = await handler.probe(step.input as never, look).catch((cause: unknown): Probe => ({
      state: 'unknown',
      why: cause instanceof Error ? cause.message : String(cause),
    }))
    seen.push({ step, title: handler.describe(step.input as never), probe })
  }
  return seen
}
