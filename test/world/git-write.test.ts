/** Writing objects beside the work tree, and refs all or none: read back with plain git. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { World } from '../../src/world/ports.ts'
import { type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { makeSshKey } from '../support/signing-tools.ts'
import { worldOf } from '../support/world.ts'

const DATE = 1_700_000_000
let repo: Repo
let git: World['git']
let head: string

/** Signs with the key in the folder; `verify-tag` believes it. */
const setSigning = async (place: Repo, folder: string): Promise<void> => {
  const key = makeSshKey(folder, 'key')
  const signers = join(folder, 'signers')
  writeFileSync(signers, `dev@example.invalid ${readFileSync(`${key}.pub`, 'utf8')}`)
  const settings = { 'gpg.format': 'ssh', 'user.signingkey': key, 'gpg.ssh.allowedSignersFile': signers }
  for (const [name, value] of Object.entries(settings)) await place.git('config', name, value)
}

beforeAll(async () => {
  repo = await scratchRepo('file a.txt = one\nfile d/b.txt = two\nfeat: a\nfix: b | c.txt\n')
  await repo.write({ 'run.sh': '#!/bin/sh\n' })
  await repo.git('add', 'run.sh')
  await repo.git('update-index', '--chmod=+x', 'run.sh')
  await repo.git('commit', '--quiet', '--message=feat: run')
  await setSigning(repo, scratchFolder('keys'))
  ;({ git } = await worldOf(repo))
  head = await repo.git('rev-parse', 'HEAD')
})

test('a tree with files replaced, added and removed keeps modes, and leaves index and work tree alone', async () => {
  const before = await repo.git('status', '--porcelain')
  const files = { 'run.sh': '#!/bin/sh\nexit\n', 'new "odd"\nname': 'x', 'd/b.txt': null, 'd/c/d': 'y' }
  const bytes = Object.entries(files).map(([path, text]) => [path, text === null ? null : Buffer.from(text)] as const)
  const tree = await git.writeTree(head, new Map(bytes))
  expect((await git.tree(tree)).map(({ mode, path }) => `${mode} ${path}`)).toEqual([
    ...['100644 a.txt', '100644 c.txt', '100644 d/c/d', '100644 new "odd"\nname', '100755 run.sh'],
  ])
  expect(await git.writeTree(head, new Map())).toBe(await repo.git('rev-parse', 'HEAD^{tree}'))
  expect(await repo.git('status', '--porcelain')).toBe(before)
})

test('a file that was a folder, and a folder that was a file', async () => {
  const tree = await git.writeTree(
    head,
    new Map([
      ['d/b.txt', null],
      ['d', Buffer.from('file')],
      ['a.txt', null],
      ['a.txt/x', Buffer.from('x')],
    ] as const),
  )
  expect((await git.tree(tree)).map(({ path }) => path)).toEqual(['a.txt/x', 'c.txt', 'd', 'run.sh'])
})

test('a commit has the given date, parents and message, and no signature unless asked for', async () => {
  await repo.git('config', 'commit.gpgSign', 'true')
  const tree = await repo.git('rev-parse', 'HEAD^{tree}')
  const commit = { tree, parents: [head, `${head}~1`], message: 'subject\n\n# not a comment\nbody\n', date: DATE }
  const id = await git.writeCommit({ ...commit, parents: [head, await repo.git('rev-parse', 'HEAD~1')], sign: false })
  expect(await repo.git('show', '--no-patch', '--format=%at %ct %P%n%B', id)).toBe(
    `${DATE} ${DATE} ${head} ${await repo.git('rev-parse', 'HEAD~1')}\n${commit.message}`,
  )
  expect(await repo.git('cat-file', 'commit', id)).not.toContain('gpgsig')
  const signed = await git.writeCommit({ ...commit, parents: [head], sign: true })
  await repo.git('verify-commit', signed)
  expect(await repo.git('rev-parse', 'HEAD')).toBe(head)
  await repo.git('config', '--unset', 'commit.gpgSign')
})

