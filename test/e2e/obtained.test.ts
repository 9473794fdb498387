/** Where the sealed bytes come from when what is here is gone, tampered with, or somebody else's. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { ARCHIVE, type OnePackage, onePackage } from '../support/one-package.ts'
import { treeOf } from '../support/workspace.ts'

/** Sealed and staged, but the target could not be written: a file stood where its folder has to be. */
let sealed: () => OnePackage
let bytes: Readonly<Record<string, string>>

const distOf = ({ repo }: Pick<OnePackage, 'repo'>) => join(repo.folder, 'artifacts', 'core', '1.0.0')

const sealOnly = async (config: object = {}): Promise<OnePackage> => {
  const place = await onePackage(config)
  writeFileSync(place.out, '')
  const run = await place.repo.rel(['release'])
  expect(run.code, run.stderr).toBe(5)
  rmSync(place.out)
  return place
}

beforeAll(async () => {
  const place = await sealOnly()
  sealed = place.copy
  bytes = treeOf(distOf(place))
})

test('other bytes in the target: exit 7 that names them, and nothing is overwritten', async () => {
  const { repo, published } = sealed()
  mkdirSync(published, { recursive: true })
  writeFileSync(join(published, 'release.json'), '{}')
  const broken = await repo.rel(['publish'])
  expect([broken.code, broken.stderr]).toEqual([7, expect.stringContaining(published)])
  expect(treeOf(published)).toEqual({ 'release.json': '{}' })
  rmSync(published, { recursive: true })
  const good = await repo.rel(['publish'])
  expect(good.code, good.stderr).toBe(0)
  writeFileSync(join(published, ARCHIVE), 'flipped')
  const flipped = await repo.rel(['publish'])
  expect([flipped.code, flipped.stderr]).toEqual([7, expect.stringMatching(new RegExp(`${ARCHIVE} is sha256:`))])
  expect(readFileSync(join(published, ARCHIVE), 'utf8')).toBe('flipped')
})

test.each<[string, (dist: string) => void]>([
  ['a changed archive', (dist) => writeFileSync(join(dist, ARCHIVE), 'changed')],
  ['a file more', (dist) => writeFileSync(join(dist, 'more'), '')],
  ['a broken index', (dist) => writeFileSync(join(dist, 'release.json'), 'x')],
  ['no tree at all', (dist) => rmSync(dist, { recursive: true })],
])('%s in the dist tree after sealing is replaced by the sealed bytes', async (_, tamper) => {
  const place = sealed()
  tamper(distOf(place))
  const run = await place.repo.rel(['publish'])
  expect(run.code, run.stderr).toBe(0)
  expect([treeOf(distOf(place)), treeOf(place.published)]).toEqual([bytes, bytes])
})

test('another clone finishes from the stage, which is cleared then', async () => {
  const place = sealed()
  expect(await place.remote.git('for-each-ref', 'refs/rel/stage')).not.toBe('')
  const repo = await place.clone()
  const run = await repo.rel(['publish'])
  expect(run.code, run.stderr).toBe(0)
  expect([treeOf(place.published), treeOf(distOf({ repo }))]).toEqual([bytes, bytes])
  expect(await place.remote.git('for-each-ref', 'refs/rel/stage')).toBe('')
})

test('without a stage another clone rebuilds what can be rebuilt, past a target that was tampered with', async () => {
  const { clone, remote, published } = sealed()
  const ref = await remote.git('for-each-ref', '--format=%(refname)', 'refs/rel/stage')
  await remote.git('update-ref', '-d', ref)
  mkdirSync(published, { recursive: true })
  writeFileSync(join(published, 'release.json'), 'x')
  const repo = await clone()
  expect((await repo.rel(['publish'])).code).toBe(7)
  expect(treeOf(distOf({ repo }))).toEqual(bytes)
})

test('bytes that are nowhere: exit 5 with the ways out, and where they are it can be finished', async () => {
  const artifacts = [{ kind: 'file', from: 'now', name: 'now' }]
  const target = { name: 'source', run: [['sh', '-c', 'date +%s%N > now']], artifacts }
  const { repo, clone, out } = await sealOnly({ build: { targets: [target] }, stage: { to: 'local' } })
  const lost = await (await clone()).rel(['publish'])
  expect(lost.code).toBe(5)
  expect(lost.stderr).toMatch(/bytes cannot be had here[^]*hint: finish it where it was built/)
  expect(existsSync(out)).toBe(false)
  const where = await repo.rel(['publish'])
  expect(where.code, where.stderr).toBe(0)
})
