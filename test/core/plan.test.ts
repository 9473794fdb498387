/** Sealing: one digest for one plan, whatever the order of its keys, and names for what makes two plans differ. */
import { createHash } from 'node:crypto'
import { assert, constantFrom, property } from 'fast-check'
import { expect, test } from 'vitest'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { canonical } from '../../src/core/canonical.ts'
import { decide } from '../../src/core/decide.ts'
import { differences, planDigest, RULES, sealPlan, type Sealing } from '../../src/core/plan.ts'
import type { Digest, Facts, Json, Plan } from '../../src/model.ts'
import { id, told } from './commits.ts'
import { factsOf, POLICY } from './packages.ts'

const CONFIG: Digest = `sha256:${'c0'.repeat(32)}`

const PACKAGES = {
  '@acme/core': { version: '2.3.1', tags: ['2.3.1', '2.4.0-rc.1'], says: ['feat(api): streaming', 'docs: more'] },
  docs: { version: '1.0.0', tags: ['1.0.0'], says: ['docs: more', 'what is this'] },
}

const sealed = (others: Partial<Facts> = {}, over: Partial<Sealing> = {}): Plan => {
  const facts = factsOf(PACKAGES, { noPackage: told('n: chore: root'), ...others })
  const decision = decide(facts, NOTHING_ASKED, POLICY)
  const worked = decision.bumps.map((bump) => ({
    ...{ bump, channel: 'latest', date: '2026-09-21', notes: '### Features\n', targets: ['npm'] },
    edits: [{ file: 'packages/@acme/core/package.json', before: CONFIG, after: CONFIG }],
    artifacts: [{ name: 'acme-core-2.4.0.tar.gz', kind: 'archive', target: 'source' }],
  }))
  return sealPlan({ facts, config: CONFIG, asked: NOTHING_ASKED, decision, worked, ...over })
}

const counts = { total: 0, changes: 0, ignored: 0, merges: 0, reverted: 0, unclassified: 0 }

test('a plan holds what the design says, and nothing else', () => {
  const { digest, ...plan } = sealed()
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(plan).toEqual({
    ...{ kind: 'rel.plan', version: 1, commit: id('head'), branch: 'main', config: CONFIG, preview: false },
    ...{ asked: NOTHING_ASKED, rules: RULES, gates: [] },
    releases: [
      {
        ...{ package: '@acme/core', path: 'packages/@acme/core', ecosystem: 'npm' },
        from: { version: '2.3.1', tag: '@acme/core@2.3.1', commit: id('@acme/core@2.3.1') },
        rejected: [{ tag: '@acme/core@2.4.0-rc.1', reason: 'prerelease' }],
        ...{ to: '2.4.0', tag: '@acme/core@2.4.0', bump: 'minor', prerelease: null, channel: 'latest' },
        date: '2026-09-21',
        because: [
          {
            ...{ kind: 'commit', commit: id('acmecore0'), type: 'feat', scope: 'api', breaking: false },
            ...{ subject: 'streaming', bump: 'minor', rule: 'feat → minor (default)' },
          },
        ],
        commits: { ...counts, total: 2, changes: 1, ignored: 1 },
        edits: [{ file: 'packages/@acme/core/package.json', before: CONFIG, after: CONFIG }],
        notes: '### Features\n',
        artifacts: [{ name: 'acme-core-2.4.0.tar.gz', kind: 'archive', target: 'source' }],
        targets: ['npm'],
      },
    ],
    unreleased: [
      {
        package: 'docs',
        reason: 'no releasable change',
        commits: { ...counts, total: 2, ignored: 1, unclassified: 1 },
      },
      { package: '-', reason: 'no package', commits: { ...counts, total: 1, ignored: 1 } },
    ],
  })
})

test('commits of no package are told of only when there are some', () => {
  expect(sealed({ noPackage: [] }).unreleased.map((each) => each.package)).toEqual(['docs'])
})

test('the digest is the sha256 of the canonical form without itself and `preview`', () => {
  const { digest, preview, ...rest } = sealed({ preview: true })
  expect(preview).toBe(true)
  const text = canonical(rest as unknown as Json)
  expect(digest).toBe(`sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`)
  expect(sealed({ preview: false }).digest).toBe(digest)
})

test('tags that are no versions, such as a `v1` that moves, make no other plan', () => {
  const moved = factsOf(PACKAGES).packages.map((each) => ({
    ...each,
    notVersions: [{ tag: `${each.package.name}@2`, reason: 'not a version' }],
  }))
  expect(sealed({ packages: moved }).digest).toBe(sealed().digest)
})

/** The same value with the keys of every object the other way round. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).toReversed()
  return Object.fromEntries(entries.map(([key, each]) => [key, turned(each)]))
}

test('the order of keys counts for nothing, and what is read back has the digest that it says', () => {
  const plan = sealed()
  const read = JSON.parse(JSON.stringify(turned(plan))) as Plan
  expect(JSON.stringify(read)).not.toBe(JSON.stringify(plan))
  expect(planDigest(read)).toBe(plan.digest)
  expect(planDigest({ ...read, digest: CONFIG })).toBe(plan.digest)
  expect(differences(read, plan)).toEqual([])
})

const TOP = ['commit', 'branch', 'config', 'rules', 'asked', 'unreleased', 'gates'] as const
const INSIDE = [
  ...(['path', 'ecosystem', 'from', 'rejected', 'to', 'tag', 'bump', 'prerelease', 'channel'] as const),
  ...(['date', 'because', 'commits', 'edits', 'notes', 'artifacts', 'targets'] as const),
]

test.each(TOP)('another %s is another digest, and is named', (field) => {
  const plan = sealed()
  const other = { ...plan, [field]: 'other' } as unknown as Plan
  expect(planDigest(other)).not.toBe(plan.digest)
  expect(differences(plan, other)).toEqual([field])
})

test('whatever differs in a release is another digest, and is named with the package', () => {
  const plan = sealed()
  expect(Object.keys(plan.releases[0] ?? {}).toSorted()).toEqual(['package', ...INSIDE].toSorted())
  const run = property(constantFrom(...INSIDE), constantFrom(...TOP), (inside, top) => {
    const releases = plan.releases.map((each) => ({ ...each, [inside]: 'other' }))
    const other = { ...plan, releases, [top]: 'other' } as unknown as Plan
    expect(planDigest(other)).not.toBe(plan.digest)
    expect(differences(plan, other)).toEqual([top, `releases.@acme/core.${inside}`])
  })
  assert(run, { numRuns: 50 })
})

test('a release that only one of two plans has is named whole; `preview` and the digest are no difference', () => {
  const plan = sealed()
  expect(differences(plan, { ...plan, releases: [] })).toEqual(['releases.@acme/core'])
  expect(differences({ ...plan, releases: [] }, plan)).toEqual(['releases.@acme/core'])
  expect(differences(plan, { ...plan, preview: true, digest: CONFIG })).toEqual([])
})
