/** All that is known of a commit, in every kind of repository: the same commit gives the same facts wherever it lies. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { ECOSYSTEMS } from '../../src/ecosystems/index.ts'
import { commitDate, type FactsQuestion, gatherFacts, readTags } from '../../src/facts/facts.ts'
import type { Facts, VersionTag } from '../../src/model.ts'
import { lookAt } from '../support/look.ts'
import { bareRemote, cloneOf, type Repo, repoAt, scratchEnv, scratchFolder, scratchRepo } from '../support/scratch.ts'

const factsOf = async (repo: Pick<Repo, 'folder'>, question: Partial<FactsQuestion> = {}): Promise<Facts> => {
  const look = await lookAt(repo)
  return gatherFacts(look, {
    ...{ commit: look.git.place.head ?? '', line: { name: 'main', prerelease: null, channel: null }, preview: false },
    ...{
      preOf: () => null,
      packages: 'auto',
      tagFormat: null,
      scheme: semverScheme,
      groups: [],
      ecosystems: ECOSYSTEMS,
    },
    ...{ also: { inPackages: ['CHANGELOG.md'], inRoot: [] }, wantsFiles: false, changeFiles: false },
    ignoreTag: () => false,
    ...question,
  })
}

const firstLines = (commits: readonly { readonly message: string }[]) =>
  commits.map(({ message }) => message.split('\n')[0])

/** Unreleased subjects of each package, and of none. */
const openIn = ({ packages, noPackage }: Facts) =>
  Object.fromEntries([
    ...packages.map((each) => [each.package.name, firstLines(each.unreleased)]),
    ['-', firstLines(noPackage)],
  ]) as Record<string, string[]>

const names = (tags: readonly VersionTag[] = []) => tags.map(({ tag }) => tag)

const WORKSPACE = `
  file package.json = {"name":"acme","private":true,"workspaces":["packages/*"]}
  file packages/core/package.json = {"name":"core","version":"1.0.0"}
  file packages/cli/package.json = {"name":"cli","version":"1.0.0"}
  file packages/core/CHANGELOG.md = # Changelog
  feat: start
  tag core@1.0.0
  tag cli@1.0.0
  feat: core | packages/core/a
  docs: fixture | packages/core/fixtures/package.json
  fix: both | packages/core/a, packages/cli/a
  chore: root | README.md, packages/notes.txt
  style: nothing
  annotated tag core@1.1.0-rc.1
  tag core@nightly
  branch side from core@1.0.0
  fix: side | packages/core/side
  tag core@1.0.1
  on main
  merge side into main: Merge branch 'side'
  branch other
  fix: elsewhere | packages/cli/b
  tag cli@1.0.1
  on main
`
const workspace = await scratchRepo(WORKSPACE)

test('each package has its tags and the commits that no counting one of them reaches', async () => {
  const facts = await factsOf(workspace)
  expect(openIn(facts)).toEqual({
    cli: ['style: nothing', 'fix: both'],
    core: ["Merge branch 'side'", 'style: nothing', 'fix: both', 'docs: fixture', 'feat: core'],
    '-': ['chore: root'],
  })
  const [cli, core] = facts.packages
  expect([names(cli?.reachable), names(cli?.elsewhere)]).toEqual([['cli@1.0.0'], ['cli@1.0.1']])
  expect([names(core?.reachable), names(core?.elsewhere)]).toEqual([
    ['core@1.0.0', 'core@1.0.1', 'core@1.1.0-rc.1'],
    [],
  ])
  expect(core?.notVersions).toMatchObject([{ tag: 'core@nightly', reason: 'not a version' }])
  expect(facts).toMatchObject({ commit: workspace.id('main'), preview: false, line: { name: 'main' } })
  expect(facts.date).toBe(await commitDate(await lookAt(workspace), workspace.id('main')))
})

test('a prerelease counts from those with its id', async () => {
  const { packages } = await factsOf(workspace, { preOf: () => 'rc' })
  expect(firstLines(packages[1]?.unreleased ?? [])).toEqual(["Merge branch 'side'"])
  expect(firstLines(packages[0]?.unreleased ?? [])).toEqual(['style: nothing', 'fix: both'])
})

