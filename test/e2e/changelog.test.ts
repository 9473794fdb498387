/** `rel changelog`: the next release's notes, those of any past release from history alone, and the changelog file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloneOf, type Repo, scratchRepo } from '../support/scratch.ts'

interface ChangelogJson {
  readonly kind: string
  readonly releases: readonly { readonly package: string; readonly version: string; readonly notes: string }[]
}

const STORY = `
  file package.json = {"name": "core", "version": "1.1.0"}
  feat: one
  tag v1.0.0
  branch 1.x
  fix: a patch
  tag v1.0.1
  on main
  feat: two
  tag v1.1.0-rc.1
  fix: three
  merge 1.x into main: Merge branch '1.x'
  tag v1.1.0
  feat(api): four
`

/** Without the commits' short ids. */
const plain = (text: string) => text.replaceAll(/ [0-9a-f]{7}$/gm, '')

const versions = (json: ChangelogJson) => json.releases.map((each) => `${each.package} ${each.version}`)

const changelog = (repo: Repo) => readFileSync(join(repo.folder, 'CHANGELOG.md'), 'utf8')

test('the notes of the next release, as the plan has them', async () => {
  const repo = await scratchRepo(STORY)
  const { code, stdout } = await repo.rel(['changelog'])
  expect({ code, stdout: plain(stdout) }).toEqual({
    ...{ code: 0, stdout: '## 1.2.0 (2025-01-11)\n\n### Features\n\n* **api:** four\n' },
  })
  const plan = (await repo.rel(['plan', '--json'])).json<{ releases: { notes: string }[] }>()
  const { json } = await repo.rel(['changelog', '--json'])
  expect(json()).toEqual({
    kind: 'rel.changelog',
    releases: [
      {
        ...{ package: 'core', version: '1.2.0', tag: 'v1.2.0', commit: null, date: '2025-01-11' },
        notes: plan.releases[0]?.notes,
      },
    ],
  })
})

test('a past release has what its tag reaches and no release below it does', async () => {
  const repo = await scratchRepo(STORY)
  const past = async (version: string) => plain((await repo.rel(['changelog', version])).stdout)
  expect(await past('1.1.0')).toBe('## 1.1.0 (2025-01-10)\n\n### Features\n\n* two\n\n### Bug Fixes\n\n* three\n')
  expect(await past('v1.0.1')).toBe('## 1.0.1 (2025-01-07)\n\n### Bug Fixes\n\n* a patch\n')
  expect(await past('1.1.0-rc.1')).toBe('## 1.1.0-rc.1 (2025-01-08)\n\n### Features\n\n* two\n')
  const { json } = await repo.rel(['changelog', '1.1.0', '--json'])
  expect(json<ChangelogJson>().releases).toMatchObject([{ tag: 'v1.1.0', commit: repo.id('v1.1.0') }])
})

test('a release of another line is told from there; --all holds what HEAD contains', async () => {
  const repo = await scratchRepo(`${STORY}\nbranch other from v1.0.1\nfix: elsewhere\ntag v1.0.2\non main\ndocs: five`)
  expect(plain((await repo.rel(['changelog', '1.0.2'])).stdout)).toContain('### Bug Fixes\n\n* elsewhere')
  const { json } = await repo.rel(['changelog', '--all', '--json'])
  expect(versions(json<ChangelogJson>())).toEqual([
    ...['core 1.2.0', 'core 1.1.0', 'core 1.1.0-rc.1', 'core 1.0.1', 'core 1.0.0'],
  ])
})

test('what rel released says the same afterwards as in its plan', async () => {
  const repo = await scratchRepo(STORY)
  const before = (await repo.rel(['changelog'])).stdout
  expect((await repo.rel(['bump', '--yes'])).code).toBe(0)
  expect((await repo.rel(['changelog', '1.2.0'])).stdout).toBe(before)
  expect(await repo.rel(['changelog'])).toMatchObject({ code: 3, stdout: '', stderr: 'nothing to release\n' })
})

