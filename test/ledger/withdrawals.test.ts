/** Withdrawals as the ledger has them: by number, with the reasons that can be shown, and counting whatever they say. */
import { beforeAll, expect, test } from 'vitest'
import { statementBytes } from '../../src/evidence/describe/envelope.ts'
import { withdrawalStatement } from '../../src/evidence/describe/statement.ts'
import { append } from '../../src/ledger/append.ts'
import { type LedgerRelease, readRelease } from '../../src/ledger/look-up.ts'
import { withdrawalPath } from '../../src/ledger/paths.ts'
import { sealFiles, sealStatement } from '../../src/ledger/seal.ts'
import { isReason, lastReason, listWithdrawn, reasonsOf, withdrawnVersions } from '../../src/ledger/withdrawals.ts'
import type { World } from '../../src/world/ports.ts'
import { scratchRepo } from '../support/scratch.ts'
import { smallPlan, smallRelease } from '../support/small-release.ts'
import { worldOf } from '../support/world.ts'

const NAME = '@acme/core'
let world: World
let tip: string

const stated = (reason: string): Buffer => {
  const facts = {
    reason,
    targets: [],
    purl: 'pkg:npm/x@1.0.0',
    plan: `sha256:${'0'.repeat(64)}`,
    subjects: [],
  } as const
  return Buffer.concat([statementBytes(withdrawalStatement(facts)), Buffer.from('\n')])
}

beforeAll(async () => {
  const repo = await scratchRepo('feat: a')
  world = await worldOf(repo)
  const commit = await repo.git('rev-parse', 'HEAD')
  let base: string | null = null
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    const release = smallRelease(smallPlan(commit, NAME, version), version)
    const files = sealFiles(release, JSON.stringify(sealStatement(release)))
    base = await append(world, { base, files, subject: 'seal', sign: false })
  }
  const files = new Map([
    [withdrawalPath(NAME, '1.0.0', 10), stated('the last one')],
    [withdrawalPath(NAME, '1.0.0', 2), stated('the first one')],
    ['releases/%40acme%2Fcore/1.0.0/withdrawals/02.json', stated('no number')],
    ['releases/%40acme%2Fcore/1.1.0/withdrawals/x.json', stated('no number')],
    [withdrawalPath(NAME, '1.2.0', 1), Buffer.from('{')],
    [withdrawalPath(NAME, '1.2.0', 2), stated('two\nlines')],
  ])
  tip = await append(world, { base, files, subject: 'withdraw', sign: false })
})

const at = async (version: string): Promise<LedgerRelease> => {
  const release = await readRelease(world.git, tip, NAME, version)
  if (release === null) throw new Error(`${version} is not sealed`)
  return release
}

test('by number, not by name', async () => {
  expect([...reasonsOf(await at('1.0.0'))]).toEqual([
    [2, 'the first one'],
    [10, 'the last one'],
  ])
  expect(lastReason(await at('1.0.0'))).toBe('the last one')
  expect((await at('1.1.0')).withdrawals.size).toBe(0)
})

test('one that nobody can read, or show, counts all the same', async () => {
  expect([...reasonsOf(await at('1.2.0'))]).toEqual([
    [1, null],
    [2, null],
  ])
  expect(lastReason(await at('1.2.0'))).toBeNull()
})

test('which releases are withdrawn', async () => {
  expect(await listWithdrawn(world.git, tip)).toEqual(['1.0.0', '1.2.0'].map((version) => ({ package: NAME, version })))
  expect(await withdrawnVersions(world.git, tip, NAME)).toEqual(['1.0.0', '1.2.0'])
  expect(await withdrawnVersions(world.git, tip, 'core')).toEqual([])
  expect(await listWithdrawn(world.git, null)).toEqual([])
})

test.each([
  ['loses data', true],
  ['x'.repeat(500), true],
  ['💥'.repeat(500), true],
  ['x'.repeat(501), false],
  ['', false],
  [' loses data', false],
  ['two\nlines', false],
  ['a\u0007bell', false],
  ['turned \u202e round', false],
])('%j is a reason: %s', (text, is) => {
  expect(isReason(text)).toBe(is)
})
