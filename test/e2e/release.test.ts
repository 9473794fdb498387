/** The main job through the built CLI: bump, publish, release, what comes after, and a stranger's tools on the results. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeSshKey, opensslVerifies, spkiPem, startSshAgent } from '../support/signing-tools.ts'
import { cloneOf, scratchEnv, scratchFolder } from '../support/scratch.ts'
import { validateEnvelope, validateStatement } from '../support/statement-schemas.ts'
import { treeOf, workspace } from '../support/workspace.ts'

const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, { cwd, env: scratchEnv, encoding: 'utf8', stdio: 'pipe' })

/** A valid envelope around a valid statement, whose signature openssl accepts from the public key alone. */
const expectSignedBy = (key: string, text: string): void => {
  const envelope = JSON.parse(text) as { payload: string; payloadType: string; signatures: { sig: string }[] }
  expect(validateEnvelope(envelope)).toEqual([])
  const payload = Buffer.from(envelope.payload, 'base64')
  expect(validateStatement(JSON.parse(payload.toString()))).toEqual([])
  const head = `DSSEv1 ${envelope.payloadType.length} ${envelope.payloadType} ${payload.length} `
  const signature = Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64')
  const pae = Buffer.concat([Buffer.from(head), payload])
  expect(opensslVerifies(scratchFolder('openssl'), spkiPem(`${key}.pub`), pae, signature)).toBe(true)
}

test('bump, then bump --push, is one push and exit 0 twice; then there is nothing left', async () => {
  const { repo, remote } = await workspace()
  const before = await remote.git('rev-parse', 'main')
  expect((await repo.rel(['bump'])).code).toBe(0)
  expect(await remote.git('rev-parse', 'main')).toBe(before)
  expect(await remote.git('tag', '--list')).toBe('')
  expect((await repo.rel(['bump', '--push'])).code).toBe(0)
  expect(await remote.git('rev-parse', 'main')).toBe(await repo.git('rev-parse', 'HEAD'))
  expect(await remote.git('tag', '--list')).toBe('cli@0.3.0\ncore@1.0.0')
  for (const command of [['plan'], ['bump'], ['version'], ['status'], ['bump', '--push']]) {
    const nothing = await repo.rel(command)
    expect(nothing.code, command.join(' ')).toBe(3)
    expect((await repo.rel([...command, '--nothing-ok'])).code, command.join(' ')).toBe(0)
  }
})

test('publish on another clone finishes what was bumped and pushed here', async () => {
  const { repo, remote, out } = await workspace()
  await repo.rel(['bump', '--push'])
  const other = await cloneOf(remote)
  const published = await other.rel(['publish'])
  expect(published.code, published.stderr).toBe(0)
  expect(Object.keys(treeOf(out))).toContain('core/1.0.0/core-1.0.0.tar.gz')
  const again = await repo.rel(['publish'])
  expect(again.stdout).toMatch(/^done: /)
  expect(again.code, again.stderr).toBe(0)
})

test("a stranger's tools agree with a signed release", async () => {
  const folder = scratchFolder('keys')
  const key = makeSshKey(folder, 'key')
  const { repo, remote, out } = await workspace()
  await repo.git('config', 'gpg.format', 'ssh')
  await repo.git('config', 'user.signingkey', key)
  await repo.git('config', 'tag.gpgSign', 'true')
  const signers = join(folder, 'signers')
  writeFileSync(signers, `dev@example.invalid ${readFileSync(`${key}.pub`, 'utf8')}`)
  await repo.git('config', 'gpg.ssh.allowedSignersFile', signers)
  const released = await repo.rel(['release'])
  expect(released.code, released.stderr).toBe(0)

  const tree = join(out, 'core', '1.0.0')
  expect(run('sha256sum', ['-c', 'SHA256SUMS'], tree)).toBe('NOTES.md: OK\ncore-1.0.0.tar.gz: OK\n')
  const listed = run('tar', ['-tvzf', 'core-1.0.0.tar.gz'], tree)
  expect(listed).toContain('core-1.0.0/stream.txt')
  expect(listed).toMatch(/^drwxr-xr-x 0\/0 /)
  await repo.git('fsck', '--strict')
  await remote.git('fsck', '--strict')
  await repo.git('verify-tag', 'core@1.0.0')

  const statements = [
    ...readFileSync(join(tree, 'provenance.intoto.jsonl'), 'utf8').trim().split('\n'),
    await remote.git('show', 'refs/rel/ledger:releases/core/1.0.0/seal.json'),
    await remote.git('show', 'refs/rel/ledger:releases/core/1.0.0/publications/directory.json'),
  ]
  for (const text of statements) {
    expectSignedBy(key, text)
  }
})

