/** Moving what is checked out without touching what is the user's, and checkouts that no setting of theirs can change. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moveCheckout } from '../../src/world/git-checkout.ts'
import { openCommand } from '../../src/world/git-command.ts'
import { cloneOf, type Repo, scratchEnv, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { treeOf } from '../support/workspace.ts'
import { worldOf } from '../support/world.ts'

const STORY = `
file a.txt = one
file b.txt = one
file gone.txt = one
file mine.txt = one
feat: a
branch next
file a.txt = two
file b.txt = two
file d/new.txt = two
remove gone.txt
feat: b
on main
`

const moving = async () => {
  const repo = await scratchRepo(STORY)
  const { git } = await worldOf(repo)
  const [from, to] = [repo.id('feat: a'), repo.id('feat: b')]
  return { repo, move: () => git.moveCheckout(from, to), heads: () => repo.git('diff', '--cached', '--name-only', to) }
}

const read = (repo: Repo, name: string) => readFileSync(join(repo.folder, name), 'utf8')

test('work in other files stays: edited, staged, untracked, ignored', async () => {
  const { repo, move, heads } = await moving()
  await repo.write({
    'mine.txt': 'edited\n',
    'staged.txt': 'staged\n',
    'untracked.txt': 'u\n',
    '.git/info/exclude': 'ig*\n',
  })
  await repo.write({ 'ignored.txt': 'i\n' })
  await repo.git('add', 'staged.txt')
  await move()
  expect([read(repo, 'a.txt'), read(repo, 'd/new.txt')]).toEqual(['two\n', 'two\n'])
  expect(existsSync(join(repo.folder, 'gone.txt'))).toBe(false)
  expect([read(repo, 'mine.txt'), read(repo, 'untracked.txt'), read(repo, 'ignored.txt')]).toEqual([
    'edited\n',
    'u\n',
    'i\n',
  ])
  expect(await heads()).toBe('staged.txt')
  await move()
  expect(await heads()).toBe('staged.txt')
})

test('what git would write is in its place whole before git moves, with the line ends that it would have', async () => {
  const { repo } = await moving()
  await repo.git('config', 'core.autocrlf', 'true')
  const command = openCommand(repo.folder, scratchEnv, () => undefined)
  const { git } = await worldOf(repo)
  const write: typeof command.write = (args, options) =>
    args[0] === 'read-tree' && !args.includes('--dry-run')
      ? Promise.reject(new Error('killed'))
      : command.write(args, options)
  const [from, to] = [repo.id('feat: a'), repo.id('feat: b')]
  await expect(moveCheckout({ ...command, write }, git.place, from, to)).rejects.toThrow('killed')
  const names = ['a.txt', 'b.txt', 'd/new.txt']
  expect(names.map((name) => read(repo, name))).toEqual(['two\r\n', 'two\r\n', 'two\r\n'])
  expect(await Promise.all(names.map((name) => git.holds(name, 'two\n')))).toEqual([true, true, true])
  expect(await Promise.all([git.holds('gone.txt', null), git.holds('a.txt', 'one\n')])).toEqual([false, false])
  await git.moveCheckout(from, to)
  await repo.git('update-ref', 'refs/heads/main', to)
  expect(await repo.git('status', '--porcelain')).toBe('')
  expect(existsSync(join(repo.folder, '.git/rel-checkout'))).toBe(false)
})

test('what is staged for a file that moves stays, and nothing moves', async () => {
  const { repo, move } = await moving()
  await repo.write({ 'a.txt': 'staged\n' })
  await repo.git('add', 'a.txt')
  await repo.write({ 'a.txt': 'one\n' })
  await expect(move()).rejects.toMatchObject({ code: 'GIT' })
  expect([await repo.git('show', ':a.txt'), read(repo, 'b.txt')]).toEqual(['staged', 'one\n'])
})

test.each<[string, (repo: Repo) => Promise<void>]>([
  ['in some files', (repo) => repo.write({ 'a.txt': 'two\n', 'd/new.txt': 'two\n' })],
  [
    'in all files',
    async (repo) => {
      await repo.write({ 'a.txt': 'two\n', 'b.txt': 'two\n', 'd/new.txt': 'two\n' })
      rmSync(join(repo.folder, 'gone.txt'))
    },
  ],
  ['with a touched file', (repo) => repo.write({ 'b.txt': 'one\n' })],
])('a move cut half-way, %s, is healed', async (_, cut) => {
  const { repo, move, heads } = await moving()
  await cut(repo)
  await move()
  await repo.git('update-ref', 'refs/heads/main', repo.id('feat: b'))
  expect(await heads()).toBe('')
  expect(await repo.git('status', '--porcelain')).toBe('')
  expect([read(repo, 'a.txt'), read(repo, 'b.txt'), read(repo, 'd/new.txt')]).toEqual(['two\n', 'two\n', 'two\n'])
})

test.each<[string, string, Readonly<Record<string, string>>]>([
  ['an untracked file', 'DIRTY', { 'd/new.txt': 'mine\n' }],
  ['an ignored file', 'DIRTY', { '.git/info/exclude': 'd/\n', 'd/new.txt': 'mine\n' }],
  ['an edited file', 'GIT', { 'a.txt': 'mine\n' }],
])('%s in the way is not overwritten, and nothing else moves', async (_, code, files) => {
  const { repo, move } = await moving()
  await repo.write(files)
  const before = await repo.git('status', '--porcelain')
  await expect(move()).rejects.toMatchObject({ code })
  for (const [name, text] of Object.entries(files)) expect(read(repo, name)).toBe(text)
  expect(read(repo, 'b.txt')).toBe('one\n')
  expect(await repo.git('status', '--porcelain')).toBe(before)
})

test('an index that another git holds is named', async () => {
  const { repo, move } = await moving()
  writeFileSync(join(repo.folder, '.git', 'index.lock'), '')
  await expect(move()).rejects.toMatchObject({ code: 'GIT_LOCKED', hint: expect.stringContaining('index.lock') })
})

test('a bare repository has nothing to move', async () => {
  const repo = await scratchRepo(STORY, { bare: true })
  const { git } = await worldOf(repo)
  await git.moveCheckout(repo.id('feat: a'), repo.id('feat: b'))
  expect(existsSync(join(repo.folder, 'a.txt'))).toBe(false)
})

const biting = async (): Promise<Repo & { readonly id: (name: string) => string }> => {
  const repo = await scratchRepo('file a.txt = one\\ntwo\nfile .gitignore = built\nfeat: a\n')
  const hooks = join(repo.folder, '.git', 'hooks')
  mkdirSync(hooks, { recursive: true })
  writeFileSync(join(hooks, 'post-checkout'), '#!/bin/sh\ntouch hooked\n')
  chmodSync(join(hooks, 'post-checkout'), 0o755)
  const attributes = join(scratchFolder('attributes'), 'attributes')
  writeFileSync(attributes, '* filter=shout\n')
  const settings = {
    ...{ 'core.autocrlf': 'true', 'core.eol': 'crlf', 'core.attributesFile': attributes, 'core.hooksPath': hooks },
    ...{ 'filter.shout.smudge': 'tr a-z A-Z', 'filter.shout.clean': 'tr A-Z a-z', 'core.sparseCheckout': 'true' },
  }
  for (const [name, value] of Object.entries(settings)) await repo.git('config', name, value)
  return repo
}

test("a clean checkout holds the commit's own bytes, whatever the user's settings, attributes and hooks say", async () => {
  const repo = await biting()
  const folder = join(scratchFolder('clean'), 'inner')
  const environment = join(scratchFolder('home'), 'gitconfig')
  writeFileSync(environment, '[core]\n\tautocrlf = true\n[user]\n\tname = A\n\temail = a@example.invalid\n')
  const { git } = await worldOf(repo, { GIT_CONFIG_GLOBAL: environment })
  await git.cleanCheckout(repo.id('main'), folder)
  const { 'a.txt': text, ...others } = Object.fromEntries(
    Object.entries(treeOf(folder)).filter(([name]) => !name.startsWith('.git/')),
  )
  expect(text).toBe('one\ntwo\n')
  expect(Object.keys(others)).toEqual(['.gitignore'])
  expect(statSync(join(folder, '.git')).isDirectory()).toBe(true)
})

test('a shallow clone is enough for a clean checkout', async () => {
  const origin = await scratchRepo('feat: a | a.txt\nfix: b | b.txt\n')
  const clone = await cloneOf(origin, '--depth=1')
  const folder = scratchFolder('clean')
  const { git } = await worldOf(clone)
  await git.cleanCheckout(origin.id('main'), folder)
  expect(existsSync(join(folder, 'a.txt'))).toBe(true)
})

test.each([
  ['*.bin filter=lfs', 'lfs'],
  ['*.bin filter', 'set'],
])('attributes "%s" are an error that names the file and the filter', async (line, filter) => {
  const repo = await scratchRepo(`file d/.gitattributes = ${line}\nfile d/x.bin = 1\nfile x.bin = 1\nfeat: a\n`)
  const { git } = await worldOf(repo)
  await expect(git.cleanCheckout(repo.id('main'), scratchFolder('clean'))).rejects.toMatchObject({
    code: 'BUILD',
    message: `d/x.bin wants the git filter "${filter}", which would change its bytes`,
  })
})

test('attributes that change no bytes, or switch a filter off, are no error', async () => {
  const repo = await scratchRepo('file .gitattributes = *.txt text -filter\nfile a.txt = 1\nfeat: a\n')
  const folder = scratchFolder('clean')
  const { git } = await worldOf(repo)
  await git.cleanCheckout(repo.id('main'), folder)
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('1\n')
})
