/** Releases carried on through small graphs and groups. */
import { expect, test } from 'vitest'
import { npmRanges, type Edge } from '../../src/core/edges.ts'
import type { Wish } from '../../src/core/numbering.ts'
import { type Move, propagate, type Spread } from '../../src/core/propagate.ts'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import type { Level } from '../../src/model.ts'

const edge = (to: string, range: string | null, kind: Edge['kind'] = 'runtime'): Edge => ({ to, name: to, range, kind })
const pkg = (name: string, ...edges: readonly Edge[]) => ({ name, ecosystem: 'npm', edges })
const wish = (level: Level): Wish => ({ level, version: null })
const core = new Map([['core', wish('minor')]])

/** Every package is at 1.0.0, but core at 2.3.1. */
const move = (name: string, { level, version }: Wish): Move => {
  const from = name === 'core' ? '2.3.1' : '1.0.0'
  return { from, to: version ?? semverScheme.increment(from, level ?? 'patch', ''), level: level ?? 'none' }
}

const spread = (nodes: Spread['nodes'], over: Partial<Spread> = {}): Spread => ({
  ...{ nodes, groups: [], dependents: 'always', stepRange: npmRanges, moveOf: move, compare: semverScheme.compare },
  ...{
    waiting: () => null,
    isIgnored: () => false,
    follows: () => true,
    breaks: () => false,
    refreshes: () => false,
    isBehind: () => false,
  },
  ...over,
})

const levels = (all: ReturnType<typeof propagate>) =>
  Object.fromEntries([...all].map(([name, one]) => [name, one.wish?.version ?? one.wish?.level ?? null]))

test('a dependent gets a patch, a cause and a new range, even when the old range admits the new version', () => {
  const all = propagate(core, spread([pkg('core'), pkg('cli', edge('core', '^2.3.1')), pkg('other')]))
  expect([...all.keys()]).toEqual(['cli'])
  expect(all.get('cli')).toEqual({
    wish: wish('patch'),
    causes: [{ kind: 'dependency', package: 'core', range: '^2.3.1 → ^2.4.0', bump: 'patch' }],
    ranges: [{ name: 'core', kind: 'runtime', from: '^2.3.1', to: '^2.4.0' }],
  })
})

test.each(['runtime', 'optional', 'peer', 'build'] as const)('%s dependents are released', (kind) => {
  expect(propagate(core, spread([pkg('cli', edge('core', '^2.3.1', kind))])).get('cli')?.wish).toEqual(wish('patch'))
})

test('dev dependents, and those that are ignored, are only rewritten', () => {
  const ranges = [{ name: 'core', kind: 'dev', from: '^2.3.1', to: '^2.4.0' }]
  const dev = spread([pkg('cli', edge('core', '^2.3.1', 'dev'))])
  expect(propagate(core, dev).get('cli')).toEqual({ wish: null, causes: [], ranges })
  const ignored = spread([pkg('cli', edge('core', '^2.3.1'))], { isIgnored: (name) => name === 'cli' })
  expect(propagate(core, ignored).get('cli')).toMatchObject({ wish: null, causes: [], ranges: [{ to: '^2.4.0' }] })
})

test('out of range only: what admits the new version is left alone, unless it is to be refreshed', () => {
  const nodes = [pkg('cli', edge('core', '^2.3.1'), edge('core', '2.3.1', 'dev')), pkg('app', edge('core', '~2.3.0'))]
  const over = { dependents: 'out-of-range' } as const
  expect(levels(propagate(core, spread(nodes, over)))).toEqual({ cli: null, app: 'patch' })
  const both = new Map([...core, ['cli', wish('major')]])
  const ranges = (more: Partial<Spread> = {}) =>
    propagate(both, spread(nodes, { ...over, ...more }))
      .get('cli')
      ?.ranges.map(({ to }) => to)
  expect(ranges()).toEqual(['2.4.0'])
  expect(ranges({ refreshes: () => true })).toEqual(['^2.4.0', '2.4.0'])
})

test('a set of ranges that would exclude the new version pulls, and is left for people to rewrite', () => {
  const all = propagate(new Map([['core', wish('major')]]), spread([pkg('cli', edge('core', '>=2.0.0 <3.0.0'))]))
  expect(all.get('cli')).toMatchObject({ causes: [{ range: '>=2.0.0 <3.0.0 does not admit 3.0.0' }], ranges: [] })
})

