/** `rel build` finds out that it cannot sign before it builds anything. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { onePackage } from '../support/one-package.ts'

test('a key that is not there: said at once, and nothing is left behind; one target alone needs no key', async () => {
  const { repo } = await onePackage({ sign: { with: 'ssh' } })
  const run = await repo.rel(['build'])
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('error[KEY]')])
  expect(existsSync(join(repo.folder, 'artifacts'))).toBe(false)
  expect(existsSync(join(repo.folder, '.git', 'rel', 'builds'))).toBe(false)
  const alone = await repo.rel(['build', '--target', 'source'])
  expect(alone.code, alone.stderr).toBe(0)
})
