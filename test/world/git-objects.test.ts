/** Reading objects: any names in one question, missing ones as null, trees all the way down. */
import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { World } from '../../src/world/ports.ts'
import { cloneOf, type Repo, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

let repo: Repo
let git: World['git']

beforeAll(async () => {
  repo = await scratchRepo('file d/e/f.txt = deep\nfile a.txt = one\nfile new\\nline = two\nfeat: a\ntag v1.0.0\n')
  ;({ git } = await worldOf(repo))
})

test('objects come in the order asked, missing ones as null', async () => {
  const names = [
    'HEAD:a.txt',
    'HEAD:none',
    'no such name',
    'HEAD:d',
    'v1.0.0',
    'HEAD:new\nline',
    '0'.repeat(40),
    'HEAD:a.txt',
  ]
  const found = await git.objects(names)
  expect(found.map((object) => object?.type ?? null)).toEqual([
    'blob',
    null,
    null,
    'tree',
    'commit',
    'blob',
    null,
    'blob',
  ])
  expect(found[0]?.body.toString()).toBe('one\n')
  expect(found[5]?.body.toString()).toBe('two\n')
  expect(found[4]?.id).toBe(await repo.git('rev-parse', 'HEAD'))
  expect(await git.objects([])).toEqual([])
})

test('bytes are what was put in', async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 128, 0, 10])
  await repo.write({ bytes: '' })
  const id = await repo.git('hash-object', '-w', 'bytes')
  const tree = await git.writeTree('HEAD', new Map([['b', bytes]]))
  const [empty, found] = await git.objects([id, `${tree}:b`])
  expect(empty?.body).toHaveLength(0)
  expect(found?.body.equals(bytes)).toBe(true)
})

/** Two texts whose blobs begin with the same four digits, which git takes for an abbreviation. */
const twins = (): readonly [prefix: string, first: string, second: string] => {
  const seen = new Map<string, string>()
  for (let number = 0; ; number += 1) {
    const text = `${number}`
    const prefix = createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex').slice(0, 4)
    const first = seen.get(prefix)
    if (first !== undefined) return [prefix, first, text]
    seen.set(prefix, text)
  }
}

test('an abbreviation of two objects is as good as missing', async () => {
  const [prefix, first, second] = twins()
  await git.writeTree('HEAD', new Map([first, second].map((text) => [text, Buffer.from(text)] as const)))
  const found = await git.objects([prefix, 'HEAD:a.txt'])
  expect(found.map((object) => object?.body.toString() ?? null)).toEqual([null, 'one\n'])
})

test('sizes, null for what is missing', async () => {
  const [a] = await git.objects(['HEAD:a.txt'])
  expect(await git.sizes([a?.id ?? '', '0'.repeat(40)])).toEqual([4, null])
  expect(await git.sizes([])).toEqual([])
})

test('a tree with all below it, or a folder of it', async () => {
  const all = await git.tree('HEAD')
  expect(all.map(({ path }) => path)).toEqual(['a.txt', 'd/e/f.txt', 'new\nline'])
  expect(all[0]).toMatchObject({ mode: '100644', type: 'blob' })
  expect((await git.tree('HEAD', 'd')).map(({ path }) => path)).toEqual(['e/f.txt'])
  expect((await git.tree('HEAD', '.')).map(({ path }) => path)).toEqual(all.map(({ path }) => path))
})

test('the same list, in the order of git, from few trees as from many', async () => {
  const few = ['b/x', 'b-c', 'b.c', 'B', 'run', 'ü/ö', 'a b/c d', 'b/x.y/z', 'deep/er/and/er']
  const many = Array.from({ length: 100 }, (_, index) => `${index % 7}/${index}/file`)
  for (const paths of [few, [...few, ...many]]) {
    const files = new Map(paths.map((path) => [path, Buffer.from(path)] as const))
    const tree = await git.writeTree('HEAD', files)
    const lines = (await repo.git('ls-tree', '-r', '-z', tree)).split('\0').filter((line) => line !== '')
    const found = await git.tree(tree)
    expect(found.map(({ mode, type, id, path }) => `${mode} ${type} ${id}\t${path}`)).toEqual(lines)
  }
  await expect(git.tree('HEAD', 'a.txt')).rejects.toThrow(/not a tree/)
  await expect(git.tree('HEAD', 'none')).rejects.toThrow(/none/)
})

test('many questions at once, each with its own answer', async () => {
  const bytes = Array.from({ length: 300 }, (_, index) => Buffer.alloc(index * 997, String(index % 10)))
  const tree = await git.writeTree('HEAD', new Map(bytes.map((each, index) => [`many/${index}`, each] as const)))
  const ask = async (index: number) => (await git.objects([`${tree}:many/${index}`, 'none']))[0]?.body
  const answers = await Promise.all(bytes.map((_, index) => ask(index)))
  expect(answers.every((answer, index) => answer?.equals(bytes[index] ?? Buffer.alloc(0)))).toBe(true)
  expect(await git.objects([''])).toEqual([null])
})

test('a blob that a partial clone left out is a named error, and nothing is fetched behind the back', async () => {
  await repo.git('config', 'uploadpack.allowFilter', 'true')
  const clone = await cloneOf(repo, '--filter=blob:none', '--no-checkout')
  const partial = await worldOf(clone)
  await expect(partial.git.objects(['HEAD:a.txt'])).rejects.toMatchObject({ code: 'PARTIAL_CLONE' })
  expect((await partial.git.objects(['HEAD']))[0]?.type).toBe('commit')
})
