/** A folder that has some of a release's files and nothing else is completed; whatever else it has stays untouched. */
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { INDEX_FILE } from '../../src/evidence/describe/dist.ts'
import { directory } from '../../src/targets/directory.ts'
import type { World } from '../../src/world/ports.ts'
import { scratchFolder, scratchRepo } from '../support/scratch.ts'
import { smallPlan, type SmallRelease, smallRelease, writeDist } from '../support/small-release.ts'
import { treeOf } from '../support/workspace.ts'
import { worldOf } from '../support/world.ts'

let world: World
let release: SmallRelease
let dist: string
beforeAll(async () => {
  const repo = await scratchRepo('feat: a')
  world = await worldOf(repo)
  release = smallRelease(smallPlan(repo.id('main')))
  dist = join(scratchFolder('dist'), 'tree')
  writeDist(release, dist)
})

/** A target whose folder has the whole release. */
const published = () => {
  const path = scratchFolder('out')
  const folder = join(path, 'core', '1.0.0')
  writeDist(release, folder)
  const named = { package: 'core', version: '1.0.0', channel: 'latest', line: 'main' }
  return {
    folder,
    publishing: { ...named, dist, root: path, layout: 'core/1.0.0', options: { to: 'directory', path } },
  }
}

const publishingIn = (made: ReturnType<typeof published>['publishing']) => made as Parameters<typeof directory.probe>[0]

test.each<[string, (folder: string) => void]>([
  ['an artifact less', (folder) => rmSync(join(folder, 'core.bin'))],
  ['no index', (folder) => rmSync(join(folder, INDEX_FILE))],
  ['no file at all', (folder) => (rmSync(folder, { recursive: true }), mkdirSync(folder))],
  ['what an earlier run left beside', (folder) => (rmSync(folder, { recursive: true }), mkdirSync(`${folder}.part`))],
])('%s: absent, and made whole', async (_, take) => {
  const { folder, publishing } = published()
  take(folder)
  expect(await directory.probe(publishingIn(publishing), world)).toEqual({ state: 'absent' })
  await directory.act(publishingIn(publishing), world)
  expect(await directory.probe(publishingIn(publishing), world)).toMatchObject({ state: 'present' })
  expect(treeOf(folder)).toEqual(release.files)
  expect(existsSync(`${folder}.part`)).toBe(false)
})

test.each<[string, (folder: string) => void]>([
  ['other bytes', (folder) => writeFileSync(join(folder, 'NOTES.md'), 'other')],
  ['a stranger', (folder) => writeFileSync(join(folder, 'stranger'), '')],
  ['a folder', (folder) => mkdirSync(join(folder, 'stranger'))],
  ['a link', (folder) => symlinkSync(join(dist, 'core.bin'), join(folder, 'core.bin'))],
])('half of the files and %s: a conflict', async (_, add) => {
  const { folder, publishing } = published()
  for (const name of ['core.bin', INDEX_FILE]) rmSync(join(folder, name))
  add(folder)
  expect(await directory.probe(publishingIn(publishing), world)).toMatchObject({ state: 'conflict' })
})

test('several at once, each from a clone of its own: one copy, nothing beside it, and nobody fails', async () => {
  const { folder, publishing } = published()
  rmSync(folder, { recursive: true })
  const clones = Array.from({ length: 8 }, () => join(scratchFolder('clone'), 'tree'))
  for (const clone of clones) writeDist(release, clone)
  await Promise.all(clones.map((clone) => directory.act(publishingIn({ ...publishing, dist: clone }), world)))
  expect(treeOf(folder)).toEqual(release.files)
  expect(readdirSync(join(folder, '..'))).toEqual(['1.0.0'])
})
