/** `rel status`: where each package stands, what is half done, and what is in the way. */
import { writeFileSync } from 'node:fs'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { releaseIn } from '../support/in-process.ts'
import { onePackage } from '../support/one-package.ts'
import { bareRemote, cloneOf, type Repo, scratchEnv, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { workspace } from '../support/workspace.ts'

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

const unfinished = async (repo: Repo) => (await repo.rel(['status', '--json'])).json<StatusJson>().unfinished

/** The lines about releases that are half done. */
const told = async (repo: Repo): Promise<string> => {
  const { stdout } = await repo.rel(['status'])
  return /^ {2}→ .*(?:\n {2}(?:→| {4}).*)*/m.exec(stdout)?.[0] ?? ''
}

const withConfig = async (repo: Repo, config: object): Promise<void> => {
  await repo.write({ 'release.config.json': JSON.stringify(config) })
  await repo.git('add', 'release.config.json')
  await repo.git('commit', '--quiet', '-m', 'chore: config')
}

test('after a release there is nothing to release, and what is not sealed is named until it is', async () => {
  const repo = await scratchRepo(STORY)
  expect((await repo.rel(['bump', '--yes'])).code).toBe(0)
  const bumped = await repo.rel(['status'])
  expect(bumped.code).toBe(3)
  expect(bumped.stdout).toContain('nothing to release')
  expect(await told(repo)).toBe(
    `  → v1.0.1  tagged, not sealed
      rel publish         seal and publish it
      rel bump --abandon  take it back`,
  )
  expect((await repo.rel(['status', '--nothing-ok'])).code).toBe(0)
  expect((await repo.rel(['publish'])).code).toBe(0)
  expect(await unfinished(repo)).toEqual([])
})

test('a bump is followed from this clone to the remote, and into one that has no ledger', async () => {
  const repo = await scratchRepo(STORY)
  const remote = await bareRemote(repo)
  expect((await repo.rel(['bump', '--yes'])).code).toBe(0)
  expect(await told(repo)).toBe(
    `  → v1.0.1  tagged, neither pushed nor sealed as far as this clone knows
      rel publish         seal and publish it
      rel bump --push     only push branch and tag
      rel bump --abandon  take it back`,
  )
  expect((await repo.rel(['bump', '--push'])).code).toBe(0)
  const clone = await cloneOf(remote)
  const unknown = `  → v1.0.1  tagged and pushed; whether it is sealed is not known here, since this clone has no ledger
      git fetch origin refs/rel/ledger:refs/rel/remote/ledger  bring the ledger here
      rel publish                                              finish what is missing`
  expect(await told(repo)).toBe(unknown)
  expect(await told(clone)).toBe(unknown)
  expect(await unfinished(clone)).toMatchObject([{ state: 'tagged', public: true, sealed: null }])
  expect((await repo.rel(['publish'])).code).toBe(0)
  await clone.git('fetch', '--quiet', 'origin', 'refs/rel/ledger:refs/rel/remote/ledger')
  expect(await unfinished(clone)).toEqual([])
  // One more bump, passed by: a commit stands upon it.
  await clone.git('commit', '--quiet', '--allow-empty', '-m', 'fix: four')
  expect((await clone.rel(['bump', '--yes'])).code).toBe(0)
  await clone.git('commit', '--quiet', '--allow-empty', '-m', 'docs: five')
  expect(await told(clone)).toBe(
    `  → v1.0.2  tagged, neither pushed nor sealed as far as this clone knows
      rel publish v1.0.2  seal and publish it`,
  )
})

test('of a tag made by hand nobody can tell where else it is', async () => {
  const repo = await scratchRepo(STORY)
  await bareRemote(repo)
  await repo.git('tag', 'v1.1.0')
  expect(await unfinished(repo)).toEqual([
    {
      ...{ package: 'core', version: '1.1.0', tag: 'v1.1.0', state: 'tagged', plan: null, public: null, sealed: null },
      ...{ recorded: [], missing: [] },
      next: [
        { command: 'git fetch origin refs/rel/ledger:refs/rel/remote/ledger', does: 'bring the ledger here' },
        { command: 'rel publish', does: 'finish what is missing' },
      ],
    },
  ])
})

test.each([
  [['release', '--yes'], ''],
  [['release', 'minor', '--pre', 'rc', '--yes'], ' minor --pre rc'],
])('what was begun here is finished by the same command: rel %j', async (args, words) => {
  const repo = await scratchRepo(STORY)
  await withConfig(repo, { build: { targets: [{ name: 'source', run: [['false']], artifacts: [] }] } })
  expect((await repo.rel(args)).code).toBe(8)
  const tag = words === '' ? 'v1.0.1' : 'v1.1.0-rc.1'
  const [release, bump] = [`rel release${words}`, `rel bump${words}`]
  expect(await told(repo)).toBe(
    `  → ${tag}  begun here, and nothing of it is public
      ${release}  finish it
      ${bump.padEnd(release.length)}  only commit and tag`,
  )
  expect(await unfinished(repo)).toMatchObject([{ tag, state: 'begun', public: false, sealed: false }])
  // What waits for a commit that HEAD has left is of no use to anybody.
  await repo.git('commit', '--quiet', '--allow-empty', '-m', 'docs: later')
  expect(await unfinished(repo)).toEqual([])
})

test('one that was stopped right after its seal has no tag here yet, and is finished by the same command', async () => {
  const { repo } = await onePackage()
  let steps = 0
  // Commit, tag, build, tree, stage, seal.
  const interrupted = () => (steps += 1) > 6
  await expect(releaseIn(repo, { interrupted })).rejects.toThrow('stopped between two steps')
  expect(await unfinished(repo)).toMatchObject([
    { state: 'sealed', public: true, sealed: true, missing: ['directory'] },
  ])
  expect(await told(repo)).toBe(`  → v1.0.0  sealed, missing on directory\n      rel release  finish it`)
  expect((await repo.rel(['release'])).code).toBe(0)
  expect(await unfinished(repo)).toEqual([])
})

test('a sealed release that is on no target yet, also when HEAD has moved on', async () => {
  const repo = await scratchRepo(STORY)
  const place = scratchFolder('mirror')
  // A file where the folder would have to be: publishing fails after the seal.
  const publish = [
    { to: 'directory', path: `${place}/x/releases` },
    { to: 'directory', path: `${place}/y`, name: 'mirror' },
  ]
  await withConfig(repo, { publish })
  writeFileSync(`${place}/x`, '')
  expect((await repo.rel(['release', '--yes'])).code).toBe(5)
  await repo.git('commit', '--quiet', '--allow-empty', '-m', 'docs: later')
  const { json, code } = await repo.rel(['status', '--json'])
  expect(code).toBe(3)
  expect(json<StatusJson>().unfinished).toEqual([
    {
      ...{ package: 'core', version: '1.0.1', tag: 'v1.0.1', state: 'sealed', public: false, sealed: true },
      ...{ plan: expect.stringMatching(/^sha256:/), recorded: ['mirror'], missing: ['directory'] },
      next: [{ command: 'rel publish', does: 'finish it' }],
    },
  ])
  expect(await told(repo)).toBe(
    `  → v1.0.1  sealed, recorded on mirror, missing on directory
      rel publish  finish it`,
  )
  await addToLedger(repo, 'releases/core/1.0.1/withdrawals/1.json', '{}')
  expect(await told(repo)).toBe('')
  const withdrawn = await repo.rel(['status', '--json'])
  expect(withdrawn.json<StatusJson>().packages).toMatchObject([{ last: { tag: 'v1.0.1', withdrawn: true } }])
  expect((await repo.rel(['status'])).stdout).toContain('1 commit since v1.0.1 (withdrawn): 1 ignored')
})

/** As if somebody had. */
const addToLedger = async (repo: Repo, path: string, text: string): Promise<void> => {
  await repo.write({ 'added.txt': text })
  const blob = await repo.git('hash-object', '-w', 'added.txt')
  const index = `${repo.folder}/.git/added-index`
  const git = async (...args: readonly string[]) =>
    (await execa('git', args, { cwd: repo.folder, env: { ...scratchEnv, GIT_INDEX_FILE: index } })).stdout
  await git('read-tree', 'refs/rel/ledger')
  await git('update-index', '--add', '--cacheinfo', `100644,${blob},${path}`)
  const commit = await git('commit-tree', '-p', 'refs/rel/ledger', '-m', 'add', await git('write-tree'))
  await git('update-ref', 'refs/rel/ledger', commit)
}

test('releases of one plan are told of together', async () => {
  const { repo } = await workspace()
  expect((await repo.rel(['bump', '--yes'])).code).toBe(0)
  expect(await told(repo)).toMatch(/^ {2}→ cli@0\.3\.0, core@1\.0\.0 {2}tagged, neither pushed nor sealed/)
})

test('status and bump agree about a changelog that holds the next section already', async () => {
  const repo = await scratchRepo(STORY)
  expect((await repo.rel(['changelog', '--write'])).code).toBe(0)
  expect(codes((await repo.rel(['status', '--json'])).json<StatusJson>())).toEqual([])
  await repo.write({ 'package.json': '{"name": "core", "version": "1.0.0" }\n' })
  const { obstacles } = (await repo.rel(['status', '--json'])).json<StatusJson>()
  expect(obstacles.map(({ hint }) => hint)).toEqual(['commit them, or set them aside: git stash push -- package.json'])
  expect((await repo.rel(['bump', '--json'])).json()).toMatchObject({ code: 'DIRTY', hint: obstacles[0]?.hint })
  await repo.git('checkout', '--quiet', 'package.json')
  expect((await repo.rel(['bump', '--yes'])).code).toBe(0)
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
