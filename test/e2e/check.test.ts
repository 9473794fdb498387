/** `rel check` as a pull request runs it: which commits it looks at by itself, exit statuses, annotations. */
import { expect, test } from 'vitest'
import { bareRemote, scratchRepo } from '../support/scratch.ts'

interface CheckJson {
  readonly kind: string
  readonly ok: boolean
  readonly range: { readonly name: string; readonly from: string | null } | null
  readonly counts: Readonly<Record<string, number>>
  readonly commits: readonly { readonly class: string; readonly subject: string }[]
  readonly findings: readonly Readonly<Record<string, unknown>>[]
}

const STORY = `
  file package.json = {"name": "core", "version": "1.0.0"}
  feat: begin
  tag v1.0.0
  fix: on main | a
`

test('what the branch has beyond the line that it goes to, else what is unreleased', async () => {
  const repo = await scratchRepo(`${STORY}
  branch topic
  feat: streaming | b
  Merge branch nothing | c
`)
  const local = await repo.rel(['check', '--json'])
  expect(local.code).toBe(4)
  expect(local.json<CheckJson>()).toMatchObject({
    ...{ kind: 'rel.check', ok: false, range: { name: 'main..HEAD', from: repo.id('fix: on main') } },
    counts: { total: 2, changes: 1, unclassified: 1 },
    findings: [{ code: 'UNCLASSIFIED', severity: 'error' }],
  })
  await bareRemote(repo)
  await repo.git('branch', '--quiet', '-D', 'main')
  const env = { GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'main' }
  const remote = await repo.rel(['check'], { env })
  expect(remote.stdout).toMatch(/^origin\/main\.\.HEAD\n/)
  expect(remote.stderr).toContain('::error title=rel check UNCLASSIFIED::')
  await repo.git('reset', '--quiet', '--hard', 'origin/main')
  const unreleased = await repo.rel(['check', '--json'], { env })
  expect(unreleased.code).toBe(0)
  expect(unreleased.json<CheckJson>()).toMatchObject({
    ...{ ok: true, range: { name: 'unreleased', from: null }, commits: [{ class: 'change', subject: 'on main' }] },
  })
})

test('a title, and what cannot be asked with it', async () => {
  const repo = await scratchRepo(STORY)
  const fine = await repo.rel(['check', '--title', 'feat: streaming'])
  expect([fine.code, fine.stdout]).toEqual([0, '  minor  feat: streaming  feat → minor (default)\n\n✓ the title\n'])
  expect((await repo.rel(['check', '--title', 'Streaming'])).code).toBe(4)
  expect((await repo.rel(['check', 'v1.0.0', '--title', 'feat: x'])).code).toBe(2)
})

test('a touched package without a new change file', async () => {
  const repo = await scratchRepo(`
  file release.config.json = {"versioning": {"source": "changes"}}
  file package.json = {"private": true, "workspaces": ["packages/*"]}
  file packages/core/package.json = {"name": "core", "version": "1.0.0"}
  file packages/cli/package.json = {"name": "cli", "version": "1.0.0"}
  begin
  tag core@1.0.0
  tag cli@1.0.0
  branch topic
  file .changeset/calm-cats-sit.md = ---\\n"core": minor\\n---\\n\\nStreaming.\\n
  stream | packages/core/a
  print | packages/cli/a
`)
  const run = await repo.rel(['check', '--require-change', '--json'])
  expect(run.code).toBe(4)
  expect(run.json<CheckJson>().findings.map(({ code, severity, package: name }) => [code, severity, name])).toEqual([
    ['UNCLASSIFIED', 'warning', null],
    ['UNCLASSIFIED', 'warning', null],
    ['NO_CHANGE', 'error', 'cli'],
  ])
  expect((await repo.rel(['check'])).code).toBe(0)
})
