/** Input that looks bad and has to work: settings that bite, names that bite, and code that nobody may run. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { cloneOf, type RelRun, repoAt } from '../support/scratch.ts'
import { layTraps } from './bad-input/code.ts'
import { commitFiles, freshPlace, litter, type Place } from './bad-input/place.ts'

const expectDone = (run: RelRun): void => {
  expect(run.code, `${run.stdout}\n${run.stderr}`).toBe(0)
}

const tagsOf = async ({ remote }: Place): Promise<readonly string[]> => (await remote.git('tag', '--list')).split('\n')

const BITING = {
  'advice.statusHints': 'true',
  'branch.autoSetupRebase': 'always',
  'color.ui': 'always',
  'column.ui': 'always',
  'commit.template': '/nowhere/template',
  'core.abbrev': '4',
  'core.autocrlf': 'true',
  'core.commentChar': 'R',
  'core.editor': 'false',
  'core.pager': 'touch pwn',
  'core.quotePath': 'true',
  'diff.external': 'touch pwn',
  'diff.noprefix': 'true',
  'diff.renames': 'copies',
  'fetch.prune': 'true',
  'fetch.pruneTags': 'true',
  'fetch.recurseSubmodules': 'true',
  'format.pretty': '%an',
  'log.date': 'relative',
  'log.follow': 'true',
  'log.showSignature': 'true',
  'merge.autoStash': 'true',
  'merge.verifySignatures': 'true',
  'pager.log': 'true',
  'push.default': 'nothing',
  'push.followTags': 'true',
  'push.recurseSubmodules': 'on-demand',
  'rebase.autoStash': 'true',
  'remote.origin.pruneTags': 'true',
  'remote.origin.tagOpt': '--tags',
  'status.relativePaths': 'false',
  'status.showUntrackedFiles': 'no',
  'submodule.recurse': 'true',
  'tag.sort': '-version:refname',
  'transfer.fsckObjects': 'true',
} as const

const HOOKS = [
  ...['applypatch-msg', 'commit-msg', 'fsmonitor-watchman', 'post-checkout', 'post-commit', 'post-index-change'],
  ...['post-merge', 'post-rewrite', 'pre-auto-gc', 'pre-commit', 'pre-merge-commit', 'prepare-commit-msg'],
]

/** Every hook marks that it ran; all but the one that may run fail too. */
const layHooks = async ({ folder, repo }: Place): Promise<string> => {
  const hooks = join(folder, 'hooks')
  const marks = join(folder, 'marks')
  for (const name of [hooks, marks]) mkdirSync(name)
  for (const name of [...HOOKS, 'pre-push']) {
    const end = name === 'pre-push' ? 0 : 1
    writeFileSync(join(hooks, name), `#!/bin/sh\ntouch '${join(marks, name)}'\nexit ${end}\n`)
    chmodSync(join(hooks, name), 0o755)
  }
  await repo.git('config', 'core.hooksPath', hooks)
  return marks
}

/** What the user works on meanwhile: a staged file, a changed one and a new one. */
const workMeanwhile = async ({ repo }: Place): Promise<() => Promise<void>> => {
  const mine = { 'staged.txt': 'staged\n', 'src.txt': 'changed\n', 'new.txt': 'new\n' }
  await repo.write(mine)
  await repo.git('add', 'staged.txt')
  const status = ['status', '--porcelain', '--untracked-files=all']
  const before = await repo.git(...status)
  return async () => {
    expect(await repo.git(...status)).toBe(before)
    for (const [name, text] of Object.entries(mine)) expect(readFileSync(join(repo.folder, name), 'utf8')).toBe(text)
    expect(await repo.git('stash', 'list')).toBe('')
  }
}

const archived = ({ out }: Place, file: string): string =>
  execFileSync('tar', ['-xzOf', join(out, 'core/1.1.0/core-1.1.0.tar.gz'), `core-1.1.0/${file}`], { encoding: 'utf8' })