test('several packages: each under its name, or the one that is asked for', async () => {
  const repo = await scratchRepo(`
    file package.json = {"private": true, "workspaces": ["packages/*"]}
    file packages/cli/package.json = {"name": "cli", "version": "1.0.0"}
    file packages/core/package.json = {"name": "core", "version": "1.0.0"}
    feat: begin
    tag core@1.0.0
    tag cli@1.0.0
    fix: of core | packages/core/a
    feat: of cli | packages/cli/a
    tag cli@1.1.0
    fix: of cli | packages/cli/b
  `)
  const next = plain((await repo.rel(['changelog'])).stdout)
  expect(next).toMatch(/^# cli\n\n## 1\.1\.1 [^#]*### Bug Fixes\n\n\* of cli\n\n# core\n\n## 1\.0\.1 /)
  expect((await repo.rel(['changelog', '--package', 'core'])).stdout).toMatch(/^## 1\.0\.1 /)
  const both = (await repo.rel(['changelog', '1.0.0', '--json'])).json<ChangelogJson>()
  expect(versions(both)).toEqual(['cli 1.0.0', 'core 1.0.0'])
  const all = (await repo.rel(['changelog', '--all', '--package', 'cli', '--json'])).json<ChangelogJson>()
  expect(versions(all)).toEqual(['cli 1.1.1', 'cli 1.1.0', 'cli 1.0.0'])
  expect(plain(all.releases[1]?.notes ?? '')).toBe('### Features\n\n* of cli')
  expect((await repo.rel(['changelog', '--package', 'nope'])).code).toBe(2)
})

test('--write puts the section into the file once, and leaves the rest of it alone', async () => {
  const repo = await scratchRepo(`file CHANGELOG.md = # Changes\\n\\n## 1.1.0\\n\\n* old\n${STORY}`)
  await repo.write({ 'CHANGELOG.md': '# Changes\n\nedited by hand\n\n## 1.1.0\n\n* old\n' })
  expect(await repo.rel(['changelog', '--write', '--dry-run'])).toMatchObject({ code: 0 })
  expect(changelog(repo)).not.toContain('1.2.0')
  expect(await repo.rel(['changelog', '--write'])).toMatchObject({ code: 0, stdout: 'CHANGELOG.md\n' })
  const written = changelog(repo)
  expect(plain(written)).toBe(
    '# Changes\n\nedited by hand\n\n## 1.2.0 (2025-01-11)\n\n### Features\n\n* **api:** four\n\n## 1.1.0\n\n* old\n',
  )
  const again = await repo.rel(['changelog', '--write', '--json'])
  expect(again.json()).toEqual({ kind: 'rel.changelog-files', files: [{ file: 'CHANGELOG.md', changed: false }] })
  expect(changelog(repo)).toBe(written)
})

test('--write does not add a second section for the same version', async () => {
  const repo = await scratchRepo(STORY)
  await repo.rel(['changelog', '--write'])
  await repo.git('commit', '--quiet', '--allow-empty', '-m', 'fix: later')
  const run = await repo.rel(['changelog', '--write', '--json'])
  expect(run.code).toBe(4)
  expect(run.json()).toMatchObject({ code: 'DIRTY', hint: expect.stringContaining('CHANGELOG.md') })
})

test('where there is no file to write to', async () => {
  const bare = await scratchRepo(STORY, { bare: true })
  expect((await bare.rel(['changelog', '--write', '--json'])).json()).toMatchObject({ code: 'BLOCKED', exit: 4 })
  const without = await scratchRepo(`file release.config.json = {"changelog": {"file": false}}\n${STORY}`)
  expect((await without.rel(['changelog', '--write', '--json'])).json()).toMatchObject({ code: 'CONFIG', exit: 2 })
})

test('an unknown version, and words that do not go together', async () => {
  const repo = await scratchRepo(STORY)
  expect((await repo.rel(['changelog', '9.9.9', '--json'])).json()).toMatchObject({ code: 'UNKNOWN_REVISION', exit: 2 })
  expect((await repo.rel(['changelog', '1.0.0', '--all'])).code).toBe(2)
  expect((await repo.rel(['changelog', '--all', '--write'])).code).toBe(2)
})

test('a shallow clone fetches what is missing, and offline says so', async () => {
  const repo = await scratchRepo(STORY)
  const clone = await cloneOf(repo, '--depth=2')
  await clone.git('fetch', '--quiet', '--depth=2', 'origin', 'tag', 'v1.1.0')
  const offline = await clone.rel(['changelog', '1.1.0', '--offline', '--json'])
  expect(offline.json()).toMatchObject({ code: 'SHALLOW', exit: 8 })
  const online = await clone.rel(['changelog', '1.1.0'])
  expect(online.code).toBe(0)
  expect(plain(online.stdout)).toContain('* three')
})

test('a text as long as a host takes it, all packages together, and what a branch would add', async () => {
  const repo = await scratchRepo(`${STORY}\n${'fix: of many words, so that they fill a line\n'.repeat(9)}`)
  const { code, stdout } = await repo.rel(['changelog', '--limit', '400'])
  expect({ code, long: stdout.length > 400 }).toEqual({ code: 0, long: false })
  expect(stdout).toMatch(/\n… [1-9] more entries in the changelog\n$/)
  expect((await repo.rel(['changelog', '--limit', 'many'])).code).toBe(2)
  expect((await repo.rel(['changelog', '--write', '--limit', '400'])).code).toBe(2)
  expect(plain((await repo.rel(['changelog', '1.0.1', '--repository'])).stdout)).toBe(
    '## 2025-01-07\n\n### core 1.0.1\n\n#### Bug Fixes\n\n* a patch\n',
  )
  const since = await repo.rel(['changelog', '--since', 'v1.1.0', '--json'])
  expect(since.json()).toMatchObject({
    ...{ kind: 'rel.changelog-since', since: 'v1.1.0' },
    releases: [{ package: 'core', from: '1.1.0', to: '1.2.0', effect: 'would move core 1.1.0 → 1.2.0' }],
  })
  expect(await repo.rel(['changelog', '--since', 'main'])).toMatchObject({ code: 3, stdout: '' })
})
