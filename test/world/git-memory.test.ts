/** What git said is remembered until anything may have changed: narrow questions from wide answers, and nothing after a write. */
import { beforeEach, expect, test } from 'vitest'
import type { Agent, World } from '../../src/world/ports.ts'
import { withMemory } from '../../src/world/git-memory.ts'
import { bareRemote, type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const STORY = 'file a.txt = one\nfeat: a\ntag v1.0.0\nfix: b | b.txt\ntag v1.0.1\nfix: c\n'
const AGENT: Agent = { keys: async () => [], sign: async () => Buffer.from('signed') }

let repo: Repo & { readonly id: (name: string) => string }
let world: World
let asked: string[]
beforeEach(async () => {
  repo = await scratchRepo(STORY)
  await bareRemote(repo)
  asked = []
  const real = await worldOf(repo)
  const { refs, remoteRefs, symbolicRef, isAncestor, objects, tree } = real.git
  const git: World['git'] = {
    ...real.git,
    refs: (...args) => (asked.push(`refs ${args[0].join(' ')}`), refs(...args)),
    remoteRefs: (...args) => (asked.push(`remote ${args[1].join(' ')}`), remoteRefs(...args)),
    symbolicRef: (name) => (asked.push(`symbolic ${name}`), symbolicRef(name)),
    isAncestor: (...args) => (asked.push('ancestor'), isAncestor(...args)),
    objects: (names) => (names.length > 0 && asked.push(`objects ${names.length}`), objects(names)),
    tree: (...args) => (asked.push('tree'), tree(...args)),
  }
  world = withMemory({ ...real, git, agent: AGENT })
})

const names = async (...prefixes: readonly string[]) => (await world.git.refs(prefixes)).map((ref) => ref.name)
const remoteNames = async (...patterns: readonly string[]) => [
  ...(await world.git.remoteRefs('origin', patterns)).keys(),
]

test('refs: a wide answer holds the narrow ones, in the order of git, and only what is not known is asked', async () => {
  expect(await names('refs/tags/')).toEqual(['refs/tags/v1.0.0', 'refs/tags/v1.0.1'])
  expect(await names('refs/tags/v1.0.1', 'refs/tags/v1.0')).toEqual(['refs/tags/v1.0.1'])
  expect(await names('refs/tags/v1.0.0', 'refs/heads/main')).toEqual(['refs/heads/main', 'refs/tags/v1.0.0'])
  expect(await names('refs/heads/main', 'refs/heads/none', 'refs/heads/none')).toEqual(['refs/heads/main'])
  expect(await names('refs/heads/none')).toEqual([])
  expect(asked).toEqual(['refs refs/tags/', 'refs refs/heads/main', 'refs refs/heads/none refs/heads/none'])
  expect(await names()).toHaveLength(4)
  expect((await world.git.refs(['refs/tags/'], repo.id('fix: b'))).map((ref) => ref.name)).toEqual(['refs/tags/v1.0.1'])
})

test('refs of a remote: as ls-remote fits them', async () => {
  const plain = await worldOf(repo)
  const patterns = [
    ['refs/tags/*', 'refs/rel/ledger'],
    ['refs/tags/v1.0.0'],
    ['refs/tags/v1*'],
    ['main'],
    ['tags/v1.0.1'],
  ]
  for (const each of patterns)
    expect([...(await world.git.remoteRefs('origin', each))]).toEqual([...(await plain.git.remoteRefs('origin', each))])
  expect(await remoteNames('refs/rel/ledger', 'refs/tags/none^{}')).toEqual([])
  expect(asked).toEqual(['remote refs/tags/* refs/rel/ledger', 'remote main', 'remote tags/v1.0.1'])
  await expect(world.git.remoteRefs('nowhere', ['main'])).rejects.toMatchObject({ code: 'REMOTE' })
  await expect(world.git.remoteRefs('nowhere', ['main'])).rejects.toMatchObject({ code: 'REMOTE' })
  expect(asked).toHaveLength(5)
})

test('the same question twice at once is one', async () => {
  await Promise.all([
    names('refs/tags/'),
    names('refs/tags/'),
    world.git.symbolicRef('HEAD'),
    world.git.symbolicRef('HEAD'),
  ])
  expect(asked).toEqual(['refs refs/tags/', 'symbolic HEAD'])
})

const WRITES: Readonly<Record<string, (world: World) => unknown>> = {
  forget: ({ git }) => git.forget?.(),
  fetch: ({ git }) => git.fetch('origin', ['+refs/heads/main:refs/rel/remote/heads/main']),
  writeTree: ({ git }) => git.writeTree('HEAD', new Map()),
  writeTag: ({ git }) =>
    git.writeTag({ name: 'x', object: git.place.head ?? '', message: 'x\n', date: 0, sign: false }),
  updateRefs: ({ git }) => git.updateRefs([{ ref: 'refs/heads/x', new: git.place.head, old: null }], 'x'),
  'updateRefs that fails': ({ git }) =>
    git.updateRefs([{ ref: 'refs/heads/main', new: git.place.head, old: null }], 'x').catch(() => undefined),
  push: ({ git }) => git.push('origin', ['HEAD:refs/heads/x'], { atomic: false }),
  importCommit: ({ git }) => git.importCommit({ base: null, files: new Map(), message: 'x', date: 0, sign: false }),
  moveCheckout: ({ git }) => git.moveCheckout(git.place.head ?? '', git.place.head ?? ''),
  cleanCheckout: ({ git }) => git.cleanCheckout(git.place.head ?? '', `${scratchFolder()}/x`),
  'a pause': (each) => each.sleep(1),
  'a recipe': (each) => each.processes.run(['true'], { cwd: '/', env: { PATH: '/bin:/usr/bin' } }),
  'a signature': (each) => each.agent?.sign(Buffer.alloc(0), Buffer.alloc(0)),
}

test.each(Object.entries(WRITES))('after %s everything is looked at again', async (_, write) => {
  const look = async () => [
    ...(await names('refs/tags/')),
    ...(await remoteNames('refs/tags/*')),
    await world.git.symbolicRef('HEAD'),
  ]
  const before = await look()
  await repo.git('tag', 'v9.0.0')
  await repo.git('push', '--quiet', 'origin', 'v9.0.0')
  await repo.git('symbolic-ref', 'HEAD', 'refs/heads/other')
  expect(await look()).toEqual(before)
  await repo.git('symbolic-ref', 'HEAD', 'refs/heads/main')
  await write(world)
  await repo.git('symbolic-ref', 'HEAD', 'refs/heads/other')
  expect(await look()).toEqual([
    ...['refs/tags/v1.0.0', 'refs/tags/v1.0.1', 'refs/tags/v9.0.0'],
    ...['refs/tags/v1.0.0', 'refs/tags/v1.0.1', 'refs/tags/v9.0.0'],
    'refs/heads/other',
  ])
})

test('what a full id names is kept, whatever is forgotten; what is missing, or goes by another name, is not', async () => {
  const [first, second, third] = [repo.id('feat: a'), repo.id('fix: b'), repo.id('fix: c')]
  const all = [`${first}:a.txt`, first, 'HEAD:a.txt', `${first}:none`, '0'.repeat(40)]
  const before = await world.git.objects(all)
  const tree = await world.git.tree(first)
  expect([await world.git.isAncestor(first, third), await world.git.isAncestor(third, first)]).toEqual([true, false])
  world.git.forget?.()
  asked = []
  expect(await world.git.objects(all)).toEqual(before)
  expect(await world.git.tree(first)).toEqual(tree)
  expect([await world.git.isAncestor(first, third), await world.git.isAncestor(third, first)]).toEqual([true, false])
  expect(asked).toEqual(['objects 3'])
  expect([await world.git.isAncestor(second, third), await world.git.isAncestor(second, second)]).toEqual([true, true])
  expect(asked.filter((each) => each === 'ancestor')).toEqual([])
  expect(await world.git.isAncestor('HEAD', third)).toBe(true)
  expect(asked.filter((each) => each === 'ancestor')).toHaveLength(1)
})

test('an object that came since is found, and one that is too large to keep is read again', async () => {
  const large = Buffer.alloc(300_000, 'x')
  await repo.write({ 'later.txt': 'later\n', 'large.txt': large.toString() })
  const later = await repo.git('hash-object', 'later.txt')
  expect(await world.git.objects([later])).toEqual([null])
  await repo.git('hash-object', '-w', 'later.txt')
  expect((await world.git.objects([later]))[0]?.body.toString()).toBe('later\n')
  const id = await repo.git('hash-object', '-w', 'large.txt')
  asked = []
  for (const turn of [1, 2]) expect((await world.git.objects([id]))[0]?.body.equals(large), `${turn}`).toBe(true)
  expect(asked).toEqual(['objects 1', 'objects 1'])
})
