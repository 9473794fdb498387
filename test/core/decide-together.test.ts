/** Many packages decided together: groups, lanes, change files, `Release-As`, ties across ecosystems. */
import { expect, test } from 'vitest'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { decide, type Decision } from '../../src/core/decide.ts'
import type { Policy } from '../../src/core/policy.ts'
import type { Asked } from '../../src/model.ts'
import { id, told } from './commits.ts'
import { factsOf, POLICY, type Said } from './packages.ts'

type Packages = Readonly<Record<string, Said>>

const decided = (packages: Packages, policy: Partial<Policy> = {}, asked: Partial<Asked> = {}) =>
  decide(factsOf(packages), { ...NOTHING_ASKED, ...asked }, { ...POLICY, ...policy })

const steps = ({ bumps }: Pick<Decision, 'bumps'>) =>
  bumps.map((bump) => `${bump.package.name} ${bump.from?.version ?? '-'} → ${bump.to} (${bump.level})`)

const causes = ({ bumps }: Decision, name: string) => bumps.find((bump) => bump.package.name === name)?.causes

const FIXED = [{ kind: 'fixed', packages: ['core', 'cli'] }] as const
const LINKED = [{ kind: 'linked', packages: ['core', 'cli'] }] as const

const PAIR: Packages = {
  core: { version: '1.4.0', tags: ['1.4.0'] },
  cli: { version: '1.0.0', tags: ['1.0.0'], says: ['feat: a'] },
  docs: { version: '1.0.0', tags: ['1.0.0'], needs: { core: '^1.0.0' } },
}

test('a fixed group is released as one version, from the highest that a member has, and takes dependents along', () => {
  const found = decided(PAIR, { groups: FIXED })
  expect(steps(found)).toEqual([
    'cli 1.0.0 → 1.5.0 (minor)',
    'core 1.4.0 → 1.5.0 (minor)',
    'docs 1.0.0 → 1.0.1 (patch)',
  ])
  const group = { kind: 'group', group: 'fixed', bump: 'minor' }
  expect(causes(found, 'core')).toEqual([{ ...group, packages: ['cli'] }])
  expect(causes(found, 'cli')).toMatchObject([{ kind: 'commit' }, { ...group, packages: ['core'] }])
  expect(causes(found, 'docs')).toMatchObject([{ kind: 'dependency', package: 'core', range: '^1.0.0 → ^1.5.0' }])
})

test('a linked group shares the version of those that are released', () => {
  expect(steps(decided(PAIR, { groups: LINKED }))).toEqual(['cli 1.0.0 → 1.5.0 (minor)'])
})

test('those who share a file are a group without being asked', () => {
  const shared = { core: { ...PAIR['core'], shares: 'Cargo.toml' }, cli: { ...PAIR['cli'], shares: 'Cargo.toml' } }
  expect(steps(decided(shared))).toEqual(['cli 1.0.0 → 1.5.0 (minor)', 'core 1.4.0 → 1.5.0 (minor)'])
})

test('a new member starts with the version of its group; a new group with its highest manifest', () => {
  const fresh = { ...PAIR, core: { version: '0.0.0', says: ['feat: b'] } }
  expect(steps(decided(fresh, { groups: FIXED })).slice(0, 2)).toEqual([
    'cli 1.0.0 → 1.1.0 (minor)',
    'core - → 1.1.0 (minor)',
  ])
  const all = { core: { version: '0.3.0', says: ['feat: b'] }, cli: { version: '0.2.0' } }
  expect(steps(decided(all, { groups: FIXED }))).toEqual(['cli - → 0.3.0 (none)', 'core - → 0.3.0 (none)'])
})

test('below 1.0.0 what counts is where the group is', () => {
  const young = {
    core: { version: '1.4.0', tags: ['1.4.0'] },
    cli: { version: '0.2.0', tags: ['0.2.0'], says: ['feat!: a'] },
  }
  expect(steps(decided(young, { groups: LINKED }))).toEqual(['cli 0.2.0 → 2.0.0 (major)'])
  expect(steps(decided(young))).toEqual(['cli 0.2.0 → 0.3.0 (minor)'])
})

test('prereleases of a group count on together', () => {
  const tried = {
    core: { version: '1.1.0-rc.3', tags: ['1.0.0', '1.1.0-rc.3'] },
    cli: { version: '1.1.0-rc.1', tags: ['1.0.0', '1.1.0-rc.1'], says: ['fix: a'] },
  }
  expect(steps(decided(tried, { groups: FIXED }, { pre: 'rc' }))).toEqual([
    'cli 1.1.0-rc.1 → 1.1.0-rc.4 (patch)',
    'core 1.1.0-rc.3 → 1.1.0-rc.4 (patch)',
  ])
})

