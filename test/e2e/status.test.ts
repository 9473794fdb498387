/** `rel status`: where each package stands, what is half done, and what is in the way. */
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bareRemote, scratchFolder, scratchRepo } from '../support/scratch.ts'

interface StatusJson {
  readonly preview: boolean
  readonly packages: readonly Record<string, unknown>[]
  readonly obstacles: readonly { readonly code: string; readonly detail: string; readonly hint: string }[]
  readonly unfinished: readonly Record<string, unknown>[]
}

const STORY = `
  file package.json = {"name": "core", "version": "1.0.0"}
  feat: one
  tag v1.0.0
  fix: two
  docs: three
`

const codes = ({ obstacles }: StatusJson) => obstacles.map((each) => each.code)

test('last release, what is unreleased, and the next version', async () => {
  const repo = await scratchRepo(STORY)
  const { code, stdout } = await repo.rel(['status'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^main@[0-9a-f]{7} {2}plan [0-9a-f]{12}\n\n/)
  expect(stdout).toContain('  core  1.0.0 → 1.0.1  patch  2 commits since v1.0.0: 1 change, 1 ignored\n')
  const { json } = await repo.rel(['status', '--json'])
  expect(json<StatusJson>()).toMatchObject({
    ...{ kind: 'rel.status', branch: 'main', preview: false, obstacles: [], unfinished: [] },
    packages: [
      {
        ...{ package: 'core', next: '1.0.1', bump: 'patch', reason: null },
        last: { version: '1.0.0', tag: 'v1.0.0', commit: repo.id('v1.0.0'), commits: 2 },
        commits: { total: 2, changes: 1, ignored: 1, merges: 0, reverted: 0, unclassified: 0 },
      },
    ],
  })
})

test('after a release there is nothing to release, and what is not sealed is named until it is', async () => {
  const repo = await scratchRepo(STORY)
  expect((await repo.rel(['bump', '--yes'])).code).toBe(0)
  const bumped = await repo.rel(['status'])
  expect(bumped.code).toBe(3)
  expect(bumped.stdout).toContain('nothing to release')
  expect(bumped.stdout).toContain('v1.0.1  tagged here, not sealed  rel publish v1.0.1')
  expect((await repo.rel(['status', '--nothing-ok'])).code).toBe(0)
  expect((await repo.rel(['publish'])).code).toBe(0)
  const { json } = await repo.rel(['status', '--json'])
  expect(json<StatusJson>().unfinished).toEqual([])
})

test('a sealed release that is on no target yet, also when HEAD has moved on', async () => {
  const repo = await scratchRepo(STORY)
  const place = scratchFolder('mirror')
  // A file where the folder would have to be: publishing fails after the seal.
  await repo.write({
    'release.config.json': JSON.stringify({ publish: [{ to: 'directory', path: `${place}/x/releases` }] }),
  })
  await repo.git('add', '.')
  await repo.git('commit', '--quiet', '-m', 'chore: config')
  writeFileSync(`${place}/x`, '')
  expect((await repo.rel(['release', '--yes'])).code).toBe(5)
  await repo.git('commit', '--quiet', '--allow-empty', '-m', 'docs: later')
  const { json, code } = await repo.rel(['status', '--json'])
  expect(code).toBe(3)
  expect(json<StatusJson>().unfinished).toEqual([
    { package: 'core', version: '1.0.1', tag: 'v1.0.1', state: 'sealed', missing: ['directory'] },
  ])
})

test('a taken version is shown with the free ones, not refused', async () => {
  const repo = await scratchRepo(`${STORY}\nbranch side from v1.0.0\nfix: a\ntag v1.0.1\non main\nfix: b`)
  const { json, code } = await repo.rel(['status', '--json'])
  const status = json<StatusJson>()
  expect(code).toBe(0)
  expect(codes(status)).toEqual(['VERSION_TAKEN'])
  expect(status.obstacles[0]?.hint).toContain('rel bump 1.0.2, rel bump 1.1.0')
})

test('another branch, an edited config, a dirty file: each is named with its way out', async () => {
  const repo = await scratchRepo(`${STORY}\nbranch topic\nfix: four`)
  await repo.write({
    'release.config.json': '{"tag": {"message": "{name}"}}',
    'package.json': '{"name": "core", "version": "1.0.0" }\n',
  })
  const { json, stdout } = await repo.rel(['status', '--json'])
  expect(codes(json<StatusJson>())).toEqual(['BRANCH', 'CONFIG_UNCOMMITTED', 'DIRTY'])
  expect(stdout).toContain('package.json has uncommitted changes')
  expect(json<StatusJson>().preview).toBe(true)
  expect((await repo.rel(['status'])).stdout).toContain('topic is not a release line: this is a preview for main')
})

test('a release commit that was squashed on its way', async () => {
  const repo = await scratchRepo(STORY)
  await bareRemote(repo)
  expect((await repo.rel(['bump', '--yes'])).code).toBe(0)
  await repo.git('reset', '--quiet', '--hard', 'HEAD~1')
  await repo.git('commit', '--quiet', '--allow-empty', '-m', 'feat: squashed')
  expect(codes((await repo.rel(['status', '--json'])).json<StatusJson>())).toContain('TAG_OFF_BRANCH')
})

test('a bare clone and a dirty tree give the same packages', async () => {
  const repo = await scratchRepo(STORY)
  const bare = await scratchRepo(STORY, { bare: true })
  const [a, b] = await Promise.all([repo, bare].map((each) => each.rel(['status', '--json'])))
  expect(b?.json<StatusJson>().packages).toEqual(a?.json<StatusJson>().packages)
})