test('a tag object, signed and not, is made without a ref and with the message as it is', async () => {
  const message = 'v1.0.0\n\n# notes\n\n  kept   \n\nRel-Plan: sha256:0\n'
  const tag = { name: 'v1.0.0', object: head, message, date: DATE }
  const [plain, signed] = [await git.writeTag({ ...tag, sign: false }), await git.writeTag({ ...tag, sign: true })]
  expect(await repo.git('tag', '--list')).toBe('')
  expect(`${await repo.git('cat-file', 'tag', plain)}\n`).toBe(
    `object ${head}\ntype commit\ntag v1.0.0\ntagger Dev <dev@example.invalid> ${DATE} +0000\n\n${message}`,
  )
  expect(await git.writeTag({ ...tag, sign: false })).toBe(plain)
  await repo.git('update-ref', 'refs/tags/v1.0.0', signed)
  await repo.git('update-ref', 'refs/tags/v2.0.0', plain)
  await repo.git('verify-tag', 'v1.0.0')
  expect(await git.tagSignature('v1.0.0')).toMatchObject({ state: 'good' })
  expect(await git.tagSignature('v2.0.0')).toMatchObject({ state: 'unsigned' })
  await repo.git('tag', '--delete', 'v1.0.0', 'v2.0.0')
})

test('a key that cannot sign is named, for tags and for commits', async () => {
  const other = await scratchRepo('feat: a\n')
  await other.git('config', 'gpg.format', 'ssh')
  await other.git('config', 'user.signingkey', '/nowhere/key')
  const world = await worldOf(other)
  const object = await other.git('rev-parse', 'HEAD')
  const common = { message: 'm\n', date: DATE, sign: true }
  await expect(world.git.writeTag({ ...common, name: 'v1', object })).rejects.toMatchObject({ code: 'KEY' })
  const commit = { ...common, tree: await other.git('rev-parse', 'HEAD^{tree}'), parents: [] }
  await expect(world.git.writeCommit(commit)).rejects.toMatchObject({ code: 'KEY' })
})

test('refs move all together or not at all', async () => {
  const parent = await repo.git('rev-parse', 'HEAD~1')
  const refs = () => repo.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/rel/t/')
  await git.updateRefs([], 'nothing')
  await git.updateRefs(
    ['a', 'b'].map((name) => ({ ref: `refs/rel/t/${name}`, new: parent, old: null })),
    'make',
  )
  const made = await refs()
  expect(made).toBe(`refs/rel/t/a ${parent}\nrefs/rel/t/b ${parent}`)
  const good = { ref: 'refs/rel/t/a', new: head, old: parent }
  const bad = [
    { ref: 'refs/rel/t/b', new: head, old: null },
    { ref: 'refs/rel/t/b', new: head, old: head },
    { ref: 'refs/rel/t/b', new: null, old: head },
    { ref: 'refs/rel/t/c', new: head, old: parent },
  ]
  for (const update of bad) await expect(git.updateRefs([good, update], 'bad')).rejects.toMatchObject({ code: 'GIT' })
  expect(await refs()).toBe(made)
  await git.updateRefs([good, { ref: 'refs/rel/t/b', new: null, old: parent }], 'good')
  expect(await refs()).toBe(`refs/rel/t/a ${head}`)
})

test('a ref that somebody holds is named with its lock', async () => {
  const lock = join(repo.folder, '.git', 'refs', 'heads', 'held.lock')
  writeFileSync(lock, '')
  await expect(git.updateRefs([{ ref: 'refs/heads/held', new: head, old: null }], 'x')).rejects.toMatchObject({
    code: 'GIT_LOCKED',
    message: expect.stringContaining(lock),
  })
})

test('an imported commit only adds files, leaves no ref, and equal ones are the same commit', async () => {
  const files = new Map(['a/b', 'q"uo\\te', 'new\nline', 'ü'].map((path) => [path, Buffer.from(`${path}\n`)] as const))
  const first = { base: null, files, message: 'first\n', date: DATE, sign: false }
  const root = await git.importCommit(first)
  expect(await git.importCommit(first)).toBe(root)
  const next = await git.importCommit({ ...first, base: root, files: new Map([['a/c', Buffer.from([0, 10, 255])]]) })
  expect((await git.tree(next)).map(({ path }) => path)).toEqual(['a/b', 'a/c', 'new\nline', 'q"uo\\te', 'ü'])
  expect((await git.objects([`${next}:a/c`]))[0]?.body).toEqual(Buffer.from([0, 10, 255]))
  expect(await repo.git('rev-list', '--parents', '-1', next)).toBe(`${next} ${root}`)
  expect(await repo.git('for-each-ref', 'refs/rel/scratch')).toBe('')
  const signed = await git.importCommit({ ...first, base: root, sign: true })
  await repo.git('verify-commit', signed)
  expect(await repo.git('rev-parse', `${signed}^`)).toBe(root)
})

test('everything that was written is whole', async () => {
  expect(await repo.git('fsck', '--strict', '--no-dangling')).toBe('')
})
