/** What is read from a package.json, and which ones are refused, by byte and line. */
import { expect, test } from 'vitest'
import { readManifest, readWorkspaces } from '../../src/ecosystems/npm-manifest.ts'

const read = (value: object): ReturnType<typeof readManifest> => readManifest(JSON.stringify(value), 'package.json')

test('a package.json as packages have it', () => {
  const text = `{
  "name": "@acme/cli",
  "version": "1.9.0",
  "description": "The command line of acme",
  "private": false,
  "repository": { "type": "git", "url": "git+https://github.com/acme/acme.git", "directory": "packages/cli" },
  "bin": { "acme": "./bin/acme.js" },
  "engines": { "node": ">=22", "version": "none" },
  "scripts": { "version": "node scripts/version.js" },
  "dependencies": { "@acme/core": "^2.3.1", "chalk": "5" },
  "optionalDependencies": { "fsevents": "~2.3.2" },
  "peerDependencies": { "@acme/core": "2.x" },
  "devDependencies": { "@acme/testing": "workspace:*", "typescript": "npm:@acme/typescript@^7" }
}
`
  expect(readManifest(text, 'packages/cli/package.json')).toEqual({
    name: '@acme/cli',
    version: '1.9.0',
    private: false,
    repository: 'https://github.com/acme/acme',
    dependencies: [
      { name: '@acme/core', range: '^2.3.1', kind: 'runtime' },
      { name: 'chalk', range: '5', kind: 'runtime' },
      { name: 'fsevents', range: '~2.3.2', kind: 'optional' },
      { name: '@acme/core', range: '2.x', kind: 'peer' },
      { name: '@acme/testing', range: 'workspace:*', kind: 'dev' },
      { name: 'typescript', range: 'npm:@acme/typescript@^7', kind: 'dev' },
    ],
  })
})

test('an empty object is a package without anything', () => {
  expect(read({})).toEqual({
    name: null,
    version: null,
    private: false,
    repository: null,
    dependencies: [],
  })
})

test.each([
  [{ private: true }, true],
  [{ private: 'false' }, true],
  [{ private: '' }, false],
  [{ private: null }, false],
])('private is what npm refuses to publish: %j', (value, expected) => {
  expect(read(value).private).toBe(expected)
})

test.each([
  [{ workspaces: ['packages/*', '!packages/x'] }, ['packages/*', '!packages/x']],
  [{ workspaces: { packages: ['packages/*'], nohoist: ['**'] } }, ['packages/*']],
  [{ workspaces: [] }, []],
  [{ workspaces: { nohoist: [] } }, null],
])('workspaces in both forms: %j', (value, expected) => {
  expect(readWorkspaces(JSON.stringify(value), 'package.json')).toEqual(expected)
})

test.each([
  [{ repository: 'github:acme/core' }, 'https://github.com/acme/core'],
  [{ repository: { url: 'acme/core' } }, 'https://github.com/acme/core'],
  [{ repository: { type: 'git' } }, null],
  [{ repository: 7 }, null],
])('the repository in both forms: %j', (value, expected) => {
  expect(read(value).repository).toBe(expected)
})

test.each(['core', '@acme/core', 'JSONStream', 'a.b_c~d', '~x', '7zip', 'x'.repeat(214)])(
  'takes the name %s',
  (name) => {
    expect(read({ name }).name).toBe(name)
  },
)

test('takes a name that is written with escapes', () => {
  expect(readManifest('{"na\\u006de": "\\u0040acme\\u002fcore"}', 'package.json').name).toBe('@acme/core')
})

test.each([
  '',
  ' core',
  'a b',
  '.x',
  '_x',
  '-x',
  '--upload-pack=x',
  '../x',
  '@acme',
  '@acme/',
  '@/x',
  'a/b',
  'ä',
  'a\u202eb',
  'x;touch${IFS}pwn',
  'x'.repeat(215),
  7,
  null,
  ['a'],
])('refuses the name %j', (name) => {
  const message = expect.stringMatching(/^package\.json, byte 8, line 1: name .* is not valid$/s)
  expect(() => read({ name })).toThrow(expect.objectContaining({ code: 'MANIFEST', message }))
})

test.each(['1.2.3', '0.0.0', '0.0.0-development', '1.0.0-rc.1+build.5', '1.0.0+2024'])(
  'takes the version %s',
  (version) => {
    expect(read({ version }).version).toBe(version)
  },
)

test.each(['', 'v1.2.3', '=1.2.3', ' 1.2.3', '1.2', '01.2.3', '1.2.3-01', 'latest', '$(id)', 1, null, {}])(
  'refuses the version %j',
  (version) => {
    const message = `packages/a/package.json, byte 34, line 3: version ${JSON.stringify(version)} is not valid`
    const text = `{\r\n  "title": "ä",\r\n  "version": ${JSON.stringify(version)}\r\n}`
    expect(() => readManifest(text, 'packages/a/package.json')).toThrow(
      expect.objectContaining({ code: 'MANIFEST', message, hint: 'write a version such as 1.2.3' }),
    )
  },
)

test.each([
  [{ dependencies: [] }, 'byte 16, line 1: dependencies is not an object'],
  [{ devDependencies: 'x' }, 'byte 19, line 1: devDependencies is not an object'],
  [{ dependencies: { ä: '1', b: 2 } }, 'byte 30, line 1: the range of b is not a string'],
])('names the byte of %j', (value, said) => {
  expect(() => read(value)).toThrow(expect.objectContaining({ code: 'MANIFEST', message: `package.json, ${said}` }))
})

test.each([
  [{ workspaces: 'packages/*' }, 'byte 14, line 1: workspaces is not a list of globs'],
  [{ workspaces: [1] }, 'byte 14, line 1: workspaces is not a list of globs'],
  [{ workspaces: { packages: {} } }, 'byte 14, line 1: workspaces is not a list of globs'],
])('names the byte of %j', (value, said) => {
  expect(() => readWorkspaces(JSON.stringify(value), 'package.json')).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: `package.json, ${said}` }),
  )
})
