/** `rel verify`: a file and a release against the ledger, and whose signature counts. */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { scratchFolder, scratchRepo } from '../support/scratch.ts'
import { forged, readLedgerFile, remakeLedger, type Sealed, sealedTwice, unsigned } from '../support/sealed.ts'
import { makeSshKey } from '../support/signing-tools.ts'

interface VerifyJson {
  readonly kind: string
  readonly subject: string
  readonly ok: boolean
  readonly checks: readonly { readonly check: string; readonly ok: boolean; readonly detail: string }[]
}

let copy: () => Sealed
let sealed: Sealed
let stranger: string

beforeAll(async () => {
  copy = await sealedTwice(false)
  sealed = copy()
  stranger = `${makeSshKey(scratchFolder('stranger'), 'key')}.pub`
}, 180_000)

const verified = async ({ repo }: Sealed, ...args: readonly string[]) => {
  const run = await repo.rel(['verify', '--json', ...args])
  return { code: run.code, ...run.json<VerifyJson>() }
}

const failed = ({ checks }: VerifyJson) => checks.filter((check) => !check.ok).map((check) => check.check)
const detail = ({ checks }: VerifyJson, name: string) => checks.find((each) => each.check === name)?.detail

test('a file: its digest, the seal, its provenance, the plan', async () => {
  const found = await verified(sealed, join(sealed.out, 'core/1.1.0/core-1.1.0.tar.gz'))
  expect(found.checks.map((check) => check.check)).toEqual([
    ...[
      'digest',
      'release.json',
      'trust',
      'seal signature',
      'seal',
      'provenance source signature',
      'provenance source',
    ],
    ...['NOTES.md', 'provenance.intoto.jsonl', 'plan'],
  ])
  expect(found).toMatchObject({ kind: 'rel.verify', ok: true, code: 0 })
})

test('a version: all statements, the tag, the dist tree, and each target', async () => {
  const found = await verified(sealed, '1.1.0')
  expect(found.checks.map((check) => check.check)).toEqual([
    ...['trust', 'seal signature', 'seal', 'provenance source signature', 'provenance source'],
    ...['publication mirror signature', 'publication mirror', 'NOTES.md', 'provenance.intoto.jsonl', 'plan'],
    ...['tag', 'dist tree', 'target mirror'],
  ])
  expect(found).toMatchObject({ ok: true, code: 0 })
})

test('a first release trusts nobody and says who signed; the next one trusts whom the first one named', async () => {
  const first = await verified(sealed, '1.0.0')
  expect(detail(first, 'trust')).toBe('nobody: this is the first release')
  expect(detail(first, 'seal signature')).toMatch(/^signed by SHA256:\S+, not trusted$/)
  expect(first.code).toBe(0)
  const second = await verified(sealed, '1.1.0')
  expect(detail(second, 'trust')).toMatch(/^the config of v1\.0\.0 \([0-9a-f]{7}\)$/)
  expect(detail(second, 'seal signature')).toMatch(/^signed by SHA256:\S+$/)
})

test('--key: a file or a line, repeated or not; another key is exit 6', async () => {
  const { key } = sealed
  expect(await verified(sealed, '1.0.0', '--key', key)).toMatchObject({ ok: true, code: 0 })
  const line = readFileSync(key, 'utf8').trim()
  expect(await verified(sealed, '1.0.0', '--key', stranger, '--key', line)).toMatchObject({ ok: true, code: 0 })
  const other = await verified(sealed, '1.0.0', '--key', stranger)
  expect(failed(other)).toEqual(['seal signature', 'provenance source signature', 'publication mirror signature'])
  expect(other.code).toBe(6)
  const told = await sealed.repo.rel(['verify', '1.0.0', '--key', stranger])
  expect(told.stdout).toMatch(/✗ seal signature +signed by SHA256:\S+, not trusted\n/)
  expect(told.stdout).toMatch(/\nnot good: 3 of 13 checks failed\n$/)
})

test.each([
  ['/nowhere/key.pub', 'neither a file'],
  ['ssh-rsa AAAA', 'cut short'],
])('--key %j is no key: exit 2', async (key, words) => {
  const run = await sealed.repo.rel(['verify', '1.0.0', '--key', key, '--json'])
  expect(run.json()).toMatchObject({ code: 'KEY', message: expect.stringContaining(words) })
  expect(run.code).toBe(2)
})

test('one flipped byte: exit 6, both digests named', async () => {
  const { repo, out } = copy()
  const file = join(out, 'core/1.0.0/core-1.0.0.tar.gz')
  const bytes = readFileSync(file)
  bytes[20] = (bytes[20] ?? 0) ^ 1
  writeFileSync(file, bytes)
  const run = await repo.rel(['verify', file, '--json'])
  expect(run.json()).toMatchObject({
    ok: false,
    checks: [
      {
        ...{ check: 'digest', ok: false },
        detail: expect.stringMatching(
          /is not the .* of core 1\.0\.0: it is sha256:[0-9a-f]{64}, the ledger sealed sha256:/,
        ),
      },
    ],
  })
  expect(run.code).toBe(6)
  expect((await repo.rel(['verify', file])).stdout).toMatch(/✗ digest .*\nnot good: 1 of 1 checks failed\n$/)
})

