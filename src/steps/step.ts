/** The one abstraction: a step's handler looks (`probe`) and makes it so (`act`). There is no third kind of effect. */
import type { Probe } from '../model.ts'
import type { Look, World } from '../world/ports.ts'

export interface Handler<Input> {
  readonly kind: string
  /** The sentence in the plan, and in the progress line. */
  describe(input: Input): string
  probe(input: Input, look: Look): Promise<Probe>
  act(input: Input, world: World): Promise<void>
}
