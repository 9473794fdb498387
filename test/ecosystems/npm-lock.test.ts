/** Where lock files of versions 1, 2 and 3 repeat a manifest. */
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { lockEdits } from '../../src/ecosystems/npm-lock.ts'

const root: VersionEdit = { path: '.', name: 'acme', file: 'package.json', from: '1.0.0', to: '2.0.0', ranges: [] }
const cli: VersionEdit = {
  path: 'packages/cli',
  name: '@acme/cli',
  file: 'packages/cli/package.json',
  from: '1.9.0',
  to: '1.9.1',
  ranges: [
    { name: '@acme/core', kind: 'runtime', from: '^2.3.1', to: '^2.4.0' },
    { name: '@acme/core', kind: 'peer', from: '2.3.x', to: '^2.4.0' },
    { name: '@acme/kit', kind: 'build', from: '1', to: '2' },
  ],
}

const paths = (lock: object, edits: readonly VersionEdit[], file = 'package-lock.json'): string[] =>
  lockEdits(JSON.stringify(lock), file, edits).map(({ path, to }) => `${path.join(' > ')} = ${to}`)

test('version 1 repeats the root version, and ranges where it links a workspace', () => {
  const lock = {
    name: 'acme',
    version: '1.0.0',
    lockfileVersion: 1,
    dependencies: {
      '@acme/cli': { version: 'file:packages/cli', requires: { '@acme/core': '^2.3.1' } },
      '@acme/core': { version: 'file:packages/core' },
      other: { version: '1.9.0', requires: { '@acme/core': '^2.3.1' } },
    },
  }
  expect(paths(lock, [root, cli])).toEqual([
    'version = 2.0.0',
    'dependencies > @acme/cli > requires > @acme/core = ^2.4.0',
  ])
  expect(paths({ ...lock, lockfileVersion: undefined }, [root])).toEqual(['version = 2.0.0'])
})

test('version 2 repeats everything twice', () => {
  const lock = {
    version: '1.0.0',
    lockfileVersion: 2,
    packages: {
      '': { version: '1.0.0' },
      'packages/cli': {
        version: '1.9.0',
        dependencies: { '@acme/core': '^2.3.1' },
        peerDependencies: { '@acme/core': '2.3.x' },
      },
      'node_modules/@acme/cli': { resolved: 'packages/cli', link: true },
    },
    dependencies: { '@acme/cli': { version: 'file:packages/cli', requires: { '@acme/core': '^2.3.1' } } },
  }
  expect(paths(lock, [root, cli])).toEqual([
    'version = 2.0.0',
    'packages >  > version = 2.0.0',
    'packages > packages/cli > version = 1.9.1',
    'packages > packages/cli > dependencies > @acme/core = ^2.4.0',
    'dependencies > @acme/cli > requires > @acme/core = ^2.4.0',
    'packages > packages/cli > peerDependencies > @acme/core = ^2.4.0',
  ])
})

test('version 3 leaves copies from a registry alone', () => {
  const lock = {
    lockfileVersion: 3,
    packages: {
      '': { name: 'root' },
      'packages/cli': { version: '1.9.0' },
      'node_modules/x/node_modules/@acme/cli': { version: '1.9.0', dependencies: { '@acme/core': '^2.3.1' } },
    },
  }
  expect(paths(lock, [root, cli])).toEqual(['packages > packages/cli > version = 1.9.1'])
})

test('ranges alone leave the versions as they are', () => {
  const lock = {
    lockfileVersion: 3,
    packages: { 'packages/cli': { version: '1.9.0', dependencies: { '@acme/core': '^2.3.1' } } },
  }
  expect(paths(lock, [{ ...cli, to: null }])).toEqual(['packages > packages/cli > dependencies > @acme/core = ^2.4.0'])
})

test("a package's own lock file names it '', and its neighbours from its folder", () => {
  const lock = {
    version: '1.9.0',
    lockfileVersion: 3,
    packages: { '': { version: '1.9.0' }, '../core': { version: '2.3.1' } },
  }
  const core: VersionEdit = { ...root, path: 'packages/core', name: '@acme/core', to: '2.4.0' }
  expect(paths(lock, [cli, core, root], 'packages/cli/package-lock.json')).toEqual([
    'version = 1.9.1',
    'packages >  > version = 1.9.1',
    'packages > ../core > version = 2.4.0',
  ])
})

test.each([4, 0, '3'])('refuses lockfileVersion %j', (lockfileVersion) => {
  const message = `package-lock.json, byte 19, line 1: lockfileVersion ${JSON.stringify(lockfileVersion)} is not known`
  expect(() => paths({ lockfileVersion }, [root])).toThrow(expect.objectContaining({ code: 'MANIFEST', message }))
})

test('a lock file that is no JSON is named', () => {
  const broken = '{\n<<<<<<< HEAD\n'
  const message = expect.stringContaining('npm-shrinkwrap.json, byte 2, line 2: this is not JSON')
  expect(() => lockEdits(broken, 'npm-shrinkwrap.json', [root])).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message }),
  )
})