type Damage = (sealed: Sealed) => Promise<unknown> | void

const SEAL = 'releases/core/1.1.0/seal.json'

const DAMAGES: readonly (readonly [name: string, check: string, damage: Damage])[] = [
  ['a dist tree with another file', 'dist tree', ({ repo }) => repo.write({ 'artifacts/core/1.1.0/more.txt': 'x' })],
  [
    'a dist tree with another index',
    'dist tree',
    ({ repo }) => appendFileSync(join(repo.folder, 'artifacts/core/1.1.0/release.json'), ' '),
  ],
  ['a target without the release', 'target mirror', ({ out }) => rmSync(join(out, 'core/1.1.0'), { recursive: true })],
  [
    'a target with another artifact',
    'target mirror',
    ({ out }) => appendFileSync(join(out, 'core/1.1.0/core-1.1.0.tar.gz'), '!'),
  ],
  ['a moved tag', 'tag', ({ repo }) => repo.git('tag', '--force', 'v1.1.0', 'HEAD~1')],
  [
    'a seal by a stranger',
    'seal signature',
    async ({ repo }) => remakeLedger(repo, { [SEAL]: forged(await readLedgerFile(repo, SEAL)) }),
  ],
  [
    'a seal by nobody',
    'seal signature',
    async ({ repo }) => remakeLedger(repo, { [SEAL]: unsigned(await readLedgerFile(repo, SEAL)) }),
  ],
  [
    'the seal of another release',
    'seal',
    async ({ repo }) => remakeLedger(repo, { [SEAL]: await readLedgerFile(repo, SEAL.replace('1.1.0', '1.0.0')) }),
  ],
  [
    'no provenance',
    'provenance source',
    ({ repo }) => remakeLedger(repo, { 'releases/core/1.1.0/provenance-source.json': null }),
  ],
]

test.concurrent.each(DAMAGES)('%s: exit 6', async (_, check, damage) => {
  const damaged = copy()
  await damage(damaged)
  const found = await verified(damaged, '1.1.0')
  expect(failed(found)).toContain(check)
  expect(found).toMatchObject({ ok: false, code: 6 })
})

test('an index beside a file that nobody sealed', async () => {
  const damaged = copy()
  appendFileSync(join(damaged.out, 'core/1.1.0/release.json'), ' ')
  const found = await verified(damaged, join(damaged.out, 'core/1.1.0/core-1.1.0.tar.gz'))
  expect(failed(found)).toEqual(['release.json'])
  expect(found.code).toBe(6)
})

test('who moves a tag and releases on top of it cannot choose whom to trust', async () => {
  const { repo } = copy()
  const line = readFileSync(stranger, 'utf8').trim()
  await repo.write({ 'release.config.json': JSON.stringify({ trust: [line] }) })
  await repo.git('commit', '--quiet', '--all', '--message=chore: trust me')
  await repo.git('tag', '--force', 'v1.1.0', 'HEAD')
  await repo.git('commit', '--quiet', '--allow-empty', '--message=feat: evil')
  const released = await repo.rel(['release'], { env: { REL_SIGN_KEY: stranger.replace(/\.pub$/, '') } })
  expect(released.code, released.stderr).toBe(0)
  const run = await repo.rel(['verify', '1.2.0', '--json'])
  expect(run.json()).toMatchObject({
    ...{ code: 'TAMPERED', exit: 6 },
    message: expect.stringMatching(/^the plan says that core 1\.1\.0 was [0-9a-f]{7}, the ledger sealed [0-9a-f]{7}$/),
  })
  const audited = await repo.rel(['audit'])
  expect(audited.stdout).toContain('✗ VERIFY  trust: the plan says that core 1.1.0 was')
  expect(audited.code).toBe(6)
})

test('bytes that two releases share are verified as those of the release beside whose index they lie', async () => {
  const artifacts = [{ kind: 'file', from: 'same.txt' }]
  const repo = await scratchRepo(`
file package.json = { "name": "core", "version": "1.0.0" }
file release.config.json = ${JSON.stringify({ build: { targets: [{ name: 'plain', artifacts }] } })}
feat: start | same.txt
`)
  expect((await repo.rel(['release'])).code).toBe(0)
  await repo.git('commit', '--quiet', '--allow-empty', '--message=feat: more')
  const second = await repo.rel(['release'])
  expect(second.code, second.stderr).toBe(0)
  const found = await repo.rel(['verify', 'artifacts/core/1.1.0/same.txt', '--json'])
  expect(found.json()).toMatchObject({
    ok: true,
    checks: expect.arrayContaining([expect.objectContaining({ version: '1.1.0' })]),
  })
  expect((await repo.rel(['verify', 'same.txt', '--json'])).json()).toMatchObject({ ok: true })
  expect((await repo.rel(['audit'])).code).toBe(0)
})

test('what leads nowhere is exit 2', async () => {
  const run = await sealed.repo.rel(['verify', '9.9.9', '--json'])
  expect(run.json()).toMatchObject({ code: 'UNKNOWN_HANDLE', exit: 2 })
})
