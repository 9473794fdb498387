/** `rel trace`: every kind of handle leads to the release, with what is recorded and nothing else. */
import { createHash } from 'node:crypto'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { cloneOf } from '../support/scratch.ts'
import { workspace } from '../support/workspace.ts'
import { editLedger, LEDGER, readLedgerFile, remakeLedger, type Sealed, sealedTwice } from '../support/sealed.ts'

interface TraceJson {
  readonly handle: string
  readonly releases: readonly {
    readonly package: string
    readonly version: string
    readonly artifact: { readonly name: string; readonly sha256: string } | null
    readonly verification: readonly { readonly check: string; readonly ok: boolean; readonly detail: string }[]
  }[]
}

let copy: () => Sealed
let sealed: Sealed

beforeAll(async () => {
  copy = await sealedTwice(false)
  sealed = copy()
}, 180_000)

const ARTIFACT = 'core/1.0.0/core-1.0.0.tar.gz'

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

const traced = async (handle: string, from: Sealed = sealed) => {
  const run = await from.repo.rel(['trace', handle, '--json'])
  return { code: run.code, releases: run.json<TraceJson>().releases }
}

test.concurrent.each([
  ['a version', async () => '1.0.0'],
  ['a package and its version', async () => 'core@1.0.0'],
  ['a tag', async () => 'v1.0.0'],
  ['a purl', async () => 'pkg:npm/core@1.0.0'],
  ['a purl with qualifiers', async () => 'pkg:npm/core@1.0.0?arch=x64#lib'],
  ['the release commit', ({ repo }: Sealed) => repo.git('rev-parse', 'v1.0.0^{commit}')],
  ['the base commit, shortened', ({ repo }: Sealed) => repo.git('rev-parse', '--short', 'v1.0.0~1')],
  ['a revision', async () => 'HEAD~2'],
])('by %s', async (_, handleOf) => {
  const { code, releases } = await traced(await handleOf(sealed))
  expect(releases).toMatchObject([{ package: 'core', version: '1.0.0', tag: 'v1.0.0', artifact: null }])
  expect(code).toBe(0)
})

test.concurrent.each([
  ['a path', ({ out }: Sealed) => join(out, ARTIFACT)],
  ['sha256: and the digest', ({ out }: Sealed) => `sha256:${sha256(join(out, ARTIFACT))}`],
  ['the digest alone', ({ out }: Sealed) => sha256(join(out, ARTIFACT))],
  ['twelve digits of it', ({ out }: Sealed) => sha256(join(out, ARTIFACT)).slice(0, 12)],
  [
    'sha256: and twelve digits, in capitals',
    ({ out }: Sealed) => `sha256:${sha256(join(out, ARTIFACT)).slice(0, 12).toUpperCase()}`,
  ],
])('an artifact by %s', async (_, handleOf) => {
  const { code, releases } = await traced(handleOf(sealed))
  expect(releases).toMatchObject([
    { package: 'core', version: '1.0.0', artifact: { name: 'core-1.0.0.tar.gz', kind: 'archive', target: 'source' } },
  ])
  expect(code).toBe(0)
})

test('a file elsewhere, under another name, and through a link', async () => {
  const { repo, out } = copy()
  cpSync(join(out, ARTIFACT), join(repo.folder, 'mystery.bin'))
  symlinkSync('mystery.bin', join(repo.folder, 'link'))
  for (const handle of ['mystery.bin', './link'])
    expect((await repo.rel(['trace', handle, '--json'])).json()).toMatchObject({ releases: [{ version: '1.0.0' }] })
})

test('files of the tree that are no artifacts are known by the index beside them', async () => {
  const { out } = sealed
  for (const name of ['NOTES.md', 'SHA256SUMS', 'release.json']) {
    const { code, releases } = await traced(join(out, 'core/1.1.0', name))
    expect(releases).toMatchObject([{ version: '1.1.0', artifact: { name } }])
    expect(code).toBe(0)
  }
})

test('all that is recorded is shown, what this version does not record is empty', async () => {
  const { repo } = sealed
  const [release] = (await traced('1.1.0')).releases
  expect(release).toMatchObject({
    ...{ package: 'core', version: '1.1.0', tag: 'v1.1.0', line: 'main', channel: 'latest' },
    commit: await repo.git('rev-parse', 'v1.1.0^{commit}'),
    tree: await repo.git('rev-parse', 'v1.1.0^{tree}'),
    sealed: { at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), by: expect.stringMatching(/./) },
    toolchain: [{ target: 'source', os: process.platform, arch: process.arch }],
    ...{ tests: [], approvals: [], promotions: [] },
    publications: [{ target: 'mirror', kind: 'directory', location: '../out/core/1.1.0', at: expect.any(String) }],
  })
  const checks = release?.verification.map((verdict) => verdict.check)
  expect(checks).toEqual(
    expect.arrayContaining(['tag', 'trust', 'seal signature', 'seal', 'provenance source', 'plan']),
  )
  expect(release?.verification.filter((verdict) => !verdict.ok)).toEqual([])
})

test('on a terminal it is a page of rows', async () => {
  const { repo, out } = sealed
  const { stdout } = await repo.rel(['trace', join(out, 'core/1.1.0/core-1.1.0.tar.gz')])
  expect(stdout.replaceAll(/[0-9a-f]{7,64}/g, '#').replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'DAY')).toMatch(
    new RegExp(
      [
        '^core-1\\.1\\.0\\.tar\\.gz {2}sha256:#… {2}digest and signature good',
        ' {2}release {4}core 1\\.1\\.0 {3}tag v1\\.1\\.0 \\(unsigned\\) {3}channel latest',
        ' {2}source {5}commit # \\(main\\) {3}tree # {3}5 files',
        ' {2}plan {7}# {3}sealed DAY by .+',
        ' {2}built {6}\\S+ \\S+.*',
        ' {2}published {2}mirror DAY {3}\\.\\./out/core/1\\.1\\.0 {3}by .+\n$',
      ].join('\n'),
    ),
  )
})