test.concurrent('git settings that bite: the release is made, and nothing besides', async () => {
  const place = await freshPlace()
  const { repo } = place
  await repo.git('tag', '-a', '-m', 'not for everybody', 'unrelated', 'HEAD~1')
  await repo.git('tag', 'local-only')
  const stillMine = await workMeanwhile(place)
  for (const [name, value] of Object.entries(BITING)) await repo.git('config', name, value)
  const marks = await layHooks(place)
  expectDone(await repo.rel(['release'], { env: { GIT_DEFAULT_HASH: 'sha256', GIT_PAGER: 'touch pwn' } }))
  await repo.git('config', '--unset', 'core.autocrlf')
  expect(await tagsOf(place)).toEqual(['v1.0.0', 'v1.1.0'])
  expect((await repo.git('tag', '--list', '--no-column', '--sort=refname')).split('\n')).toEqual([
    'local-only',
    'unrelated',
    'v1.0.0',
    'v1.1.0',
  ])
  expect(readdirSync(marks)).toEqual(['pre-push'])
  expect(await repo.git('log', '-1', '--format=%H', 'v1.1.0')).toBe(await place.remote.git('rev-parse', 'main'))
  expect(archived(place, 'CHANGELOG.md')).not.toContain('\r')
  expect(litter(place)).toEqual([])
  await place.remote.git('fsck', '--strict')
  await repo.git('config', 'status.showUntrackedFiles', 'all')
  await repo.git('config', 'core.autocrlf', 'true')
  await stillMine()
})

test.concurrent('other work in the checkout is no obstacle to a bump and is not touched', async () => {
  const place = await freshPlace()
  const stillMine = await workMeanwhile(place)
  expectDone(await place.repo.rel(['bump']))
  await stillMine()
  expect(await place.repo.git('diff', '--name-only', 'v1.1.0~1', 'v1.1.0')).toBe('CHANGELOG.md\npackage.json')
})

const TWO = `
file package.json = { "private": true, "workspaces": ["packages/*"] }
file packages/core/package.json = { "name": "core", "version": "1.0.0" }
file packages/cli/package.json = { "name": "cli", "version": "1.0.0" }
file release.config.json = { "publish": [{ "to": "directory", "path": "../out" }] }
feat: start
tag core@1.0.0
tag cli@1.0.0
`

const FILES = [
  ...['quote"s', "it's", '-c', '--upload-pack=touch pwn', ':(top)x', '$(touch pwn)', ' space '],
  ...['safe\u202egnp.exe', 'ü', ':100644 100644 aaaa bbbb M', '*', '\\', '#', '{version}', '%s'],
]

test.concurrent('file names that bite go into the history, the archive and the ledger', async () => {
  const place = await freshPlace(TWO)
  const { repo } = place
  const folder = join(repo.folder, 'packages/core')
  for (const name of FILES) writeFileSync(join(folder, name), `${JSON.stringify(name)}\n`)
  await repo.git('add', '--all')
  await repo.git('commit', '--quiet', '-m', 'feat: names')
  const plan = (await repo.rel(['plan', '--json'])).json<{ releases: object[]; unreleased: object[] }>()
  expect(plan.releases).toMatchObject([{ package: 'core', to: '1.1.0', commits: { total: 1, changes: 1 } }])
  expect(plan.unreleased).toMatchObject([{ package: 'cli', commits: { total: 0 } }])
  expectDone(await repo.rel(['release']))
  const unpacked = join(place.folder, 'unpacked')
  mkdirSync(unpacked)
  execFileSync('tar', ['-xzf', join(place.out, 'core/1.1.0/core-1.1.0.tar.gz'), '-C', unpacked])
  for (const name of FILES)
    expect(readFileSync(join(unpacked, 'core-1.1.0', name), 'utf8')).toBe(`${JSON.stringify(name)}\n`)
  expect(litter(place)).toEqual([])
})

/** The last two would be one name if somebody decoded them. */
const NO_TEXT = ['two\nlines', 'tab\t', 'caf\xe9', 'caf\xe8'].map((name) => Buffer.from(name, 'latin1'))

