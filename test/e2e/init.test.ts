/** `rel init` writes what rel cannot find out by itself, and never overwrites. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model.ts'
import { bareRemote, repoAt, type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'

const $schema = './node_modules/@rel-tools/rel/schema/release.config.schema.json'

const printed = async (repo: Repo) => {
  const run = await repo.rel(['init', '--print'])
  expect(run.code).toBe(0)
  const { $schema: schema, ...rest } = run.json()
  expect(schema).toBe($schema)
  return rest
}

test('of what has a name and usual ways, nothing but where the schema is', async () => {
  const repo = await scratchRepo('file package.json = {"name": "core", "version": "1.0.0"}\nfeat: one\ntag v1.0.0')
  const { code, stdout } = await repo.rel(['init'])
  expect({ code, stdout }).toEqual({
    ...{ code: 0, stdout: '✓ release.config.json\n  packages  core (npm)\n  next      rel plan\n' },
  })
  const text = readFileSync(join(repo.folder, 'release.config.json'), 'utf8')
  expect(text).toBe(`{\n  "$schema": "${$schema}"\n}\n`)
  await repo.git('add', '.')
  await repo.git('commit', '--quiet', '-m', 'feat: config')
  expect((await repo.rel(['plan'])).code).toBe(0)
})

test('a package that nothing names is called after the folder', async () => {
  const repo = await scratchRepo('feat: one')
  const name = basename(repo.folder)
  expect(await printed(repo)).toEqual({ packages: [{ name }] })
  const versioned = await scratchRepo('file VERSION = 1.0.0\nfeat: one')
  expect(await printed(versioned)).toEqual({ packages: [{ name: basename(versioned.folder) }] })
  const plain = await scratchRepo('file package.json = {"private": true}\nfeat: one')
  const config = await printed(plain)
  expect(config).toEqual({ packages: [{ name: basename(plain.folder), ecosystem: 'none' }] })
  await plain.rel(['init'])
  expect((await plain.rel(['bump', '--dry-run'])).code).toBe(0)
})

test('one that has versions keeps the name that they were released under', async () => {
  const repo = await scratchRepo('feat: one\ntag v0.1.0\nfeat: two')
  const before = (await repo.rel(['plan', '--json'])).json<Plan>()
  expect(await printed(repo)).toEqual({})
  await repo.rel(['init'])
  await repo.git('add', '.')
  await repo.git('commit', '--quiet', '-m', 'chore: config')
  const after = (await repo.rel(['plan', '--json'])).json<Plan>()
  const [{ package: name, tag } = {}] = before.releases
  expect(after.releases).toMatchObject([{ package: name, tag, from: { tag: 'v0.1.0' } }])
  const told = await scratchRepo('feat: one\ntag core@0.1.0\nfeat: two')
  expect(await printed(told)).toEqual({ packages: [{ name: 'core' }] })
  expect((await told.rel(['init'])).code).toBe(0)
  const { packages } = (await told.rel(['status', '--json'])).json<{ packages: readonly unknown[] }>()
  expect(packages).toMatchObject([{ package: 'core', last: { tag: 'core@0.1.0' } }])
})

test('branch, tags, changelog and address where they are not the usual ones', async () => {
  const repo = await scratchRepo(`
    file package.json = {"name": "core", "version": "1.1.0"}
    file HISTORY.md = # History
    feat: one
    tag release-1.0.0
    tag release-1.1.0
    tag nightly
  `)
  await repo.git('branch', '--move', 'main', 'trunk')
  await repo.git('remote', 'add', 'origin', 'git@git.example.org:acme/core.git')
  expect(await printed(repo)).toEqual({
    repository: 'https://git.example.org/acme/core',
    branches: ['trunk'],
    tag: { format: 'release-{version}' },
    changelog: { file: 'HISTORY.md' },
  })
  expect((await repo.rel(['init'])).code).toBe(0)
  const { json } = await repo.rel(['status', '--json'])
  expect(json()).toMatchObject({ branch: 'trunk', packages: [{ last: { tag: 'release-1.1.0' } }] })
})

test('a remote in a folder is no address for links', async () => {
  const repo = await scratchRepo('file package.json = {"name": "core", "version": "1.0.0"}\nfeat: one')
  await bareRemote(repo)
  expect(await printed(repo)).toEqual({})
})

test('workspaces are found in the work tree, before the first commit', async () => {
  const repo = repoAt(scratchFolder('fresh'))
  await repo.git('init', '--quiet')
  await repo.write({
    'package.json': '{"private": true, "workspaces": ["packages/*"]}',
    'packages/cli/package.json': '{"name": "cli", "version": "0.1.0"}',
    'packages/core/package.json': '{"name": "core", "version": "0.2.0"}',
    'packages/core/node_modules/other/package.json': '{"name": "other", "version": "9.0.0"}',
  })
  const run = await repo.rel(['init', '--json'])
  expect(run.json()).toEqual({
    ...{ kind: 'rel.init', file: 'release.config.json', written: true, existing: null, foreign: null },
    packages: [
      { name: 'cli', path: 'packages/cli', ecosystem: 'npm', version: '0.1.0' },
      { name: 'core', path: 'packages/core', ecosystem: 'npm', version: '0.2.0' },
    ],
    config: { $schema },
  })
})

test.each([
  ['release.config.yaml', 'tag: {}'],
  ['.config/release.config.json', '{}'],
  ['package.json', '{"name": "core", "version": "1.0.0", "rel": {}}'],
])('a config in %s is never overwritten', async (file, text) => {
  const repo = await scratchRepo('feat: one')
  await repo.write({ [file]: text })
  const run = await repo.rel(['init', '--json'])
  expect(run.code).toBe(2)
  expect(run.json()).toMatchObject({ code: 'CONFIG', message: `there is a config already: ${file}` })
  expect(existsSync(join(repo.folder, 'release.config.json'))).toBe(false)
  const shown = await repo.rel(['init', '--dry-run'])
  expect(shown.code).toBe(0)
  expect(shown.stderr).toContain(`there is a config already (${file})`)
})

test("another tool's config is named and left alone", async () => {
  const repo = await scratchRepo('feat: one')
  await repo.write({ '.goreleaser.yaml': '{}' })
  const run = await repo.rel(['init'])
  expect(run.code).toBe(0)
  expect(run.stderr).toContain('.goreleaser.yaml is a config of goreleaser, which rel does not read')
})

test('where changesets has a config, change files go on to decide', async () => {
  const repo = await scratchRepo('feat: one')
  await repo.write({ '.changeset/config.json': '{}' })
  const run = await repo.rel(['init'])
  expect([run.code, run.stderr.includes('does not read')]).toEqual([0, false])
  expect(JSON.parse(readFileSync(join(repo.folder, 'release.config.json'), 'utf8'))).toMatchObject({
    versioning: { source: 'changes' },
  })
})

test('--dry-run writes nothing; a bare repository has no place to write to', async () => {
  const repo = await scratchRepo('feat: one')
  expect((await repo.rel(['init', '--dry-run'])).code).toBe(0)
  expect(existsSync(join(repo.folder, 'release.config.json'))).toBe(false)
  const bare = await scratchRepo('feat: one', { bare: true })
  expect((await bare.rel(['init', '--json'])).json()).toMatchObject({ code: 'BLOCKED', exit: 4 })
  expect((await bare.rel(['init', '--print'])).code).toBe(0)
})
