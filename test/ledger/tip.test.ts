/** Which ledger counts: the remote's, this clone's, whichever contains the other; a rewritten one is refused. */
import { beforeEach, expect, test } from 'vitest'
import { append } from '../../src/ledger/append.ts'
import { followLedger } from '../../src/ledger/follow.ts'
import { REMOTE_LEDGER } from '../../src/ledger/paths.ts'
import { fetchTip, localTip, newestTip } from '../../src/ledger/tip.ts'
import type { World } from '../../src/world/ports.ts'
import { bareRemote, type Repo, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const REF = 'refs/rel/ledger'
let repo: Repo
let remote: Repo
let world: World
beforeEach(async () => {
  repo = await scratchRepo('feat: a')
  remote = await bareRemote(repo)
  world = { ...(await worldOf(repo)), now: () => 1_700_000_000_000 }
})

const grow = (base: string | null, path: string) =>
  append(world, { base, files: new Map([[path, Buffer.from(path)]]), subject: path, sign: false })
const set = (ref: string, id: string) => repo.git('update-ref', ref, id)
const push = (id: string) => repo.git('push', '--quiet', '--force', 'origin', `${id}:${REF}`)
const at = async (place: Repo, ref: string) => (await place.git('for-each-ref', '--format=%(objectname)', ref)) || null

test('in this clone: neither, one of both, whichever contains the other', async () => {
  expect(await localTip(world.git, REF)).toBeNull()
  const first = await grow(null, 'a')
  const second = await grow(first, 'b')
  await set(REF, first)
  expect(await localTip(world.git, REF)).toBe(first)
  await set(REMOTE_LEDGER, second)
  expect(await localTip(world.git, REF)).toBe(second)
  await set(REF, second)
  await set(REMOTE_LEDGER, first)
  expect(await localTip(world.git, REF)).toBe(second)
  await repo.git('update-ref', '-d', REF)
  expect(await localTip(world.git, REF)).toBe(first)
})

test('in this clone: two that do not contain each other', async () => {
  await set(REF, await grow(null, 'a'))
  await set(REMOTE_LEDGER, await grow(null, 'b'))
  await expect(localTip(world.git, REF)).rejects.toMatchObject({ code: 'LEDGER_REWRITTEN', exit: 6 })
})

test("the remote's is fetched, again and again, and null while it has none", async () => {
  expect(await fetchTip(world, 'origin', REF)).toBeNull()
  const first = await grow(null, 'a')
  await push(first)
  expect(await fetchTip(world, 'origin', REF)).toBe(first)
  expect(await fetchTip(world, 'origin', REF)).toBe(first)
  const second = await grow(first, 'b')
  await push(second)
  expect(await fetchTip(world, 'origin', REF)).toBe(second)
  expect([await at(repo, REMOTE_LEDGER), await at(repo, REF)]).toEqual([second, null])
})

test.each<[string, (first: string) => Promise<unknown>]>([
  ['made anew', async () => push(await grow(null, 'other'))],
  ['cut back', async () => push(await grow(null, 'a'))],
  ['gone', () => repo.git('push', '--quiet', 'origin', `:${REF}`)],
])("a remote's ledger that was %s is refused, and what was known stays", async (_, rewrite) => {
  const second = await grow(await grow(null, 'a'), 'b')
  await push(second)
  await fetchTip(world, 'origin', REF)
  await rewrite(second)
  const refused = {
    code: 'LEDGER_REWRITTEN',
    hint: expect.stringContaining(`git push --force origin ${second}:${REF}`),
  }
  await expect(fetchTip(world, 'origin', REF)).rejects.toMatchObject(refused)
  expect(await at(repo, REMOTE_LEDGER)).toBe(second)
})

test('what was sealed here before there was a remote may be ahead of it, but not beside it', async () => {
  const first = await grow(null, 'a')
  await push(first)
  await set(REF, await grow(first, 'b'))
  expect(await fetchTip(world, 'origin', REF)).toBe(first)
  const clone = await scratchRepo('feat: a')
  await clone.git('remote', 'add', 'origin', remote.folder)
  const other = { ...(await worldOf(clone)), now: () => 1 }
  const own = await append(other, { base: null, files: new Map([['x', Buffer.from('x')]]), subject: 'x', sign: false })
  await clone.git('update-ref', REF, own)
  await expect(fetchTip(other, 'origin', REF)).rejects.toMatchObject({ code: 'LEDGER_REWRITTEN' })
  expect(await at(clone, REMOTE_LEDGER)).toBeNull()
})

test('for reading: the newest that can be had, or how to get one', async () => {
  await expect(newestTip(world, null, REF)).rejects.toMatchObject({
    code: 'NO_LEDGER',
    hint: expect.stringContaining('git fetch'),
  })
  await expect(newestTip(world, 'origin', REF)).rejects.toMatchObject({
    code: 'NO_LEDGER',
    hint: expect.stringContaining('origin'),
  })
  const first = await grow(null, 'a')
  await push(first)
  expect(await newestTip(world, 'origin', REF)).toBe(first)
  expect(await newestTip(world, null, REF)).toBe(first)
})

test('local refs follow forwards only', async () => {
  const first = await grow(null, 'a')
  const second = await grow(first, 'b')
  await followLedger(world, REF, first, false)
  expect([await at(repo, REF), await at(repo, REMOTE_LEDGER)]).toEqual([first, null])
  await followLedger(world, REF, second, true)
  expect([await at(repo, REF), await at(repo, REMOTE_LEDGER)]).toEqual([second, second])
  await followLedger(world, REF, first, true)
  await followLedger(world, REF, await grow(null, 'other'), true)
  expect([await at(repo, REF), await at(repo, REMOTE_LEDGER)]).toEqual([second, second])
})
