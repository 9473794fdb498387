/** A dist tree is the sealed one or it is brought back; where that cannot be, the three ways out are told. */
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../src/core/canonical.ts'
import { INDEX_FILE } from '../../src/evidence/describe/dist.ts'
import { append } from '../../src/ledger/append.ts'
import { sealFiles, sealStatement } from '../../src/ledger/seal.ts'
import { type Means, type ObtainInput, obtainHandler } from '../../src/steps/obtain.ts'
import type { World } from '../../src/world/ports.ts'
import { scratchFolder, scratchRepo } from '../support/scratch.ts'
import { smallPlan, type SmallRelease, smallRelease, writeDist } from '../support/small-release.ts'
import { treeOf } from '../support/workspace.ts'
import { worldOf } from '../support/world.ts'

let world: World
let release: SmallRelease
beforeAll(async () => {
  const repo = await scratchRepo('feat: a')
  world = await worldOf(repo, { CI: '1', GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '8812' })
  release = smallRelease(smallPlan(repo.id('main')))
  const files = sealFiles(release, JSON.stringify(sealStatement(release)))
  const tip = await append(world, { base: null, files, subject: 'seal', sign: false })
  await repo.git('update-ref', 'refs/rel/ledger', tip)
})

const nobody: Means = { build: async () => undefined, retrieve: async () => undefined }

const inputIn = (folder: string, more: Partial<ObtainInput> = {}): ObtainInput => ({
  ...{ package: 'core', version: '1.0.0', tag: 'core@1.0.0', from: null, layout: 'core/1.0.0' },
  ...{ dist: join(folder, 'core', '1.0.0'), trees: folder, remote: null, ledger: 'refs/rel/ledger' },
  ...{ builds: [], targets: [], ...more },
})

/** A target of any kind that has the whole tree. */
const mirrored: Means = {
  ...nobody,
  retrieve: async (_, __, folder) => writeDist(release, folder),
}
const MIRROR = { target: 'mirror', kind: 'directory', publishing: null }

const aside = (path: string): string => {
  const other = join(scratchFolder('aside'), 'moved')
  renameSync(path, other)
  return other
}

test.each<[string, (dist: string) => void]>([
  ['a changed file', (dist) => writeFileSync(join(dist, 'core.bin'), 'BYTES')],
  ['a longer file', (dist) => writeFileSync(join(dist, 'core.bin'), 'bytes and more')],
  ['a changed description', (dist) => writeFileSync(join(dist, 'NOTES.md'), '# 1.0.1\n')],
  ['a file less', (dist) => rmSync(join(dist, 'core.bin'))],
  ['a file more', (dist) => writeFileSync(join(dist, 'more'), '')],
  ['a folder more', (dist) => mkdirSync(join(dist, 'more'))],
  ['a link to the very bytes', (dist) => symlinkSync(aside(join(dist, 'core.bin')), join(dist, 'core.bin'))],
  ['no index', (dist) => rmSync(join(dist, INDEX_FILE))],
  ['an index that is none', (dist) => writeFileSync(join(dist, INDEX_FILE), '{')],
  ['a tree that was about to be put in place', (dist) => renameSync(dist, `${dist}.part`)],
  ['no tree', (dist) => rmSync(dist, { recursive: true })],
  ['a file in its place', (dist) => (rmSync(dist, { recursive: true }), writeFileSync(dist, ''))],
  ['nothing at all', (dist) => rmSync(dirname(dirname(dist)), { recursive: true })],
])('%s: the tree is made whole', async (_, damage) => {
  const handler = obtainHandler(mirrored)
  const input = inputIn(join(scratchFolder('clone'), 'artifacts'), { targets: [MIRROR] })
  writeDist(release, input.dist)
  const present = { state: 'present', evidence: { index: `sha256:${sha256(release.indexText)}` } }
  expect(await handler.probe(input, world)).toEqual(present)
  damage(input.dist)
  expect(await handler.probe(input, world)).toEqual({ state: 'absent' })
  await handler.act(input, world)
  expect(await handler.probe(input, world)).toEqual(present)
  expect(treeOf(input.trees)).toEqual({
    '.gitignore': '*\n',
    ...Object.fromEntries(Object.entries(release.files).map(([name, text]) => [`core/1.0.0/${name}`, text])),
  })
})

test.each([['its files'], ['a folder of trees']])('a folder with %s is enough', async (kind) => {
  const from = scratchFolder('from')
  const at = kind === 'its files' ? from : join(from, 'core', '1.0.0')
  mkdirSync(at, { recursive: true })
  writeFileSync(join(at, 'core.bin'), 'bytes')
  const input = inputIn(scratchFolder('clone'), { from })
  await obtainHandler(nobody).act(input, world)
  expect(treeOf(input.dist)).toEqual(release.files)
})

test('bytes that nobody has: who sealed them, what is missing, what was asked, and the three ways out', async () => {
  const folder = scratchFolder('clone')
  const input = inputIn(folder, { targets: [MIRROR] })
  mkdirSync(input.dist, { recursive: true })
  writeFileSync(join(input.dist, 'core.bin'), 'BYTES')
  const handler = obtainHandler(nobody)
  await expect(handler.act(input, world)).rejects.toMatchObject({
    code: 'PARTIAL',
    message:
      'core 1.0.0 was sealed by ci/8812; its bytes are not reachable from here: core.bin is missing ' +
      `(${input.dist} has other bytes for core.bin)`,
    hint: expect.stringMatching(
      /where it was built \(ci\/8812\) with: rel publish core@1\.0\.0;.*rel publish core@1\.0\.0 --from <dir>;.*rel withdraw core@1\.0\.0/,
    ),
  })
  expect(treeOf(input.dist)).toEqual({ 'core.bin': 'BYTES' })
})

test('what is not sealed is absent, and cannot be brought', async () => {
  const input = inputIn(scratchFolder('clone'), { version: '2.0.0' })
  expect(await obtainHandler(nobody).probe(input, world)).toEqual({ state: 'absent' })
  await expect(obtainHandler(nobody).act(input, world)).rejects.toMatchObject({ code: 'BUG' })
})
