/** A release that was sealed and lost its bytes: a rebuild that gives the sealed digests finishes it. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { treeOf, workspace } from '../support/workspace.ts'

test('what is neither staged nor published anywhere is built again', async () => {
  const { repo, out } = await workspace()
  const config = { publish: [{ to: 'directory', path: out }], stage: { to: 'local' } }
  await repo.write({ 'release.config.json': JSON.stringify(config) })
  await repo.git('commit', '--quiet', '--all', '--message', 'chore: keep the stage here')
  // A file where the target's folder belongs lets publishing fail after the seal.
  writeFileSync(out, '')
  expect((await repo.rel(['release'])).code).toBe(5)
  rmSync(out)
  for (const lost of ['artifacts', '.git/rel/builds']) rmSync(join(repo.folder, lost), { recursive: true })
  const finished = await repo.rel(['publish'])
  expect(finished.code, finished.stderr).toBe(0)
  expect(Object.keys(treeOf(out))).toContain('core/1.0.0/SHA256SUMS')
  expect((await repo.rel(['verify', 'core@1.0.0'])).code).toBe(0)
})
