/** Releases to a real npm registry through the built CLI: what is packed is sealed, published in order, and installs. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../src/core/canonical.ts'
import type { DistIndex } from '../../src/model.ts'
import { integrityOf, putVersion } from '../support/npm-release.ts'
import { type Registry, startRegistry } from '../support/registry.ts'
import { bareRemote, type Repo, scratchEnv, scratchFolder, scratchRepo } from '../support/scratch.ts'

let registry: Registry
beforeAll(async () => {
  registry = await startRegistry(scratchFolder('registry'))
})
afterAll(() => registry.stop())

/** `core`, `cli` that depends on it, `lone` that does not, all for npm; a private one, and one of no registry. */
const story = (core: string, cli: string, lone: string, out: string): string => {
  const npm = [
    ['core', core],
    ['cli', cli],
    ['lone', lone],
    ['inner', `${cli}-inner`],
  ].map(([path, name]) => ({ name, path: `packages/${path}`, ecosystem: 'npm' }))
  const packages = [...npm, { name: `${cli}-docs`, path: 'docs', ecosystem: 'version-file' }]
  const publish = [{ to: 'npm' }, { to: 'directory', path: out }]
  return `
file package.json = { "name": "root", "private": true, "workspaces": ["packages/*"] }
file packages/core/package.json = { "name": "${core}", "version": "1.0.0" }
file packages/cli/package.json = { "name": "${cli}", "version": "0.3.0", "dependencies": { "${core}": "^1.0.0" } }
file packages/lone/package.json = { "name": "${lone}", "version": "2.0.0" }
file packages/inner/package.json = { "name": "${cli}-inner", "version": "1.0.0", "private": true }
file docs/VERSION = 5.0.0
file release.config.json = ${JSON.stringify({ packages, publish })}
feat: start | packages/core/index.js, packages/cli/index.js, packages/lone/index.js, packages/inner/a, docs/b
`
}

const workspace = async (core: string, cli: string, lone: string) => {
  const out = join(scratchFolder('out'), 'tree')
  const repo = await scratchRepo(story(core, cli, lone, out))
  await bareRemote(repo)
  return { repo, out }
}

interface Told {
  readonly kind: string
  readonly step?: string
  readonly result?: string
  readonly error?: { readonly message: string } | null
}

/** `rel release`, its exit status, and what became of each step. */
const release = async (repo: Repo, env: Readonly<Record<string, string>> = registry.env) => {
  const { code, stdout, stderr } = await repo.rel(['release', '--json'], { env })
  const told = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told & { readonly message?: string })
  const steps = told.filter(({ kind }) => kind === 'rel.event')
  const came = (start: string) =>
    Object.fromEntries(
      steps.flatMap(({ step = '', result }) => (step.startsWith(start) ? [[step.slice(start.length), result]] : [])),
    )
  return { code, stderr, publish: came('publish:'), record: came('record:'), last: told.at(-1) }
}

const indexOf = (out: string, folder: string): DistIndex =>
  JSON.parse(readFileSync(join(out, folder, 'release.json'), 'utf8'))

const tarballIn = (index: DistIndex) => index.files.find(({ kind }) => kind === 'package')

const npm = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('npm', args, { cwd, env: { ...scratchEnv, ...registry.env }, encoding: 'utf8', stdio: 'pipe' })

test('a workspace is packed, sealed, published dependencies first, and installs with the sealed integrity', async () => {
  const { repo, out } = await workspace('@acme/core', 'acme-cli', 'acme-lone')
  const first = await release(repo)
  expect(first.code, first.stderr).toBe(0)
  // What JSON.parse made keeps the order of the events.
  expect(Object.entries(first.publish)).toEqual([
    ['@acme/core:npm', 'done'],
    ['@acme/core:directory', 'done'],
    ['acme-cli:npm', 'done'],
    ['acme-cli:directory', 'done'],
    ['acme-cli-docs:directory', 'done'],
    ['acme-lone:npm', 'done'],
    ['acme-lone:directory', 'done'],
  ])
  const ours = registry.tarballs().filter((name) => name.includes('acme'))
  expect(ours).toEqual(['@acme/core/core-1.0.0.tgz', 'acme-cli/acme-cli-0.3.0.tgz', 'acme-lone/acme-lone-2.0.0.tgz'])
  const sealed = tarballIn(indexOf(out, 'acme-core/1.0.0'))
  const stored = readFileSync(join(registry.storage, '@acme/core/core-1.0.0.tgz'))
  expect(sealed).toMatchObject({ sha256: sha256(stored), integrity: integrityOf(stored) })
  expect(registry.packument('@acme/core')?.versions['1.0.0']?.dist.integrity).toBe(sealed?.integrity)
  expect(tarballIn(indexOf(out, 'acme-cli-docs/5.0.0'))).toBeUndefined()

  const empty = scratchFolder('empty')
  writeFileSync(join(empty, 'package.json'), '{ "private": true }')
  npm(empty, 'install', '--no-audit', '--no-fund', 'acme-cli')
  const { packages } = JSON.parse(readFileSync(join(empty, 'package-lock.json'), 'utf8'))
  expect(packages['node_modules/@acme/core']).toMatchObject({ version: '1.0.0', integrity: sealed?.integrity })
  expect(packages['node_modules/acme-cli'].integrity).toBe(tarballIn(indexOf(out, 'acme-cli/0.3.0'))?.integrity)
  expect(readdirSync(join(empty, 'node_modules/acme-cli')).toSorted()).toEqual([
    'CHANGELOG.md',
    'index.js',
    'package.json',
  ])

  expect((await release(repo)).code).toBe(3)
  const audit = await repo.rel(['audit', '--json'], { env: registry.env })
  expect(audit.json()).toMatchObject({ ok: true, findings: [] })
  const traced = await repo.rel(['trace', 'pkg:npm/%40acme/core@1.0.0', '--json'], { env: registry.env })
  expect(traced.json()).toMatchObject({ releases: [{ package: '@acme/core', publications: [{}, {}] }] })
  const tarball = join(scratchFolder('downloads'), 'core.tgz')
  writeFileSync(tarball, stored)
  const verified = await repo.rel(['verify', tarball], { env: registry.env })
  expect(verified.code, verified.stdout + verified.stderr).toBe(0)
})