test('a version for a group is asked for by one of its members, and by none when all are in it', () => {
  const asked = { version: '2.0.0', packages: ['core'] }
  const both = ['cli 1.0.0 → 2.0.0 (major)', 'core 1.4.0 → 2.0.0 (major)']
  expect(steps(decided(PAIR, { groups: FIXED }, asked)).slice(0, 2)).toEqual(both)
  const { core, cli } = PAIR
  expect(steps(decided({ core: core ?? {}, cli: cli ?? {} }, { groups: FIXED }, { version: '2.0.0' }))).toEqual(both)
  expect(() => decided(PAIR, { groups: FIXED }, { version: '2.0.0' })).toThrow(
    expect.objectContaining({ code: 'USAGE' }),
  )
  expect(() => decided(PAIR, { groups: LINKED }, { version: '2.0.0', packages: ['core', 'cli'] })).toThrow(
    expect.objectContaining({ code: 'USAGE' }),
  )
})

test('what was not asked for comes along with its group; a number that was asked for is that of all', () => {
  const { core, cli } = PAIR
  const pair = { core: { ...core, says: ['fix: b'] }, cli: { ...cli, says: ['feat!: a'] } }
  const asked = { packages: ['core'] }
  const found = decided(pair, { groups: FIXED }, asked)
  expect(steps(found)).toEqual(['cli 1.0.0 → 2.0.0 (major)', 'core 1.4.0 → 2.0.0 (major)'])
  expect(causes(found, 'core')).toMatchObject([{ kind: 'commit' }, { kind: 'group', packages: ['cli'] }])
  expect(causes(found, 'cli')).toMatchObject([{ kind: 'commit' }, { kind: 'group', packages: ['core'] }])
  expect(steps(decided(pair, { groups: FIXED }, { ...asked, level: 'patch' }))).toEqual([
    'cli 1.0.0 → 1.4.1 (patch)',
    'core 1.4.0 → 1.4.1 (patch)',
  ])
  expect(steps(decided(pair, { groups: LINKED }, asked))).toEqual(['core 1.4.0 → 1.4.1 (patch)'])
})

test('made stable, a group moves on from the highest that it has', () => {
  const apart = {
    core: { version: '1.1.0-rc.3', tags: ['1.0.0', '1.1.0-rc.3'], says: ['docs: a'] },
    cli: { version: '1.2.0', tags: ['1.2.0'] },
  }
  expect(steps(decided(apart, { groups: FIXED }, { pre: '' }))).toEqual([
    'cli 1.2.0 → 1.2.1 (patch)',
    'core 1.0.0 → 1.2.1 (patch)',
  ])
  const ahead = { ...apart, cli: { version: '1.0.4', tags: ['1.0.4'] } }
  expect(steps(decided(ahead, { groups: FIXED }, { pre: '' }))).toEqual([
    'cli 1.0.4 → 1.1.0 (minor)',
    'core 1.0.0 → 1.1.0 (minor)',
  ])
})

test('a circle inside a fixed group is none', () => {
  const circle = {
    core: { version: '1.0.0', tags: ['1.0.0'], says: ['fix: a'], needs: { cli: '^1.0.0' } },
    cli: { version: '1.0.0', tags: ['1.0.0'], needs: { core: '^1.0.0' } },
  }
  expect(steps(decided(circle, { groups: FIXED }))).toHaveLength(2)
  expect(() => decided(circle, { groups: LINKED })).toThrow(expect.objectContaining({ code: 'CYCLE' }))
})

test('out of range: a dependent whose range admits the new version is neither released nor rewritten', () => {
  const packages = {
    core: { version: '1.0.0', tags: ['1.0.0'], says: ['feat: a'] },
    caret: { version: '1.0.0', tags: ['1.0.0'], needs: { core: '^1.0.0' } },
    tilde: { version: '1.0.0', tags: ['1.0.0'], needs: { core: '~1.0.0' } },
    tools: { version: '1.0.0', tags: ['1.0.0'], needs: { core: '1.0.0 dev' } },
  }
  const found = decided(packages, { dependents: 'out-of-range' })
  expect(steps(found)).toEqual(['core 1.0.0 → 1.1.0 (minor)', 'tilde 1.0.0 → 1.0.1 (patch)'])
  expect(found.followers).toMatchObject([{ package: { name: 'tools' }, ranges: [{ to: '1.1.0' }] }])
})