test('the text of every file that a release may edit, null where there is none', async () => {
  const { files } = await factsOf(workspace)
  const text = (path: string) => files.get(path)
  const wanted = ['cli', 'core'].flatMap((name) =>
    ['CHANGELOG.md', 'package.json'].map((file) => `packages/${name}/${file}`),
  )
  expect([...files.keys()]).toEqual(expect.arrayContaining(['package-lock.json', ...wanted]))
  expect(text('packages/core/CHANGELOG.md')).toBe('# Changelog\n')
  expect(JSON.parse(text('packages/core/package.json') ?? '')).toEqual({ name: 'core', version: '1.0.0' })
  expect(text('package-lock.json')).toBe(null)
  expect(
    (await factsOf(workspace, { also: { inPackages: [], inRoot: [] } })).files.has('packages/core/CHANGELOG.md'),
  ).toBe(false)
})

test('tags of the very release that is planned again do not count', async () => {
  const { packages } = await factsOf(workspace, { ignoreTag: (tag) => tag === 'core@1.0.1' || tag === 'cli@1.0.0' })
  expect(packages.map(({ reachable }) => names(reachable))).toEqual([[], ['core@1.0.0', 'core@1.1.0-rc.1']])
})

test('clones, bare ones, worktrees and a detached HEAD tell the same', async () => {
  const expected = await factsOf(workspace)
  const remote = await bareRemote(workspace)
  const clone = await cloneOf(workspace)
  await clone.git('checkout', '--quiet', '--detach')
  const folder = join(scratchFolder('trees'), 'one')
  await workspace.git('worktree', 'add', '--quiet', '--detach', folder, 'main')
  const inside = join(workspace.folder, 'packages', 'core')
  for (const place of [remote, clone, repoAt(folder), repoAt(inside)]) expect(await factsOf(place)).toEqual(expected)
  expect((await lookAt(remote)).git.place.top).toBe(null)
  expect((await lookAt({ folder })).git.place).toMatchObject({ branch: null, top: folder })
})

test('neither config, nor tags, nor a manifest: one commit is one package, whose version lives in tags', async () => {
  const repo = await scratchRepo('anything at all')
  const facts = await factsOf(repo)
  expect(facts).toMatchObject({
    ...{ commit: repo.id('main'), date: Date.parse('2025-01-06T12:00:00Z') / 1000, noPackage: [] },
    packages: [
      {
        package: { name: 'project', path: '.', ecosystem: 'none', manifest: null, version: null },
        ...{ tagFormat: 'v{version}', reachable: [], elsewhere: [], notVersions: [] },
        unreleased: [{ id: repo.id('main'), parents: [], message: 'anything at all\n', files: null }],
      },
    ],
  })
  expect([...facts.files]).toEqual([['CHANGELOG.md', null]])
})

test('tags that HEAD cannot reach do not decide how the first one is spelled, but are known', async () => {
  const repo = await scratchRepo('feat: a\nbranch side\nfeat: b\ntag 1.0.0\ntag project@2.0.0\non main')
  const [one] = (await factsOf(repo)).packages
  expect(one).toMatchObject({ tagFormat: 'v{version}', reachable: [], unreleased: [{ id: repo.id('main') }] })
  expect(names(one?.elsewhere).toSorted()).toEqual(['1.0.0', 'project@2.0.0'])
  await repo.git('tag', '0.1.0')
  const [later] = (await factsOf(repo)).packages
  expect(later).toMatchObject({ tagFormat: '{version}', reachable: [{ tag: '0.1.0' }], unreleased: [] })
  expect(names(later?.elsewhere).toSorted()).toEqual(['1.0.0', 'project@2.0.0'])
})

