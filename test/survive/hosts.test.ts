/** Git servers and clones that are not as one would wish: each release ends, or says by name what to do, and that works.
 *  Servers that refuse refs, or take no atomic pushes, are in e2e/refused.test.ts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { startGitDaemon } from '../support/git-daemon.ts'
import { ARCHIVE, type OnePackage, onePackage, TAG } from '../support/one-package.ts'
import { type Repo, repoAt, scratchEnv } from '../support/scratch.ts'
import { setHook } from '../support/server-hook.ts'
import { treeOf } from '../support/workspace.ts'

const REL = join(import.meta.dirname, '..', '..', 'bin', 'rel.js')
const LATE = 'grep -q refs/tags/ && sleep 2'

let original: OnePackage
beforeAll(async () => {
  original = await onePackage()
  await original.remote.git('config', 'uploadpack.allowFilter', 'true')
})

const succeeds = async (repo: Repo, ...args: readonly string[]): Promise<string> => {
  const run = await repo.rel(args)
  expect(run.code, run.stderr).toBe(0)
  return run.stderr
}

/** Through an address, since git takes no notice of depth and filters in a folder. */
const cloneOf = async ({ repo, remote }: OnePackage, ...args: readonly string[]): Promise<Repo> => {
  const folder = join(repo.folder, '..')
  await repoAt(folder).git('clone', '--quiet', ...args, pathToFileURL(remote.folder).href, 'clone')
  return repoAt(join(folder, 'clone'))
}

/** Sealed once, tagged, on the line, and published as it was sealed. */
const expectReleased = async ({ remote, published }: OnePackage): Promise<void> => {
  const subjects = await remote.git('log', '--format=%s', 'refs/rel/ledger')
  expect(subjects).toBe(`publish core 1.0.0 to directory\nseal ${TAG}`)
  expect(await remote.git('cat-file', '-t', TAG)).toBe('tag')
  await remote.git('merge-base', '--is-ancestor', `${TAG}^{commit}`, 'main')
  const index = await remote.git('show', 'refs/rel/ledger:releases/core/1.0.0/release.json')
  expect(treeOf(published)['release.json']).toBe(`${index}\n`)
  expect(await remote.git('for-each-ref', 'refs/rel/stage')).toBe('')
}

test('a host that answers two seconds late', async () => {
  const place = original.copy()
  setHook(place.remote, 'post-receive', LATE)
  await succeeds(place.repo, 'release')
  await expectReleased(place)
})

test('one that answers late behind git daemon, and a client that was killed meanwhile: the seal has landed', async () => {
  const place = original.copy()
  setHook(place.remote, 'post-receive', LATE)
  const daemon = await startGitDaemon(join(place.repo.folder, '..'))
  try {
    await place.repo.git('remote', 'set-url', 'origin', daemon.url('remote.git'))
    const args = { cwd: place.repo.folder, env: scratchEnv, detached: true, stdio: 'ignore' } as const
    const child = spawn(process.execPath, [REL, 'release', '--yes'], args)
    const ended = once(child, 'exit')
    while ((await place.remote.git('tag', '--list')) === '' && child.exitCode === null) await sleep(20)
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await ended
    expect(await place.repo.git('tag', '--list')).toBe('')
    expect(await succeeds(place.repo, 'release')).toMatch(/✓ seal v1\.0\.0 on origin/)
    await expectReleased(place)
  } finally {
    await daemon.stop()
  }
})

test('a protected main: let alone with "commit": { "mode": "none" }, as the hint says', async () => {
  const place = original.copy()
  const line = 'while read -r old new ref; do case $ref in refs/heads/*) echo "$ref is protected"; exit 1;; esac; done'
  setHook(place.remote, 'pre-receive', line)
  const refused = await place.repo.rel(['release'])
  expect([refused.code, refused.stderr]).toEqual([
    4,
    expect.stringContaining('refuses refs/heads/main: refs/heads/main'),
  ])
  expect(refused.stderr).toMatch(/hint: .*bypass the protection of main, or set "commit": \{ "mode": "none" \}/)
  expect(await place.remote.git('for-each-ref', 'refs/tags', 'refs/rel/ledger')).toBe('')
  const head = await place.remote.git('rev-parse', 'main')
  const config = { publish: [{ to: 'directory', path: '../out' }], commit: { mode: 'none' } }
  await place.repo.write({ 'release.config.json': JSON.stringify(config) })
  await place.repo.git('commit', '--quiet', '--all', '--message=ci: no release commit')
  await succeeds(place.repo, 'release')
  expect(await place.remote.git('rev-parse', 'main')).toBe(head)
  expect(await place.remote.git('rev-parse', `${TAG}^{commit}`)).toBe(await place.repo.git('rev-parse', 'HEAD'))
  expect(Object.keys(treeOf(place.published))).toContain(ARCHIVE)
})

