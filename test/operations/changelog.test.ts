/** Notes of next, past and merged releases, in process: templates, changelogs that people write in, contributors, previews. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changelogText, addedText } from '../../src/cli/show/changelog.ts'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { addedNotes, allNotes, nextNotes, pastNotes, plan, type Request, writeChangelogs } from '../../src/rel.ts'
import { type Repo, scratchEnv, scratchRepo } from '../support/scratch.ts'

const silent = () => undefined

const requestIn = ({ folder }: Repo, notes: string[] = []) => {
  const request: Request = {
    ...{ cwd: folder, configFile: null, branch: null, ciBranch: null, ci: false, offline: false, env: scratchEnv },
    interrupted: () => false,
    progress: { note: (text) => notes.push(text), begin: silent, start: silent, outcome: silent },
  }
  return { ...request, asked: NOTHING_ASKED, packages: null }
}

/** Without commits' short ids, which stand in brackets or at the end. */
const plain = (text: string) => text.replaceAll(/ \(?[0-9a-f]{7}\)?$/gm, '')

const fileIn = ({ folder }: Repo, name: string) => readFileSync(join(folder, name), 'utf8')

const config = (changelog: object, more: object = {}) =>
  `file release.config.json = ${JSON.stringify({ changelog, ...more })}\n`

const commit = (repo: Repo, message: string, author = 'Dev <dev@example.invalid>') =>
  repo.git('commit', '--quiet', '--allow-empty', '-a', '-m', message, `--author=${author}`)

const KEPT = '# Changelog\\n\\n## [Unreleased]\\n\\n### Added\\n\\n- by hand\\n\\n## [1.0.0] - 2020-01-01\\n\\n- old\\n'

