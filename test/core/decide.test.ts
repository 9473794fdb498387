/** From facts and what was asked to numbers: own changes, what was asked by name, what follows for dependents. */
import { array, assert, constantFrom, oneof, property, record, shuffledSubarray, subarray, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { decide, type Decision } from '../../src/core/decide.ts'
import type { Policy } from '../../src/core/policy.ts'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import type { Asked } from '../../src/model.ts'
import { id } from './commits.ts'
import { factsOf, POLICY, type Said } from './packages.ts'

const decided = (packages: Readonly<Record<string, Said>>, asked: Partial<Asked> = {}, policy: Partial<Policy> = {}) =>
  decide(factsOf(packages), { ...NOTHING_ASKED, ...asked }, { ...POLICY, ...policy })

/** `core 1.0.0 → 1.1.0 (minor)` for each bump, in their order. */
const steps = ({ bumps }: Pick<Decision, 'bumps'>) =>
  bumps.map((bump) => `${bump.package.name} ${bump.from?.version ?? '-'} → ${bump.to} (${bump.level})`)

const reasons = ({ idle }: Decision) => idle.map((each) => `${each.facts.package.name}: ${each.reason}`)

/** What a commit of `core` alone leads to. */
const one = (said: Said, asked: Partial<Asked> = {}) =>
  decided({ core: { version: said.tags?.[0] ?? null, ...said } }, asked)

test.each([
  ['fix: a', '1.2.3', 'core 1.2.3 → 1.2.4 (patch)'],
  ['feat: a', '1.2.3', 'core 1.2.3 → 1.3.0 (minor)'],
  ['feat!: a', '1.2.3', 'core 1.2.3 → 2.0.0 (major)'],
  ['feat!: a', '0.2.3', 'core 0.2.3 → 0.3.0 (minor)'],
  ['fix: a', '0.2.3', 'core 0.2.3 → 0.2.4 (patch)'],
])('%s after %s', (message, tag, step) => {
  expect(steps(one({ tags: [tag], says: ['docs: b', message, 'fix: c'] }))).toEqual([step])
})

test.each([
  [[], ['1.0.0'], 'core: nothing since core@1.0.0'],
  [[], [], 'core: no commits'],
  [['docs: a', 'no convention'], ['1.0.0'], 'core: no releasable change'],
  [['fix: a\n\n[skip release]'], [], 'core: no releasable change'],
])('%j after %j releases nothing', (says, tags, reason) => {
  const found = decided({ core: { says, tags } })
  expect(found).toMatchObject({ bumps: [], followers: [], notes: [] })
  expect(reasons(found)).toEqual([reason])
  expect(found.idle[0]?.changes).toHaveLength(says.length)
})

test.each<[Partial<Asked>, string]>([
  [{ level: 'patch' }, 'core 0.2.3 → 0.2.4 (patch)'],
  [{ level: 'minor' }, 'core 0.2.3 → 0.3.0 (minor)'],
  [{ level: 'major' }, 'core 0.2.3 → 1.0.0 (major)'],
  [{ version: '1.0.0' }, 'core 0.2.3 → 1.0.0 (major)'],
  [{ version: '0.2.7', packages: ['core'] }, 'core 0.2.3 → 0.2.7 (patch)'],
  [{ pre: 'rc' }, 'core 0.2.3 → 0.3.0-rc.1 (minor)'],
  [{ pre: 'rc', level: 'major' }, 'core 0.2.3 → 1.0.0-rc.1 (major)'],
  [{ pre: '' }, 'core 0.2.3 → 0.3.0 (minor)'],
])('what was asked goes before what the commits say: %j', (asked, step) => {
  const found = one({ tags: ['0.2.3'], says: ['feat: a'] }, asked)
  expect(steps(found)).toEqual([step])
  const [first] = found.bumps[0]?.causes ?? []
  const what = asked.version ?? asked.level ?? (asked.pre === '' ? 'stable' : null)
  if (what === null) expect(first).toMatchObject({ kind: 'commit' })
  else expect(first).toEqual({ kind: 'asked', what, bump: found.bumps[0]?.level })
})

test('an asked level raises only packages that have changes; an asked version needs none', () => {
  const idle = { core: { version: '1.0.0', tags: ['1.0.0'] } }
  const both = { ...idle, cli: { version: '2.0.0', tags: ['2.0.0'], says: ['docs: a'] } }
  expect(steps(decided(both, { level: 'major' }))).toEqual(['cli 2.0.0 → 3.0.0 (major)'])
  expect(steps(decided(both, { level: 'major', packages: ['core'] }))).toEqual([])
  expect(steps(decided(idle, { version: '1.0.1' }))).toEqual(['core 1.0.0 → 1.0.1 (patch)'])
  expect(steps(decided(both, { version: '1.0.1', packages: ['core'] }))).toEqual(['core 1.0.0 → 1.0.1 (patch)'])
})

test('asked again at the very release there is nothing to do, but with commits since it is a mistake', () => {
  const found = one({ tags: ['1.0.0'] }, { version: '1.0.0' })
  expect(reasons(found)).toEqual(['core: nothing since core@1.0.0'])
  expect(() => one({ tags: ['1.0.0'], says: ['fix: a'] }, { version: '1.0.0' })).toThrow(
    expect.objectContaining({ code: 'USAGE', message: '1.0.0 is not above 1.0.0 (tag core@1.0.0)' }),
  )
})

test('only packages that were named are released, and what depends on them', () => {
  const packages = {
    core: { version: '1.0.0', tags: ['1.0.0'], says: ['feat: a'] },
    cli: { version: '1.0.0', tags: ['1.0.0'], needs: { core: '^1.0.0' } },
    docs: { version: '1.0.0', tags: ['1.0.0'], says: ['fix: b'] },
  }
  const found = decided(packages, { packages: ['core'] })
  expect(steps(found)).toEqual(['core 1.0.0 → 1.1.0 (minor)', 'cli 1.0.0 → 1.0.1 (patch)'])
  expect(reasons(found)).toEqual(['docs: not asked for'])
})

test('what is released without being asked for is not released as less than its own changes are', () => {
  const dependent = (message: string) => ({
    core: { version: '1.0.0', tags: ['1.0.0'], says: ['fix: a'] },
    cli: { version: '1.0.0', tags: ['1.0.0'], says: [message], needs: { core: '^1.0.0' } },
  })
  const asked = { packages: ['core'] }
  const found = decided(dependent('feat!: b'), asked)
  expect(steps(found)).toEqual(['core 1.0.0 → 1.0.1 (patch)', 'cli 1.0.0 → 2.0.0 (major)'])
  expect(found.bumps[1]?.causes).toMatchObject([{ kind: 'commit' }, { kind: 'dependency' }])
  expect(steps(decided(dependent('feat: b'), { ...asked, level: 'major' }))).toEqual([
    'core 1.0.0 → 2.0.0 (major)',
    'cli 1.0.0 → 1.1.0 (minor)',
  ])
  const named = decided(dependent('docs: b\n\nRelease-As: 1.5.0'), { ...asked, version: '3.0.0' })
  expect(steps(named)).toEqual(['core 1.0.0 → 3.0.0 (major)', 'cli 1.0.0 → 1.5.0 (minor)'])
  expect(named.bumps[1]?.causes.map((cause) => cause.kind)).toEqual(['release-as', 'dependency'])
  const apart = { ...dependent('docs: b\n\nRelease-As: 0.5.0'), site: { tags: ['1.0.0'], says: ['fix: c'] } }
  expect(steps(decided(apart, { packages: ['site'] }))).toEqual(['site 1.0.0 → 1.0.1 (patch)'])
})

test.each<[Partial<Asked>, string, string]>([
  [{ packages: ['core', 'cil'] }, 'UNKNOWN_PACKAGE', 'there is no package "cil" here'],
  [{ version: '2.0.0' }, 'USAGE', '2.0.0 is asked for, but there are 2 packages'],
  [{ version: '2.0.0', packages: ['core', 'cli'] }, 'USAGE', '2.0.0 is asked for, but there are 2 packages'],
  [{ version: '2.0', packages: ['core'] }, 'USAGE', '2.0 is not a semver version'],
  [{ version: '0.9.0', packages: ['core'] }, 'USAGE', '0.9.0 is not above 1.0.0 (tag core@1.0.0)'],
])('%j is refused', (asked, code, message) => {
  const packages = { core: { tags: ['1.0.0'], says: ['fix: a'] }, cli: { tags: ['1.0.0'] } }
  expect(() => decided(packages, asked)).toThrow(expect.objectContaining({ code, message }))
})

test('a manifest ahead of every tag is refused naming both; one behind is noted; a placeholder is neither', () => {
  const saying = (version: string, elsewhere: readonly string[] = []) =>
    decided({ core: { version, tags: ['1.0.0'], elsewhere, says: ['fix: a'] } })
  expect(() => saying('1.1.0')).toThrow(
    expect.objectContaining({
      ...{ code: 'VERSION_MISMATCH', message: 'the manifest says 1.1.0, the highest tag is core@1.0.0' },
      hint: expect.stringContaining('git tag core@1.1.0 <commit>'),
    }),
  )
  expect(steps(saying('1.1.0', ['1.1.0']))).toEqual(['core 1.0.0 → 1.0.1 (patch)'])
  expect(saying('0.9.0').notes).toEqual(['the manifest says 0.9.0, the tags 1.0.0: the tags count'])
  expect(saying('0.0.0-dev').notes).toEqual([])
})

test('the first release is the manifest, unbumped, or the initial version', () => {
  const found = decided({
    core: { version: '3.1.4', says: ['feat!: a'] },
    cli: { version: '0.0.0', says: ['fix: a'] },
    docs: { says: ['fix: a'] },
  })
  expect(steps(found)).toEqual(['cli - → 0.1.0 (none)', 'core - → 3.1.4 (none)', 'docs - → 0.1.0 (none)'])
  expect(found.bumps.map((bump) => bump.causes[0])).toEqual([
    { kind: 'first', version: '0.1.0', source: 'versioning.initial' },
    { kind: 'first', version: '3.1.4', source: 'manifest' },
    { kind: 'first', version: '0.1.0', source: 'versioning.initial' },
  ])
})

test('a prerelease counts on, a stable one ends it with no more than an empty change, and neither is made of nothing', () => {
  const tried = { version: '1.1.0-rc.1', tags: ['1.0.0', '1.1.0-rc.1'] }
  const [next] = one({ ...tried, says: ['fix: a'] }, { pre: 'rc' }).bumps
  expect(next).toMatchObject({ from: { version: '1.1.0-rc.1' }, to: '1.1.0-rc.2', prerelease: 'rc', rejected: [] })
  const [stable] = one({ ...tried, says: ['docs: a'] }, { pre: '' }).bumps
  expect(stable).toMatchObject({ from: { version: '1.0.0' }, to: '1.1.0', level: 'minor', prerelease: null })
  expect(stable?.rejected).toEqual([{ tag: 'core@1.1.0-rc.1', reason: 'prerelease' }])
  expect(stable?.causes).toEqual([{ kind: 'asked', what: 'stable', bump: 'minor' }])
  expect(steps(one({ ...tried, says: ['docs: a'] }, { pre: 'rc' }))).toEqual([])
  expect(steps(one(tried, { pre: '' }))).toEqual([])
})

test('a prerelease that became stable long ago is not made stable again', () => {
  const found = one({ version: '1.1.0', tags: ['1.1.0-rc.1', '1.1.0'], says: ['docs: a'] }, { pre: '' })
  expect(reasons(found)).toEqual(['core: no releasable change'])
})

test('dependents of every kind but dev are pulled in with the cause, dependencies first', () => {
  const found = decided({
    app: { version: '1.0.0', tags: ['1.0.0'], needs: { cli: '~0.3.0' } },
    cli: { version: '0.3.0', tags: ['0.3.0'], needs: { core: '^2.3.1 peer' } },
    core: { version: '2.3.1', tags: ['2.3.1'], says: ['feat(api): streaming'] },
  })
  expect(steps(found)).toEqual(['core 2.3.1 → 2.4.0 (minor)', 'cli 0.3.0 → 0.3.1 (patch)', 'app 1.0.0 → 1.0.1 (patch)'])
  expect(found.bumps.map((bump) => bump.causes)).toEqual([
    [
      {
        ...{ kind: 'commit', commit: id('core0'), type: 'feat', scope: 'api', breaking: false, subject: 'streaming' },
        ...{ bump: 'minor', rule: 'feat → minor (default)' },
      },
    ],
    [{ kind: 'dependency', package: 'core', range: '^2.3.1 → ^2.4.0', bump: 'patch' }],
    [{ kind: 'dependency', package: 'cli', range: '~0.3.0 → ~0.3.1', bump: 'patch' }],
  ])
  expect(found.bumps[1]?.ranges).toEqual([{ name: 'core', kind: 'peer', from: '^2.3.1', to: '^2.4.0' }])
})

test('dependents follow onto the prerelease, whatever number or level was asked for', () => {
  const packages = {
    cli: { version: '1.0.0', tags: ['1.0.0'], needs: { core: '^1.0.0' } },
    core: { version: '1.0.0', tags: ['1.0.0'], says: ['feat: a'] },
  }
  expect(steps(decided(packages, { pre: 'rc' }))).toEqual([
    'core 1.0.0 → 1.1.0-rc.1 (minor)',
    'cli 1.0.0 → 1.0.1-rc.1 (patch)',
  ])
  expect(steps(decided(packages, { level: 'major' }))).toEqual([
    'core 1.0.0 → 2.0.0 (major)',
    'cli 1.0.0 → 1.0.1 (patch)',
  ])
  expect(steps(decided(packages, { version: '7.0.0', packages: ['core'] }))).toEqual([
    'core 1.0.0 → 7.0.0 (major)',
    'cli 1.0.0 → 1.0.1 (patch)',
  ])
})

test('a dependent with changes of its own keeps its bigger step and gets the cause too', () => {
  const found = decided({
    cli: { version: '1.0.0', tags: ['1.0.0'], says: ['feat!: b'], needs: { core: 'workspace:^' } },
    core: { version: '1.0.0', tags: ['1.0.0'], says: ['fix: a'] },
  })
  expect(steps(found)).toEqual(['core 1.0.0 → 1.0.1 (patch)', 'cli 1.0.0 → 2.0.0 (major)'])
  expect(found.bumps[1]?.causes.map((cause) => cause.kind)).toEqual(['commit', 'dependency'])
  expect(found.bumps[1]?.ranges).toEqual([])
})

test('a dependent that was never released starts with its first version, and says where that is from', () => {
  const found = decided({
    cli: { version: '0.5.0', says: ['docs: a'], needs: { core: '^1.0.0' } },
    core: { version: '1.0.0', tags: ['1.0.0'], says: ['fix: a'] },
  })
  expect(steps(found)).toEqual(['core 1.0.0 → 1.0.1 (patch)', 'cli - → 0.5.0 (none)'])
  expect(found.bumps[1]?.causes).toEqual([
    { kind: 'first', version: '0.5.0', source: 'manifest' },
    { kind: 'dependency', package: 'core', range: '^1.0.0 → ^1.0.1', bump: 'patch' },
  ])
})

test('what is noted of a manifest is noted of a dependent too', () => {
  const found = decided({
    cli: { version: '0.9.0', tags: ['1.0.0'], needs: { core: '^1.0.0' } },
    core: { version: '1.0.0', tags: ['1.0.0'], says: ['fix: a'] },
  })
  expect(found.notes).toEqual(['the manifest says 0.9.0, the tags 1.0.0: the tags count'])
})

test.each([
  ['1.0.0', '1.0.0'],
  ['a placeholder', '0.0.0'],
  ['none at all', null],
])('dev dependents are not released but followed; their version: %s', (_, version) => {
  const found = decided({
    core: { version: '1.0.0', tags: ['1.0.0'], says: ['fix: a'] },
    tools: { version, tags: ['1.0.0'], needs: { core: '^1.0.0 dev' } },
  })
  expect(steps(found)).toEqual(['core 1.0.0 → 1.0.1 (patch)'])
  expect(reasons(found)).toEqual(['tools: nothing since tools@1.0.0'])
  expect(found.followers).toMatchObject([
    {
      ...{ package: { name: 'tools' }, to: version ?? '', level: 'none', prerelease: null, causes: [] },
      ranges: [{ name: 'core', kind: 'dev', from: '^1.0.0', to: '^1.0.1' }],
    },
  ])
})

test('a circle of packages is refused, one that only dev edges close is not', () => {
  const circle = (kind: string) => ({
    a: { version: '1.0.0', tags: ['1.0.0'], says: ['fix: a'], needs: { b: `^1.0.0 ${kind}` } },
    b: { version: '1.0.0', tags: ['1.0.0'], needs: { a: '^1.0.0' } },
  })
  expect(() => decided(circle('peer'))).toThrow(expect.objectContaining({ code: 'CYCLE' }))
  expect(steps(decided(circle('dev')))).toEqual(['a 1.0.0 → 1.0.1 (patch)', 'b 1.0.0 → 1.0.1 (patch)'])
})

const TAGS = ['0.1.0', '0.2.0-rc.1', '1.0.0', '1.1.0-beta.2', '1.1.0-rc.3', '1.2.0', '2.0.0-rc.1']
const NAMES = ['a', 'b', 'c', 'd']

const said = (...names: readonly string[]) =>
  record({
    tags: subarray(TAGS),
    elsewhere: subarray(['1.2.1', '3.0.0']),
    says: array(constantFrom('fix: a', 'feat: b', 'feat!: c', 'docs: d', 'what is this'), { maxLength: 4 }),
    version: constantFrom(null, '0.0.0', '0.1.0'),
    needs: record(
      Object.fromEntries(
        names.map((name) => [name, constantFrom('^0.1.0', '*', 'workspace:~', '1.0.0 dev', '^1.0.0 peer')]),
      ),
      { requiredKeys: [] },
    ),
  })

const PACKAGES = record({ a: said(), b: said('a'), c: said('a', 'b'), d: said('c') })

const QUESTION = record({
  packages: oneof(constantFrom(null), subarray(NAMES, { minLength: 1 })),
  level: constantFrom(null, 'major', 'minor', 'patch'),
  pre: constantFrom(null, '', 'rc'),
})

const SETTINGS = record({
  dependents: constantFrom('always', 'out-of-range'),
  groups: array(
    record({
      kind: constantFrom('fixed', 'linked'),
      packages: constantFrom<(readonly string[])[]>(['a', 'b'], ['a', 'c', 'd']),
    }),
    {
      maxLength: 1,
    },
  ),
})

test('for any packages and question: above the base, never a version that a tag has, each once, with a cause', () => {
  const run = property(PACKAGES, QUESTION, SETTINGS, (all, asked, settings) => {
    const { bumps, idle, followers } = decided(all, asked, settings)
    const names = [...bumps.map((bump) => bump.package.name), ...idle.map((each) => each.facts.package.name)]
    expect(names.toSorted()).toEqual(NAMES)
    for (const { from, to, causes, prerelease, package: released } of bumps) {
      if (from !== null) expect(semverScheme.compare(to, from.version)).toBeGreaterThan(0)
      expect(all[released.name as 'a'].tags).not.toContain(to)
      if (asked.pre !== null) expect(prerelease).toBe(asked.pre || null)
      expect(causes).not.toEqual([])
    }
    for (const each of followers) expect(bumps.map((bump) => bump.package.name)).not.toContain(each.package.name)
    for (const { kind, packages } of settings.groups) {
      const members = bumps.filter((bump) => packages.includes(bump.package.name))
      expect(new Set(members.map(({ to }) => to)).size).toBeLessThanOrEqual(1)
      if (kind === 'fixed') expect([0, packages.length]).toContain(members.length)
    }
  })
  assert(run, { numRuns: 300 })
})

test('neither the order of packages nor that of commits changes what is decided, or its order', () => {
  const shuffled = PACKAGES.chain((all) => {
    const orders = NAMES.map((name) =>
      shuffledSubarray([...all[name as 'a'].says], { minLength: all[name as 'a'].says.length }),
    )
    return record({
      ...{ all: constantFrom(all), names: shuffledSubarray(NAMES, { minLength: 4 }) },
      says: tuple(...orders),
    })
  })
  const run = property(shuffled, QUESTION, SETTINGS, ({ all, names, says }, asked, settings) => {
    const entries = names.map((name) => [name, { ...all[name as 'a'], says: says[NAMES.indexOf(name)] ?? [] }] as const)
    const [plain, other] = [decided(all, asked, settings), decided(Object.fromEntries(entries), asked, settings)]
    expect(steps(other)).toEqual(steps(plain))
    expect(other.bumps.map(({ ranges }) => ranges)).toEqual(plain.bumps.map(({ ranges }) => ranges))
    expect(reasons(other)).toEqual(reasons(plain))
  })
  assert(run, { numRuns: 200 })
})