test('tags are peeled to the end; those of trees and files, however deep, are none', async () => {
  const repo = await scratchRepo('feat: a | a\ntag v1.0.0\nfeat: b')
  await repo.git('tag', '--annotate', '--message=x', 'inner', 'v1.0.0')
  await repo.git('tag', '--annotate', '--message=x', 'middle', 'inner')
  await repo.git('tag', '--annotate', '--message=x', 'v1.1.0', 'middle')
  await repo.git('tag', 'v9.0.0', 'HEAD^{tree}')
  await repo.git('tag', '--annotate', '--message=x', 'v9.1.0', 'HEAD:a')
  await repo.git('tag', '--annotate', '--message=x', 'v9.2.0', 'v9.1.0')
  await repo.git('update-ref', 'refs/rel/remote/tags/v1.0.0', 'HEAD')
  await repo.git('update-ref', 'refs/rel/remote/tags/v1.0.1', 'v1.0.0')
  const commit = repo.id('v1.0.0')
  expect(await readTags(await lookAt(repo))).toEqual(
    ['inner', 'middle', 'v1.0.0', 'v1.0.1', 'v1.1.0'].map((tag) => ({ tag, commit })),
  )
  const [one] = (await factsOf(repo)).packages
  expect(names(one?.reachable)).toEqual(['v1.0.0', 'v1.0.1', 'v1.1.0'])
  expect(firstLines(one?.unreleased ?? [])).toEqual(['feat: b'])
})

const ODD = String.raw`
  file package.json = {"name":"acme","version":"1.0.0","workspaces":["packages/*"]}
  file packages/core/package.json = {"name":"core","version":"1.0.0"}
  feat: start
  tag core@1.0.0
  tag acme@1.0.0
  fix: odd | packages/core/with space, packages/core/"quotes", packages/core/a\nb\n:100644
  fix: root | packages/core\n/a,  packages/core/a, "packages/core/a"
`

test('file names with spaces, quotes, line ends and bytes that are no UTF-8 belong where they lie', async () => {
  const repo = await scratchRepo(ODD)
  // Octal escapes in a quoted path are bytes: Latin-1 here, which is no UTF-8.
  const adding = (message: string, path: string, from: readonly string[]) => [
    ...['commit refs/heads/main', 'committer Dev <dev@example.invalid> 1736500000 +0000', `data ${message.length}`],
    ...[message, ...from, `M 100644 inline "${path}"`, 'data 1', 'x', ''],
  ]
  const stream = [
    ...adding('fix: latin-1', String.raw`packages/core/\344\377`, ['from refs/heads/main^0']),
    ...adding('fix: other folder', String.raw`packages/core\344/a`, []),
  ]
  execFileSync('git', ['fast-import', '--quiet'], { cwd: repo.folder, env: scratchEnv, input: stream.join('\n') })
  const facts = await factsOf(repo)
  expect(openIn(facts)).toEqual({
    acme: ['fix: other folder', 'fix: root'],
    core: ['fix: latin-1', 'fix: odd'],
    '-': [],
  })
  const [, core] = facts.packages
  expect(core?.unreleased.map(({ files }) => files?.toSorted())).toEqual([
    ['packages/core/\ufffd\ufffd'],
    ['packages/core/"quotes"', 'packages/core/a\nb\n:100644', 'packages/core/with space'],
  ])
})

test('a submodule is a file where it lies, and its own packages are none', async () => {
  const repo = await scratchRepo(`
    file package.json = {"name":"acme","private":true,"workspaces":["packages/*"]}
    file packages/core/package.json = {"name":"core","version":"1.0.0"}
    feat: start
    tag core@1.0.0
  `)
  const link = (path: string, id: string) => repo.git('update-index', '--add', '--cacheinfo', `160000,${id},${path}`)
  await link('packages/module', repo.id('main'))
  await repo.git('commit', '--quiet', '--message=chore: a module')
  await link('packages/core/vendor', repo.id('main'))
  await repo.git('commit', '--quiet', '--message=fix: vendored')
  await repo.git('config', 'diff.ignoreSubmodules', 'all')
  expect(openIn(await factsOf(repo))).toEqual({ core: ['fix: vendored'], '-': ['chore: a module'] })
})

test('a shallow clone that cuts the range is refused, one that does not is as good as any', async () => {
  const repo = await scratchRepo('feat: a\nfeat: b\ntag v1.0.0\nfeat: c\nfeat: d')
  const cut = await cloneOf(repo, '--depth=2')
  await expect(factsOf(cut)).rejects.toMatchObject({
    ...{ code: 'SHALLOW', hint: 'fetch it with: git fetch --unshallow --tags' },
    message: expect.stringContaining(repo.id('feat: c').slice(0, 7)),
  })
  const enough = await cloneOf(repo, '--depth=3')
  expect(await factsOf(enough)).toEqual(await factsOf(repo))
})