test('Keep a Changelog: what was written by hand comes first and is not told twice', async () => {
  const repo = await scratchRepo(`
    ${config({ template: 'keep-a-changelog' }, { repository: 'https://github.com/acme/core' })}
    file VERSION = 1.0.0
    file CHANGELOG.md = ${KEPT}
    feat: one
    tag v1.0.0
    feat: by hand
    fix: two
  `)
  const [next] = await nextNotes(requestIn(repo))
  expect(plain(next?.notes.replaceAll(/ \(\[.*$/gm, '') ?? '')).toBe('### Added\n\n- by hand\n\n### Fixed\n\n- two')
  const { files, plan: planned } = await plan({ ...requestIn(repo), tag: null })
  expect(planned.releases[0]?.notes).toBe(next?.notes)
  const date = planned.releases[0]?.date
  expect(files.get('CHANGELOG.md')).toBe(
    `# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - ${date}\n\n${next?.notes}\n\n## [1.0.0] - 2020-01-01\n\n- old\n\n` +
      '[Unreleased]: https://github.com/acme/core/compare/v1.1.0...HEAD\n' +
      '[1.1.0]: https://github.com/acme/core/compare/v1.0.0...v1.1.0\n',
  )
})

test('written, edited and committed before the bump: that text stands, and what it lacks is said', async () => {
  const repo = await scratchRepo('file VERSION = 1.0.0\nfeat: one\ntag v1.0.0\nfeat: two')
  await writeChangelogs(requestIn(repo))
  await repo.write({ 'CHANGELOG.md': fileIn(repo, 'CHANGELOG.md').replace('* two', '* two, and well') })
  await repo.git('add', '.')
  await commit(repo, 'docs: changelog')
  await commit(repo, 'fix: late')
  const notes: string[] = []
  const { files, plan: planned } = await plan({ ...requestIn(repo, notes), tag: null })
  expect(files.get('CHANGELOG.md')).toBeUndefined()
  expect(plain(planned.releases[0]?.notes ?? '')).toBe('### Features\n\n* two, and well')
  expect(plain(notes.join('\n').replace(/[0-9a-f]{7} late/, 'late'))).toBe(
    'CHANGELOG.md has a section for 1.1.0 already, which stands and says nothing of late',
  )
})

test('written for a number that was never released: the text moves into the section of the right one', async () => {
  const repo = await scratchRepo('file VERSION = 1.0.0\nfeat: one\ntag v1.0.0\nfix: two')
  await writeChangelogs(requestIn(repo))
  await repo.write({ 'CHANGELOG.md': fileIn(repo, 'CHANGELOG.md').replace('* two', '* two, and well') })
  await repo.git('add', '.')
  await commit(repo, 'feat: three')
  expect(await writeChangelogs(requestIn(repo))).toEqual([{ file: 'CHANGELOG.md', changed: true }])
  expect(plain(fileIn(repo, 'CHANGELOG.md'))).toMatch(
    /^# Changelog\n\n## 1\.1\.0 \(.{10}\)\n\n### Bug Fixes\n\n\* two, and well( \w{7})?\n\n### Features\n\n\* three\n$/,
  )
})

test('a template of the repository, as it is at the commit', async () => {
  const own = '## {name} {version}\\n{#sections}{#entries}\\n+ {subject} by {author}\\n{/entries}{/sections}\\n'
  const repo = await scratchRepo(`
    ${config({ template: 'docs/notes.md' })}
    file docs/notes.md = ${own}
    file VERSION = 1.0.0
    feat: one
    tag v1.0.0
    fix: two
  `)
  await repo.write({ 'docs/notes.md': 'being edited' })
  const [next] = await nextNotes(requestIn(repo))
  expect(next?.notes).toBe('+ two by Dev')
  await repo.write({ 'docs/notes.md': '## {version}\n{typo}\n' })
  await commit(repo, 'fix: three')
  await expect(nextNotes(requestIn(repo))).rejects.toMatchObject({
    ...{ code: 'CONFIG_VALUE', message: 'docs/notes.md, line 2: there is no {typo} here' },
  })
  await repo.git('rm', '--quiet', 'docs/notes.md')
  await commit(repo, 'fix: four')
  await expect(nextNotes(requestIn(repo))).rejects.toMatchObject({ code: 'CONFIG_VALUE' })
})

test('contributors of the next release and of past ones, and who of them is new', async () => {
  const repo = await scratchRepo(`${config({ contributors: true })}\nfile VERSION = 1.0.0\nfeat: one\ntag v1.0.0`)
  await commit(repo, 'docs: first of Ada', 'Ada <ada@example.org>')
  await commit(repo, 'fix: two\n\nCo-authored-by: Bob <bob@example.org>', 'Ada <ada@example.org>')
  await repo.write({ VERSION: '1.0.1' })
  await commit(repo, 'chore: release', 'ci <ci@example.org>')
  await repo.git('tag', 'v1.0.1')
  await commit(repo, 'fix: three', 'Cy <cy@example.org>')
  await commit(repo, 'feat: four', 'bob <bob@home.example>')
  await commit(repo, 'fix: five', 'renovate[bot] <1+renovate[bot]@users.noreply.github.com>')
  const people = (notes = '') => notes.slice(notes.indexOf('### Contributors'))
  const [next, last, first] = await allNotes(requestIn(repo))
  expect(people(next?.notes)).toBe('### Contributors\n\n* bob\n* Cy\n\n### New Contributors\n\n* Cy')
  expect(people(last?.notes)).toBe('### Contributors\n\n* Ada\n* Bob\n\n### New Contributors\n\n* Ada\n* Bob')
  expect(people(first?.notes)).toBe('### Contributors\n\n* Dev')
})

test('a past release says what its changelog said; all releases are told anew', async () => {
  const repo = await scratchRepo(`
    file CHANGELOG.md = # Log\\n\\n## 1.1.0\\n\\nAs published.\\n\\n## 1.0.0\\n
    feat: one
    tag v1.0.0
    feat: two
    tag v1.1.0
  `)
  const [past] = await pastNotes({ ...requestIn(repo), version: '1.1.0' })
  expect(past).toMatchObject({ notes: 'As published.', section: '## 1.1.0 (2025-01-07)\n\nAs published.' })
  expect(plain((await allNotes(requestIn(repo)))[0]?.notes ?? '')).toBe('### Features\n\n* two')
})

test('what cannot be listed is not looked at, with the same result', async () => {
  const story = `
    docs: a
    feat: b
    Merge something
    refactor!: c
    tag v1.0.0
    docs: d
    Revert "docs: d"
    feat: e
    tag v1.1.0
    chore: f\\n\\nBREAKING CHANGE: g
    plain words
    tag v2.0.0
    branch topic
    fix: h
    on main
    perf: i
    merge topic into main: fix: h
    Revert "perf: i"\\n\\nThis reverts commit {id of perf: i}.
    tag v2.0.1
  `
  const quick = await allNotes(requestIn(await scratchRepo(config({}) + story)))
  const rules = [{ commit: '0000000', bump: 'none' }]
  const full = await allNotes(requestIn(await scratchRepo(config({}, { versioning: { rules } }) + story)))
  const told = (all: typeof quick) => all.map(({ section }) => plain(section))
  expect(told(quick)).toEqual(told(full))
  expect(told(quick)[0]).toContain('### Bug Fixes\n\n* h')
})

const MONO = `
  file package.json = {"private": true, "workspaces": ["packages/*"]}
  file packages/cli/package.json = {"name": "cli", "version": "1.0.0", "dependencies": {"core": "^1.0.0"}}
  file packages/core/package.json = {"name": "core", "version": "1.0.0"}
  feat: begin
  tag core@1.0.0
  tag cli@1.0.0
  fix: of core | packages/core/a
`

test('one changelog for the whole repository', async () => {
  const repo = await scratchRepo(config({ repositoryFile: 'CHANGELOG.md', file: false }) + MONO)
  const block =
    '## 2025-01-07\n\n### core 1.0.1\n\n#### Bug Fixes\n\n* of core\n\n### cli 1.0.1\n\n#### Dependencies\n\n* core 1.0.1'
  const { files } = await plan({ ...requestIn(repo), tag: null })
  expect(plain(files.get('CHANGELOG.md') ?? '')).toBe(`# Changelog\n\n${block}\n`)
  expect(await writeChangelogs(requestIn(repo))).toEqual([{ file: 'CHANGELOG.md', changed: true }])
  expect(await writeChangelogs(requestIn(repo))).toEqual([{ file: 'CHANGELOG.md', changed: false }])
  const text = changelogText(await allNotes(requestIn(repo)), { repository: true, limit: null })
  expect(
    plain(text)
      .split('\n')
      .filter((line) => /^##? ?#? /.test(line)),
  ).toEqual([
    ...['## 2025-01-07', '### cli 1.0.1', '### core 1.0.1', '## 2025-01-06', '### cli 1.0.0', '### core 1.0.0'],
  ])
})

const added = async (repo: Repo, since: string) => {
  const all = await addedNotes({ ...requestIn(repo), since })
  return plain(addedText(all, null))
}

test('what a pull request would add, and the versions it would move', async () => {
  const repo = await scratchRepo(`${MONO}
    branch topic
    feat: new of core | packages/core/b
    docs: words | packages/cli/readme
    on main
    branch docs
    docs: words | packages/core/readme
  `)
  expect(await added(repo, 'main')).toBe('')
  await repo.git('checkout', '--quiet', 'topic')
  expect(await added(repo, 'main')).toBe(
    'would move core 1.0.1 → 1.1.0, the next version\n\n### Features\n\n* new of core',
  )
  await expect(addedNotes({ ...requestIn(repo), since: 'nowhere' })).rejects.toMatchObject({ code: 'UNKNOWN_REVISION' })
})

test('a branch that its target has overtaken', async () => {
  const repo = await scratchRepo(`
    file VERSION = 1.0.0
    feat: one
    tag v1.0.0
    branch topic
    fix: two
    on main
    feat: three
  `)
  await repo.git('checkout', '--quiet', 'topic')
  expect(await added(repo, 'main')).toBe(
    'would leave project at 1.1.0, which is next already\n\n### Bug Fixes\n\n* two',
  )
  await repo.git('tag', 'v1.1.0', 'main')
  expect(await added(repo, 'main')).toBe('would move project 1.1.0 → 1.1.1\n\n### Bug Fixes\n\n* two')
  await repo.git('checkout', '--quiet', '-b', 'undo', 'main')
  await repo.git('tag', '--delete', 'v1.1.0')
  await commit(repo, `Revert "feat: three"\n\nThis reverts commit ${await repo.git('rev-parse', 'main')}.`)
  expect(await added(repo, 'main')).toBe('would not release project')
})

test('files that are excluded are no part of past notes either, also where there is one package alone', async () => {
  const packages = [{ name: 'core', path: '.', ecosystem: 'none', exclude: ['docs/**'] }]
  const repo = await scratchRepo(`
    ${config({}, { packages })}
    feat: begin | main.c
    tag v1.0.0
    fix: a picture | docs/one.svg
    fix: retry | main.c
    tag v1.0.1
  `)
  const [last] = await allNotes(requestIn(repo))
  expect(last?.version).toBe('1.0.1')
  expect(plain(last?.notes ?? '')).toBe('### Bug Fixes\n\n* retry')
})

test('what a branch adds is told as the release will: by change files where they decide, with what follows', async () => {
  const story = (source: string) => `
    file release.config.json = {"versioning": {"source": "${source}"}}
    file package.json = {"private": true, "workspaces": ["packages/*"]}
    file packages/core/package.json = {"name": "core", "version": "1.0.0"}
    file packages/cli/package.json = {"name": "cli", "version": "1.0.0", "dependencies": {"core": "^1.0.0"}}
    feat: start | packages/core/a, packages/cli/a
    tag core@1.0.0
    tag cli@1.0.0
    branch topic
    file .changeset/calm-fox.md = ---\\n"core": minor\\n---\\n\\nDark mode.\\n
    feat: dark mode | packages/core/a
    fix: besides | packages/core/b
  `
  const told = async (source: string) => (await added(await scratchRepo(story(source)), 'main')).split('\n')
  const [changes, both] = [await told('changes'), await told('both')]
  expect(changes.filter((line) => line.startsWith('*')).map(plain)).toEqual(['* core 1.1.0', '* Dark mode.'])
  expect(both.filter((line) => line.startsWith('*')).map(plain)).toEqual(['* core 1.1.0', '* Dark mode.', '* besides'])
})
