/** Same commit, same bytes: what is planned depends on nothing but the commit, its tags, the line, the config and the
 *  question; and a release says for ever what its plan was. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { bareRemote, cloneOf, type Repo, scratchEnv, scratchRepo } from '../support/scratch.ts'
import { type Asking, clock, locale, makeLocales, planned, WAYS } from '../support/ways.ts'

// Estonian sorts z before t, Czech ch after h: names, scopes and files would change places in a sort by locale.
const STORY = String.raw`
file package.json = {"name":"acme","private":true,"workspaces":["packages/*"]}
file packages/chleb/package.json = {"name":"@acme/chleb","version":"1.2.0","dependencies":{"@acme/hra":"^1.0.0"}}
file packages/hra/package.json = {"name":"@acme/hra","version":"1.0.0","devDependencies":{"@acme/zebra":"^1.4.0"}}
file packages/tee/package.json = {"name":"@acme/tee","version":"0.3.0","peerDependencies":{"@acme/zebra":"~1.4.0"}}
file packages/zebra/package.json = {"name":"@acme/zebra","version":"1.4.0"}
feat: everything
tag @acme/chleb@1.2.0
tag @acme/hra@1.0.0
tag @acme/tee@0.3.0
tag @acme/zebra@1.4.0
feat(zebra): stripes | packages/zebra/a.txt
feat(tee): cups | packages/tee/a.txt, packages/zebra/a.txt
fix(hra): rules\n\nCloses #12 | packages/hra/a.txt
fix(chleb): crust | packages/chleb/a.txt
perf: everything at once | packages/chleb/b.txt, packages/hra/b.txt
docs: say so | README.md
feat(zebra)!: no more spots\n\nBREAKING CHANGE: spots are gone | packages/zebra/b.txt
`
const QUESTIONS = {
  'what the commits ask for': [],
  'a level': ['minor'],
  'a version': ['2.0.0', '@acme/zebra'],
  'a prerelease': ['--pre', 'rc'],
} as const

/** A prerelease without any change after it, asked to become stable. */
const STABLE_STORY = `
file package.json = {"name":"core","version":"1.0.0"}
feat: one | a.txt
tag v1.0.0
file package.json = {"name":"core","version":"1.1.0-rc.1"}
feat: two | a.txt
tag v1.1.0-rc.1
`
const STABLE = ['--stable']

/** The tag goes on the planned commit itself, which may carry others already. */
const NO_COMMIT_STORY = `
file release.config.json = {"commit":{"mode":"none"}}
file VERSION = 1.0.0
feat: one | a.txt
tag v1.0.0
feat: two | a.txt
tag v1.1.0-rc.1
`

beforeAll(makeLocales)

/** One way of each kind, for every question; all of them for the plain one. */
const MAIN_WAYS = Object.entries(WAYS).filter(([name]) =>
  /^(twice|in another folder|in a fresh clone|in a bare clone|with TZ=Pacific|with LANG=et_EE|with umask 077|in 2099)/.test(
    name,
  ),
)

describe.each([
  ...Object.entries(QUESTIONS).map(([name, words]) => ({ name, words, story: STORY })),
  { name: 'stable after a prerelease', words: STABLE, story: STABLE_STORY },
])('the plan for $name is the same', ({ words, story }) => {
  let asking: Asking
  let expected: string
  beforeAll(async () => {
    asking = { repo: await scratchRepo(story), words }
    expected = await planned(asking)
    expect(JSON.parse(expected)).toMatchObject({ kind: 'rel.plan', preview: false })
  })
  test.concurrent.each(words.length === 0 ? Object.entries(WAYS) : MAIN_WAYS)('%s', async (_, way) => {
    expect(await way(asking)).toBe(expected)
  })
})

test('`rel plan` and `rel bump --dry-run` print the same bytes', async () => {
  const repo = await scratchRepo(STORY)
  const { stdout } = await repo.rel(['plan', '--json'])
  expect(stdout).toBe(await planned({ repo, words: [] }))
})

