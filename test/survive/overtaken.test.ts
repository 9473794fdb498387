/** Somebody else makes the whole release while ours is being built: their sealed one is taken over. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type OnePackage, onePackage, TAG } from '../support/one-package.ts'
import { type Repo, scratchEnv, scratchFolder } from '../support/scratch.ts'
import { treeOf } from '../support/workspace.ts'

const REL = join(import.meta.dirname, '..', '..', 'bin', 'rel.js')

const expectOneRelease = async ({ remote, published }: OnePackage, clones: readonly Repo[]): Promise<void> => {
  const commit = await remote.git('rev-parse', `${TAG}^{commit}`)
  const subjects = (await remote.git('log', '--format=%s', 'refs/rel/ledger')).split('\n')
  expect(subjects.filter((subject) => subject.startsWith('seal '))).toEqual([`seal ${TAG}`])
  const index = await remote.git('show', 'refs/rel/ledger:releases/core/1.0.0/release.json')
  expect(JSON.parse(index)).toMatchObject({ commit })
  expect(treeOf(published)['release.json']).toBe(`${index}\n`)
  expect(await remote.git('for-each-ref', 'refs/rel/stage')).toBe('')
  await remote.git('merge-base', '--is-ancestor', commit, 'main')
  for (const clone of clones) {
    expect(await clone.git('rev-parse', TAG)).toBe(await remote.git('rev-parse', TAG))
    expect(await clone.git('rev-parse', 'HEAD')).toBe(await remote.git('rev-parse', 'main'))
    expect(await clone.git('for-each-ref', 'refs/rel/pending')).toBe('')
    expect((await clone.rel(['release'])).code).toBe(3)
  }
}

/** A package whose recipe lets somebody else release in a clone of theirs. */
const losing = async () => {
  const script = join(scratchFolder('race'), 'race.sh')
  const target = { name: 'source', run: [['sh', script]], artifacts: [{ kind: 'archive', name: '{name}-{version}' }] }
  const place = await onePackage({ build: { targets: [target] } })
  const other = await place.clone()
  await other.git('config', 'user.name', 'Somebody Else')
  await other.git('config', 'user.email', 'else@example.invalid')
  const env = Object.entries(scratchEnv).map(([name, value]) => `${name}='${value}'`)
  const rel = ['env', '-i', ...env, `'${process.execPath}'`, `'${REL}'`, 'release', '--yes']
  writeFileSync(script, `cd '${other.folder}'\n[ -e .git/once ] && exit 0\ntouch .git/once\n${rel.join(' ')} >&2\n`)
  return { place, other }
}

test('overtaken by somebody else while building', async () => {
  const { place, other } = await losing()
  const released = await place.repo.rel(['release'])
  expect(released.code, released.stderr).toBe(0)
  expect(await place.remote.git('log', '-1', '--format=%cn', TAG)).toBe('Somebody Else')
  await expectOneRelease(place, [place.repo, other])
})