test('a version that the registry has with other bytes is a conflict: nothing is overwritten, the others go on', async () => {
  const { repo, out } = await workspace('@clash/core', 'clash-cli', 'clash-lone')
  await putVersion(registry, ['@clash/core', '1.0.0', 'latest'])
  const held = () => registry.tarballs().filter((name) => name.startsWith('@clash/'))
  const [theirs = ''] = held()
  const digest = integrityOf(readFileSync(join(registry.storage, theirs)))
  const clash = await release(repo)
  expect(clash.code).toBe(7)
  expect(clash.publish).toEqual({
    ...{ '@clash/core:npm': 'failed', '@clash/core:directory': 'done', 'clash-cli:npm': 'left-out' },
    ...{ 'clash-cli:directory': 'done', 'clash-cli-docs:directory': 'done' },
    ...{ 'clash-lone:npm': 'done', 'clash-lone:directory': 'done' },
  })
  const sealed = tarballIn(indexOf(out, 'clash-core/1.0.0'))?.integrity ?? 'none'
  expect(clash.last).toMatchObject({ kind: 'rel.error', code: 'CONFLICT', message: expect.stringContaining(sealed) })
  expect(clash.last?.message).toContain(digest)
  expect(held()).toEqual([theirs])
  expect(integrityOf(readFileSync(join(registry.storage, theirs)))).toBe(digest)
  expect(registry.packument('clash-cli')).toBeNull()
})

test('who may not publish a package in the middle leaves its dependents out; who may finishes it', async () => {
  const { repo } = await workspace('@private/core', 'middle-cli', 'middle-lone')
  const other = registry.envFor(registry.url, await registry.logIn('somebody'))
  const cut = await release(repo, other)
  expect(cut.code, cut.stderr).toBe(5)
  expect(cut.publish).toMatchObject({
    '@private/core:npm': 'failed',
    'middle-cli:npm': 'left-out',
    'middle-lone:npm': 'done',
  })
  expect(cut.record).toMatchObject({ 'middle-cli:npm': 'left-out', 'middle-cli:directory': 'done' })
  expect(registry.packument('middle-cli')).toBeNull()
  const finished = await release(repo)
  expect(finished.code, finished.stderr).toBe(0)
  expect(finished.publish).toMatchObject({
    '@private/core:npm': 'done',
    'middle-cli:npm': 'done',
    'middle-lone:npm': 'already',
  })
  expect(registry.packument('middle-cli')?.['dist-tags']).toEqual({ latest: '0.3.0' })
})

test('a prerelease and a maintenance release do not move latest', async () => {
  const repo = await scratchRepo(`
file package.json = { "name": "lines", "version": "1.0.0" }
file release.config.json = { "publish": [{ "to": "npm" }] }
feat: one | a.txt
tag v1.0.0
branch 1.x
fix: one | a.txt
on main
file package.json = { "name": "lines", "version": "2.0.0" }
feat!: two | b.txt
tag v2.0.0
branch beta
feat: three | c.txt
`)
  await bareRemote(repo)
  for (const version of ['1.0.0', '2.0.0']) await putVersion(registry, ['lines', version, 'latest'])
  const beta = await release(repo)
  expect(beta.code, beta.stderr).toBe(0)
  await repo.git('switch', '--quiet', '1.x')
  const maintenance = await release(repo)
  expect(maintenance.code, maintenance.stderr).toBe(0)
  const tags = { latest: '2.0.0', beta: '2.1.0-beta.1', 'release-1.x': '1.0.1' }
  expect(registry.packument('lines')?.['dist-tags']).toEqual(tags)
})
