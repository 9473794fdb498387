/** Appending where everybody sees it: overtaken, it looks, appends and pushes again; what is there already is not pushed. */
import { beforeEach, expect, test } from 'vitest'
import { append } from '../../src/ledger/append.ts'
import { pushAppend, type PushedAppend } from '../../src/ledger/push-append.ts'
import type { World } from '../../src/world/ports.ts'
import { bareRemote, cloneOf, type Repo, scratchRepo } from '../support/scratch.ts'
import { refuseRefs } from '../support/server-hook.ts'
import { worldOf } from '../support/world.ts'

const LEDGER = 'refs/rel/ledger'
let repo: Repo
let remote: Repo
let world: World
beforeEach(async () => {
  repo = await scratchRepo('feat: a')
  remote = await bareRemote(repo)
  world = await worldOf(repo)
})

const adding = (to: World, path: string, onRemote: string | null = 'origin'): PushedAppend => ({
  ...{ remote: onRemote, ledger: LEDGER },
  isThere: async (tip) => (await to.git.objects([`${tip ?? ''}:${path}`]))[0] !== null,
  make: (base) => append(to, { base, files: new Map([[path, Buffer.from(path)]]), subject: path, sign: false }),
})
const subjects = async (place: Repo) => (await place.git('log', '--format=%s', LEDGER)).split('\n')

test('once, and the refs here follow', async () => {
  await pushAppend(world, adding(world, 'a'))
  const tip = await remote.git('rev-parse', LEDGER)
  await pushAppend(world, adding(world, 'a'))
  expect([await subjects(remote), await remote.git('rev-parse', LEDGER)]).toEqual([['a'], tip])
  expect([await repo.git('rev-parse', LEDGER), await repo.git('rev-parse', 'refs/rel/remote/ledger')]).toEqual([
    tip,
    tip,
  ])
})

test('overtaken between look and push: on top of what the others have added, or not at all when they added the same', async () => {
  const clone = await cloneOf(remote)
  const other = await worldOf(clone)
  const racing = (path: string, theirs: string): PushedAppend => {
    let turns = 0
    const appending = adding(world, path)
    const make = async (base: string | null) => {
      if ((turns += 1) === 1) await pushAppend(other, adding(other, theirs))
      return appending.make(base)
    }
    return { ...appending, make }
  }
  await pushAppend(world, racing('mine', 'theirs'))
  expect(await subjects(remote)).toEqual(['mine', 'theirs'])
  await pushAppend(world, racing('same', 'same'))
  expect(await subjects(remote)).toEqual(['same', 'mine', 'theirs'])
  expect(await subjects(repo)).toEqual(await subjects(remote))
})

test('an answer that was lost: the next look finds what was pushed', async () => {
  const push: World['git']['push'] = async (...args) => ({ ...(await world.git.push(...args)), accepted: false })
  await pushAppend({ ...world, git: { ...world.git, push } }, adding(world, 'a'))
  expect([await subjects(remote), await subjects(repo)]).toEqual([['a'], ['a']])
})

test('a host that does not want it is named, and nothing moves here', async () => {
  const open = refuseRefs(remote, 'refs/rel/*', 'not here')
  await expect(pushAppend(world, adding(world, 'a'))).rejects.toMatchObject({
    code: 'REMOTE',
    message: expect.stringContaining(LEDGER),
  })
  expect(await repo.git('for-each-ref', 'refs/rel')).toBe('')
  open()
})

test('without a remote this clone has the only ledger', async () => {
  for (const path of ['a', 'b', 'a']) await pushAppend(world, adding(world, path, null))
  expect(await subjects(repo)).toEqual(['b', 'a'])
  expect(await repo.git('for-each-ref', '--format=%(refname)', 'refs/rel')).toBe(LEDGER)
})
