/** Every row of changesets' tables, and the releases that it made of change files; without the corpus, a few rows of each kind. */
import { expect, test } from 'vitest'
import type { Json } from '../../src/model.ts'
import { type Before, changesetsReport, replay } from './changesets.ts'
import { isFailure } from './report.ts'

test('each row that the corpus has comes out as it says, or is explained', async () => {
  const lines = await changesetsReport()
  expect(lines.filter(isFailure)).toEqual([])
  const others = lines.filter(({ outcome }) => outcome !== 'equal')
  expect(others.length).toBeLessThanOrEqual(lines.length * 0.05)
})

const before = (
  over: Partial<Before> & { readonly bumps: Readonly<Record<string, 'major' | 'minor' | 'patch'>> },
): Before => ({
  workspace: [
    { name: 'core', version: '1.0.0' },
    { name: 'cli', version: '0.4.0', dependencies: { core: '^1.0.0' } },
    { name: 'plugin', version: '1.2.0', peerDependencies: { core: '^1.0.0' } },
  ],
  changesets: [{ id: 'a', releases: Object.entries(over.bumps).map(([name, type]) => ({ name, type })) }],
  ...{ config: {}, pre: null, ...over },
})

const steps = (state: Before, major = 3) =>
  replay(state, major).bumps.map((bump) => `${bump.package.name} ${bump.level} ${bump.to}`)

test.each<[string, Parameters<typeof before>[0], readonly string[]]>([
  ['a range that admits', { bumps: { core: 'minor' } }, ['core minor 1.1.0']],
  [
    'a range that does not',
    { bumps: { core: 'major' } },
    ['core major 2.0.0', 'cli patch 0.4.1', 'plugin patch 1.2.1'],
  ],
  ['nothing is held back below 1.0.0', { bumps: { cli: 'major' } }, ['cli major 1.0.0']],
  [
    'a linked group counts from its highest version',
    { bumps: { core: 'minor', plugin: 'patch' }, config: { linked: [['core', 'plugin']] } },
    ['core minor 1.3.0', 'plugin minor 1.3.0'],
  ],
  [
    'prereleases count from 0, and on',
    {
      bumps: { core: 'minor', cli: 'patch' },
      workspace: [
        { name: 'core', version: '1.0.0' },
        { name: 'cli', version: '0.4.1-next.3' },
      ],
      pre: { mode: 'pre', tag: 'next' },
    },
    ['cli patch 0.4.1-next.4', 'core minor 1.1.0-next.0'],
  ],
  [
    'leaving prereleases, all that is one becomes stable',
    {
      bumps: { core: 'patch' },
      workspace: [
        { name: 'core', version: '1.0.1-next.0' },
        { name: 'cli', version: '0.5.0-next.2' },
      ],
      pre: { mode: 'exit', tag: 'next' },
    },
    ['cli patch 0.5.0', 'core patch 1.0.1'],
  ],
])('%s', (_, state, expected) => {
  expect(steps(before(state))).toEqual(expected)
})

test('before changesets 3.0 a peer broke its dependents', () => {
  const state = before({ bumps: { core: 'minor' } })
  expect(steps(state, 2)).toEqual(['core minor 1.1.0', 'plugin major 2.0.0'])
  const config: Json = {
    ___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH: { onlyUpdatePeerDependentsWhenOutOfRange: true },
  }
  expect(steps({ ...state, config }, 2)).toEqual(['core minor 1.1.0'])
})

test.each([
  [{}, 'gone'],
  [{ ignore: ['core'] }, 'cli'],
])('%j: a change file that names core and %s is refused', (config, other) => {
  const state = before({ bumps: { core: 'patch', [other]: 'patch' }, config })
  expect(() => replay(state)).toThrow(expect.objectContaining({ code: 'CHANGE_FILE' }))
})
