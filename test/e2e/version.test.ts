/** `rel version` prints a version and nothing else, for scripts. */
import { expect, test } from 'vitest'
import { scratchRepo } from '../support/scratch.ts'

const ONE = `
  file package.json = {"name": "core", "version": "1.2.0"}
  feat: one
  tag v1.2.0
  fix: two
  feat: three
`
const TWO = `
  file package.json = {"private": true, "workspaces": ["packages/*"]}
  file packages/cli/package.json = {"name": "cli", "version": "0.4.0"}
  file packages/core/package.json = {"name": "core", "version": "2.0.0"}
  feat: begin | packages/core/a, packages/cli/a
  tag core@2.0.0
  tag cli@0.4.0
  fix: core | packages/core/a
`

test('of one package, the bare number', async () => {
  const repo = await scratchRepo(ONE)
  expect(await repo.rel(['version'])).toMatchObject({ code: 0, stdout: '1.3.0\n', stderr: '' })
  expect(await repo.rel(['version', '--current'])).toMatchObject({ code: 0, stdout: '1.2.0\n' })
  expect(await repo.rel(['version', 'major'])).toMatchObject({ code: 0, stdout: '2.0.0\n' })
  expect(await repo.rel(['version', '--pre', 'rc'])).toMatchObject({ code: 0, stdout: '1.3.0-rc.1\n' })
  const { json } = await repo.rel(['version', '--json'])
  expect(json()).toEqual({ kind: 'rel.version', package: 'core', current: '1.2.0', next: '1.3.0', bump: 'minor' })
})

test('of several packages, a line each; of one that is named, the bare number', async () => {
  const repo = await scratchRepo(TWO)
  expect((await repo.rel(['version'])).stdout).toBe('core 2.0.1\n')
  expect((await repo.rel(['version', '--current'])).stdout).toBe('cli 0.4.0\ncore 2.0.0\n')
  expect((await repo.rel(['version', 'core'])).stdout).toBe('2.0.1\n')
  expect(await repo.rel(['version', 'cli'])).toMatchObject({ code: 3, stdout: '' })
  const { json } = await repo.rel(['version', '--json'])
  expect(json()).toEqual([
    { kind: 'rel.version', package: 'cli', current: '0.4.0', next: null, bump: null },
    { kind: 'rel.version', package: 'core', current: '2.0.0', next: '2.0.1', bump: 'patch' },
  ])
})

test('with nothing to release it prints nothing and exits 3, or 0 with --nothing-ok', async () => {
  const repo = await scratchRepo('feat: one\ntag v1.0.0\ndocs: two')
  expect(await repo.rel(['version'])).toMatchObject({ code: 3, stdout: '' })
  expect(await repo.rel(['version', '--nothing-ok'])).toMatchObject({ code: 0, stdout: '' })
  const run = await repo.rel(['version', '--json'])
  expect(run.code).toBe(3)
  expect(run.json()).toMatchObject({ current: '1.0.0', next: null, bump: null })
})

test('before the first release there is no current version', async () => {
  const repo = await scratchRepo('feat: one')
  expect(await repo.rel(['version', '--current'])).toMatchObject({ code: 3, stdout: '' })
  const run = await repo.rel(['version', '--current', '--json'])
  expect(run.code).toBe(3)
  expect(run.json()).toMatchObject({ current: null, next: '0.1.0', bump: 'none' })
})

test('a version that is taken elsewhere is not printed', async () => {
  const repo = await scratchRepo('feat: one\ntag v1.0.0\nbranch side\nfix: a\ntag v1.0.1\non main\nfix: b')
  expect(await repo.rel(['version'])).toMatchObject({ code: 7, stdout: '' })
  expect(await repo.rel(['version', '--current'])).toMatchObject({ code: 0, stdout: '1.0.0\n' })
})

test('--current and --next exclude each other', async () => {
  const repo = await scratchRepo('feat: one')
  expect((await repo.rel(['version', '--current', '--next'])).code).toBe(2)
})