test.concurrent('file names that no archive should hold can be planned, bumped and built around', async () => {
  const place = await freshPlace(TWO)
  const { repo } = place
  const folder = Buffer.from(join(repo.folder, 'packages/core/'))
  for (const name of NO_TEXT) writeFileSync(Buffer.concat([folder, name]), name)
  const target = {
    name: 'all',
    run: [['cp', 'packages/core/package.json', 'app']],
    artifacts: [{ kind: 'file', from: 'app' }],
  }
  const config = { build: { targets: [{ ...target, package: 'core' }] } }
  await commitFiles(place, { 'release.config.json': JSON.stringify(config) }, 'feat: names')
  expectDone(await repo.rel(['bump', '--push']))
  expect(await repo.git('status', '--porcelain')).toBe('')
  expectDone(await repo.rel(['publish']))
})

test.concurrent('refs that bite lie beside, here and on the remote', async () => {
  const place = await freshPlace()
  const { repo } = place
  const names = ['v1.0.0$(touch${IFS}pwn)', 'v9.9.9;touch${IFS}pwn', 'v2.0.0\u202e', 'x`id`', "v3.0.0'"]
  for (const name of names) {
    await repo.git('tag', '-a', '-m', 'x', name)
    await repo.git('branch', `b/${name}`)
  }
  await repo.git('push', '--quiet', 'origin', '--all')
  await repo.git('push', '--quiet', 'origin', '--tags')
  expect((await repo.rel(['plan', '--json'])).json<{ releases: object[] }>().releases).toMatchObject([{ to: '1.1.0' }])
  expectDone(await repo.rel(['release']))
  expect(await tagsOf(place)).toHaveLength(names.length + 2)
  expect(litter(place)).toEqual([])
})

test.concurrent('code beside a config does not run', async () => {
  const place = await freshPlace()
  const manifest = { name: 'core', version: '1.0.0', cosmiconfig: { searchPlaces: ['evil.js'], loaders: {} } }
  await layTraps(place)
  await commitFiles(place, { 'package.json': JSON.stringify(manifest) })
  const { repo } = place
  for (const command of ['plan', 'release']) expectDone(await repo.rel([command]))
  expect(litter(place)).toEqual([])
})

test.concurrent('a plan with an edited config is a preview, and says so', async () => {
  const { repo } = await freshPlace()
  await repo.write({ 'release.config.json': '{ "changelog": { "file": "NEWS.md" } }\n' })
  const run = await repo.rel(['plan', '--json'])
  expect(run.stderr).toContain('note: release.config.json is edited and not committed: this is a preview')
  expect(run.json()).toMatchObject({ preview: true, releases: [{ edits: [{ file: 'NEWS.md' }, {}] }] })
})

test.concurrent('a branch that is no release line gets a preview; a detached HEAD goes on with --branch', async () => {
  const { repo } = await freshPlace()
  await repo.git('checkout', '--quiet', '-b', 'topic;touch${IFS}pwn')
  expect((await repo.rel(['plan', '--json'])).json()).toMatchObject({ preview: true, branch: 'main' })
  await repo.git('remote', 'remove', 'origin')
  await repo.git('checkout', '--quiet', '--detach')
  expect((await repo.rel(['plan', '--json', '--branch', 'main'])).json()).toMatchObject({
    preview: false,
    branch: 'main',
  })
})

test.concurrent('a release commit that was cherry-picked is an ordinary commit', async () => {
  const { repo } = await freshPlace()
  expectDone(await repo.rel(['bump']))
  await repo.git('checkout', '--quiet', '-b', 'next', 'v1.0.0')
  await repo.git('cherry-pick', 'v1.1.0~1', 'v1.1.0')
  const { releases } = (await repo.rel(['plan', '--json'])).json<{ releases: object[] }>()
  expect(releases).toMatchObject([{ from: { tag: 'v1.0.0' }, to: '1.1.0', commits: { total: 2, changes: 1 } }])
  expect((await repo.rel(['publish'])).code).toBe(3)
})

