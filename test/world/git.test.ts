/** Which repository a folder belongs to and where it stands: work trees, bare, unborn, detached, none. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scratchEnv, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const place = async (folder: string) => (await worldOf({ folder })).git.place

test('a work tree, a folder in it, a second work tree, a detached head', async () => {
  const repo = await scratchRepo('feat: a | d/a.txt\nfix: b | b.txt\n')
  const [gitDir, head] = [join(repo.folder, '.git'), repo.id('main')]
  const here = { gitDir, commonDir: gitDir, top: repo.folder, shallow: false, head, branch: 'refs/heads/main' }
  expect(await place(repo.folder)).toEqual(here)
  expect(await place(join(repo.folder, 'd'))).toEqual(here)
  const other = join(scratchFolder('second'), 'tree')
  await repo.git('worktree', 'add', '--quiet', '-b', 'side', other)
  const second = { gitDir: join(gitDir, 'worktrees', 'tree'), top: other, branch: 'refs/heads/side' }
  expect(await place(other)).toEqual({ ...here, ...second })
  await repo.git('checkout', '--quiet', '--detach', 'HEAD~1')
  expect(await place(repo.folder)).toEqual({ ...here, head: repo.id('feat: a'), branch: null })
})

test('a bare repository, and one without a commit', async () => {
  const bare = await scratchRepo('feat: a', { bare: true })
  const common = { gitDir: bare.folder, commonDir: bare.folder, top: null, shallow: false }
  expect(await place(bare.folder)).toEqual({ ...common, head: bare.id('main'), branch: 'refs/heads/main' })
  const unborn = await scratchRepo('')
  expect(await place(unborn.folder)).toMatchObject({ top: unborn.folder, head: null, branch: null })
})

test('no repository, no folder, no git, an old git', async () => {
  const folder = scratchFolder('none')
  await expect(place(folder)).rejects.toMatchObject({ code: 'NO_REPOSITORY' })
  await expect(place(join(folder, 'missing'))).rejects.toMatchObject({ code: 'USAGE' })
  const repo = await scratchRepo('feat: a')
  await expect(worldOf(repo, { PATH: folder })).rejects.toMatchObject({ code: 'NO_GIT' })
  writeFileSync(
    join(folder, 'git'),
    '#!/bin/sh\ncase "$*" in *--version*) echo git version 2.30.2;; *) exit 129;; esac\n',
  )
  chmodSync(join(folder, 'git'), 0o755)
  const old = { PATH: `${folder}:${scratchEnv['PATH'] ?? ''}` }
  await expect(worldOf(repo, old)).rejects.toMatchObject({ code: 'GIT_TOO_OLD', message: 'git 2.30.2 is too old' })
})

test('a repository that a variable of the environment names is not taken for this one', async () => {
  const [here, there] = [await scratchRepo('feat: here'), await scratchRepo('feat: there')]
  mkdirSync(join(here.folder, 'sub'))
  const env = { GIT_DIR: join(there.folder, '.git'), GIT_WORK_TREE: there.folder, GIT_CEILING_DIRECTORIES: '' }
  const { git } = await worldOf({ folder: join(here.folder, 'sub') }, env)
  expect(git.place).toMatchObject({ top: here.folder, head: here.id('main') })
})