test('an agent signs as a key file does', async () => {
  const folder = scratchFolder('agent')
  const key = makeSshKey(folder, 'key')
  const agent = await startSshAgent(folder)
  agent.add(key)
  rmSync(key)
  const { repo, remote } = await workspace({ config: { sign: { with: 'ssh' } } })
  await repo.git('config', 'gpg.format', 'ssh')
  await repo.git('config', 'user.signingkey', `key::${readFileSync(`${key}.pub`, 'utf8').trim()}`)
  const released = await repo.rel(['release'], { env: { SSH_AUTH_SOCK: agent.socket } })
  await agent.stop()
  expect(released.code, released.stderr).toBe(0)
  expectSignedBy(key, await remote.git('show', 'refs/rel/ledger:releases/core/1.0.0/seal.json'))
})

test('without a remote a release is sealed here only, and says so', async () => {
  const { repo, out } = await workspace()
  await repo.git('remote', 'remove', 'origin')
  const released = await repo.rel(['release'])
  expect(released.code, released.stderr).toBe(0)
  expect(released.stdout).toContain('sealed here only')
  expect(readdirSync(out)).toEqual(['cli', 'core'])
  expect((await repo.rel(['release'])).code).toBe(3)
})

test('a release of a new commit follows the first one, and dependents follow their dependency', async () => {
  const { repo, out } = await workspace()
  await repo.rel(['release'])
  await repo.write({ 'packages/core/more.txt': 'more\n' })
  await repo.git('add', '.')
  await repo.git('commit', '--quiet', '-m', 'feat(core): more')
  const released = await repo.rel(['release'])
  expect(released.code, released.stderr).toBe(0)
  expect(JSON.parse(readFileSync(join(repo.folder, 'packages/cli/package.json'), 'utf8'))).toMatchObject({
    version: '0.3.1',
    dependencies: { core: '^1.1.0' },
  })
  expect(readdirSync(join(out, 'core'))).toEqual(['1.0.0', '1.1.0'])
})

test('the bytes are rebuilt, fetched from the stage or taken from the target when a clone lacks them', async () => {
  const { repo, remote, out } = await workspace()
  await repo.rel(['release'])
  const other = await cloneOf(remote)
  const published = await other.rel(['publish'])
  expect(published.code, published.stderr).toBe(0)
  expect(treeOf(join(other.folder, 'artifacts', 'core', '1.0.0'))).toEqual(treeOf(join(out, 'core', '1.0.0')))
})

test('commit.mode none: no release commit, and the edits are in the artifacts alone', async () => {
  const { repo, out } = await workspace({ config: { commit: { mode: 'none' } } })
  const head = await repo.git('rev-parse', 'HEAD')
  const released = await repo.rel(['release'])
  expect(released.code, released.stderr).toBe(0)
  expect(await repo.git('rev-parse', 'HEAD')).toBe(head)
  expect(await repo.git('rev-parse', 'core@1.0.0^{commit}')).toBe(head)
  const text = run(
    'tar',
    ['-xzOf', join(out, 'core', '1.0.0', 'core-1.0.0.tar.gz'), 'core-1.0.0/CHANGELOG.md'],
    repo.folder,
  )
  expect(text).toContain('## 1.0.0')
})

test('a tag made by hand is a release without edits', async () => {
  const { repo, remote, out } = await workspace()
  await repo.git('tag', 'core@1.0.0')
  const published = await repo.rel(['publish'])
  expect(published.code, published.stderr).toBe(0)
  expect(readdirSync(out)).toEqual(['core'])
  expect(await remote.git('cat-file', '-t', 'core@1.0.0')).toBe('tag')
  expect(await repo.git('log', '-1', '--format=%s')).toBe('fix(cli): help text')
})

test('abandon takes an unpushed bump back, and refuses a pushed one', async () => {
  const { repo } = await workspace()
  const head = await repo.git('rev-parse', 'HEAD')
  await repo.rel(['bump'])
  expect((await repo.rel(['bump', '--abandon'])).code).toBe(0)
  expect(await repo.git('rev-parse', 'HEAD')).toBe(head)
  expect(await repo.git('tag', '--list')).toBe('')
  expect(await repo.git('status', '--porcelain')).toBe('')
  await repo.rel(['bump', '--push'])
  const refused = await repo.rel(['bump', '--abandon'])
  expect(refused.code).toBe(4)
  expect(refused.stderr).toContain('error[BLOCKED]')
})
