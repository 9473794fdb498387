/** `rel contains`: releases by ancestry, by picks that say so, and by patch; with several packages; without a ledger. */
import { expect, test } from 'vitest'
import { bareRemote, cloneOf, type Repo, scratchRepo } from '../support/scratch.ts'

interface ContainsJson {
  readonly commit: string
  readonly packages: readonly {
    readonly package: string
    readonly first: { readonly version: string; readonly tag: string; readonly via: string }
    readonly releases: readonly { readonly version: string; readonly via: string; readonly as: string }[]
  }[]
}

const ask = async (repo: Repo, commit: string) => {
  const run = await repo.rel(['contains', commit, '--json'])
  return { code: run.code, ...run.json<ContainsJson>() }
}

const PACKAGE = 'file package.json = { "name": "core", "version": "1.0.0" }\n'

test('the first release and all others, in the order they were made', async () => {
  const repo = await scratchRepo(`${PACKAGE}feat: a
tag v1.0.0
fix: b | b.txt
annotated tag v1.0.1
feat: c | c.txt
tag v1.1.0
feat: d | d.txt
`)
  const found = await ask(repo, repo.id('fix: b'))
  expect(found).toMatchObject({
    code: 0,
    kind: 'rel.contains',
    subject: 'fix: b',
    packages: [
      {
        package: 'core',
        first: { version: '1.0.1', tag: 'v1.0.1', via: 'commit' },
        releases: [{ version: '1.0.1' }, { version: '1.1.0' }],
      },
    ],
  })
  const told = await repo.rel(['contains', 'v1.0.1'])
  expect(told.stdout).toBe(
    `${repo.id('fix: b').slice(0, 7)}  fix: b\n  core  first in 1.0.1\n    1.0.1  v1.0.1\n    1.1.0  v1.1.0\n`,
  )
})

test('a commit that no release has: said, exit 3, or 0 when that is fine', async () => {
  const repo = await scratchRepo(`${PACKAGE}feat: a\ntag v1.0.0\nfeat: b | b.txt\n`)
  expect(await ask(repo, 'HEAD')).toMatchObject({ code: 3, packages: [] })
  expect((await repo.rel(['contains', 'HEAD'])).stdout).toContain('in no release')
  expect((await repo.rel(['contains', 'HEAD', '--nothing-ok'])).code).toBe(0)
})

test('what is no commit is exit 2', async () => {
  const repo = await scratchRepo(`${PACKAGE}feat: a\ntag v1.0.0\n`)
  for (const commit of ['0'.repeat(40), 'nope', '--all', 'HEAD^{tree}']) {
    const run = await repo.rel(['contains', '--json', '--', commit])
    expect(run.json()).toMatchObject({ code: 'UNKNOWN_REVISION', hint: expect.stringMatching(/\w/) })
    expect(run.code).toBe(2)
  }
})

const LINES = `${PACKAGE}file a.txt = 1
feat: a
tag v1.0.0
branch 1.x
on main
file fix.txt = fixed
fix: leak | fix.txt
tag v1.1.0
`

test('a backport that names its origin, and one that names the backport', async () => {
  const repo = await scratchRepo(LINES)
  const origin = repo.id('fix: leak')
  await repo.git('switch', '--quiet', '1.x')
  await repo.git('cherry-pick', '-x', origin)
  await repo.git('commit', '--quiet', '--amend', '--reset-author', '--no-edit', '--date=2031-01-01')
  const pick = await repo.git('rev-parse', 'HEAD')
  await repo.git('tag', 'v1.0.1')
  await repo.git('switch', '--quiet', '-c', '0.x', 'v1.0.0')
  await repo.git('commit', '--quiet', '--allow-empty', `--message=fix: by hand\n\n(cherry picked from commit ${pick})`)
  await repo.git('tag', 'v0.9.1')
  const found = await ask(repo, origin)
  expect(found.packages[0]?.releases).toEqual(
    expect.arrayContaining([
      { version: '1.1.0', tag: 'v1.1.0', via: 'commit', as: origin, withdrawn: false },
      { version: '1.0.1', tag: 'v1.0.1', via: 'cherry-pick', as: pick, withdrawn: false },
      expect.objectContaining({ version: '0.9.1', via: 'cherry-pick' }),
    ]),
  )
  expect(found.packages[0]?.first.version).toBe('1.1.0')
  expect((await repo.rel(['contains', origin])).stdout).toMatch(/1\.0\.1 {2}v1\.0\.1 {2}picked as [0-9a-f]{7}\n/)
})

test('a backport that says nothing, by author, author date and patch; not by author and date alone', async () => {
  const repo = await scratchRepo(LINES)
  const origin = repo.id('fix: leak')
  await repo.git('switch', '--quiet', '1.x')
  await repo.git('cherry-pick', origin)
  await repo.git('commit', '--quiet', '--amend', '--message=fix: said otherwise')
  await repo.git('tag', 'v1.0.1')
  await repo.git('switch', '--quiet', '-c', '0.x', 'v1.0.0')
  await repo.write({ 'other.txt': 'other\n' })
  await repo.git('add', 'other.txt')
  await repo.git('commit', '--quiet', `--reuse-message=${origin}`)
  await repo.git('tag', 'v0.9.1')
  const { packages } = await ask(repo, origin)
  expect(packages[0]?.releases.map(({ version, via }) => [version, via])).toEqual([
    ['1.1.0', 'commit'],
    ['1.0.1', 'patch-id'],
  ])
})

test('per package, by whichever spelling its tags have', async () => {
  const repo = await scratchRepo(`
file package.json = { "name": "acme", "private": true, "workspaces": ["packages/*"] }
file packages/core/package.json = { "name": "@acme/core", "version": "1.0.0" }
file packages/cli/package.json = { "name": "cli", "version": "1.0.0" }
feat: start
tag @acme/core@1.0.0
feat: more | packages/cli/a.txt
tag cli-v1.0.0
tag @acme/core@1.1.0
`)
  const found = await ask(repo, repo.id('feat: more'))
  expect(found.packages).toMatchObject([
    { package: 'cli', first: { version: '1.0.0', tag: 'cli-v1.0.0' } },
    { package: '@acme/core', first: { version: '1.1.0' } },
  ])
})

test("the remote's tags count, and a shallow clone is completed or refused", async () => {
  const repo = await scratchRepo(`${PACKAGE}feat: a\nfix: b | b.txt\ntag v1.0.0\nfeat: c | c.txt\n`)
  const remote = await bareRemote(repo)
  const bare = await cloneOf(remote, '--no-tags')
  expect(await ask(bare, repo.id('fix: b'))).toMatchObject({ code: 0, packages: [{ first: { version: '1.0.0' } }] })
  const shallow = await cloneOf(remote, '--depth=1')
  const cut = await shallow.rel(['contains', 'HEAD', '--offline', '--json'])
  expect(cut.json()).toMatchObject({ code: 'SHALLOW', exit: 8 })
  expect(await ask(shallow, repo.id('fix: b'))).toMatchObject({ packages: [{ first: { version: '1.0.0' } }] })
})
