/** `rel audit` against somebody who tampers: each way is found, named, and ends with exit 6. */
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { cloneOf } from '../support/scratch.ts'
import {
  editLedger,
  forged,
  LEDGER,
  readLedgerFile,
  remakeLedger,
  type Sealed,
  sealedTwice,
  unsigned,
} from '../support/sealed.ts'

interface AuditJson {
  readonly kind: string
  readonly ok: boolean
  readonly releases: number
  readonly before: number
  readonly findings: readonly {
    readonly code: string
    readonly package: string | null
    readonly version: string | null
    readonly detail: string
    readonly hint: string
    readonly failure: boolean
  }[]
}

let local: () => Sealed
let remote: () => Sealed

beforeAll(async () => {
  ;[local, remote] = await Promise.all([sealedTwice(false), sealedTwice(true)])
}, 180_000)

const FIRST = 'releases/core/1.0.0'
const SECOND = 'releases/core/1.1.0'

const indexOf = async ({ repo }: Sealed, version: string): Promise<string> => {
  const text = await readLedgerFile(repo, `releases/core/${version}/release.json`)
  const { files } = JSON.parse(text) as { files: { name: string; sha256: string }[] }
  const hex = files.find((file) => file.name.endsWith('.tar.gz'))?.sha256 ?? ''
  return `index/sha256/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`
}

const swapped = async ({ repo }: Sealed, file: string): Promise<Record<string, string>> => ({
  [`${FIRST}/${file}`]: `${await readLedgerFile(repo, `${SECOND}/${file}`)}\n`,
  [`${SECOND}/${file}`]: `${await readLedgerFile(repo, `${FIRST}/${file}`)}\n`,
})

type Tampering = (sealed: Sealed) => unknown

