/** Which dependencies are on packages of the same repository. */
import { expect, test } from 'vitest'
import { nodesOf, npmRanges, type Ties } from '../../src/core/edges.ts'
import type { Dependency } from '../../src/model.ts'
import { packageOf } from './packages.ts'

const TIES: Ties = {
  ...{ dependsOn: new Map(), stepRange: npmRanges, workspaceOnly: false },
  current: (name) => (name === 'new' ? [] : ['2.1.0', '2.2.0-rc.1']),
}

const PACKAGES = ['core', 'new', 'crate'].map((name) => packageOf(name))

const edges = (dependency: Partial<Dependency>, ties: Partial<Ties> = {}) => {
  const one = { name: 'core', range: '^2.0.0', kind: 'runtime', ...dependency } as const
  const nodes = nodesOf([{ ...packageOf('app'), dependencies: [one] }, ...PACKAGES], { ...TIES, ...ties })
  return nodes[0]?.edges.map(({ to, name, range, kind }) => `${kind} ${name} is ${to} ${range ?? '-'}`)
}

test.each([
  ['^2.0.0', true],
  ['^2.2.0-rc.1', true],
  ['2.1.0', true],
  ['*', true],
  ['^1.0.0', false],
  ['2.0.0', false],
  ['workspace:^1.0.0', true],
  ['file:../core', true],
])('%s is on the package here: %s', (range, is) => {
  expect(edges({ range })).toEqual(is ? [`runtime core is core ${range}`] : [])
})

test('what has no version yet is meant, what is not here is not, and an alias is what it stands for', () => {
  expect(edges({ name: 'new', range: '^1.0.0' })).toEqual(['runtime new is new ^1.0.0'])
  expect(edges({ name: 'react' })).toEqual([])
  expect(edges({ name: '@acme/core', package: 'core', kind: 'peer' })).toEqual(['peer @acme/core is core ^2.0.0'])
})

test('the config adds ties that no manifest has; a name that is no package adds none', () => {
  const dependsOn = new Map([['app', ['crate', 'gone']]])
  expect(edges({ name: 'react' }, { dependsOn })).toEqual(['build crate is crate -'])
})

test('an npm package ships the crates in its folder, unless the config says what it is built from', () => {
  const crate = (name: string, path: string) => ({ ...packageOf(name), ecosystem: 'cargo', path })
  const app = { ...packageOf('app'), path: 'packages/app' }
  const shipped = (one: typeof app, dependsOn: Ties['dependsOn'] = new Map()) =>
    nodesOf(
      [one, crate('native', 'packages/app/native'), crate('beside', 'packages/app-beside'), crate('far', 'crates/far')],
      { ...TIES, dependsOn },
    )[0]?.edges.map(({ to, kind }) => `${kind} ${to}`)
  expect(shipped(app)).toEqual(['build native'])
  expect(shipped({ ...app, path: '.' })).toEqual([])
  expect(shipped({ ...app, ecosystem: 'python' })).toEqual([])
  expect(shipped(app, new Map([['app', ['far']]]))).toEqual(['build far'])
  expect(shipped(app, new Map([['app', []]]))).toEqual([])
})

test('where only workspace ranges tie, no other one does', () => {
  expect(edges({ range: '^2.0.0' }, { workspaceOnly: true })).toEqual([])
  expect(edges({ range: 'workspace:~' }, { workspaceOnly: true })).toEqual(['runtime core is core workspace:~'])
})
