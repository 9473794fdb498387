/** The loop over steps, with handlers written by hand: what acts, what stops, what goes on, and what the journal says. */
import { beforeEach, expect, test } from 'vitest'
import { RelError } from '../../src/errors.ts'
import type { Probe, Step } from '../../src/model.ts'
import { Interrupted, type Outcome, run, type Running } from '../../src/run/run.ts'
import type { Handler } from '../../src/steps/step.ts'
import type { World } from '../../src/world/ports.ts'
import { scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

/** What a handler of these tests is told: the answers of its looks in turn (the last one stays), and what acting does. */
interface Told {
  readonly probes: readonly (Probe | Error)[]
  readonly act?: () => void
}

const ABSENT: Probe = { state: 'absent' }
const PRESENT: Probe = { state: 'present', evidence: { seen: 1 } }
const CONFLICT: Probe = { state: 'conflict', found: 'other bytes', hint: 'compare them' }
const UNKNOWN: Probe = { state: 'unknown', why: 'no answer' }

let events: string[]
let slept: number[]
let world: World
beforeEach(async () => {
  ;[events, slept] = [[], []]
  const real = await worldOf(await scratchRepo('feat: a'))
  world = { ...real, sleep: async (ms) => void slept.push(ms) }
})

const handler = (): Handler<Told> => {
  const looks = new Map<Told, number>()
  return {
    kind: 'told',
    describe: () => 'a told step',
    async probe(input) {
      const turn = looks.get(input) ?? 0
      looks.set(input, turn + 1)
      const answer = input.probes[Math.min(turn, input.probes.length - 1)] ?? ABSENT
      events.push(`probe ${answer instanceof Error ? 'error' : answer.state}`)
      if (answer instanceof Error) throw answer
      return answer
    },
    async act(input) {
      events.push('act')
      input.act?.()
    },
  }
}

const step = (id: string, input: Told, more: Partial<Step> = {}): Step => ({
  ...{ id, kind: 'told', reach: 'local', needs: [], input },
  ...more,
})

const running = (more: Partial<Running> = {}): Running => ({
  world,
  handlers: new Map([['told', handler() as Handler<never>]]),
  journal: async ({ step: id, event, detail }) => void events.push(`${id} ${event} ${JSON.stringify(detail)}`),
  onStart: () => events.push('start'),
  onOutcome: ({ result }) => events.push(`= ${result}`),
  interrupted: () => false,
  ...more,
})

const results = (outcomes: readonly Outcome[]) => outcomes.map(({ step: { id }, result }) => `${id} ${result}`)
const errors = (outcomes: readonly Outcome[]) => outcomes.map(({ error }) => error?.code ?? null)

test('absent, act, present: with a line in the journal before and after each', async () => {
  const outcomes = await run([step('a', { probes: [ABSENT, PRESENT] })], running())
  expect(outcomes).toMatchObject([{ title: 'a told step', result: 'done', evidence: { seen: 1 }, error: null }])
  expect(events).toEqual([
    ...['probe absent', 'a observed {"state":"absent"}', 'start', 'act', 'a acted null'],
    ...['probe present', 'a verified {"seen":1}', '= done'],
  ])
})

test('each probe and each act looks anew, and so does whoever comes after', async () => {
  const git = { ...world.git, forget: () => void events.push('forget') }
  await run([step('a', { probes: [ABSENT, UNKNOWN, PRESENT] })], running({ world: { ...world, git } }))
  const looks = events.filter((event) => /^(forget|probe|act)/.test(event))
  expect(looks).toEqual([
    ...['forget', 'probe absent', 'forget', 'act', 'forget', 'probe unknown', 'forget', 'probe present', 'forget'],
  ])
})

test('what is present already never acts', async () => {
  expect(results(await run([step('a', { probes: [PRESENT] })], running()))).toEqual(['a already'])
  expect(events).toEqual(['probe present', 'a observed {"state":"present","evidence":{"seen":1}}', '= already'])
})

test.each<[string, readonly (Probe | Error)[], string]>([
  ['a conflict', [CONFLICT], 'CONFLICT'],
  ['what cannot be seen', [UNKNOWN], 'REMOTE'],
  ['a look that fails', [new RelError('REMOTE', 'gone')], 'REMOTE'],
  ['a look that breaks', [new TypeError('x is not a function')], 'BUG'],
])('%s: nothing acts, and the step fails', async (_, probes, code) => {
  const outcomes = await run([step('a', { probes }), step('b', { probes: [PRESENT] })], running())
  expect([results(outcomes), errors(outcomes)]).toEqual([['a failed'], [code]])
  expect(events).not.toContain('act')
  expect(events.at(-2)).toMatch(/^a failed \{"code"/)
})

test('an act that throws: its error, nothing verified, and a line in the journal', async () => {
  const act = () => {
    throw new RelError('RECIPE', 'make ended with status 2', { hint: 'see the log' })
  }
  const outcomes = await run([step('a', { probes: [ABSENT], act })], running())
  expect(outcomes[0]?.error).toMatchObject({ code: 'RECIPE', hint: 'see the log' })
  expect(events.slice(-3)).toEqual([
    'act',
    'a failed {"code":"RECIPE","message":"make ended with status 2"}',
    '= failed',
  ])
})

test('an act that does not help is not believed: at once when it is local, with patience elsewhere', async () => {
  const local = await run([step('a', { probes: [ABSENT] })], running())
  expect([errors(local), slept]).toEqual([['PARTIAL'], []])
  const remote = await run([step('b', { probes: [ABSENT] }, { reach: 'remote' })], running())
  expect([errors(remote), slept]).toEqual([['PARTIAL'], [500, 2000]])
  expect(events.filter((event) => event === 'act')).toHaveLength(2)
})

test('what shows late is waited for; what turns out to be something else is a conflict', async () => {
  const late = step('a', { probes: [ABSENT, UNKNOWN, ABSENT, PRESENT] }, { reach: 'permanent' })
  const other = step('b', { probes: [ABSENT, CONFLICT] }, { reach: 'permanent' })
  const outcomes = await run([late, other], running())
  expect([results(outcomes), errors(outcomes)]).toEqual([
    ['a done', 'b failed'],
    [null, 'CONFLICT'],
  ])
})

test('a permanent step that fails lets the others go on, and leaves out what needs it, however far', async () => {
  const permanent = { reach: 'permanent' } as const
  const steps = [
    step('bad', { probes: [CONFLICT] }, permanent),
    step('record bad', { probes: [ABSENT] }, { ...permanent, needs: ['bad'] }),
    step('good', { probes: [ABSENT, PRESENT] }, permanent),
    step('record good', { probes: [ABSENT, PRESENT] }, { ...permanent, needs: ['good'] }),
    step('clear', { probes: [ABSENT] }, { ...permanent, needs: ['record bad', 'record good'] }),
  ]
  expect(results(await run(steps, running()))).toEqual([
    ...['bad failed', 'record bad left-out', 'good done', 'record good done', 'clear left-out'],
  ])
})

test.each(['local', 'remote'] as const)('a %s step that fails ends it all', async (reach) => {
  const steps = [step('a', { probes: [CONFLICT] }, { reach }), step('b', { probes: [ABSENT] })]
  expect(results(await run(steps, running()))).toEqual(['a failed'])
})

test('Ctrl-C ends it between two steps, never within one', async () => {
  let wanted = false
  const act = () => {
    wanted = true
  }
  const steps = [step('a', { probes: [ABSENT, PRESENT], act }), step('b', { probes: [ABSENT] })]
  await expect(run(steps, running({ interrupted: () => wanted }))).rejects.toThrow(Interrupted)
  expect(events.slice(-2)).toEqual(['a verified {"seen":1}', '= done'])
})

test('running again is resuming: only what is missing acts', async () => {
  const made = new Set(['a'])
  const own: Handler<string> = {
    kind: 'told',
    describe: (input) => input,
    probe: async (input) => (made.has(input) ? PRESENT : ABSENT),
    act: async (input) => void made.add(input),
  }
  const again = running({ handlers: new Map([['told', own as Handler<never>]]) })
  const steps = ['a', 'b', 'c'].map((id): Step => ({ ...{ id, kind: 'told', reach: 'local' }, needs: [], input: id }))
  expect(results(await run(steps, again))).toEqual(['a already', 'b done', 'c done'])
  expect(results(await run(steps, again))).toEqual(['a already', 'b already', 'c already'])
})

test('a step that nobody knows is a bug', async () => {
  await expect(run([step('a', { probes: [] }, { kind: 'none' })], running())).rejects.toMatchObject({ code: 'BUG' })
})

test('a journal that cannot be written stops the step before it acts', async () => {
  const journal = () => Promise.reject(new RelError('DISK', 'no space is left'))
  const outcomes = await run([step('a', { probes: [ABSENT, PRESENT] })], running({ journal }))
  expect(errors(outcomes)).toEqual(['DISK'])
  expect(events).not.toContain('act')
})
