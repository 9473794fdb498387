/** A real run killed with its whole process group at any moment: the same command again, and it ends as if nothing had been. */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everything, figure } from '../support/figures.ts'
import { type GitDaemon, startGitDaemon } from '../support/git-daemon.ts'
import { differences, type Picture, pictureOf } from '../support/picture.ts'
import { type Registry, startRegistry } from '../support/registry.ts'
import { scratchEnv, scratchFolder } from '../support/scratch.ts'
import { keepState, makeScene, putBack, type Scene, sceneIn } from '../support/worlds.ts'

const REL = join(import.meta.dirname, '..', '..', 'bin', 'rel.js')
const KILLS = everything ? 30 : 3
const LANES = 2
/** The wait for a lane counts. */
const TIMEOUT = everything ? 3_600_000 : 600_000

/** Says which moments they were, so that a run can be had again: SURVIVE_SEED. */
const SEED = Number(process.env['SURVIVE_SEED'] ?? Date.now() % 1_000_000)

const PRIME = 2_147_483_647

/** Numbers between 0 and 1 that look random (Lehmer's generator). */
const randomFrom = (seed: number): (() => number) => {
  let state = (seed % (PRIME - 1)) + 1
  return () => (state = (state * 48_271) % PRIME) / PRIME
}

const random = randomFrom(SEED)
const MOMENTS = Array.from({ length: KILLS }, (_, index) => (everything ? random() : (index + 0.5) / KILLS))

const served = scratchFolder('served')
const begin = join(scratchFolder('kept'), 'begin')
const free: Scene[] = []
const servers: Pick<Registry, 'stop'>[] = []
let daemon: GitDaemon
let whole: Picture
let length = 0
let [kills, locked, wrong] = [0, 0, 0]

/** As it was before anybody released anything. */
const renew = async (scene: Scene): Promise<void> => {
  putBack(scene, begin)
  await scene.repo.git('remote', 'set-url', 'origin', daemon.url(`${basename(scene.folder)}/remote.git`))
}

const openLane = async (name: string, key: string): Promise<Scene> => {
  const folder = join(served, name)
  mkdirSync(folder, { recursive: true })
  const registry = await startRegistry(folder)
  servers.push(registry)
  return { ...sceneIn(folder), env: { ...scratchEnv, ...registry.env, REL_SIGN_KEY: key } }
}

const start = ({ repo, env }: Scene) =>
  spawn(process.execPath, [REL, 'release', '--yes'], { cwd: repo.folder, env, detached: true, stdio: 'ignore' })

const ended = (child: ReturnType<typeof start>) =>
  new Promise<number | null>((done) => child.on('exit', (code) => done(code)))

beforeAll(async () => {
  daemon = await startGitDaemon(served)
  const made = await makeScene(scratchFolder('made'), { publish: [{ to: 'directory', path: '../out' }, { to: 'npm' }] })
  keepState(made, begin)
  for (let lane = 1; lane <= LANES; lane += 1) free.push(await openLane(`lane-${lane}`, made.env['REL_SIGN_KEY'] ?? ''))
  const [scene] = free
  if (scene === undefined) return
  await renew(scene)
  const began = performance.now()
  expect(await ended(start(scene))).toBe(0)
  length = performance.now() - began
  whole = await pictureOf(scene)
})

afterAll(async () => {
  await Promise.all([daemon, ...servers].map((server) => server.stop()))
  figure(
    `kills: ${kills} of ${KILLS} met a run that went on${everything ? ` (seed ${SEED})` : ''}, ${locked} left a lock of git's, ${wrong} wrong`,
  )
})

/** Waits for a lane that no other kill is using. */
const withLane = async (use: (scene: Scene) => Promise<void>): Promise<void> => {
  while (free.length === 0) await sleep(50)
  const scene = free.pop()
  if (scene === undefined) return
  await use(scene).finally(() => free.push(scene))
}

/** Runs again as a person would: does what a `GIT_LOCKED` says, and once more. */
const finish = async ({ repo, env }: Scene): Promise<void> => {
  const run = await repo.rel(['release', '--nothing-ok'], { env })
  if (run.code === 0) return
  const lock = /error\[GIT_LOCKED\][^]*hint: .*?: rm -f '([^']+)'/.exec(run.stderr)?.[1]
  expect(lock, run.stderr).toBeDefined()
  expect(lock).not.toContain('/refs/rel/')
  locked += 1
  rmSync(lock ?? '')
  const again = await repo.rel(['release', '--nothing-ok'], { env })
  expect(again.code, again.stderr).toBe(0)
}

const ROWS = MOMENTS.map((moment) => [`${(moment * 100).toFixed(1)} %`, moment] as const)

test.concurrent.for(ROWS)('killed after %s', { timeout: TIMEOUT }, async ([, moment]) => {
  await withLane(async (scene) => {
    await renew(scene)
    const child = start(scene)
    const end = ended(child)
    await sleep(length * moment)
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, 'SIGKILL')
      kills += 1
    }
    await end
    wrong += 1
    await finish(scene)
    expect(differences(await pictureOf(scene), whole)).toEqual([])
    wrong -= 1
  })
})

const OWN_LOCKS = ['ledger', 'remote/ledger', 'remote/tags/core@1.0.0', 'pending/0/commit', 'scratch/0']

test.concurrent('locks that a kill left on refs of rel stop nobody', { timeout: TIMEOUT }, async () => {
  await withLane(async (scene) => {
    await renew(scene)
    const { repo, env } = scene
    await repo.write(Object.fromEntries(OWN_LOCKS.map((name) => [`.git/refs/rel/${name}.lock`, ''])))
    const run = await repo.rel(['release'], { env })
    expect(run.code, run.stderr).toBe(0)
    expect(differences(await pictureOf(scene), whole)).toEqual([])
  })
})
