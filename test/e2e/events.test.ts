/** What a publishing run tells programs: one event a line as it goes, the summary or the error last; and CI's files. */
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bareRemote, type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'

const repoWith = async (run: readonly string[]): Promise<Repo> => {
  const artifacts = [{ kind: 'file', from: 'made.txt' }]
  const text = JSON.stringify({ build: { targets: [{ name: 'all', run: [run], artifacts }] } })
  const repo = await scratchRepo(
    `file package.json = { "name": "demo", "version": "1.0.0" }\nfile release.config.json = ${text}\nfeat: start\n`,
  )
  await bareRemote(repo)
  return repo
}

const MAKES = ['sh', '-c', 'echo made > made.txt']

const lines = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('release --json tells each step on a line of its own and ends with the summary', async () => {
  const repo = await repoWith(MAKES)
  const told = lines((await repo.rel(['release', '--json'])).stdout)
  const steps = told.filter((line) => line['kind'] === 'rel.event').map((line) => line['step'])
  expect(steps).toContain('seal')
  expect(told.at(-1)).toEqual({
    ...{ kind: 'rel.summary', nothing: false },
    releases: [{ package: 'demo', version: '1.0.0', tag: 'v1.0.0' }],
  })
})

test('what came before a failure is told, and rel.error is last', async () => {
  const repo = await repoWith(['sh', '-c', 'exit 3'])
  const failed = await repo.rel(['release', '--json'])
  const told = lines(failed.stdout)
  expect(told.map(({ kind, step, result }) => ({ kind, step, result }))).toEqual([
    { kind: 'rel.event', step: 'commit', result: 'done' },
    { kind: 'rel.event', step: 'tag:v1.0.0', result: 'done' },
    { kind: 'rel.event', step: 'build:demo:all', result: 'failed' },
    { kind: 'rel.error', step: undefined, result: undefined },
  ])
  expect(failed.code).toBe(8)
})

test('a signal ends a run between two steps with its own error', async () => {
  // The recipe signals rel: a shell's parent is the process that runs it.
  const repo = await repoWith(['sh', '-c', 'echo made > made.txt; kill -INT $PPID'])
  const stopped = await repo.rel(['release', '--json'])
  expect(stopped.code).toBe(130)
  expect(lines(stopped.stdout).at(-1)).toMatchObject({ kind: 'rel.error', code: 'INTERRUPTED', exit: 130 })
  expect((await repo.rel(['release'])).code).toBe(0)
})

test('GitHub Actions is told what was released, and that nothing was', async () => {
  const repo = await repoWith(MAKES)
  const [output, summary] = ['output', 'summary'].map((name) => join(repo.folder, '.git', name))
  const env = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: output ?? '', GITHUB_STEP_SUMMARY: summary ?? '' }
  await repo.rel(['release'], { env })
  const told = readFileSync(output ?? '', 'utf8')
  expect(told).toContain('released=true\nversion=1.0.0\ntag=v1.0.0\nplan=sha256:')
  expect(readFileSync(summary ?? '', 'utf8')).toContain('| demo |  | 1.0.0 | v1.0.0 |')
  await rm(output ?? '')
  expect((await repo.rel(['bump'], { env })).code).toBe(3)
  expect(readFileSync(output ?? '', 'utf8')).toMatch(/^released=false\nversion=\ntag=\n/)
})

test('common options may come before the command', async () => {
  const repo = await repoWith(MAKES)
  const version = await repo.rel(['--cwd', repo.folder, '--json', 'version'], { cwd: scratchFolder() })
  expect(version.json()).toEqual({ kind: 'rel.version', package: 'demo', current: null, next: '1.0.0', bump: 'none' })
})