test.concurrent('stale locks on refs of its own are removed by rel itself', async () => {
  const { repo } = await freshPlace()
  const { digest } = (await repo.rel(['plan', '--json'])).json<{ digest: string }>()
  const rel = join(repo.folder, '.git/refs/rel')
  const waiting = `pending/${digest.slice('sha256:'.length)}`
  const locks = [
    `${waiting}/commit.lock`,
    `${waiting}/tags/v1.1.0.lock`,
    'remote/tags/v1.0.0.lock',
    'remote/ledger.lock',
  ]
  for (const lock of locks) {
    mkdirSync(join(rel, lock, '..'), { recursive: true })
    writeFileSync(join(rel, lock), '')
    utimesSync(join(rel, lock), 0, 0)
  }
  writeFileSync(join(rel, 'remote/heads.lock'), '')
  expectDone(await repo.rel(['release']))
  expect(existsSync(join(rel, 'remote/heads.lock'))).toBe(false)
})

test.concurrent('a shallow clone is deepened, with nothing fetched into refs of the user', async () => {
  const place = await freshPlace()
  const clone = await cloneOf(place.remote, '--depth=1', '--no-tags')
  const before = await clone.git('for-each-ref')
  const plan = (await clone.rel(['plan', '--json'])).json<{ digest: string }>()
  expect(plan.digest).toBe((await place.repo.rel(['plan', '--json'])).json<{ digest: string }>().digest)
  const after = await clone.git('for-each-ref')
  expect(after.split('\n').filter((line) => !line.includes('refs/rel/remote/'))).toEqual(before.split('\n'))
})

test.concurrent('a partial clone gives the same plan, or says what to fetch, and that is right', async () => {
  const place = await freshPlace()
  await place.remote.git('config', 'uploadpack.allowFilter', 'true')
  const clone = await cloneOf(place.remote, '--filter=blob:none', '--no-checkout')
  const first = await clone.rel(['plan', '--json'])
  if (first.code !== 0) {
    expect(first.json()).toMatchObject({ code: 'PARTIAL_CLONE', exit: 8 })
    await clone.git('fetch', '--quiet', '--refetch', '--no-filter')
  }
  const { digest } = (await place.repo.rel(['plan', '--json'])).json<{ digest: string }>()
  expect((await clone.rel(['plan', '--json'])).json<{ digest: string }>().digest).toBe(digest)
})

test.concurrent('a path that bites, and an environment that ties git to another repository', async () => {
  const told = await freshPlace()
  const folder = join(told.folder, `it's a "$(touch pwn)" ü:x`)
  mkdirSync(folder)
  for (const name of ['repo', 'remote.git']) cpSync(join(told.folder, name), join(folder, name), { recursive: true })
  const place = {
    folder,
    repo: repoAt(join(folder, 'repo')),
    remote: repoAt(join(folder, 'remote.git')),
    out: join(folder, 'out'),
  }
  const target = { name: 'all', run: [['cp', 'src.txt', 'app']], artifacts: [{ kind: 'file', from: 'app' }] }
  const config = { publish: [{ to: 'directory', path: '../out' }], build: { targets: [target] } }
  await commitFiles(place, { 'release.config.json': JSON.stringify(config) })
  const other = told.repo.folder
  const env = {
    ...{ GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other, GIT_INDEX_FILE: join(other, '.git/index') },
    ...{ GIT_EXTERNAL_DIFF: 'touch pwn', GIT_NAMESPACE: 'x', GIT_TRACE: '2', EDITOR: 'touch pwn', PAGER: 'touch pwn' },
  }
  const before = await told.repo.git('for-each-ref')
  expectDone(await place.repo.rel(['release'], { env }))
  expect(readdirSync(join(place.out, 'core/1.1.0'))).toContain('app')
  expect(await told.repo.git('for-each-ref')).toBe(before)
  expect(litter(place)).toEqual([])
  expect(pathToFileURL(place.out).href).toContain('$(touch%20pwn)')
})
