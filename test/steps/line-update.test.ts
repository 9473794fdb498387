/** What a line becomes: the release commit, nothing, or a merge; never what would lose somebody's work. */
import { beforeEach, expect, test } from 'vitest'
import { lineUpdate } from '../../src/steps/line-update.ts'
import type { World } from '../../src/world/ports.ts'
import { bareRemote, type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { makeSshKey } from '../support/signing-tools.ts'
import { worldOf } from '../support/world.ts'

const STORY = `
file a.txt = one
feat: base
branch release
file VERSION = 1.0.0
commit chore: release
on main
file b.txt = two
fix: beside
branch clash
file VERSION = 2.0.0
fix: clash
branch after from chore: release
fix: after | c.txt
on main
`

let repo: Repo & { readonly id: (name: string) => string }
let remote: Repo
let world: World
beforeEach(async () => {
  repo = await scratchRepo(STORY)
  remote = await bareRemote(repo)
  world = await worldOf(repo)
})

/** Asked when the line on the remote is at the commit of that name; null: there is no such branch. */
const ask = async (at: string | null, onMoved: 'merge' | 'stop' = 'merge', sign = false) => {
  await remote.git('update-ref', ...(at === null ? ['-d', 'refs/heads/main'] : ['refs/heads/main', repo.id(at)]))
  const commit = repo.id('chore: release')
  return lineUpdate(world, { remote: 'origin', line: 'main', commit, tags: ['v1.0.0'], onMoved, sign })
}

test('the release commit where it can be a fast-forward, nothing where the line has it', async () => {
  const commit = repo.id('chore: release')
  expect([await ask(null), await ask('feat: base'), await ask('feat: base', 'stop')]).toEqual([commit, commit, commit])
  expect([await ask('chore: release'), await ask('fix: after', 'stop')]).toEqual([null, null])
})

test('a merge where the line moved on', async () => {
  const merge = (await ask('fix: beside')) ?? ''
  const parents = `${repo.id('fix: beside')} ${repo.id('chore: release')}`
  expect(await repo.git('show', '--no-patch', '--format=%P %s', merge)).toBe(`${parents} chore(release): merge v1.0.0`)
  expect(await repo.git('ls-tree', '--name-only', merge)).toBe('VERSION\na.txt\nb.txt')
  expect(await repo.git('status', '--porcelain')).toBe('')
})

test('the merge is signed where commits are', async () => {
  const key = makeSshKey(scratchFolder('keys'), 'key')
  await repo.git('config', 'gpg.format', 'ssh')
  await repo.git('config', 'user.signingkey', key)
  expect(await repo.git('cat-file', 'commit', (await ask('fix: beside', 'merge', true)) ?? '')).toContain('\ngpgsig ')
  expect(await repo.git('cat-file', 'commit', (await ask('fix: beside')) ?? '')).not.toContain('gpgsig')
})

test('stopped, with both ways out, where it must not merge or cannot', async () => {
  const moved = { code: 'LINE_MOVED', hint: expect.stringMatching(/git pull.* or merge/) }
  await expect(ask('fix: beside', 'stop')).rejects.toMatchObject(moved)
  await expect(ask('fix: clash')).rejects.toMatchObject({ ...moved, message: expect.stringContaining('VERSION') })
})