test('a range on another version than the one here is left alone: it comes from the registry', () => {
  const packages = {
    core: { version: '2.0.0', tags: ['2.0.0'], says: ['feat: a'] },
    legacy: { version: '1.0.0', tags: ['1.0.0'], needs: { core: '^1.0.0' } },
  }
  expect(decided(packages)).toMatchObject({ bumps: [{ package: { name: 'core' } }], followers: [] })
})

test('ties across ecosystems pull, and count for the order', () => {
  const packages = {
    a: { version: '1.0.0', tags: ['1.0.0'] },
    crate: { version: '0.3.0', tags: ['0.3.0'], says: ['fix: a'] },
  }
  const dependsOn = new Map([['a', ['crate']]])
  const found = decided(packages, { dependsOn, dependents: 'out-of-range' })
  expect(steps(found)).toEqual(['crate 0.3.0 → 0.3.1 (patch)', 'a 1.0.0 → 1.0.1 (patch)'])
  expect(causes(found, 'a')).toEqual([{ kind: 'dependency', package: 'crate', range: '0.3.0 → 0.3.1', bump: 'patch' }])
})

const LANE = { lanes: new Map([['core', 'alpha']]) }

test('on its lane a package makes prereleases; what is stable does not come to need those', () => {
  const packages = { ...PAIR, core: { version: '1.4.0', tags: ['1.4.0'], says: ['feat!: b'] } }
  expect(steps(decided(packages, LANE))).toEqual(['cli 1.0.0 → 1.1.0 (minor)', 'core 1.4.0 → 2.0.0-alpha.1 (major)'])
  const on = { ...packages, core: { version: '2.0.0-alpha.1', tags: ['1.4.0', '2.0.0-alpha.1'], says: ['fix: c'] } }
  expect(steps(decided(on, LANE))).toContain('core 2.0.0-alpha.1 → 2.0.0-alpha.2 (patch)')
})

test('without the lane, or asked to be stable, it comes out with all that has gathered since the last stable one', () => {
  const tried = { core: { version: '2.0.0-alpha.2', tags: ['1.4.0', '2.0.0-alpha.2'], says: ['fix: c', 'feat!: b'] } }
  expect(steps(decided(tried))).toEqual(['core 1.4.0 → 2.0.0 (major)'])
  expect(steps(decided(tried, LANE, { pre: '' }))).toEqual(['core 1.4.0 → 2.0.0 (major)'])
})

test('all of a group are on one lane or on none', () => {
  expect(() => decided(PAIR, { ...LANE, groups: LINKED })).toThrow(
    expect.objectContaining({ code: 'CONFIG_VALUE', message: 'core and cli share a version, but not a lane' }),
  )
  const lanes = new Map([
    ['core', 'alpha'],
    ['cli', 'alpha'],
  ])
  expect(steps(decided(PAIR, { lanes, groups: FIXED }))).toContain('core 1.4.0 → 1.5.0-alpha.1 (minor)')
})

test('Release-As names the version; a level or a version that was asked for goes before it', () => {
  const says = ['fix: b', 'docs: a\n\nRelease-As: 3.0.0']
  const one = { core: { version: '1.0.0', tags: ['1.0.0'], says } }
  expect(steps(decided(one))).toEqual(['core 1.0.0 → 3.0.0 (major)'])
  expect(causes(decided(one), 'core')?.[0]).toEqual({ kind: 'release-as', commit: id('core1'), version: '3.0.0' })
  expect(steps(decided(one, {}, { level: 'minor' }))).toEqual(['core 1.0.0 → 1.1.0 (minor)'])
  expect(steps(decided(one, {}, { version: '1.5.0' }))).toEqual(['core 1.0.0 → 1.5.0 (minor)'])
  expect(steps(decided(one, {}, { pre: 'rc' }))).toEqual(['core 1.0.0 → 3.0.0-rc.1 (major)'])
  expect(steps(decided(one, { source: 'changes' }))).toEqual([])
})

