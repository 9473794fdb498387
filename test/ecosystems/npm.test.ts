/** Edits of a workspace, with the lock files that npm itself writes before and after as the measure. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { npm } from '../../src/ecosystems/npm.ts'

const ROOT =
  '{\n  "name": "acme",\n  "version": "1.0.0",\n  "private": true,\n  "workspaces": ["packages/*"],\n  "devDependencies": { "@acme/cli": "^1.9.0" }\n}\n'
const CORE = '\uFEFF{\r\n\t"name": "@acme/core",\r\n\t"version": "2.3.1",\r\n\t"engines": { "version": "2.3.1" }\r\n}'
const CLI = `{"name":"@acme/cli","version":"1.9.0","config":{"version":"1.9.0"},
    "dependencies":{"@acme/core":"^2.3.1"},
    "peerDependencies":{"@acme/core":"2.3.x"}}`

const FILES: ReadonlyMap<string, string | null> = new Map([
  ['package.json', ROOT],
  ['packages/core/package.json', CORE],
  ['packages/cli/package.json', CLI],
])

function edit(path: string, name: string, from: string, to: string | null): VersionEdit {
  return { path, name, file: path === '.' ? 'package.json' : `${path}/package.json`, from, to, ranges: [] }
}

const EDITS: readonly VersionEdit[] = [
  { ...edit('.', 'acme', '1.0.0', null), ranges: [{ name: '@acme/cli', kind: 'dev', from: '^1.9.0', to: '^1.9.1' }] },
  edit('packages/core', '@acme/core', '2.3.1', '2.4.0'),
  {
    ...edit('packages/cli', '@acme/cli', '1.9.0', '1.9.1'),
    ranges: [
      { name: '@acme/core', kind: 'runtime', from: '^2.3.1', to: '^2.4.0' },
      { name: '@acme/core', kind: 'peer', from: '2.3.x', to: '~2.4.0' },
    ],
  },
]

let place = ''
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'rel-npm-'))
})
afterEach(() => rmSync(place, { recursive: true }))

function lay(files: ReadonlyMap<string, string | null>): void {
  for (const [file, text] of files) {
    mkdirSync(dirname(join(place, file)), { recursive: true })
    writeFileSync(join(place, file), text ?? '')
  }
}

function lockBy(...args: string[]): string {
  execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit', '--no-fund', ...args], {
    cwd: place,
    stdio: 'pipe',
  })
  return readFileSync(join(place, 'package-lock.json'), 'utf8')
}

test('versions and ranges change in their places, and nothing else', () => {
  const after = npm.edit(FILES, EDITS)
  expect([...after.keys()]).toEqual(['package.json', 'packages/core/package.json', 'packages/cli/package.json'])
  expect(after.get('package.json')).toBe(ROOT.replace('^1.9.0', '^1.9.1'))
  expect(after.get('packages/core/package.json')).toBe(CORE.replace('"version": "2.3.1",', '"version": "2.4.0",'))
  expect(after.get('packages/cli/package.json')).toBe(
    CLI.replace('1.9.0', '1.9.1').replace('^2.3.1', '^2.4.0').replace('2.3.x', '~2.4.0'),
  )
})

test.each(['1', '2', '3'])('a lock file of version %s becomes the one that npm itself writes', (version) => {
  lay(FILES)
  const before = lockBy('--lockfile-version', version)
  const after = npm.edit(new Map([...FILES, ['package-lock.json', before], ['npm-shrinkwrap.json', before]]), EDITS)
  lay(after)
  rmSync(join(place, 'npm-shrinkwrap.json'), { force: true })
  rmSync(join(place, 'package-lock.json'), { force: true })
  const own = lockBy('--lockfile-version', version)
  expect(after.get('package-lock.json') ?? before).toBe(own)
  expect(after.get('npm-shrinkwrap.json') ?? before).toBe(own)
})

test('a file that is already as wanted is not listed', () => {
  const lock = '{ "lockfileVersion": 3, "packages": { "packages/core": { "version": "2.3.1" } } }'
  const files = new Map([...FILES, ['package-lock.json', lock], ['npm-shrinkwrap.json', null]])
  const same = edit('packages/core', '@acme/core', '2.3.1', '2.3.1')
  expect(npm.edit(files, [same])).toEqual(new Map())
})

const failures: readonly (readonly [string, Partial<VersionEdit>, string])[] = [
  ['no manifest', { path: 'packages/gone', to: '1.0.0' }, 'packages/gone/package.json is not in the commit'],
  [
    'no version',
    { path: 'bare', to: '1.0.0' },
    'bare/package.json, byte 1, line 2: there is no "version" to set to 1.0.0',
  ],
  [
    'a version that npm does not take',
    { path: 'packages/core', to: '2026.01' },
    'packages/core/package.json, byte 42, line 3: npm takes no version 2026.01',
  ],
  [
    'another range',
    { path: 'packages/cli', to: '1.9.1', ranges: [{ name: '@acme/core', kind: 'runtime', from: '^2', to: '^3' }] },
    'packages/cli/package.json, byte 101, line 2: dependencies.@acme/core is "^2.3.1", not "^2"',
  ],
  [
    'no such range',
    { path: 'packages/core', to: '2.4.0', ranges: [{ name: 'x', kind: 'dev', from: '1', to: '2' }] },
    'packages/core/package.json, byte 3, line 1: devDependencies.x is null, not "1"',
  ],
  [
    'a kind that npm lacks',
    { path: 'packages/core', to: '2.4.0', ranges: [{ name: 'x', kind: 'build', from: '1', to: '2' }] },
    'packages/core/package.json, byte 3, line 1: build.x is null, not "1"',
  ],
]

test.each(failures)('says what is in the way: %s', (_, { path = '.', ...rest }, message) => {
  const files = new Map([...FILES, ['bare/package.json', '\n{"private": true}']])
  const whole = { ...edit(path, 'x', '1.0.0', null), ...rest }
  expect(() => npm.edit(files, [whole])).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message, hint: expect.stringMatching(/^[a-z].*[^.]$/) }),
  )
})
