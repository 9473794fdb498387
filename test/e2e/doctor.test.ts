/** `rel doctor`: what is amiss in an environment, with an order to follow; it works without a repository and without git. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bareRemote, cloneOf, repoAt, type RelRun, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { makeSshKey, sshFingerprint } from '../support/signing-tools.ts'

interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  readonly fix: string | null
}

const findings = (run: RelRun) => run.json<{ readonly findings: readonly Finding[] }>().findings
const finding = (run: RelRun, check: string) => findings(run).find((each) => each.check === check)

const STORY = 'file package.json = {"name": "core", "version": "1.0.0"}\nfeat: one'

test('a healthy clone: everything is well, exit 0', async () => {
  const repo = await scratchRepo(STORY)
  await bareRemote(repo)
  const run = await repo.rel(['doctor', '--json'])
  expect(run.code).toBe(0)
  expect(run.json()).toMatchObject({ kind: 'rel.doctor', ok: true })
  expect(findings(run).map((each) => each.check)).toEqual([
    ...['node', 'zlib', 'git', 'identity', 'remote', 'history', 'config', 'ledger', 'signing', 'locks', 'settings'],
  ])
  expect(finding(run, 'identity')?.detail).toBe('Dev <dev@example.invalid>')
  expect(finding(run, 'remote')?.detail).toBe('origin answers')
  expect((await repo.rel(['doctor'])).stdout).toContain('✓  git')
})

test('outside a repository, and without git', async () => {
  const nowhere = repoAt(scratchFolder('nowhere'))
  const outside = await nowhere.rel(['doctor', '--json'])
  expect(outside.code).toBe(4)
  expect(finding(outside, 'git')?.ok).toBe(true)
  expect(finding(outside, 'repository')).toMatchObject({ ok: false, fix: expect.stringContaining('--cwd') })
  const without = await nowhere.rel(['doctor', '--json'], { env: { PATH: nowhere.folder } })
  expect(without.code).toBe(4)
  expect(finding(without, 'git')).toMatchObject({ ok: false, detail: 'git was not found' })
  const text = await nowhere.rel(['doctor'])
  expect(text.stdout).toMatch(/✗ {2}repository .*\n +fix: /)
  expect((await nowhere.rel(['doctor', '--cwd', join(nowhere.folder, 'gone')])).code).toBe(2)
})

test('an old git is named, with the one that is needed', async () => {
  const repo = await scratchRepo(STORY)
  const folder = scratchFolder('bin')
  writeFileSync(join(folder, 'git'), '#!/bin/sh\necho "git version 2.20.1"\n', { mode: 0o755 })
  const run = await repo.rel(['doctor', '--json'], { env: { PATH: folder } })
  expect(run.code).toBe(4)
  expect(finding(run, 'git')).toMatchObject({ ok: false, detail: 'git 2.20.1 is too old' })
})

test('nobody to commit as, a remote that does not answer, a config that is wrong', async () => {
  const repo = await scratchRepo(`file release.config.json = {"tags": {}}\n${STORY}`)
  await repo.git('remote', 'add', 'origin', `${repo.folder}/gone`)
  await repo.git('config', 'user.useConfigOnly', 'true')
  const empty = join(scratchFolder('home'), 'gitconfig')
  writeFileSync(empty, '')
  const run = await repo.rel(['doctor', '--json'], { env: { GIT_CONFIG_GLOBAL: empty } })
  expect(run.code).toBe(4)
  expect(finding(run, 'identity')).toMatchObject({ ok: false, fix: expect.stringContaining('git config user.name') })
  expect(finding(run, 'remote')).toMatchObject({ ok: false, detail: expect.stringContaining('origin does not answer') })
  expect(finding(run, 'config')).toMatchObject({ ok: false, detail: expect.stringContaining('release.config.json:') })
  const offline = await repo.rel(['doctor', '--offline', '--json'])
  expect(finding(offline, 'remote')).toMatchObject({ ok: true, detail: 'origin, not asked (--offline)' })
})

test('a shallow clone, and a ledger that only the remote has', async () => {
  const repo = await scratchRepo(`${STORY}\nfeat: two`)
  const remote = await bareRemote(repo)
  expect((await repo.rel(['release', '--yes'], { env: { CI: '' } })).code).toBe(0)
  expect(finding(await repo.rel(['doctor', '--json']), 'ledger')?.detail).toBe('1 release recorded (refs/rel/ledger)')
  const clone = await cloneOf(remote, '--depth=1')
  const run = await clone.rel(['doctor', '--json'])
  expect(finding(run, 'history')).toMatchObject({ ok: false, fix: 'git fetch --unshallow --tags origin' })
  expect(finding(run, 'ledger')).toMatchObject({
    ok: true,
    fix: 'fetch it with: git fetch origin refs/rel/ledger:refs/rel/ledger',
  })
})

test('what would sign, and a key that cannot be had', async () => {
  const repo = await scratchRepo(STORY)
  expect(finding(await repo.rel(['doctor', '--json']), 'signing')).toMatchObject({
    ...{ ok: true, detail: 'statements are not signed; tags are not signed' },
  })
  const key = makeSshKey(scratchFolder('keys'), 'key')
  const signed = await repo.rel(['doctor', '--json'], { env: { REL_SIGN_KEY: key } })
  expect(finding(signed, 'signing')?.detail).toBe(`statements by ${sshFingerprint(`${key}.pub`)}; tags are not signed`)
  const missing = await repo.rel(['doctor', '--json'], { env: { REL_SIGN_KEY: `${key}.gone` } })
  expect(missing.code).toBe(4)
  expect(finding(missing, 'signing')?.ok).toBe(false)
})

test('locks that were left behind, with the command that removes them', async () => {
  const repo = await scratchRepo(STORY)
  const git = join(repo.folder, '.git')
  for (const name of ['index.lock', 'refs/heads/main.lock']) writeFileSync(join(git, name), '')
  mkdirSync(join(git, 'rel'))
  writeFileSync(join(git, 'rel', 'lock'), '999999999 0\n')
  const run = await repo.rel(['doctor', '--json'])
  expect(run.code).toBe(4)
  const locks = findings(run).filter((each) => each.check === 'locks')
  expect(locks.map((each) => each.ok)).toEqual([false, false, true])
  expect(locks[0]?.fix).toBe(`if no git process is running: rm -f '${git}/index.lock'`)
  expect(locks[2]?.detail).toContain('the next run takes it over')
})

test('settings that bite others are said to be harmless', async () => {
  const repo = await scratchRepo(STORY)
  for (const name of ['push.followTags', 'fetch.prune', 'core.autocrlf']) await repo.git('config', name, 'true')
  const run = await repo.rel(['doctor', '--json'])
  expect(run.code).toBe(0)
  expect(finding(run, 'settings')?.detail).toBe(
    'push.followTags=true, fetch.prune=true, core.autocrlf=true: harmless, rel overrides them',
  )
})
