/** A release of two packages, killed with its whole process group at ten moments: run again, it ends as if nothing had been. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GitDaemon, startGitDaemon } from '../support/git-daemon.ts'
import { scratchEnv, scratchFolder } from '../support/scratch.ts'
import { treeOf, type Workspace, workspace } from '../support/workspace.ts'

const REL = join(import.meta.dirname, '..', '..', 'bin', 'rel.js')
const MOMENTS = 10
const MINE = 'nobody has committed this\n'

const served = scratchFolder('served')
let daemon: GitDaemon
beforeAll(async () => {
  daemon = await startGitDaemon(served)
})
afterAll(async () => daemon.stop())

const start = (cwd: string) =>
  spawn(process.execPath, [REL, 'release', '--yes'], { cwd, env: scratchEnv, detached: true, stdio: 'ignore' })

const ended = (child: ReturnType<typeof start>) =>
  new Promise<number | null>((done) => child.on('exit', (code) => done(code)))

const fresh = async (name: string): Promise<Workspace> => {
  const remoteFolder = join(served, `${name}.git`)
  mkdirSync(remoteFolder)
  const place = await workspace({ remoteFolder, url: daemon.url(`${name}.git`) })
  writeFileSync(join(place.repo.folder, 'mine.txt'), MINE)
  return place
}

/** Runs again as a person would: does what a `GIT_LOCKED` says, and once more. */
const finish = async ({ repo }: Workspace): Promise<void> => {
  const run = await repo.rel(['release', '--nothing-ok'])
  if (run.code === 0) return
  const command = /error\[GIT_LOCKED\][^]*hint: .*?: (rm -f '[^']+')/.exec(run.stderr)?.[1]
  expect(command, run.stderr).toBeDefined()
  const lock = /rm -f '([^']+)'/.exec(command ?? '')?.[1] ?? ''
  rmSync(lock)
  const again = await repo.rel(['release', '--nothing-ok'])
  expect(again.code, again.stderr).toBe(0)
}

const expectWhole = async ({ repo, remote, out }: Workspace): Promise<void> => {
  const tags = (await remote.git('tag', '--list')).split('\n')
  expect(tags).toEqual(['cli@0.3.0', 'core@1.0.0'])
  const commit = await remote.git('rev-parse', 'core@1.0.0^{commit}')
  expect(await remote.git('rev-parse', 'cli@0.3.0^{commit}')).toBe(commit)
  expect(await remote.git('rev-parse', 'main')).toBe(commit)
  expect(await repo.git('rev-parse', 'HEAD')).toBe(commit)
  const ledger = (await remote.git('ls-tree', '-r', '--name-only', 'refs/rel/ledger')).split('\n')
  for (const name of ['cli/0.3.0', 'core/1.0.0']) {
    expect(ledger.filter((path) => path.startsWith(`releases/${name}/`) && path.endsWith('/seal.json'))).toHaveLength(1)
    expect(ledger).toContain(`releases/${name}/publications/directory.json`)
    const index = JSON.parse(await remote.git('show', `refs/rel/ledger:releases/${name}/release.json`)) as {
      files: { name: string; sha256: string }[]
    }
    expect(JSON.parse(readFileSync(join(out, name, 'release.json'), 'utf8'))).toEqual(index)
    expect(treeOf(join(out, name))).toEqual(treeOf(join(repo.folder, 'artifacts', name)))
  }
  expect((await remote.git('log', '--format=%s', 'refs/rel/ledger')).split('\n')).toHaveLength(3)
  expect(await remote.git('for-each-ref', '--format=%(refname)', 'refs/rel/stage/')).toBe('')
  expect(readFileSync(join(repo.folder, 'mine.txt'), 'utf8')).toBe(MINE)
  expect(await repo.git('status', '--porcelain')).toBe('?? mine.txt')
  await remote.git('fsck', '--strict')
}

const cut = async (moment: number, length: number): Promise<void> => {
  const place = await fresh(`cut-${moment}`)
  const child = start(place.repo.folder)
  const end = ended(child)
  await sleep((length * moment) / (MOMENTS + 1))
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  await end
  await finish(place)
  await expectWhole(place)
  expect(existsSync(join(place.repo.folder, '.git', 'rel', 'lock'))).toBe(false)
}

test('killed at ten moments', { timeout: 240_000 }, async () => {
  const whole = await fresh('whole')
  const began = performance.now()
  expect(await ended(start(whole.repo.folder))).toBe(0)
  const length = performance.now() - began
  await expectWhole(whole)
  const moments = Array.from({ length: MOMENTS }, (_, index) => index + 1)
  const lane = async (rest: readonly number[]) => {
    for (const moment of rest) await cut(moment, length)
  }
  await Promise.all([
    lane(moments.filter((moment) => moment % 2 === 0)),
    lane(moments.filter((moment) => moment % 2 === 1)),
  ])
})
