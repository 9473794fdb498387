/** The commit and the tags of a release, wherever they wait. */
import { beforeAll, expect, test } from 'vitest'
import { REMOTE_TAGS, pendingCommit, pendingTag } from '../../src/ledger/paths.ts'
import { releaseCommit, tagObject } from '../../src/ledger/refs.ts'
import type { World } from '../../src/world/ports.ts'
import { type Repo, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const RELEASE = { hex: 'ab'.repeat(32), tags: ['core@1.0.0', 'cli@0.1.0'] }
let repo: Repo & { readonly id: (name: string) => string }
let git: World['git']
let annotated: string
beforeAll(async () => {
  repo = await scratchRepo('feat: a\nannotated tag kept\nfix: b\n')
  annotated = await repo.git('rev-parse', 'refs/tags/kept')
  ;({ git } = await worldOf(repo))
})

test('nothing, then the remote, then a tag here, then what is pending', async () => {
  expect(await releaseCommit(git, RELEASE)).toBeNull()
  expect(await tagObject(git, RELEASE, 'core@1.0.0')).toBeNull()
  await repo.git('update-ref', `${REMOTE_TAGS}cli@0.1.0`, annotated)
  await repo.git('update-ref', `${REMOTE_TAGS}cli@0.1.0.1`, repo.id('fix: b'))
  expect(await releaseCommit(git, RELEASE)).toBe(repo.id('feat: a'))
  await repo.git('update-ref', 'refs/tags/core@1.0.0', repo.id('fix: b'))
  expect(await releaseCommit(git, RELEASE)).toBe(repo.id('fix: b'))
  await repo.git('update-ref', pendingCommit(RELEASE.hex), repo.id('feat: a'))
  expect(await releaseCommit(git, RELEASE)).toBe(repo.id('feat: a'))
})

test('an annotated tag object is preferred to a lightweight tag, wherever it is', async () => {
  await repo.git('update-ref', 'refs/tags/cli@0.1.0', repo.id('feat: a'))
  expect(await tagObject(git, RELEASE, 'cli@0.1.0')).toMatchObject({ id: annotated, type: 'tag' })
  expect(await tagObject(git, RELEASE, 'core@1.0.0')).toMatchObject({ type: 'commit' })
  await repo.git('update-ref', pendingTag(RELEASE.hex, 'core@1.0.0'), annotated)
  expect(await tagObject(git, RELEASE, 'core@1.0.0')).toMatchObject({ id: annotated })
})
