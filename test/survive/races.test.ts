/** Several clones of one remote release at once: one seal, one set of bytes in every place, and each is told how it ended. */
import { createHash } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everything, figure } from '../support/figures.ts'
import { pushed } from '../support/push-log.ts'
import { type Registry, startRegistry } from '../support/registry.ts'
import { type RelRun, type Repo, repoAt, scratchFolder } from '../support/scratch.ts'
import { makeScene, type Scene } from '../support/worlds.ts'
import { treeOf } from '../support/workspace.ts'

const LEDGER = 'refs/rel/ledger'
const RELEASES = ['cli/0.3.0', 'core/1.0.0']

interface Round {
  readonly command: 'release' | 'publish'
  readonly clones: number
  /** Every build gives other bytes. */
  readonly random: boolean
}

const SAMPLE: readonly Round[] = [
  { command: 'release', clones: 2, random: false },
  { command: 'publish', clones: 3, random: true },
]
const ALL: readonly Round[] = Array.from({ length: 20 }, (_, index) => ({
  command: index % 2 === 0 ? 'release' : 'publish',
  clones: index % 4 < 2 ? 2 : 5,
  random: index % 8 < 4,
}))

const codes = new Map<number, number>()
let rounds = 0
let registry: Registry
beforeAll(async () => {
  registry = await startRegistry(scratchFolder('registry'))
})
afterAll(async () => {
  await registry.stop()
  const seen = [...codes].toSorted(([a], [b]) => a - b).map(([code, times]) => `${times} × exit ${code}`)
  figure(`races: ${rounds} rounds, ${seen.join(', ')}`)
})

/** Somebody's clone: who released first can be seen in the tag, and makes other objects of it. */
const cloneFor = async (scene: Scene, index: number): Promise<Repo> => {
  const name = `clone-${index}`
  await repoAt(scene.folder).git('clone', '--quiet', '--template=', 'remote.git', name)
  const clone = repoAt(join(scene.folder, name))
  await clone.git('remote', 'set-url', 'origin', '../remote.git')
  await clone.git('config', 'user.name', `Dev ${index}`)
  return clone
}

const DICE = 'for name in core cli; do head -c 32 /dev/urandom >packages/$name/random.bin; done'
const RANDOM = {
  ...{ name: 'random', run: [['sh', '-c', DICE]] },
  artifacts: [{ kind: 'file', from: 'packages/core/random.bin', name: '{name}.bin' }],
}

const prepare = async ({ command, clones, random }: Round) => {
  for (const name of readdirSync(registry.storage)) rmSync(join(registry.storage, name), { recursive: true })
  const publish = [{ to: 'directory', path: '../out' }, { to: 'npm' }]
  const config = { publish, ...(random ? { build: { targets: [RANDOM] } } : {}) }
  const scene = await makeScene(scratchFolder('race'), config)
  if (command === 'publish') expect((await scene.repo.rel(['bump', '--push'])).code).toBe(0)
  const made: Repo[] = []
  for (let index = 1; index <= clones; index += 1) made.push(await cloneFor(scene, index))
  return { scene, clones: made }
}

const run = (repo: Repo, command: string, scene: Scene): Promise<RelRun> =>
  repo.rel([command], { env: { ...scene.env, ...registry.env } })

/** One seal by one of them, and each entry once: no push that was accepted is missing in the next one. */
const expectLedger = async ({ remote }: Scene): Promise<void> => {
  const moves = pushed(remote).filter(({ ref }) => ref === LEDGER)
  expect(moves.map(({ old }) => old).slice(1)).toEqual(moves.map((move) => move.new).slice(0, -1))
  expect(await remote.git('rev-parse', LEDGER)).toBe(moves.at(-1)?.new)
  const written = (await remote.git('log', '--format=', '--name-status', LEDGER)).split('\n').filter(Boolean)
  expect(written.filter((line) => !line.startsWith('A\t'))).toEqual([])
  for (const name of RELEASES) {
    for (const file of ['seal.json', 'publications/directory.json', 'publications/npm.json'])
      expect(written.filter((line) => line === `A\treleases/${name}/${file}`)).toHaveLength(1)
  }
}

interface Index {
  readonly package: string
  readonly release: string
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly integrity?: string }[]
}

/** What the ledger has by digest is what every place holds. */
const expectOneSet = async ({ remote, out }: Scene, clones: readonly Repo[]): Promise<void> => {
  for (const name of RELEASES) {
    const text = `${await remote.git('show', `${LEDGER}:releases/${name}/release.json`)}\n`
    const index = JSON.parse(text) as Index
    const target = treeOf(join(out, name))
    expect(target['release.json']).toBe(text)
    for (const { name: file, sha256 } of index.files)
      expect(
        createHash('sha256')
          .update(target[file] ?? '', 'latin1')
          .digest('hex'),
        file,
      ).toBe(sha256)
    const tarball = index.files.find(({ integrity }) => integrity !== undefined)
    expect(registry.packument(index.package)?.versions[index.release]?.dist.integrity).toBe(tarball?.integrity)
    for (const clone of clones) expect(treeOf(join(clone.folder, 'artifacts', name))).toEqual(target)
  }
}

const expectOneRelease = async ({ remote }: Scene, clones: readonly Repo[]): Promise<void> => {
  const tags = await remote.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/tags')
  const commits = await remote.git('for-each-ref', '--format=%(*objectname)', 'refs/tags')
  const [commit = '', ...others] = [...new Set(commits.split('\n'))]
  expect(others).toEqual([])
  await remote.git('merge-base', '--is-ancestor', commit, 'main')
  await remote.git('fsck', '--strict')
  expect(await remote.git('for-each-ref', 'refs/rel/stage')).toBe('')
  const moves = pushed(remote).filter(({ ref }) => ref.startsWith('refs/tags/'))
  expect(moves.map(({ ref }) => ref).toSorted()).toEqual(['refs/tags/cli@0.3.0', 'refs/tags/core@1.0.0'])
  for (const clone of clones) {
    expect(await clone.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/tags')).toBe(tags)
    expect(await clone.git('rev-parse', 'HEAD')).toBe(await remote.git('rev-parse', 'main'))
    expect(await clone.git('for-each-ref', 'refs/rel/pending')).toBe('')
    expect(await clone.git('status', '--porcelain')).toBe('')
  }
}

const rowOf = (round: Round, index: number) =>
  [`${index + 1}: ${round.clones} × ${round.command}${round.random ? ', bytes that differ' : ''}`, round] as const

test.for((everything ? ALL : SAMPLE).map(rowOf))('%s', { timeout: 600_000 }, async ([, round]) => {
  const { scene, clones } = await prepare(round)
  const runs = await Promise.all(clones.map((clone) => run(clone, round.command, scene)))
  rounds += 1
  for (const { code } of runs) codes.set(code, (codes.get(code) ?? 0) + 1)
  for (const each of runs) expect([0, 3, 5], each.stderr).toContain(each.code)
  expect(runs.map(({ code }) => code)).toContain(0)
  await expectLedger(scene)
  await expectOneSet(scene, [])
  for (const clone of clones) {
    const again = await run(clone, round.command, scene)
    expect([0, 3], again.stderr).toContain(again.code)
  }
  await expectLedger(scene)
  await expectOneSet(scene, clones)
  await expectOneRelease(scene, clones)
})
