/** Go modules: which path may have which version, and how paths, tags and pseudo-versions follow from it. */
import { expect, test } from 'vitest'
import * as go from '../../../src/core/schemes/go-module.ts'

test.each([
  ['example.com/m', 'v1.9.9', true],
  ['example.com/m', '2.0.0', false],
  ['example.com/m', 'v2.0.0+incompatible', true],
  ['example.com/m/v2', 'v2.0.0-rc.1', true],
  ['example.com/m/v2', 'v20.0.0', false],
  ['example.com/m/v1', 'v1.0.0', false],
  ['gopkg.in/yaml.v2', 'v2.1.0', true],
  ['gopkg.in/yaml.v2-unstable', 'v2.1.0', true],
  ['gopkg.in/yaml.v1', 'v0.0.0-20240102030405-abcdefabcdef', true],
  ['gopkg.in/yaml', 'v1.0.0', false],
])('%s may have %s: %s', (path, version, ok) => {
  expect(go.admitsGoVersion(path, version)).toBe(ok)
})

test.each([
  ['example.com/m', true],
  ['example.com/m/v2', true],
  ['example.com/m/v02', false],
  ['example.com/m/v2.1', false],
  ['example.com/m/v1', false],
  ['gopkg.in/yaml', false],
  ['example/m', false],
  ['Example.com/m', false],
  ['-example.com/m', false],
  ['example.com//m', false],
  ['example.com/.m', false],
  ['example.com/m.', false],
  ['example.com/aux', false],
  ['example.com/a~1', false],
  ['example.com/a b', false],
])('%s is a module path: %s', (path, ok) => {
  expect(go.isModulePath(path)).toBe(ok)
})

test.each([
  ['example.com/m', 'v2.0.0', 'example.com/m/v2'],
  ['example.com/m/v2', '3.0.0', 'example.com/m/v3'],
  ['example.com/m/v2', 'v2.5.0', 'example.com/m/v2'],
  ['example.com/m/v2', 'v1.0.0', 'example.com/m'],
  ['gopkg.in/yaml.v2', 'v3.0.0', 'gopkg.in/yaml.v3'],
  ['gopkg.in/yaml', 'v3.0.0', 'gopkg.in/yaml'],
])('%s at %s is %s', (path, version, moved) => {
  expect(go.modulePath(path, version)).toBe(moved)
})

test.each([
  ['.', null, ''],
  ['a/b', null, 'a/b/'],
  ['v2', 'example.com/m/v2', ''],
  ['sub/v2', 'example.com/m/sub/v2', 'sub/'],
  ['v2', null, 'v2/'],
  ['v2', 'example.com/m/v3', 'v2/'],
])('tags of the module in %s (%s) begin with %j', (folder, path, prefix) => {
  expect(go.goTagPrefix(folder, path)).toBe(prefix)
})

test('spelling, order and pseudo-versions', () => {
  expect(
    ['v1', 'v1.2', 'v1.2.3+x', 'v2.0.0+incompatible', '1.2.3', 'v1.2.3.4', 'v01', 'v1-rc'].map(go.canonicalGoVersion),
  ).toEqual([...['v1.0.0', 'v1.2.0', 'v1.2.3', 'v2.0.0+incompatible', null, null, null, null]])
  expect(go.compareGoVersions('v1.2', 'v1.10.0')).toBeLessThan(0)
  expect(
    [null, 'v1.2.3', 'v1.2.3-pre', 'v2.0.0+incompatible'].map((base) =>
      go.pseudoVersion(base, '20240102030405', 'abc'),
    ),
  ).toEqual([
    'v0.0.0-20240102030405-abc',
    'v1.2.4-0.20240102030405-abc',
    'v1.2.3-pre.0.20240102030405-abc',
    'v2.0.1-0.20240102030405-abc+incompatible',
  ])
  expect(go.pseudoVersion(null, '20240102030405', 'abc', 'v3')).toBe('v3.0.0-20240102030405-abc')
})
