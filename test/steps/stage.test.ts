/** Bytes on the stage: whole, the same ref for the same bytes, one place for each set of them, and cleared together. */
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { sha256 } from '../../src/core/canonical.ts'
import { stageRef } from '../../src/ledger/paths.ts'
import { stage } from '../../src/steps/stage.ts'
import { unstage } from '../../src/steps/unstage.ts'
import type { World } from '../../src/world/ports.ts'
import { bareRemote, type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { refuseRefs } from '../support/server-hook.ts'
import { smallPlan, smallRelease, writeDist } from '../support/small-release.ts'
import { worldOf } from '../support/world.ts'

const RELEASE = { package: 'core', version: '1.0.0', remote: 'origin' }
let remote: Repo
let world: World
let commit: string
beforeEach(async () => {
  const repo = await scratchRepo('feat: a')
  remote = await bareRemote(repo)
  world = await worldOf(repo)
  commit = repo.id('main')
})

const built = (bytes: string, version = '1.0.0') => {
  const release = smallRelease(smallPlan(commit, 'core', version), bytes)
  const dist = join(scratchFolder('dist'), 'tree')
  writeDist(release, dist)
  const input = { ...RELEASE, version, dist, required: true }
  return { input, files: release.files, ref: stageRef('core', version, sha256(release.indexText)) }
}

const staged = () => remote.git('for-each-ref', '--format=%(refname)', 'refs/rel/stage')

test('every file of the tree, once; other bytes beside them; all of a version cleared at once', async () => {
  const [one, two, next] = [built('one'), built('two'), built('one', '1.0.0-rc.1')]
  expect(await stage.probe(one.input, world)).toEqual({ state: 'absent' })
  for (const { input } of [one, two, next]) await stage.act(input, world)
  const there = await remote.git('rev-parse', one.ref)
  expect(await stage.probe(one.input, world)).toEqual({ state: 'present', evidence: { ref: one.ref, commit: there } })
  await stage.act(one.input, world)
  expect(await remote.git('rev-parse', one.ref)).toBe(there)
  for (const [name, text] of Object.entries(one.files))
    expect(await remote.git('show', `${one.ref}:${name}`)).toBe(text.trimEnd())
  expect((await staged()).split('\n')).toEqual([one.ref, two.ref, next.ref].toSorted())
  expect(await unstage.probe(RELEASE, world)).toEqual({ state: 'absent' })
  await unstage.act(RELEASE, world)
  expect(await unstage.probe(RELEASE, world)).toMatchObject({ state: 'present' })
  expect(await staged()).toBe(next.ref)
})

test('no tree to stage is an error of the build', async () => {
  const input = { ...RELEASE, dist: scratchFolder('empty'), required: false }
  expect(await stage.probe(input, world)).toEqual({ state: 'absent' })
  await expect(stage.act(input, world)).rejects.toMatchObject({ code: 'BUILD' })
})

test('a remote that refuses: an error where the stage is required, else these bytes have to do', async () => {
  refuseRefs(remote, 'refs/rel/*', 'no such refs here')
  const { input } = built('one')
  const refused = {
    code: 'STAGE_LOCAL',
    message: expect.stringContaining('hook declined'),
    hint: expect.stringContaining('"stage": { "to": "local" }'),
  }
  await expect(stage.act(input, world)).rejects.toMatchObject(refused)
  await stage.act({ ...input, required: false }, world)
  expect(await stage.probe({ ...input, required: false }, world)).toEqual({
    state: 'present',
    evidence: { here: input.dist },
  })
  expect(await stage.probe(input, world)).toEqual({ state: 'absent' })
})
