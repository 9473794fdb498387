/** Hosts that do not take what a release pushes: the ref and the way out are named, nothing is public, and it can be finished later. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { onePackage, TAG } from '../support/one-package.ts'
import type { Repo } from '../support/scratch.ts'
import { refuseRefs, setHook } from '../support/server-hook.ts'
import { treeOf } from '../support/workspace.ts'

const publicRefs = (remote: Repo) =>
  remote.git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags', 'refs/rel/ledger')

const REFUSALS = [
  ['refs/heads/*', /refuses refs\/heads\/main: not here/, /hint: .*"commit": \{ "mode": "none" \}/],
  [
    'refs/rel/ledger',
    /refuses refs\/rel\/ledger: not here/,
    /hint: .*"ledger": \{ "ref": "refs\/heads\/rel-ledger" \}/,
  ],
  ['refs/tags/*', /refuses refs\/tags\/v1\.0\.0: not here/, /hint: .*push tags/],
] as const

test('a protected branch, no refs of our own, no tags: SEAL_REFUSED with the way out, then finished once it is open', async () => {
  const { repo, remote, out } = await onePackage()
  const head = await remote.git('rev-parse', 'main')
  const expectRefused = async (message: RegExp) => {
    const refused = await repo.rel(['release'])
    expect(refused.code, refused.stderr).toBe(4)
    expect(refused.stderr).toContain('error[SEAL_REFUSED]')
    expect(refused.stderr).toMatch(message)
    expect([await publicRefs(remote), await remote.git('rev-parse', 'main')]).toEqual(['refs/heads/main', head])
    expect([existsSync(out), await repo.git('tag', '--list')]).toEqual([false, ''])
    return refused.stderr
  }
  for (const [pattern, message, hint] of REFUSALS) {
    const open = refuseRefs(remote, pattern, 'not here')
    expect(await expectRefused(message)).toMatch(hint)
    open()
  }
  const open = setHook(
    remote,
    'pre-receive',
    'grep -q refs/tags/ && { echo "frozen until Monday" >&2; exit 1; }; exit 0',
  )
  await expectRefused(/frozen until Monday/)
  open()
  const released = await repo.rel(['release'])
  expect(released.code, released.stderr).toBe(0)
  expect(await remote.git('rev-parse', 'main')).toBe(await remote.git('rev-parse', `${TAG}^{commit}`))
})

test('no place to stage the bytes: refused in CI, enough for a person', async () => {
  const { repo, remote, out } = await onePackage()
  refuseRefs(remote, 'refs/rel/stage/*', 'no such refs here')
  const inCi = await repo.rel(['release'], { env: { CI: 'true' } })
  expect([inCi.code, inCi.stderr]).toEqual([4, expect.stringContaining('error[STAGE_LOCAL]')])
  expect(inCi.stderr).toMatch(/hint: .*"stage": \{ "to": "local" \}/)
  expect([await publicRefs(remote), existsSync(out)]).toEqual(['refs/heads/main', false])
  const byHand = await repo.rel(['release'])
  expect(byHand.code, byHand.stderr).toBe(0)
})

test('a host without refs of our own: the ledger is a branch, and the bytes wait here, as the config says', async () => {
  const config = { ledger: { ref: 'refs/heads/rel-ledger' }, stage: { to: 'local' } }
  const { repo, remote, published } = await onePackage(config)
  refuseRefs(remote, 'refs/rel/*', 'no such refs here')
  const released = await repo.rel(['release'], { env: { CI: 'true' } })
  expect(released.code, released.stderr).toBe(0)
  expect(await remote.git('ls-tree', '--name-only', 'rel-ledger:releases/core')).toBe('1.0.0')
  expect(Object.keys(treeOf(published))).toContain('core-1.0.0.tar.gz')
})

test('a server without atomic pushes: sealed all the same; with a protected branch, no tag goes out', async () => {
  const { repo, remote, clone } = await onePackage()
  await remote.git('config', 'receive.advertiseAtomic', 'false')
  const open = refuseRefs(remote, 'refs/heads/*', 'main is protected')
  const refused = await repo.rel(['release'])
  expect([refused.code, refused.stderr]).toEqual([5, expect.stringMatching(/error\[PARTIAL\].*refs\/heads\/main/)])
  expect(refused.stderr).toMatch(/hint: let this identity push it, and run the same command again: .*no atomic pushes/)
  expect(await remote.git('tag', '--list')).toBe('')
  const other = await clone()
  const elsewhere = await other.rel(['release'])
  expect([elsewhere.code, elsewhere.stderr]).toEqual([
    5,
    expect.stringMatching(/sealed at \w{7}, but origin has no such tag yet/),
  ])
  rmSync(join(repo.folder, 'artifacts'), { recursive: true })
  open()
  const released = await repo.rel(['release'])
  expect(released.code, released.stderr).toBe(0)
  expect(await publicRefs(remote)).toBe('refs/heads/main\nrefs/rel/ledger\nrefs/tags/v1.0.0')
  expect(await remote.git('rev-parse', 'main')).toBe(await remote.git('rev-parse', `${TAG}^{commit}`))
  expect((await repo.rel(['release'])).code).toBe(3)
  expect((await other.rel(['release', '--nothing-ok'])).code).toBe(0)
  expect(await other.git('rev-parse', TAG)).toBe(await remote.git('rev-parse', TAG))
})
