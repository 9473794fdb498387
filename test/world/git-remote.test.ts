/** Remotes: what they have, fetching into rel's own refs alone, and what a push came to. */
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { World } from '../../src/world/ports.ts'
import { bareRemote, cloneOf, type Repo, scratchRepo } from '../support/scratch.ts'
import { refuseRefs, setHook } from '../support/server-hook.ts'
import { worldOf } from '../support/world.ts'

const STORY =
  'feat: a | a.txt\ntag v1.0.0\nfix: b | b.txt\nannotated tag v1.1.0\nbranch next\nfeat: c | c.txt\non main\n'

let repo: Repo & { readonly id: (name: string) => string }
let remote: Repo
let git: World['git']

beforeAll(async () => {
  repo = await scratchRepo(STORY)
  remote = await bareRemote(repo)
  ;({ git } = await worldOf(repo))
})

test('what a remote has: branches, tags, and what tags peel to', async () => {
  const refs = await git.remoteRefs('origin', ['refs/heads/*', 'refs/tags/v1.1.0', 'refs/tags/v1.1.0^{}', 'refs/none'])
  expect(Object.fromEntries(refs)).toEqual({
    'refs/heads/main': repo.id('fix: b'),
    'refs/heads/next': repo.id('feat: c'),
    'refs/tags/v1.1.0': await repo.git('rev-parse', 'refs/tags/v1.1.0'),
    'refs/tags/v1.1.0^{}': repo.id('fix: b'),
  })
})

test('a remote that does not answer is REMOTE, with how to look at it', async () => {
  const error = { code: 'REMOTE', exit: 8, hint: expect.stringContaining('git ls-remote nowhere') }
  await expect(git.remoteRefs('nowhere', ['refs/heads/*'])).rejects.toMatchObject(error)
  await expect(git.fetch('nowhere', ['+refs/heads/*:refs/rel/remote/heads/*'])).rejects.toMatchObject(error)
})

test('a fetch writes into refs/rel/remote and nothing else', async () => {
  const clone = await cloneOf(remote, '--no-tags')
  const world = await worldOf(clone)
  const before = await clone.git('for-each-ref')
  for (const spec of ['+refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*', 'refs/heads/main'])
    await expect(world.git.fetch('origin', [spec])).rejects.toThrow(/^fetch into /)
  expect(await clone.git('for-each-ref')).toBe(before)
  await world.git.fetch('origin', ['+refs/tags/*:refs/rel/remote/tags/*'])
  expect(await clone.git('for-each-ref', '--format=%(refname)', 'refs/tags', 'refs/rel')).toBe(
    'refs/rel/remote/tags/v1.0.0\nrefs/rel/remote/tags/v1.1.0',
  )
})

test('without + a rewritten ref is refused', async () => {
  const clone = await cloneOf(remote)
  const world = await worldOf(clone)
  const spec = 'refs/heads/side:refs/rel/remote/heads/side'
  await remote.git('update-ref', 'refs/heads/side', repo.id('feat: c'))
  await world.git.fetch('origin', [spec])
  await remote.git('update-ref', 'refs/heads/side', repo.id('feat: a'))
  await expect(world.git.fetch('origin', [spec])).rejects.toMatchObject({ code: 'REMOTE' })
  await world.git.fetch('origin', [`+${spec}`])
  expect(await clone.git('rev-parse', 'refs/rel/remote/heads/side')).toBe(repo.id('feat: a'))
})

test('a shallow clone is completed without touching its branches', async () => {
  const clone = await cloneOf(remote, '--depth=1')
  const before = await clone.git('rev-parse', 'HEAD')
  const { git: shallow } = await worldOf(clone)
  expect(shallow.place.shallow).toBe(true)
  await shallow.deepen('origin')
  expect(await clone.git('rev-list', '--count', 'HEAD')).toBe('2')
  expect(await clone.git('rev-parse', 'HEAD')).toBe(before)
  expect((await worldOf(clone)).git.place.shallow).toBe(false)
})

test('an atomic push is taken whole or refused whole, naming the ref and the reason', async () => {
  const place = await scratchRepo('feat: a')
  const target = await bareRemote(place)
  refuseRefs(target, 'refs/heads/*', 'no branches today')
  const world = await worldOf(place)
  const specs = ['main:refs/heads/other', 'main:refs/tags/v9']
  const outcome = await world.git.push('origin', specs, { atomic: true })
  expect(outcome.accepted).toBe(false)
  expect(outcome.text).toContain('no branches today')
  expect(outcome.refused.map(({ ref }) => ref).toSorted()).toEqual(['refs/heads/other', 'refs/tags/v9'])
  expect(outcome.refused.find(({ ref }) => ref === 'refs/heads/other')?.reason).toContain('hook declined')
  expect(await target.git('tag', '--list', 'v9')).toBe('')
  const loose = await world.git.push('origin', specs, { atomic: false })
  expect([loose.accepted, loose.refused.map(({ ref }) => ref)]).toEqual([false, ['refs/heads/other']])
  expect(await target.git('tag', '--list', 'v9')).toBe('v9')
  expect(await world.git.push('origin', specs.slice(1), { atomic: true })).toMatchObject({
    accepted: true,
    refused: [],
  })
})

test('a server without atomic pushes refuses no ref by name', async () => {
  const place = await scratchRepo('feat: a')
  const target = await bareRemote(place)
  await target.git('config', 'receive.advertiseAtomic', 'false')
  const { git: from } = await worldOf(place)
  expect(await from.push('origin', ['main:refs/heads/new'], { atomic: true })).toMatchObject({
    accepted: false,
    refused: [],
  })
})

test("the user's pre-push hook runs for branches alone", async () => {
  const place = await scratchRepo('feat: a')
  const target = await bareRemote(place)
  setHook({ folder: join(place.folder, '.git') }, 'pre-push', 'exit 1')
  const { git: from } = await worldOf(place)
  expect((await from.push('origin', ['main:refs/heads/x'], { atomic: true })).accepted).toBe(false)
  expect((await from.push('origin', ['main:refs/rel/x'], { atomic: true })).accepted).toBe(true)
  expect(await target.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\nrefs/rel/x')
})
