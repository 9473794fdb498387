/** Recipes run in an environment that is the same everywhere, are logged, and leave a log behind when they fail. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { sha256 } from '../../src/core/canonical.ts'
import type { BuildInput } from '../../src/steps/build-record.ts'
import { logDigest, type Place, readLockfiles, readToolchain, runRecipes } from '../../src/steps/recipe.ts'
import type { World } from '../../src/world/ports.ts'
import { scratchEnv, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

let world: World
let place: Place
let work: string
beforeEach(async () => {
  const repo = await scratchRepo('file lock = locked\nfeat: a\n')
  world = await worldOf(repo, { SEEN: 'yes', HIDDEN: 'secret', TZ: 'Asia/Tokyo' })
  const folder = scratchFolder('build')
  const [checkout, out] = [join(folder, 'checkout'), join(folder, 'out')]
  for (const path of [checkout, out]) mkdirSync(path)
  place = { checkout, out, commit: repo.id('main'), date: 1_700_000_000 }
  work = join(folder, 'work')
})

const input = (run: readonly (readonly string[])[], more: Partial<BuildInput> = {}): BuildInput => ({
  ...{ hex: '', tags: ['v1.0.0'], package: 'core', version: '1.0.0', tag: 'v1.0.0', path: '.', target: 'source' },
  ...{ on: { os: null, arch: null }, run, files: {}, artifacts: [], env: ['PATH', 'SEEN', 'UNSET'] },
  ...{ toolchain: null, lockfiles: [], work, dist: join(work, 'dist') },
  ...more,
})

test('exactly what is named gets through, beside what is the same everywhere', async () => {
  await runRecipes(input([['env']]), world, place)
  const log = readFileSync(join(place.out, 'build.log'), 'utf8').split('\n')
  const fixed = [
    'SOURCE_DATE_EPOCH=1700000000',
    'TZ=UTC',
    'LC_ALL=C',
    'LANG=C',
    `PATH=${scratchEnv['PATH'] ?? ''}`,
    'SEEN=yes',
  ]
  const release = [
    'REL_PACKAGE=core',
    'REL_VERSION=1.0.0',
    'REL_TAG=v1.0.0',
    'REL_TARGET=source',
    `REL_COMMIT=${place.commit}`,
  ]
  expect(log.slice(0, 1)).toEqual(['$ env'])
  expect(log.slice(1, -1).toSorted()).toEqual([...fixed, ...release].toSorted())
})

test('one after the other in the checkout; the log has a digest', async () => {
  expect(await logDigest(world, place)).toBeNull()
  await runRecipes(
    input([
      ['sh', '-c', 'echo made > file'],
      ['cat', 'file'],
    ]),
    world,
    place,
  )
  const log = '$ sh -c echo made > file\n$ cat file\nmade\n'
  expect(readFileSync(join(place.out, 'build.log'), 'utf8')).toBe(log)
  expect(await logDigest(world, place)).toBe(sha256(log))
})

test('one that fails ends it, with its last words and where the whole log is', async () => {
  const run = [
    ['sh', '-c', 'echo before; echo wrong >&2; exit 3'],
    ['touch', 'never'],
  ]
  const failed = {
    code: 'RECIPE',
    message: expect.stringMatching(/ended with status 3: .*wrong/),
    hint: expect.stringContaining(`${work}.log`),
  }
  await expect(runRecipes(input(run), world, place)).rejects.toMatchObject(failed)
  expect(readFileSync(`${work}.log`, 'utf8')).toContain('before\n')
  expect(await world.files.facts(join(place.checkout, 'never'))).toBeNull()
  await expect(runRecipes(input([['no-such-command']]), world, place)).rejects.toMatchObject({ code: 'RECIPE' })
})

test('tools by version and digest, each once; lockfiles by digest; what is missing is left out', async () => {
  mkdirSync(work, { recursive: true })
  const tools = await readToolchain(input([['git', 'x'], ['git', 'y'], ['no-such-command']]), world)
  expect(tools).toEqual([
    { name: 'git', version: expect.stringMatching(/^git version \d/), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ])
  expect(await readToolchain(input([['git']], { toolchain: [] }), world)).toEqual([])
  expect(await readToolchain(input([], { toolchain: ['git'] }), world, ['git'])).toEqual(tools)
  const locks = await readLockfiles(input([], { lockfiles: ['lock', 'none'] }), world, place.commit)
  expect(locks).toEqual([{ name: 'lock', sha256: sha256('locked\n') }])
})