test('bytes that are no release end with exit 6, and a known name says whose it is', async () => {
  const { repo } = copy()
  writeFileSync(join(repo.folder, 'core-1.0.0.tar.gz'), 'not the artifact')
  writeFileSync(join(repo.folder, 'other.bin'), 'nobody knows this')
  const known = await repo.rel(['trace', 'core-1.0.0.tar.gz', '--json'])
  expect(known.json()).toMatchObject({
    ...{ kind: 'rel.error', code: 'VERIFY', exit: 6 },
    message: expect.stringMatching(
      /^core-1\.0\.0\.tar\.gz is not the core-1\.0\.0\.tar\.gz of core 1\.0\.0: it is sha256:/,
    ),
  })
  expect(known.code).toBe(6)
  const other = await repo.rel(['trace', 'other.bin'])
  expect(other.stderr).toMatch(
    /^error\[VERIFY\] other\.bin is in no release: the ledger has no sha256:[0-9a-f]{64}\n {2}hint: /,
  )
  expect(other.code).toBe(6)
})

test.concurrent.each([
  '9.9.9',
  'no-such-tag',
  `sha256:${'0'.repeat(64)}`,
  'pkg:npm/other@1.0.0',
  './missing.tar.gz',
  '0'.repeat(40),
  '',
  '--',
  '$(id)',
])('the handle %j leads nowhere: exit 2 and a hint', async (handle) => {
  const run = await sealed.repo.rel(['trace', '--json', '--', handle])
  expect(run.json()).toMatchObject({ kind: 'rel.error', code: 'UNKNOWN_HANDLE', hint: expect.stringMatching(/\w/) })
  expect(run.code).toBe(2)
})

test('a commit that no release was made from points to rel contains', async () => {
  const { repo } = copy()
  await repo.git('commit', '--quiet', '--allow-empty', '--message=docs: later')
  const run = await repo.rel(['trace', 'HEAD', '--json'])
  expect(run.json()).toMatchObject({ code: 'UNKNOWN_HANDLE', hint: expect.stringContaining('rel contains ') })
})

test('a moved tag still leads to what was sealed, and says so', async () => {
  const { repo } = copy()
  await repo.git('tag', '--force', 'v1.0.0', 'HEAD')
  const run = await repo.rel(['trace', 'v1.0.0'])
  expect(run.stdout).toContain('release    core 1.0.0   tag v1.0.0 (moved: it points at ')
  expect(run.stdout).toContain('✗ tag: moved')
  expect(run.code).toBe(6)
})

test('a release whose statements do not hold is shown, and ends with exit 6', async () => {
  const { repo } = copy()
  const text = await readLedgerFile(repo, 'releases/core/1.0.0/seal.json')
  await remakeLedger(repo, { 'releases/core/1.0.0/seal.json': text.replace(/"sig":"..../, '"sig":"AAAA') })
  const run = await repo.rel(['trace', '1.0.0'])
  expect(run.stdout).toMatch(/^core 1\.0\.0 {2}one thing does not hold\n/)
  expect(run.stdout).toContain('✗ seal signature: ')
  expect(run.code).toBe(6)
})

test('a record that cannot be read is an error of its own', async () => {
  const { repo } = copy()
  editLedger(repo, { 'releases/core/1.0.0/plan.json': '{}' })
  const run = await repo.rel(['trace', '1.0.0', '--json'])
  expect(run.json()).toMatchObject({ kind: 'rel.error', code: 'TAMPERED', exit: 6 })
})

test('a clone fetches the ledger when it may, and says how to when it may not', async () => {
  const shared = (await sealedTwice(true))()
  const clone = await cloneOf(shared.remote as NonNullable<typeof shared.remote>)
  const offline = await clone.rel(['trace', '1.0.0', '--offline', '--json'])
  expect(offline.json()).toMatchObject({ code: 'NO_LEDGER', hint: expect.stringContaining(`git fetch`) })
  expect(offline.code).toBe(8)
  expect((await clone.rel(['trace', '1.0.0'])).code).toBe(0)
  await clone.git('remote', 'set-url', 'origin', '/nowhere')
  expect((await clone.rel(['trace', '1.0.0', '--offline'])).code).toBe(0)
  expect((await clone.rel(['trace', '1.0.0', '--json'])).json()).toMatchObject({ code: 'REMOTE', exit: 8 })
  expect(await clone.git('for-each-ref', LEDGER)).toBe('')
}, 120_000)

test('of several packages, by name, by what they share, and with the tools that built them', async () => {
  const { repo } = await workspace({ config: { toolchain: ['git'] } })
  expect((await repo.rel(['release'])).code).toBe(0)
  const names = async (handle: string) =>
    (await repo.rel(['trace', handle, '--json'])).json<TraceJson>().releases.map((release) => release.package)
  expect(await names('1.0.0')).toEqual(['core'])
  expect(await names('cli@0.3.0')).toEqual(['cli'])
  expect((await names('HEAD')).toSorted()).toEqual(['cli', 'core'])
  const { stdout } = await repo.rel(['trace', 'core@1.0.0'])
  expect(stdout).toMatch(/\n {2}built {6}\S+ \S+ {3}git \d+\.\d+\S*\n/)
  expect(stdout).toMatch(/\n {2}artifacts {2}core-1\.0\.0\.tar\.gz {3}sha256:[0-9a-f]{12}…\n/)
})
