/** `rel why` names what a number came from: base, rejected bases, rules, and every commit. */
import { expect, test } from 'vitest'
import { scratchRepo } from '../support/scratch.ts'

interface WhyJson {
  readonly kind: string
  readonly plan: string
  readonly packages: readonly Record<string, unknown>[]
}

const STORY = `
  file package.json = {"private": true, "workspaces": ["packages/*"]}
  file packages/cli/package.json = {"name": "cli", "version": "1.9.0", "dependencies": {"core": "^0.3.1"}}
  file packages/core/package.json = {"name": "core", "version": "0.3.1"}
  file packages/docs/package.json = {"name": "docs", "version": "1.0.0"}
  feat: begin
  tag core@0.3.1
  tag cli@1.9.0
  tag docs@1.0.0
  feat(api)!: streaming | packages/core/a
  tag core@0.4.0-rc.1
  tag core@nightly
  fix: retry | packages/core/a
  docs: words | packages/core/a
  docs: more words | packages/core/a
  Feat !: drop it | packages/core/a
  docs: of docs | packages/docs/a
  chore: elsewhere | tools/x
`

test('of a package that is released', async () => {
  const repo = await scratchRepo(STORY)
  const { code, stdout } = await repo.rel(['why', 'core'])
  expect(code).toBe(0)
  expect(stdout.replaceAll(/\b[0-9a-f]{7}\b/g, '·······')).toBe(`core  0.4.0 = 0.3.1 + minor
  base      core@0.3.1 (·······)
  rejected  core@0.4.0-rc.1 (prerelease)
  rejected  core@nightly (not a version)
  rule      breaking → minor below 1.0.0 (versioning.zeroMajor.breaking)

  patch         ·······  fix: retry             fix → patch (default)
  major         ·······  feat(api)!: streaming  breaking → major (default)
  unclassified  ·······  Feat !: drop it        write a breaking change as \`type(scope)!: subject\`
  none          2 ×      docs → none (default)
`)
})

test('of one that follows another, and of one that stays', async () => {
  const repo = await scratchRepo(STORY)
  expect((await repo.rel(['why', 'cli'])).stdout).toContain('follows  core ^0.3.1 → ^0.4.0  (patch)')
  const idle = await repo.rel(['why', 'docs'])
  expect(idle.code).toBe(3)
  expect(idle.stdout).toContain('docs  stays at 1.0.0: no releasable change\n  base  docs@1.0.0 (')
})

test('as data it holds every commit of every package, and those of none', async () => {
  const repo = await scratchRepo(STORY)
  const { code, json } = await repo.rel(['why', '--json'])
  const { kind, plan, packages } = json<WhyJson>()
  expect({ code, kind }).toEqual({ code: 0, kind: 'rel.why' })
  expect(plan).toBe((await repo.rel(['plan', '--json'])).json()['digest'])
  expect(packages.map((one) => [one['package'], one['to'], (one['commits'] as unknown[]).length])).toEqual([
    ['cli', '1.9.1', 0],
    ['core', '0.4.0', 5],
    ['docs', null, 1],
    ['-', null, 1],
  ])
  expect(packages[1]).toMatchObject({
    from: { version: '0.3.1', tag: 'core@0.3.1', commit: repo.id('core@0.3.1') },
    bump: 'minor',
    zeroMajor: 'breaking → minor below 1.0.0 (versioning.zeroMajor.breaking)',
    counts: { total: 5, changes: 2, ignored: 2, merges: 0, reverted: 0, unclassified: 1 },
  })
})

test('a first release says where its number is from; what was asked is told', async () => {
  const repo = await scratchRepo('feat: one')
  expect((await repo.rel(['why'])).stdout).toContain(
    'project  0.1.0 = the first release\n  first  0.1.0 from versioning.initial',
  )
  await repo.git('tag', 'v0.1.0')
  await repo.git('commit', '--quiet', '--allow-empty', '-m', 'feat: two')
  await repo.git('tag', 'v0.2.0-rc.1')
  expect((await repo.rel(['why'])).stdout).toContain('project  0.2.0 = 0.1.0 + minor')
  expect((await repo.rel(['why', '--stable'])).stdout).toContain('asked     stable')
})

test('of a stranger: an error that names the packages', async () => {
  const repo = await scratchRepo(STORY)
  const run = await repo.rel(['why', 'nope', '--json'])
  expect(run.code).toBe(2)
  expect(run.json()).toMatchObject({ code: 'UNKNOWN_PACKAGE', hint: 'the packages are: cli, core, docs' })
})

test('rules of the project are named, and near misses stand out', async () => {
  const repo = await scratchRepo(`
  file release.config.json = {"versioning": {"rules": [{"name": "bumps", "type": "deps", "bump": "patch"}]}}
  file package.json = {"name": "core", "version": "1.0.0"}
  feat: begin
  tag v1.0.0
  deps: newer | a
  fixes: it | a
`)
  const { stdout } = await repo.rel(['why'])
  expect(stdout).toMatch(/patch +[0-9a-f]{7} +deps: newer +bumps → patch \(versioning\.rules\[0\]/)
  expect(stdout).toMatch(/hint +[0-9a-f]{7} +fixes: it +did you mean fix\?/)
})

test('where nobody follows the convention there is a choice', async () => {
  const repo = await scratchRepo(`
  file VERSION = 1.0.0
  begin
  tag v1.0.0
  did things | a
`)
  const { code, stdout } = await repo.rel(['why'])
  expect(code).toBe(3)
  expect(stdout).toMatch(/unclassified +[0-9a-f]{7} +did things +follows no convention/)
  expect(stdout).toContain('hint: release them anyway with: rel bump patch (or minor, or major)')
})

test('a number that is refused is explained all the same, and refused after that', async () => {
  const repo = await scratchRepo(`
    file VERSION = 1.4.2
    file release.config.json = {"versioning": {"maxBump": "minor"}}
    feat: begin
    tag v1.4.2
    feat!: another world | main.c
  `)
  const { code, stdout, stderr } = await repo.rel(['why'])
  expect([code, stderr]).toEqual([4, expect.stringContaining('error[MAX_BUMP]')])
  expect(stdout).toContain('feat!: another world')
})
