/** `rel bump --abandon` takes back what nobody else can have, and nothing else. */
import { expect, test } from 'vitest'
import { bareRemote, cloneOf, scratchRepo } from '../support/scratch.ts'
import { workspace } from '../support/workspace.ts'

const STORY = `
file package.json = { "name": "demo", "version": "1.0.0" }
feat: start
`

test('an unpushed bump is undone', async () => {
  const repo = await scratchRepo(STORY)
  await bareRemote(repo)
  const before = await repo.git('rev-parse', 'HEAD')
  await repo.rel(['bump'])
  const undone = await repo.rel(['bump', '--abandon'])
  expect(undone.code, undone.stderr).toBe(0)
  expect(await repo.git('rev-parse', 'HEAD')).toBe(before)
  expect(await repo.git('tag', '--list')).toBe('')
  expect(await repo.git('status', '--porcelain')).toBe('')
})

test.each([
  ['pushed', true, ['bump', '--push'], []],
  ['sealed, without a remote', false, ['release'], []],
  ['sealed, without asking the remote', true, ['release'], ['--offline']],
])('one that is %s stays', async (_, hasRemote, command, options) => {
  const repo = await scratchRepo(STORY)
  if (hasRemote) await bareRemote(repo)
  await repo.rel(command)
  const head = await repo.git('rev-parse', 'HEAD')
  const refused = await repo.rel(['bump', '--abandon', '--json', ...options])
  expect(refused.json()['code']).toBe('BLOCKED')
  expect(refused.code).toBe(4)
  expect(await repo.git('rev-parse', 'HEAD', 'v1.0.0^{commit}')).toBe(`${head}\n${head}`)
})

test('a bump that another clone was quicker to push is taken back, and --dry-run does not take anything back', async () => {
  const { repo, remote } = await workspace()
  const other = await cloneOf(remote)
  const head = await repo.git('rev-parse', 'HEAD')
  await repo.rel(['bump'])
  await other.git('config', 'user.name', 'Other')
  expect((await other.rel(['bump', '--push'])).code).toBe(0)
  const late = await repo.rel(['bump', '--push'])
  expect(late.code, late.stderr).toBe(7)
  const looked = await repo.rel(['bump', '--abandon', '--dry-run'])
  expect(looked.code).toBe(2)
  expect(await repo.git('tag', '--list')).not.toBe('')
  const taken = await repo.rel(['bump', '--abandon'])
  expect(taken.code, taken.stderr).toBe(0)
  expect(await repo.git('rev-parse', 'HEAD')).toBe(head)
  await repo.git('pull', '--quiet', '--tags', 'origin', 'main')
  expect((await repo.rel(['bump'])).code).toBe(3)
})

test('a mistyped --branch on a detached HEAD is no release line', async () => {
  const { repo, remote } = await workspace()
  await repo.git('switch', '--quiet', '--detach')
  const released = await repo.rel(['release', '--branch', 'mian'])
  expect(released.code).toBe(4)
  expect(released.stderr).toContain('error[BRANCH]')
  expect(await remote.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main')
  expect((await repo.rel(['changelog', '--all'])).code).toBe(0)
  expect((await repo.rel(['plan', '--branch', 'main'])).code).toBe(0)
})
