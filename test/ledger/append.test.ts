/** The ledger only grows: what is there stays, and what differs from it is refused. */
import { beforeEach, expect, test } from 'vitest'
import { append, missingFiles } from '../../src/ledger/append.ts'
import { digestPath } from '../../src/ledger/paths.ts'
import type { World } from '../../src/world/ports.ts'
import { type Repo, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

let repo: Repo
let world: World
beforeEach(async () => {
  repo = await scratchRepo('feat: a')
  world = { ...(await worldOf(repo)), now: () => 1_700_000_000_999 }
})

const add = (base: string | null, files: Readonly<Record<string, string>>) =>
  append(world, {
    ...{ base, subject: 'seal core@1.0.0', sign: false },
    files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const)),
  })

test('it begins with a root, grows by commits, and says who and when in them', async () => {
  const first = await add(null, { 'releases/core/1.0.0/seal.json': 'a\n' })
  const second = await add(first, { 'releases/core/1.1.0/seal.json': 'b\n', 'index/commit/aa/bb/c/core@1': '' })
  expect(await repo.git('rev-list', '--parents', second)).toBe(`${second} ${first}\n${first}`)
  expect(await repo.git('ls-tree', '-r', '--name-only', second)).toBe(
    'index/commit/aa/bb/c/core@1\nreleases/core/1.0.0/seal.json\nreleases/core/1.1.0/seal.json',
  )
  expect(await repo.git('show', '--no-patch', '--format=%ct %B', first)).toBe(
    `1700000000 seal core@1.0.0\n\nRel-Run: ${world.machine.run}\n`,
  )
  expect(await repo.git('for-each-ref', 'refs/rel')).toBe('')
})

test('what is there already is not added again', async () => {
  const base = await add(null, { a: '1', b: '2' })
  expect(await add(base, { a: '1' })).toBe(base)
  expect(await add(base, {})).toBe(base)
  const files = new Map([['b', '2'] as const, ['c', '3'] as const].map(([path, text]) => [path, Buffer.from(text)]))
  expect([...(await missingFiles(world.git, base, files)).keys()]).toEqual(['c'])
})

test.each([
  ['other content', { a: 'other' }],
  ['a file where a folder is', { d: 'file' }],
])('%s is refused, and nothing is written', async (_, files) => {
  const base = await add(null, { a: '1', 'd/e': '2' })
  const before = await repo.git('count-objects', '-v')
  await expect(add(base, { ...files, new: 'x' })).rejects.toMatchObject({ code: 'CONFLICT', exit: 7 })
  expect(await repo.git('count-objects', '-v')).toBe(before)
})

test('bytes that an earlier release has too keep leading to that one', async () => {
  const path = digestPath('ab'.repeat(32))
  const base = await add(null, { [path]: 'releases/core/1.0.0\n' })
  const next = await add(base, { [path]: 'releases/core/1.1.0\n', x: '' })
  expect(await repo.git('show', `${next}:${path}`)).toBe('releases/core/1.0.0')
})