const LOCAL: readonly (readonly [name: string, code: string, detail: RegExp, tamper: Tampering])[] = [
  [
    'a moved tag',
    'TAG_MOVED',
    /^tag v1\.0\.0 points at [0-9a-f]{7}, the ledger sealed [0-9a-f]{7}$/,
    ({ repo }) => repo.git('tag', '--force', 'v1.0.0', 'HEAD'),
  ],
  ['a removed tag', 'TAG_MISSING', /^tag v1\.1\.0 is missing$/, ({ repo }) => repo.git('tag', '--delete', 'v1.1.0')],
  [
    'an edited path of the ledger',
    'TAMPERED',
    /1\.0\.0\/NOTES\.md was changed in the ledger by commit/,
    ({ repo }) => editLedger(repo, { [`${FIRST}/NOTES.md`]: 'nothing to see here\n' }),
  ],
  [
    'a removed path of the ledger',
    'TAMPERED',
    /publications\/mirror\.json was removed in the ledger by commit/,
    ({ repo }) => editLedger(repo, { [`${FIRST}/publications/mirror.json`]: null }),
  ],
  [
    'a release removed from a ledger made anew',
    'TAMPERED',
    /leads to core 1\.0\.0, which the ledger does not hold/,
    ({ repo }) => remakeLedger(repo, { [FIRST]: null }),
  ],
  [
    'a merge that takes away',
    'TAMPERED',
    /1\.0\.0\/NOTES\.md was changed/,
    async ({ repo }) => {
      const before = await repo.git('rev-parse', LEDGER)
      await remakeLedger(repo, { [`${FIRST}/NOTES.md`]: 'nothing to see here\n' })
      const merge = await repo.git('commit-tree', `${LEDGER}^{tree}`, '-p', LEDGER, '-p', before, '-m', 'seal')
      await repo.git('update-ref', LEDGER, merge)
    },
  ],
  [
    'a seal forged with another key',
    'VERIFY',
    /^seal signature: signed by SHA256:\S+, not trusted$/,
    async ({ repo }) =>
      remakeLedger(repo, { [`${SECOND}/seal.json`]: forged(await readLedgerFile(repo, `${SECOND}/seal.json`)) }),
  ],
  [
    'a seal without its signature',
    'VERIFY',
    /^seal signature: unsigned$/,
    async ({ repo }) =>
      remakeLedger(repo, { [`${SECOND}/seal.json`]: unsigned(await readLedgerFile(repo, `${SECOND}/seal.json`)) }),
  ],
  [
    'a seal with a broken signature',
    'VERIFY',
    /^seal signature: no signature fits/,
    async ({ repo }) => {
      const text = await readLedgerFile(repo, `${FIRST}/seal.json`)
      await remakeLedger(repo, { [`${FIRST}/seal.json`]: text.replace(/"sig":"..../, '"sig":"AAAA') })
    },
  ],
  [
    'an index line that leads to another release',
    'TAMPERED',
    /leads to core 1\.1\.0, which has no file with that digest/,
    async (sealed) => remakeLedger(sealed.repo, { [await indexOf(sealed, '1.0.0')]: `${SECOND}\n` }),
  ],
  [
    'an index line that leads nowhere',
    'TAMPERED',
    /leads to core 9\.9\.9, which the ledger does not hold/,
    async (sealed) => remakeLedger(sealed.repo, { [await indexOf(sealed, '1.0.0')]: 'releases/core/9.9.9\n' }),
  ],
  [
    'an index line that is gone',
    'TAMPERED',
    /^index\/sha256\/\S+ is missing in the ledger$/,
    async (sealed) => remakeLedger(sealed.repo, { [await indexOf(sealed, '1.0.0')]: null }),
  ],
  [
    'a commit that a release was not made from',
    'TAMPERED',
    /leads to core 1\.0\.0, which was not made from that commit/,
    ({ repo }) => editLedger(repo, { [`index/commit/12/34/${'5'.repeat(36)}/core@1.0.0`]: '' }),
  ],
  [
    'seals of two releases swapped',
    'TAMPERED',
    /^seal: says purl "pkg:npm\/core@1\.1\.0", this release has pkg:npm\/core@1\.0\.0$/,
    async (sealed) => remakeLedger(sealed.repo, await swapped(sealed, 'seal.json')),
  ],
  [
    'provenance of two releases swapped',
    'TAMPERED',
    /^provenance source: says version "1\.1\.0", this release has 1\.0\.0$/,
    async (sealed) => remakeLedger(sealed.repo, await swapped(sealed, 'provenance-source.json')),
  ],
  [
    'publications of two releases swapped',
    'TAMPERED',
    /^publication mirror: says purl/,
    async (sealed) => remakeLedger(sealed.repo, await swapped(sealed, 'publications/mirror.json')),
  ],
  [
    'an altered plan.json',
    'TAMPERED',
    /1\.0\.0\/plan\.json is not what its digest says/,
    async ({ repo }) => {
      const text = await readLedgerFile(repo, `${FIRST}/plan.json`)
      await remakeLedger(repo, { [`${FIRST}/plan.json`]: text.replace('"channel": "latest"', '"channel": "beta"') })
    },
  ],
  [
    'another plan under the same first digits',
    'TAMPERED',
    /1\.0\.0\/plan\.json is not what its digest says$/,
    async ({ repo }) => {
      const plan = JSON.parse(await readLedgerFile(repo, `${FIRST}/plan.json`)) as { digest: string }
      const digest = `${plan.digest.slice(0, 'sha256:'.length + 12)}${'0'.repeat(52)}`
      editLedger(repo, { [`${FIRST}/plan.json`]: JSON.stringify({ ...plan, branch: 'other', digest }) })
    },
  ],
  [
    'an altered release.json',
    'TAMPERED',
    /^seal: names release\.json with sha256:/,
    async ({ repo }) => {
      const text = await readLedgerFile(repo, `${FIRST}/release.json`)
      await remakeLedger(repo, { [`${FIRST}/release.json`]: text.replace('text/markdown', 'text/html') })
    },
  ],
  [
    'altered notes in a ledger made anew',
    'TAMPERED',
    /^NOTES\.md: is not the file that release\.json names$/,
    ({ repo }) => remakeLedger(repo, { [`${FIRST}/NOTES.md`]: 'nothing to see here\n' }),
  ],
  [
    'a ledger rolled back',
    'LEDGER_REWRITTEN',
    /does not contain [0-9a-f]{12}, which was audited here before$/,
    async ({ repo }) => {
      await repo.rel(['audit'])
      await repo.git('update-ref', LEDGER, `${LEDGER}~1`)
    },
  ],
  [
    'a release without a seal at a target',
    'UNSEALED_TAG',
    /^tag v1\.2\.0 at [0-9a-f]{7} is not sealed, and mirror has its files$/,
    async ({ repo, out }) => {
      await repo.git('commit', '--quiet', '--allow-empty', '--message=feat: smuggled', '--date=2030-01-01')
      await repo.git('tag', 'v1.2.0')
      mkdirSync(join(out, 'core', '1.2.0'))
      writeFileSync(join(out, 'core', '1.2.0', 'core-1.2.0.tar.gz'), 'smuggled')
    },
  ],
  [
    'an extra file at a target',
    'TARGET_DIFFERS',
    /^mirror: .*1\.0\.0 holds other bytes: install\.sh is not in the index$/,
    ({ out }) => writeFileSync(join(out, 'core', '1.0.0', 'install.sh'), 'echo hello'),
  ],
  [
    'an extra folder at a target',
    'TARGET_DIFFERS',
    /extra is not in the index$/,
    ({ out }) => mkdirSync(join(out, 'core', '1.0.0', 'extra')),
  ],
  [
    'a replaced artifact at a target',
    'TARGET_DIFFERS',
    /^mirror: .*core-1\.1\.0\.tar\.gz is sha256:[0-9a-f]{64}, the index says sha256:/,
    ({ out }) => appendFileSync(join(out, 'core', '1.1.0', 'core-1.1.0.tar.gz'), '!'),
  ],
  [
    "a target's index that is none",
    'TARGET_DIFFERS',
    /release\.json is not JSON$/,
    ({ out }) => writeFileSync(join(out, 'core', '1.1.0', 'release.json'), '{'),
  ],
  [
    'a version removed from a target',
    'TARGET_MISSING',
    /^mirror does not have core 1\.0\.0, which was recorded there$/,
    ({ out }) => rmSync(join(out, 'core', '1.0.0'), { recursive: true }),
  ],
  [
    'a changed dist tree',
    'DIST_DIFFERS',
    /^artifacts\/core\/1\.1\.0: core-1\.1\.0\.tar\.gz is sha256:/,
    ({ repo }) => appendFileSync(join(repo.folder, 'artifacts/core/1.1.0/core-1.1.0.tar.gz'), '!'),
  ],
]

/** What concerns no single release, or nothing that a release is made of: `rel verify` is not asked about those. */
const AUDIT_ALONE = new Set([
  ...[
    'a removed tag',
    'a removed path of the ledger',
    'a release removed from a ledger made anew',
    'a ledger rolled back',
  ],
  ...['an index line that leads to another release', 'an index line that leads nowhere', 'an index line that is gone'],
  ...['a commit that a release was not made from', 'a release without a seal at a target'],
])

test.concurrent.each(LOCAL)('%s', async (name, code, detail, tamper) => {
  const sealed = local()
  await tamper(sealed)
  const [run, ...verified] = await Promise.all(
    [
      ['audit', '--json'],
      ...(AUDIT_ALONE.has(name)
        ? []
        : [
            ['verify', '1.0.0'],
            ['verify', '1.1.0'],
          ]),
    ].map((args) => sealed.repo.rel(args)),
  )
  if (run === undefined) throw new Error('no audit')
  const audited = run.json<AuditJson>()
  expect(audited.findings.filter((found) => found.failure)).toContainEqual(
    expect.objectContaining({ code, detail: expect.stringMatching(detail), hint: expect.stringMatching(/\w/) }),
  )
  expect(audited.ok).toBe(false)
  expect(run.code).toBe(6)
  expect(Math.max(6, ...verified.map((each) => each.code))).toBe(6)
  expect(verified.length === 0 || verified.some((each) => each.code === 6)).toBe(true)
})

test('what is found is told in words too', async () => {
  const { repo } = local()
  await repo.git('tag', '--force', 'v1.0.0', 'HEAD')
  const told = await repo.rel(['audit', '--full'])
  expect([told.code, told.stdout]).toEqual([6, expect.stringContaining('✗ TAG_MOVED  ')])
  expect(told.stdout).toMatch(/\nnot good: \d+ findings?\n$/)
})

const REMOTE: readonly (readonly [name: string, code: string, detail: RegExp, tamper: Tampering])[] = [
  [
    'a tag moved on the remote',
    'TAG_MOVED',
    /^tag v1\.0\.0 on origin points at/,
    ({ remote: bare }) => bare?.git('tag', '--force', 'v1.0.0', 'main'),
  ],
  [
    'a tag removed on the remote',
    'TAG_MISSING',
    /^tag v1\.1\.0 is missing on origin$/,
    ({ remote: bare }) => bare?.git('tag', '--delete', 'v1.1.0'),
  ],
  [
    'a ledger rolled back on the remote',
    'LEDGER_REWRITTEN',
    /^the ledger on origin is [0-9a-f]{12} and does not contain [0-9a-f]{12}, which was there before$/,
    ({ remote: bare }) => bare?.git('update-ref', LEDGER, `${LEDGER}~1`),
  ],
  [
    'a ledger made anew on the remote',
    'LEDGER_REWRITTEN',
    /^the ledger on origin is/,
    ({ remote: bare }) => bare && remakeLedger(bare, { [FIRST]: null }),
  ],
  [
    'a ledger removed from the remote',
    'LEDGER_REWRITTEN',
    /^the ledger on origin is gone/,
    ({ remote: bare }) => bare?.git('update-ref', '-d', LEDGER),
  ],
  [
    'a ledger edited on the remote',
    'TAMPERED',
    /1\.1\.0\/seal\.json was changed in the ledger/,
    ({ remote: bare }) => bare && editLedger(bare, { [`${SECOND}/seal.json`]: '{}\n' }),
  ],
]

test.concurrent.each(REMOTE)('%s', async (_, code, detail, tamper) => {
  const sealed = remote()
  await tamper(sealed)
  const run = await sealed.repo.rel(['audit', '--json'])
  expect(run.json<AuditJson>().findings).toContainEqual(
    expect.objectContaining({ code, detail: expect.stringMatching(detail), failure: true }),
  )
  expect(run.code).toBe(6)
})

test('what nobody touched is good, online, offline, again, and from another clone', async () => {
  const { repo, remote: bare } = remote()
  for (const args of [[], ['--offline'], ['--full']]) {
    const run = await repo.rel(['audit', ...args])
    expect(run.stdout).toContain('good: ledger, tags and files agree')
    expect(run.code).toBe(0)
  }
  const clone = await cloneOf(bare as NonNullable<typeof bare>)
  const seen = (await clone.rel(['audit', '--json'])).json<AuditJson>()
  expect(seen.findings.map((found) => found.code)).toEqual(['TARGET_MISSING', 'TARGET_MISSING'])
  const left = await clone.rel(['audit', '--json', '--no-targets'])
  expect(left.json()).toMatchObject({ kind: 'rel.audit', ok: true, releases: 2, before: 0, findings: [] })
  expect(left.code).toBe(0)
})

test('a history that was audited is not walked again, unless it was not good', async () => {
  const { repo } = local()
  await repo.rel(['audit'])
  const since = await repo.git('rev-parse', LEDGER)
  expect((await repo.rel(['audit', '--json'])).json()).toMatchObject({ ledger: { since }, ok: true })
  editLedger(repo, { [`${FIRST}/NOTES.md`]: 'x' })
  for (let turn = 0; turn < 2; turn += 1)
    expect((await repo.rel(['audit', '--json'])).json()).toMatchObject({ ledger: { since }, ok: false })
})

test('releases before the ledger are a line, a bump that waits is a note, and neither is a failure', async () => {
  const { repo } = local()
  const root = await repo.git('rev-list', '--max-parents=0', 'main')
  await repo.git('tag', 'v0.9.0', root)
  await repo.write({ 'src/c.txt': 'c\n' })
  await repo.git('add', 'src/c.txt')
  await repo.git('commit', '--quiet', '--message=feat: waiting', '--date=2030-01-01')
  expect((await repo.rel(['bump'])).code).toBe(0)
  const run = await repo.rel(['audit'])
  expect(run.stdout).toContain('1 release before the ledger')
  expect(run.stdout).toMatch(
    /· UNSEALED_TAG {2}tag v1\.2\.0 at [0-9a-f]{7} is not sealed\n +hint: publish it with: rel publish v1\.2\.0/,
  )
  expect(run.code).toBe(0)
})

test('without a ledger there is nothing to audit, and it says how to get one', async () => {
  const { repo } = local()
  await repo.git('update-ref', '-d', LEDGER)
  const run = await repo.rel(['audit', '--json'])
  expect(run.json()).toMatchObject({ kind: 'rel.error', code: 'NO_LEDGER', exit: 8 })
  expect(run.code).toBe(8)
})
