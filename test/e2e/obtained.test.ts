/** Where the sealed bytes come from when what is here is gone, tampered with, or somebody else's. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { ARCHIVE, type OnePackage, onePackage } from '../support/one-package.ts'
import { runRel, scratchFolder } from '../support/scratch.ts'
import { treeOf } from '../support/workspace.ts'

/** Sealed and staged, but the target could not be written: a file stood where its folder has to be. */
let sealed: () => OnePackage
let bytes: Readonly<Record<string, string>>

const distOf = ({ repo }: Pick<OnePackage, 'repo'>) => join(repo.folder, 'artifacts', 'core', '1.0.0')

const sealOnly = async (): Promise<OnePackage> => {
  const place = await onePackage()
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

test('a dist tree that was changed after sealing is replaced by the sealed bytes', async () => {
  const place = sealed()
  writeFileSync(join(distOf(place), ARCHIVE), 'changed')
  const run = await place.repo.rel(['publish'])
  expect(run.code, run.stderr).toBe(0)
  expect([treeOf(distOf(place)), treeOf(place.published)]).toEqual([bytes, bytes])
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

test.each(['publish', 'release'])('%s --from a folder that is none: said before anything else', async (command) => {
  const folder = scratchFolder('no-repository')
  writeFileSync(join(folder, 'file'), '')
  for (const from of ['nowhere', 'file']) {
    const run = await runRel([command, '--from', from], { cwd: folder })
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining(`error[USAGE] --from "${from}" is no folder`)])
  }
})
