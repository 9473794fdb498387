/** Somebody else bumps and pushes the same plan while ours is being built: theirs is the release, and ours gives way. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { onePackage, TAG } from '../support/one-package.ts'
import { scratchEnv, scratchFolder } from '../support/scratch.ts'

const REL = join(import.meta.dirname, '..', '..', 'bin', 'rel.js')

test('run again, it finishes theirs', async () => {
  const script = join(scratchFolder('race'), 'race.sh')
  const target = { name: 'source', run: [['sh', script]], artifacts: [{ kind: 'archive', name: '{name}-{version}' }] }
  const { repo, remote, clone } = await onePackage({ build: { targets: [target] } })
  const other = await clone()
  await other.git('config', 'user.name', 'Somebody Else')
  const env = Object.entries(scratchEnv).map(([name, value]) => `${name}='${value}'`)
  const bump = ['env', '-i', ...env, `'${process.execPath}'`, `'${REL}'`, 'bump', '--push', '--yes']
  writeFileSync(script, `cd '${other.folder}'\n[ -e .git/once ] && exit 0\ntouch .git/once\n${bump.join(' ')} >&2\n`)
  const first = await repo.rel(['release'])
  expect([first.code, first.stderr]).toEqual([4, expect.stringContaining('origin has v1.0.0 with this very plan')])
  expect(first.stderr).toContain('hint: run the same command again: it finishes that release')
  expect(await remote.git('for-each-ref', 'refs/rel/ledger')).toBe('')
  const again = await repo.rel(['release'])
  expect(again.code, again.stderr).toBe(0)
  expect(await remote.git('log', '-1', '--format=%cn', TAG)).toBe('Somebody Else')
  expect(await remote.git('log', '--format=%s', 'refs/rel/ledger')).toBe(`publish core 1.0.0 to directory\nseal ${TAG}`)
  expect(await repo.git('rev-parse', TAG)).toBe(await remote.git('rev-parse', TAG))
  expect(await repo.git('rev-parse', 'HEAD')).toBe(await remote.git('rev-parse', 'main'))
  expect(await repo.git('for-each-ref', 'refs/rel/pending')).toBe('')
  expect((await repo.rel(['release'])).code).toBe(3)
})