test('a tie without a range always pulls, and rewrites nothing', () => {
  const all = propagate(core, spread([pkg('app', edge('core', null, 'build'))], { dependents: 'out-of-range' }))
  expect(all.get('app')).toMatchObject({ wish: wish('patch'), causes: [{ range: '2.3.1 → 2.4.0' }], ranges: [] })
})

test('whoever does not follow is neither released nor rewritten', () => {
  expect([...propagate(core, spread([pkg('cli', edge('core', '^2.3.1'))], { follows: () => false })).keys()]).toEqual(
    [],
  )
})

test('a decided move is never lowered, but gets its cause', () => {
  const decided = new Map<string, Wish>([...core, ['cli', wish('major')]])
  const cli = propagate(decided, spread([pkg('cli', edge('core', '^2.3.1'))])).get('cli')
  expect(cli).toMatchObject({ wish: wish('major'), causes: [{ package: 'core' }] })
})

test('a peer that breaks raises what is released anyway', () => {
  const decided = new Map<string, Wish>([...core, ['cli', wish('patch')]])
  const nodes = [pkg('cli', edge('core', '^2.3.1', 'peer')), pkg('app', edge('cli', '^1.0.0'))]
  const all = propagate(decided, spread(nodes, { breaks: ({ kind }) => kind === 'peer' }))
  expect(levels(all)).toEqual({ cli: 'major', app: 'patch' })
  expect(all.get('cli')?.causes).toMatchObject([{ package: 'core', bump: 'major' }])
  expect(all.get('app')?.ranges).toMatchObject([{ to: '^2.0.0' }])
})

test('consequences have consequences, and circles come to rest', () => {
  const nodes = [
    pkg('top', edge('mid', '1.0.0'), edge('core', '*')),
    pkg('mid', edge('core', 'workspace:*'), edge('top', '^1.0.0', 'peer'), edge('mid', '^1.0.0')),
    pkg('core'),
  ]
  const all = propagate(core, spread(nodes))
  expect(all.get('mid')).toMatchObject({
    causes: [{ package: 'core' }, { package: 'top' }],
    ranges: [{ to: '^1.0.1' }],
  })
  expect(all.get('top')).toMatchObject({
    causes: [{ package: 'mid', range: '1.0.0 → 1.0.1' }],
    ranges: [{ name: 'mid' }],
  })
})

test('one cause for a dependency listed twice, a rewrite for each', () => {
  const cli = propagate(core, spread([pkg('cli', edge('core', '^2.0.0', 'peer'), edge('core', '2.3.1', 'dev'))])).get(
    'cli',
  )
  expect(cli?.causes).toHaveLength(1)
  expect(cli?.ranges.map(({ to }) => to)).toEqual(['^2.4.0', '2.4.0'])
})

test('a fixed group is released as a whole, dependents of its members follow, and a linked one only shares', () => {
  const nodes = [pkg('core'), pkg('a'), pkg('b'), pkg('app', edge('a', '~1.0.0'))]
  const own = new Map([...core, ['b', wish('patch')]])
  const matched = (kind: 'fixed' | 'linked') =>
    propagate(own, spread(nodes, { groups: [{ kind, packages: ['core', 'a', 'b'] }] }))
  const fixed = matched('fixed')
  expect(levels(fixed)).toEqual({ a: 'minor', b: 'minor', app: 'patch' })
  expect(fixed.get('a')?.causes).toEqual([{ kind: 'group', group: 'fixed', packages: ['core'], bump: 'minor' }])
  expect(levels(matched('linked'))).toEqual({ b: 'minor' })
})

test('a group takes over the version that one of its members was named; ignored members stay out', () => {
  const groups = [{ kind: 'fixed', packages: ['a', 'b', 'c'] }] as const
  const own = new Map<string, Wish>([
    ['a', { level: null, version: '3.0.0' }],
    ['b', wish('minor')],
  ])
  const all = propagate(own, spread([pkg('a'), pkg('b'), pkg('c')], { groups, isIgnored: (name) => name === 'c' }))
  expect(levels(all)).toEqual({ a: '3.0.0', b: '3.0.0' })
})

test('whose own base is behind that of the group is told so', () => {
  const groups = [{ kind: 'linked', packages: ['a', 'b'] }] as const
  const own = new Map([['a', wish('patch')]])
  const all = propagate(own, spread([pkg('a'), pkg('b')], { groups, isBehind: (name) => name === 'a' }))
  expect(all.get('a')?.causes).toEqual([{ kind: 'group', group: 'linked', packages: ['b'], bump: 'patch' }])
})
