/** Publishes one release to one target: looks, brings it to the sealed bytes, looks again. */
import { RelError } from '../errors.ts'
import type { Publishing, Target } from '../targets/target.ts'
import type { Handler } from './step.ts'

export type PublishInput = {
  readonly target: string
  readonly kind: string
  readonly publishing: Publishing<never>
}

export const targetOfKind = (targets: readonly Target<never>[], kind: string): Target<never> => {
  const target = targets.find((each) => each.kind === kind)
  if (target === undefined)
    throw new RelError('CONFIG_VALUE', `there is no publish target "${kind}"`, {
      hint: `use one of: ${targets.map((each) => each.kind).join(', ')}`,
    })
  return target
}

/** The handler, given the targets that there are. */
export const publishHandler = (targets: readonly Target<never>[]): Handler<PublishInput> => ({
  kind: 'publish',
  describe: (input) => `publish ${input.publishing.package} ${input.publishing.version} to ${input.target}`,
  probe: (input, look) => targetOfKind(targets, input.kind).probe(input.publishing, look),
  act: (input, world) => targetOfKind(targets, input.kind).act(input.publishing, world),
})