test('Release-As of a commit that belongs elsewhere names its package, or nobody', () => {
  const elsewhere = told(
    'x: docs: a\n\nRelease-As: core@2.0.0',
    'y: docs: b\n\nRelease-As: cro@2.0.0',
    'z: docs: c\n\nRelease-As: soon',
  )
  const facts = factsOf(
    { core: { version: '1.0.0', tags: ['1.0.0'] }, cli: { tags: ['1.0.0'] } },
    { noPackage: elsewhere },
  )
  const found = decide(facts, NOTHING_ASKED, POLICY)
  expect(steps(found)).toEqual(['core 1.0.0 → 2.0.0 (major)'])
  expect(found.notes).toEqual([
    `${id('y').slice(0, 7)} says Release-As for cro, which is no package here`,
    `${id('z').slice(0, 7)} says Release-As: soon, which names no version`,
  ])
  const named = { ...facts, noPackage: [], packages: facts.packages.map((one) => ({ ...one, named: elsewhere })) }
  expect(steps(decide(named, NOTHING_ASKED, POLICY))).toEqual(['core 1.0.0 → 2.0.0 (major)'])
})

test.each([
  ['2.0.0', '3.0.0', [`${id('cli0').slice(0, 7)} says Release-As: 2.0.0 for cli, whose group is released as 3.0.0`]],
  ['3.0.0', '3.0.0', []],
])('Release-As %s for one member of a group and %s for another', (one, other, notes) => {
  const as = (version: string) => ({ version: '1.0.0', tags: ['1.0.0'], says: [`docs: a\n\nRelease-As: ${version}`] })
  for (const groups of [FIXED, LINKED]) {
    const found = decided({ cli: as(one), core: as(other) }, { groups })
    expect(steps(found)).toEqual(['cli 1.0.0 → 3.0.0 (major)', 'core 1.0.0 → 3.0.0 (major)'])
    expect(found.notes).toEqual(notes)
  }
})

test.each<[Policy['source'], readonly string[]]>([
  ['commits', ['both 0.2.0 → 0.2.1 (patch)', 'said 0.2.0 → 0.3.0 (minor)']],
  ['changes', ['both 0.2.0 → 1.0.0 (major)', 'filed 0.2.0 → 0.2.1 (patch)']],
  ['both', ['both 0.2.0 → 1.0.0 (major)', 'filed 0.2.0 → 0.2.1 (patch)', 'said 0.2.0 → 0.3.0 (minor)']],
])('what moves versions is %s; what a change file says is not held back below 1.0.0', (source, expected) => {
  const at = { version: '0.2.0', tags: ['0.2.0'] }
  const found = decided(
    {
      both: { ...at, says: ['fix: a'], files: { x: 'minor', y: 'major' } },
      filed: { ...at, files: { x: 'patch', z: 'none' } },
      said: { ...at, says: ['feat!: a'] },
      declined: { ...at, files: { z: 'none' } },
    },
    { source },
  )
  expect(steps(found)).toEqual(expected)
  const reasons = found.idle.map((each) => `${each.facts.package.name}: ${each.reason}`)
  expect(reasons).toContain(
    `declined: ${source === 'commits' ? 'nothing since declined@0.2.0' : 'no releasable change'}`,
  )
  if (source === 'changes') expect(reasons).toContain('said: no change file')
})

test('change files are causes, with what they say', () => {
  const at = { version: '1.0.0', tags: ['1.0.0'], says: ['fix: a'] }
  const found = decided({ core: { ...at, files: { x: 'minor' } } }, { source: 'both' })
  const file = { kind: 'change-file', file: '.changeset/x.md', summary: 'Of x.', bump: 'minor' }
  expect(causes(found, 'core')).toMatchObject([file, { kind: 'commit', subject: 'a' }])
  expect(causes(decided({ core: { ...at, files: { x: 'minor' } } }, { source: 'changes' }), 'core')).toEqual([file])
})

test('nothing is unclassified for whoever names the level', () => {
  const policy = { classification: { unclassified: 'error' } } as const
  const odd = { core: { version: '1.0.0', tags: ['1.0.0'], says: ['changed things'] } }
  expect(() => decided(odd, policy)).toThrow(expect.objectContaining({ code: 'UNCLASSIFIED' }))
  expect(steps(decided(odd, policy, { level: 'patch' }))).toEqual(['core 1.0.0 → 1.0.1 (patch)'])
})

test('on a maintenance line no version leaves the range', () => {
  const range = { from: '1.0.0', below: '2.0.0' }
  const packages = { core: { version: '1.2.0', tags: ['1.2.0'], says: ['feat!: a'] } }
  expect(() => decided(packages, { range, accepting: ['main'] })).toThrow(
    expect.objectContaining({ code: 'OUT_OF_RANGE' }),
  )
})
