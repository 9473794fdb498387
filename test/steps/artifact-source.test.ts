/** What goes into an archive: the commit's own files whatever the checkout says, or a folder's as recipes left it. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ArchiveEntry } from '../../src/archives/archive.ts'
import { folderEntries, treeEntries } from '../../src/steps/artifact-source.ts'
import { scratchFolder, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const told = async (entries: readonly ArchiveEntry[]): Promise<readonly string[]> => {
  const lines: string[] = []
  for (const { path, kind, executable, size, target, bytes } of entries) {
    const chunks: Buffer[] = []
    if (kind === 'file') for await (const chunk of bytes()) chunks.push(chunk)
    const content = Buffer.concat(chunks)
    if (kind === 'file') expect(content).toHaveLength(size)
    lines.push(`${kind}${executable ? '*' : ''} ${path} ${target ?? content.toString()}`.trim())
  }
  return lines
}

test('tracked files of a commit: modes and bytes from git, links, submodules, replaced and added texts', async () => {
  const repo = await scratchRepo('file p/a.txt = one\nfile p/d/b.txt = two\nfile q/c.txt = three\nfeat: a\n')
  await repo.write({ 'p/run.sh': 'run\n' })
  symlinkSync('../nowhere', join(repo.folder, 'p', 'link'))
  await repo.git('add', '--all')
  await repo.git('update-index', '--chmod=+x', 'p/run.sh')
  await repo.git('update-index', '--add', '--cacheinfo', `160000,${repo.id('main')},p/sub`)
  await repo.git('commit', '--quiet', '--message=feat: b')
  await repo.write({ 'p/a.txt': 'not committed\n', 'p/untracked': 'x' })
  const { git } = await worldOf(repo)
  const texts = { 'p/run.sh': 'other\n', 'p/new.txt': 'new\n', 'q/c.txt': 'not in p\n' }
  expect((await told(await treeEntries(git, 'HEAD', 'p', texts))).toSorted()).toEqual(
    [
      ...['file a.txt one\n', 'file d/b.txt two\n', 'file new.txt new\n', 'file* run.sh other\n'].map((line) =>
        line.trim(),
      ),
      ...['folder sub', 'link link ../nowhere'],
    ].toSorted(),
  )
  expect((await told(await treeEntries(git, 'HEAD', '.', {}))).filter((line) => line.includes('q/'))).toEqual([
    'file q/c.txt three',
  ])
})

test('more files than are read at once, and the same bytes in many of them', async () => {
  const files = Array.from({ length: 150 }, (_, at) => `file f${at} = ${at % 40}`)
  const repo = await scratchRepo(`${files.join('\n')}\nfeat: a\n`)
  const { git } = await worldOf(repo)
  const lines = await told(await treeEntries(git, 'HEAD', '.', {}))
  expect(lines.toSorted()).toEqual(files.map((_, at) => `file f${at} ${at % 40}`).toSorted())
})

test('a folder, sorted, without its .git, with empty folders and links that lead nowhere', async () => {
  const folder = scratchFolder('built')
  for (const path of ['.git', 'a/.git', 'empty']) mkdirSync(join(folder, path), { recursive: true })
  for (const path of ['b', '.git/config', 'a/.git/kept', 'a/z']) writeFileSync(join(folder, path), path)
  chmodSync(join(folder, 'b'), 0o700)
  symlinkSync('nowhere', join(folder, 'link'))
  const { files } = await worldOf(await scratchRepo('feat: a'))
  expect(await told(await folderEntries(files, folder))).toEqual([
    ...['file a/.git/kept a/.git/kept', 'file a/z a/z', 'file* b b'],
    ...['folder* empty', 'link* link nowhere'],
  ])
  expect(await folderEntries(files, join(folder, 'missing'))).toEqual([])
  execFileSync('mkfifo', [join(folder, 'pipe')])
  await expect(folderEntries(files, folder)).rejects.toMatchObject({
    code: 'BUILD',
    message: expect.stringContaining('pipe'),
  })
})
