/** What is read from composer.json, and what an edit of it takes along. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { composer } from '../../src/ecosystems/composer.ts'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { commitFiles } from './commit-files.ts'

const ROOT = `{
    "name": "acme/all",
    "version": "1.0.0",
    "homepage": "https://github.com/acme/all",
    "require": { "php": "^8.2", "ext-json": "*", "acme/core": "^1.2" },
    "require-dev": { "acme/testing": "self.version" },
    "repositories": [{ "type": "path", "url": "packages/*", "options": {} }, { "type": "vcs", "url": "x" }],
    "config": { "sort-packages": true, "platform": { "php": "8.2.1" } },
    "description": "für alle"
}
`

const hashed = (version: string, range: string) =>
  createHash('md5')
    .update(
      String.raw`{"config":{"platform":{"php":"8.2.1"}},"name":"acme\/all","repositories":[{"type":"path","url":"packages\/*","options":[]},{"type":"vcs","url":"x"}],"require":{"php":"^8.2","ext-json":"*","acme\/core":"RANGE"},"require-dev":{"acme\/testing":"self.version"},"version":"VERSION"}`
        .replace('RANGE', range)
        .replace('VERSION', version),
    )
    .digest('hex')

const lock = (hash: string) =>
  `{\n    "_readme": ["This file locks"],\n    "content-hash": "${hash}",\n    "packages": [{"name": "acme/core", "version": "1.2.0", "dist": {"type": "path", "url": "packages/core"}}]\n}\n`

const edit: VersionEdit = {
  path: '.',
  name: 'acme/all',
  file: 'composer.json',
  from: '1.0.0',
  to: '1.1.0',
  ranges: [{ name: 'acme/core', kind: 'runtime', from: '^1.2', to: '^2.0' }],
}

test('a package, what it needs of packages, and its place on the web', async () => {
  expect(await composer.find('.', commitFiles({ 'composer.json': ROOT }))).toEqual({
    ...{ name: 'acme/all', version: '1.0.0', private: false, repository: 'https://github.com/acme/all' },
    dependencies: [
      { name: 'acme/core', range: '^1.2', kind: 'runtime' },
      { name: 'acme/testing', range: 'self.version', kind: 'dev' },
    ],
    ...{ file: 'composer.json', files: ['composer.json', 'composer.lock'], sharedVersion: null },
  })
  expect((await composer.find('.', commitFiles({ 'composer.json': '{"version": "V2.0.0-RC1"}' })))?.version).toBe(
    '2.0.0-RC1',
  )
})

test('path repositories are its workspace', async () => {
  const files = {
    'composer.json': ROOT,
    'packages/core/composer.json': '{}',
    'packages/x/README.md': '',
    'other/composer.json': '{}',
  }
  expect(await composer.members?.('.', commitFiles(files))).toEqual(['packages/core'])
  const byName = {
    'composer.json': '{"repositories": {"own": {"type": "path", "url": "./other/"}, "packagist.org": false}}',
  }
  expect(await composer.members?.('.', commitFiles({ ...files, ...byName }))).toEqual(['other'])
  expect(await composer.members?.('.', commitFiles({ 'composer.json': '{"repositories": []}' }))).toBe(null)
})

test('the version, ranges, and the hash of a lock that fitted', () => {
  const texts = new Map([
    ['composer.json', ROOT],
    ['composer.lock', lock(hashed('1.0.0', '^1.2'))],
  ])
  expect(Object.fromEntries(composer.edit(texts, [edit]))).toEqual({
    'composer.json': ROOT.replace('1.0.0', '1.1.0').replace('^1.2', '^2.0'),
    'composer.lock': lock(hashed('1.1.0', '^2.0')),
  })
  expect([...composer.edit(new Map([...texts, ['composer.lock', lock('0')]]), [edit]).keys()]).toEqual([
    'composer.json',
  ])
})

test('a package that leaves its version to tags is not edited', () => {
  const texts = new Map([['composer.json', '{"name": "acme/all"}']])
  expect(composer.edit(texts, [{ ...edit, from: null, ranges: [] }])).toEqual(new Map())
})

test.each(['dev-main', '1.x-dev', '', 'latest'])('the version %s is none', async (version) => {
  const text = JSON.stringify({ name: 'acme/all', version })
  await expect(composer.find('.', commitFiles({ 'composer.json': text }))).rejects.toThrow(
    `composer.json, byte 29, line 1: version "${version}" is not valid`,
  )
})

test('another range is refused', () => {
  const ranges = [{ name: 'acme/core', kind: 'dev', from: '^1.2', to: '^2.0' } as const]
  expect(() => composer.edit(new Map([['composer.json', ROOT]]), [{ ...edit, ranges }])).toThrow(
    'require-dev.acme/core is null, not "^1.2"',
  )
})
