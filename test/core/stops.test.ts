/** What would stop a release: all of it, each with the commits and change files that brought it about. */
import { expect, test } from 'vitest'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import type { Policy } from '../../src/core/policy.ts'
import { stopsIn } from '../../src/core/stops.ts'
import { id, told } from './commits.ts'
import { factsOf, POLICY, type Said } from './packages.ts'

const stopped = (packages: Readonly<Record<string, Said>>, policy: Partial<Policy> = {}) =>
  stopsIn(factsOf(packages), NOTHING_ASKED, { ...POLICY, ...policy }).map(({ code, origins }) => [code, ...origins])

const at = { version: '1.0.0', tags: ['1.0.0'] }
const AS = (version: string) => `docs: a\n\nRelease-As: ${version}`
const core = (...says: readonly string[]) => ({ core: { ...at, says } })
const minor = { maxBump: 'minor' } as const
const fixed = { groups: [{ kind: 'fixed', packages: ['core', 'cli'] }] } as const

test.each<[string, Readonly<Record<string, Said>>, Partial<Policy>, readonly (readonly string[])[]]>([
  ['nothing', core('feat!: a', AS('2.0.0')), {}, []],
  ['a version that is too low', core('fix: b', AS('1.0.0')), {}, [['USAGE', id('core1')]]],
  ['one of another scheme', core(AS('1.x')), {}, [['USAGE', id('core0')]]],
  ['only the newest one counts', core(AS('1.1.0'), AS('0.9.0')), {}, []],
  ['change files alone decide', core(AS('0.9.0')), { source: 'changes' }, []],
  [
    'those of several packages',
    { ...core(AS('0.9.0')), cli: { ...at, says: [AS('0.8.0')] } },
    {},
    [
      ['USAGE', id('core0')],
      ['USAGE', id('cli0')],
    ],
  ],
  ['too long a step', core('fix: b', 'feat!: a', 'fix!: c'), minor, [['MAX_BUMP', id('core1'), id('core2')]]],
  ['by a footer', core(AS('2.0.0')), minor, [['MAX_BUMP', id('core0')]]],
  [
    'by a change file',
    { core: { ...at, files: { odd: 'major', even: 'patch' } } },
    { ...minor, source: 'both' },
    [['MAX_BUMP', '.changeset/odd.md']],
  ],
  [
    'those who follow have brought nothing about',
    { ...core('feat!: a'), cli: at },
    { ...minor, ...fixed },
    [['MAX_BUMP'], ['MAX_BUMP', id('core0')]],
  ],
  [
    'where the group is far ahead, whatever moves a package',
    { core: { version: '3.0.0', tags: ['3.0.0'] }, cli: { ...at, says: ['fix: a'] } },
    { ...minor, groups: [{ kind: 'linked', packages: ['*'] }] },
    [['MAX_BUMP', id('cli0')]],
  ],
  ['footers go before steps', core(AS('0.9.0'), 'feat!: a'), minor, [['USAGE', id('core0')]]],
  ['what no commit has brought about', { core: { version: '9.0.0', tags: ['1.0.0'] } }, minor, []],
  [
    'commits that follow no convention are no stop of this kind',
    core('wat', 'feat!: a'),
    { ...minor, classification: { unclassified: 'error' } },
    [['MAX_BUMP', id('core1')]],
  ],
])('%s', (_, packages, policy, stops) => {
  expect(stopped(packages, policy)).toEqual(stops)
})

test('a footer that does not tell which of its packages is meant stops once; the text is that of the plan', () => {
  const facts = factsOf({ core: at, cli: at })
  const both = told(`x: ${AS('2.0.0')}`)
  const packages = facts.packages.map((one) => ({ ...one, unreleased: both }))
  const stops = stopsIn({ ...facts, packages }, NOTHING_ASKED, POLICY)
  expect(stops).toMatchObject([
    {
      ...{ code: 'AMBIGUOUS_RELEASE_AS', origins: [id('x')] },
      message: `commit ${id('x').slice(0, 7)} says Release-As: 2.0.0 and belongs to 2 packages`,
    },
  ])
})
