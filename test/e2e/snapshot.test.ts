/** `rel version --snapshot`: above the last release, below the next one, whatever there is to release. */
import { expect, test } from 'vitest'
import { type Asked, versions } from '../../src/rel.ts'
import { scratchEnv, scratchRepo } from '../support/scratch.ts'

const silent = () => undefined
const NOTHING = { packages: null, level: null, version: null, pre: null, date: null }

const snapshotsIn = async (story: string, asked: Partial<Asked> = {}) => {
  const repo = await scratchRepo(story)
  const rows = await versions({
    ...{ cwd: repo.folder, configFile: null, branch: null, ciBranch: null, ci: false, offline: false, env: scratchEnv },
    ...{ interrupted: () => false, progress: { note: silent, begin: silent, start: silent, outcome: silent } },
    ...{ tag: null, asked: { ...NOTHING, ...asked }, wanted: 'snapshot' },
  })
  return rows.map(({ snapshot = '' }) => snapshot.replace(repo.id('main').slice(0, 7), 'HEAD'))
}

const ONE = 'file package.json = {"name": "core", "version": "1.2.0"}\n feat: one\n tag v1.2.0'

test.concurrent.each([
  ['below the next one', `${ONE}\n fix: two\n feat: three`, {}, '1.3.0-dev.2+gHEAD'],
  ['nothing to release', `${ONE}\n docs: two`, {}, '1.2.1-dev.1+gHEAD'],
  ['at the release itself', ONE, {}, '1.2.1-dev.0+gHEAD'],
  ['before the first release', 'feat: one', {}, '0.1.0-dev.1+gHEAD'],
  ['a manifest that was never released', 'file VERSION = 1.2.0\n docs: one', {}, '1.2.0-dev.1+gHEAD'],
  ['its tag is taken elsewhere', `${ONE}\n branch x\n y\n tag v1.2.1\n on main\n fix: z`, {}, '1.2.1-dev.1+gHEAD'],
  ['between prereleases', `${ONE}\n feat: two\n tag v1.3.0-rc.1\n fix: three`, { pre: 'rc' }, '1.3.0-rc.1.dev.1+gHEAD'],
  ['no further prerelease', `${ONE}\n feat: two\n tag v1.3.0-rc.1`, { pre: 'rc' }, '1.3.0-rc.1.dev.0+gHEAD'],
])('%s', async (_, story, asked, expected) => {
  expect(await snapshotsIn(story, asked)).toEqual([expected])
})

test('the bare word for scripts, and one wish at a time', async () => {
  const repo = await scratchRepo(`${ONE}\n fix: two`)
  const snapshot = `1.2.1-dev.1+g${repo.id('main').slice(0, 7)}`
  expect(await repo.rel(['version', '--snapshot'])).toMatchObject({ code: 0, stdout: `${snapshot}\n`, stderr: '' })
  expect((await repo.rel(['version', '--snapshot', '--json'])).json()).toMatchObject({ next: '1.2.1', snapshot })
  expect((await repo.rel(['version', '--snapshot', '--current'])).code).toBe(2)
})
