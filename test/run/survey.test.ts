/** A survey looks at every step and acts on none. */
import { expect, test } from 'vitest'
import type { Probe, Step } from '../../src/model.ts'
import { survey } from '../../src/run/survey.ts'
import type { Handler } from '../../src/steps/step.ts'
import { scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

test('each step with what was found; a look that fails is unknown, and ends nothing', async () => {
  const told: Handler<Probe | Error> = {
    kind: 'told',
    describe: (input) => (input instanceof Error ? 'broken' : input.state),
    probe: async (input) => {
      if (input instanceof Error) throw input
      return input
    },
    act: () => Promise.reject(new Error('a survey acted')),
  }
  const inputs = [
    { state: 'absent' },
    new Error('no answer'),
    { state: 'present', evidence: 1 },
    { state: 'conflict', found: 'x', hint: 'y' },
  ] as const
  const steps = inputs.map((input, at): Step => ({ id: `${at}`, kind: 'told', reach: 'local', needs: [], input }))
  const unknown: Step = { ...{ id: 'u', kind: 'of a later version', reach: 'local' }, needs: [], input: null }
  const world = await worldOf(await scratchRepo('feat: a'))
  const seen = await survey([...steps, unknown], new Map([['told', told as Handler<never>]]), world)
  expect(seen.map(({ step, title, probe }) => [step.id, title, probe])).toEqual([
    ['0', 'absent', inputs[0]],
    ['1', 'broken', { state: 'unknown', why: 'no answer' }],
    ['2', 'present', inputs[2]],
    ['3', 'conflict', inputs[3]],
  ])
})