test('the ways are different ones: clock and locale reach a process', async () => {
  const repo = await scratchRepo(STABLE_STORY)
  const today = (now: string) => planned({ repo, words: [...STABLE, '--date', 'today'] }, clock(now))
  const days = await Promise.all([today('1999-12-31T23:59:59Z'), today('2099-07-01T00:00:00Z')])
  expect(days.map((text) => JSON.parse(text).releases[0].date)).toEqual(['1999-12-31', '2099-07-01'])
  const sorted = async (name: string): Promise<string> => {
    const env = { ...scratchEnv, ...locale(name).env }
    const program = `console.log(['t', 'z', 'ch', 'h'].sort((a, b) => a.localeCompare(b)).join(' '))`
    return (await promisify(execFile)(process.execPath, ['-e', program], { env })).stdout
  }
  expect([await sorted('et_EE.UTF-8'), await sorted('cs_CZ.UTF-8')]).toEqual(['ch h z t\n', 'h ch t z\n'])
})

/** What a clone that has not much of the repository makes of a release. */
const CLONES: Readonly<Record<string, (remote: Repo, tag: string) => Promise<Repo>>> = {
  'a clone of the tag alone, at depth 1': (remote, tag) => cloneOf(remote, `--branch=${tag}`, '--depth=1'),
  'a clone of the tag alone': (remote, tag) => cloneOf(remote, `--branch=${tag}`, '--single-branch'),
  'a clone without the other tags': async (remote, tag) => {
    const clone = await cloneOf(remote, '--no-tags')
    await clone.git('fetch', '--quiet', '--no-tags', 'origin', 'tag', tag)
    return clone
  },
  'a clone of the line, at depth 1': (remote) => cloneOf(remote, '--depth=1', '--no-single-branch'),
  'a fresh clone': (remote) => cloneOf(remote),
  'a bare clone': (remote) => cloneOf(remote, '--bare'),
}

const bumped = async ({ repo, words }: Asking): Promise<void> => {
  const run = await repo.rel(['bump', ...words, '--push'])
  expect(run.code, run.stderr).toBe(0)
}

const trailer = async (repo: Repo, tag: string): Promise<string> =>
  repo.git('for-each-ref', '--format=%(contents:trailers:key=Rel-Plan,valueonly)', `refs/tags/${tag}`)

describe.each([
  ...Object.entries(QUESTIONS).map(([name, words]) => ({ name, words: [...words], story: STORY, before: [] })),
  { name: 'stable after a prerelease by hand', words: STABLE, story: STABLE_STORY, before: [] },
  { name: 'stable after a prerelease', words: STABLE, story: STORY, before: [['--pre', 'rc']] },
  { name: 'no release commit', words: [], story: NO_COMMIT_STORY, before: [] },
])('a release of $name', ({ words, story, before }) => {
  let repo: Repo
  let remote: Repo
  let digest: string
  let tags: readonly string[]
  beforeAll(async () => {
    repo = await scratchRepo(story)
    remote = await bareRemote(repo)
    for (const asked of before) await bumped({ repo, words: asked })
    const plan = JSON.parse(await planned({ repo, words }))
    digest = plan.digest
    tags = plan.releases.map((release: { tag: string }) => release.tag)
    await bumped({ repo, words })
  })
  test('carries its plan in every tag', async () => {
    expect(tags.length).toBeGreaterThan(0)
    for (const tag of tags) expect((await trailer(repo, tag)).trim()).toBe(digest)
  })
  test('leaves nothing to release when the same is asked again', async () => {
    expect((await repo.rel(['bump', ...words, '--dry-run', '--json'])).code).toBe(3)
    expect((await repo.rel(['bump', ...words, '--push'])).code).toBe(3)
  })
  test('is planned again where it was made', async () => {
    for (const tag of tags) expect((await repo.rel(['plan', tag, '--json'])).json()['digest']).toBe(digest)
  })
  test.concurrent.each(Object.entries(CLONES))('is planned again in %s', async (_, make) => {
    const [tag = ''] = tags.slice(-1)
    const run = await (await make(remote, tag)).rel(['plan', tag, '--json'])
    expect(run.json()).toMatchObject({ digest })
    expect(run.code).toBe(0)
  })
})
