/** `rel bump --abandon` takes back what nobody else can have, and nothing else. */
import { expect, test } from 'vitest'
import { bareRemote, scratchRepo } from '../support/scratch.ts'

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
