/** How far versions may move: measured at the end, named with everything that could be done about it. */
import { expect, test } from 'vitest'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { decide } from '../../src/core/decide.ts'
import type { Policy } from '../../src/core/policy.ts'
import { buildScheme } from '../../src/core/schemes/build.ts'
import { calverScheme } from '../../src/core/schemes/calver.ts'
import type { Asked } from '../../src/model.ts'
import { id } from './commits.ts'
import { factsOf, POLICY, type Said } from './packages.ts'

const released = (
  packages: Readonly<Record<string, Said>>,
  policy: Partial<Policy> = {},
  asked: Partial<Asked> = {},
) => {
  const { bumps } = decide(
    factsOf(packages),
    { ...NOTHING_ASKED, ...asked },
    { ...POLICY, maxBump: 'minor', ...policy },
  )
  return bumps.map(({ package: { name }, to }) => `${name} ${to}`)
}

const breaking = { core: { version: '1.2.3', tags: ['1.2.3'], says: ['feat!: drop it', 'fix: a'] } }

test('a longer step is refused with the package, the step, the limit, who caused it, and the ways out', () => {
  expect(() => released(breaking)).toThrow(
    expect.objectContaining({
      code: 'MAX_BUMP',
      message: `core 1.2.3 → 2.0.0 is a major step, and versioning.maxBump is minor, because of ${id('core0').slice(0, 7)} drop it`,
      hint: expect.stringContaining('rel bump major core'),
    }),
  )
  expect(() => released(breaking, { maxBump: 'patch' })).toThrow(expect.objectContaining({ code: 'MAX_BUMP' }))
})

test.each<[string, Partial<Policy>, Partial<Asked>]>([
  ['the limit is not reached', { maxBump: 'major' }, {}],
  ['somebody asked for the level', {}, { level: 'major' }],
  ['somebody asked for the version', {}, { version: '2.0.0' }],
])('it is not when %s', (_, policy, asked) => {
  expect(released(breaking, policy, asked)).toEqual(['core 2.0.0'])
})

test('what counts is the way really gone: below 1.0.0, to a prerelease, on from a prerelease, to a first version', () => {
  expect(released({ core: { version: '0.2.0', tags: ['0.2.0'], says: ['feat!: a'] } })).toEqual(['core 0.3.0'])
  expect(released({ core: { version: '3.0.0', says: ['feat!: a'] } })).toEqual(['core 3.0.0'])
  expect(() => released(breaking, {}, { pre: 'rc' })).toThrow('core 1.2.3 → 2.0.0-rc.1 is a major step')
  const tried = { core: { version: '2.0.0-rc.1', tags: ['1.2.3', '2.0.0-rc.1'], says: ['feat!: a'] } }
  expect(released(tried, {}, { pre: 'rc' })).toEqual(['core 2.0.0-rc.2'])
})

test("by the calendar what counts is what has changed, since a new year is nobody's doing", () => {
  const byDay = { scheme: calverScheme('YYYY.MINOR.MICRO'), day: '2026-01-02', maxBump: 'minor' } as const
  const core = { version: '2025.3.0', tags: ['2025.3.0'] }
  expect(released({ core: { ...core, says: ['fix: a'] } }, byDay)).toEqual(['core 2026.0.0'])
  expect(() => released({ core: { ...core, says: ['feat!: a'] } }, byDay)).toThrow('is a major step')
  const build = { core: { version: '7', tags: ['7'], says: ['fix: a'] } }
  expect(released(build, { scheme: buildScheme, maxBump: 'patch' })).toEqual(['core 8'])
})

test('Release-As, change files and groups are held to it like commits', () => {
  const core = { version: '1.0.0', tags: ['1.0.0'] }
  expect(() => released({ core: { ...core, says: ['docs: a\n\nRelease-As: 2.0.0'] } })).toThrow(
    `because of Release-As: 2.0.0 in ${id('core0').slice(0, 7)}`,
  )
  expect(() => released({ core: { ...core, files: { odd: 'major' } } }, { source: 'changes' })).toThrow(
    'because of .changeset/odd.md',
  )
  const behind = { core: { version: '3.0.0', tags: ['3.0.0'] }, cli: { ...core, says: ['fix: a'] } }
  expect(() => released(behind, { groups: [{ kind: 'linked', packages: ['*'] }] })).toThrow(
    'cli 1.0.0 → 3.0.1 is a major step, and versioning.maxBump is minor',
  )
})