test('a checkout whose tag was made lightweight: published, and the remote keeps its own', async () => {
  const place = original.copy()
  await succeeds(place.repo, 'bump', '--push', '--yes')
  const tag = await place.remote.git('rev-parse', TAG)
  const clone = await place.clone()
  await clone.git('tag', '--delete', TAG)
  await clone.git('tag', TAG, 'HEAD')
  await succeeds(clone, 'publish')
  expect(await place.remote.git('rev-parse', TAG)).toBe(tag)
  await expectReleased(place)
})

test('a shallow clone, of a line to release and of a tag to publish', async () => {
  const [fresh, bumped] = [original.copy(), original.copy()]
  for (const { repo } of [fresh, bumped]) {
    await repo.git('commit', '--quiet', '--allow-empty', '--message=fix: more')
    await repo.git('push', '--quiet', 'origin', 'main')
  }
  await succeeds(bumped.repo, 'bump', '--push', '--yes')
  for (const [place, command] of [
    [fresh, 'release'],
    [bumped, 'publish'],
  ] as const) {
    const clone = await cloneOf(place, '--depth=1')
    await clone.git('config', 'remote.origin.fetch', '+refs/heads/main:refs/remotes/origin/main')
    await succeeds(clone, command)
    await expectReleased(place)
  }
})

/** What a mirror with all pruning on would take away, or overwrite. */
const GREEDY = {
  'fetch.prune': 'true',
  'fetch.pruneTags': 'true',
  'remote.origin.prune': 'true',
  'remote.origin.tagOpt': '--tags',
  'remote.origin.mirror': 'true',
  'remote.origin.fetch': '+refs/*:refs/*',
}

test('a mirror with all pruning on: no ref of the user is lost', async () => {
  const place = original.copy()
  const { repo, remote } = place
  const other = await place.clone()
  await repo.git('branch', 'theirs')
  await repo.git('push', '--quiet', 'origin', 'theirs')
  await repo.git('tag', 'mine')
  await repo.git('notes', 'add', '--message=mine')
  await repo.git('commit', '--quiet', '--allow-empty', '--message=fix: not pushed')
  await repo.git('branch', '--force', 'theirs')
  for (const [name, value] of Object.entries(GREEDY)) await repo.git('config', '--replace-all', name, value)
  await other.git('commit', '--quiet', '--allow-empty', '--message=docs: other')
  await other.git('push', '--quiet', 'origin', 'HEAD:elsewhere')
  const users = () => repo.git('for-each-ref', 'refs/heads/theirs', 'refs/tags/mine', 'refs/notes', 'refs/remotes')
  const before = await users()
  await succeeds(repo, 'release')
  expect(await users()).toBe(before)
  await expectReleased(place)
  expect(await remote.git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags', 'refs/notes')).toBe(
    'refs/heads/elsewhere\nrefs/heads/main\nrefs/heads/theirs\nrefs/tags/v1.0.0',
  )
})

test('a partial clone: what it lacks is named, and the command that the hint names brings it', async () => {
  const place = original.copy()
  const clone = await cloneOf(place, '--filter=blob:none')
  await succeeds(place.repo, 'bump', '--push', '--yes')
  await clone.git('fetch', '--quiet', '--tags')
  const refused = await clone.rel(['publish', TAG])
  expect([refused.code, refused.stderr]).toEqual([8, expect.stringContaining('error[PARTIAL_CLONE]')])
  const [, command = ''] = /hint: .*?: (git .*)$/m.exec(refused.stderr) ?? []
  await clone.git(...command.split(' ').slice(1))
  await succeeds(clone, 'publish', TAG)
  await expectReleased(place)
})

test('a partial clone after a release: the ledger is there with all its texts', async () => {
  const place = original.copy()
  await succeeds(place.repo, 'release')
  const clone = await cloneOf(place, '--filter=blob:none')
  await clone.git('commit', '--quiet', '--allow-empty', '--message=fix: next')
  await succeeds(clone, 'release')
  expect(await place.remote.git('ls-tree', '--name-only', 'refs/rel/ledger:releases/core')).toBe('1.0.0\n1.0.1')
})
