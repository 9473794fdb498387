/** Releases carried on through small graphs, and the order in which those are released. */
import { expect, test } from 'vitest'
import { propagate, type Move } from '../../src/core/propagate.ts'
import type { Dependency } from '../../src/model.ts'

const edge = (name: string, range: string, kind: Dependency['kind'] = 'runtime'): Dependency => ({ name, range, kind })
const pkg = (name: string, ...dependencies: readonly Dependency[]) => ({ name, dependencies })
const patch = (): Move => ({ from: '1.0.0', to: '1.0.1', level: 'patch' })
const core = new Map([['core', { from: '2.3.1', to: '2.4.0', level: 'minor' } as const]])

test('a dependent gets a patch, a cause and a new range, even when the old range admits the new version', () => {
  const all = propagate([pkg('core'), pkg('cli', edge('core', '^2.3.1')), pkg('other')], core, patch)
  expect([...all.keys()]).toEqual(['cli'])
  expect(all.get('cli')).toEqual({
    move: patch(),
    causes: [{ kind: 'dependency', package: 'core', range: '^2.3.1 → ^2.4.0', bump: 'patch' }],
    ranges: [{ name: 'core', kind: 'runtime', from: '^2.3.1', to: '^2.4.0' }],
  })
})

test.each(['runtime', 'optional', 'peer', 'build'] as const)('%s dependents are released', (kind) => {
  expect(propagate([pkg('cli', edge('core', '^2.3.1', kind))], core, patch).get('cli')?.move).toEqual(patch())
})

test('dev dependents are only rewritten', () => {
  expect(propagate([pkg('cli', edge('core', '^2.3.1', 'dev'))], core, patch).get('cli')).toEqual({
    move: null,
    causes: [],
    ranges: [{ name: 'core', kind: 'dev', from: '^2.3.1', to: '^2.4.0' }],
  })
})

test('a decided move is never lowered, but gets its cause', () => {
  const decided = new Map<string, Move>([...core, ['cli', { from: '1.0.0', to: '2.0.0', level: 'major' }]])
  const cli = propagate([pkg('cli', edge('core', '^2.3.1'))], decided, patch).get('cli')
  expect(cli).toMatchObject({ move: { to: '2.0.0', level: 'major' }, causes: [{ package: 'core' }] })
})

test('consequences have consequences, circles come to rest, and every package is asked about once', () => {
  const asked: string[] = []
  const packages = [
    pkg('top', edge('mid', '1.0.0'), edge('core', '*')),
    pkg('mid', edge('core', 'workspace:*'), edge('top', '^1.0.0', 'peer')),
    pkg('core'),
  ]
  const all = propagate(packages, core, (name, level) => {
    asked.push(`${name} ${level}`)
    return patch()
  })
  expect(asked).toEqual(['mid patch', 'top patch'])
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
  const cli = propagate([pkg('cli', edge('core', '^2.0.0', 'peer'), edge('core', '2.3.1', 'dev'))], core, patch).get(
    'cli',
  )
  expect(cli?.causes).toHaveLength(1)
  expect(cli?.ranges.map(({ to }) => to)).toEqual(['^2.4.0', '2.4.0'])
})
