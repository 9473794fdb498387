/** Each commit in exactly one class: tables, revert chains, merges, and the property for any history. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ancestryOf } from '../../src/core/ancestry.ts'
import { classify, classifyNowhere, countsOf } from '../../src/core/classify.ts'
import { id, told } from './commits.ts'

const classes = (...lines: readonly string[]): string =>
  classify(told(...lines))
    .map((change) => change.class)
    .join(' ')

test.each([
  ['feat: x', 'change', 'minor', 'feat → minor (default)'],
  ['FEATURE(ui): x', 'change', 'minor', 'feature → minor (default)'],
  ['fix: x', 'change', 'patch', 'fix → patch (default)'],
  ['perf: x', 'change', 'patch', 'perf → patch (default)'],
  ['chore!: x', 'change', 'major', 'breaking → major (default)'],
  ['docs: x\n\nBREAKING CHANGE: y', 'change', 'major', 'breaking → major (default)'],
  ['revert: something\n\nRefs: abcdef1', 'change', 'patch', 'revert → patch (default)'],
  ['Revert "docs: released long ago"\n\nThis reverts commit abcdef1.', 'change', 'patch', 'revert → patch (default)'],
  ['docs: x', 'ignored', 'none', 'docs → none (default)'],
  ['wip: x', 'ignored', 'none', 'wip → none (default)'],
  ['feat!: x [skip release]', 'ignored', 'none', '[skip release]'],
  ['feat: x\n\n[Release Skip]', 'ignored', 'none', '[skip release]'],
  ['did things', 'unclassified', 'none', 'follows no convention'],
  ['Feat !: x', 'unclassified', 'none', 'follows no convention'],
  ['', 'unclassified', 'none', 'follows no convention'],
])('%j is %s', (message, expected, bump, rule) => {
  expect(classify(told(`a: ${message}`))).toMatchObject([{ class: expected, bump, rule }])
})

test('a change carries its parts; a bang without a footer is its own note', () => {
  const [bang, note, git] = classify(
    told('a: Feat(api)!: x', 'b: fix: y\n\nBREAKING CHANGE: z', 'c: Revert "fix: q"\n\nThis reverts commit abcdef1.'),
  )
  expect(bang).toMatchObject({ type: 'feat', scope: 'api', breaking: true, subject: 'x', notes: ['x'] })
  expect(note).toMatchObject({ type: 'fix', breaking: true, notes: ['z'], hint: null })
  expect(git).toMatchObject({ type: 'revert', scope: null, breaking: false, subject: 'fix: q', notes: [] })
})

test('near misses keep their hint', () => {
  expect(classify(told('a: feat (x)!: y'))[0]?.hint).toContain('type(scope)!')
})

test('a revert and what it takes back cancel, by id, short id or quoted header', () => {
  const feat = 'a: feat: x'
  expect(classes(`r: Revert "feat: x"\n\nThis reverts commit ${id('a')}.`, feat)).toBe('reverted reverted')
  expect(classes(`r: revert: x\n\nRefs: ${id('a').slice(0, 7)}`, 'b: fix: y', feat)).toBe('reverted change reverted')
  expect(classes('r: Revert "feat: x" (#2)', feat)).toBe('reverted reverted')
  expect(classes('r: revert: feat: x', feat)).toBe('reverted reverted')
  expect(classify(told('r: Revert "feat: x"', feat)).map(({ rule }) => rule)).toEqual([
    `reverts ${id('a').slice(0, 7)}`,
    `reverted by ${id('r').slice(0, 7)}`,
  ])
})

test('a revert of something outside the range stays, whatever the range says in the same words', () => {
  expect(classes(`r: Revert "feat: x"\n\nThis reverts commit ${id('released')}.`, 'a: feat: x')).toBe('change change')
  expect(classes('a: feat: x', `r: Revert "feat: x"\n\nThis reverts commit ${id('a')}.`)).toBe('change change')
  expect(classes(`r: revert: two\n\nRefs: ${id('a')}, ${id('released')}`, 'a: feat: x')).toBe('change reverted')
})

test('chains resolve: a revert of a revert restores', () => {
  const chain = [
    `t: Revert "Revert "Revert "feat: x"""\n\nThis reverts commit ${id('s')}.`,
    `s: Reapply "feat: x"\n\nThis reverts commit ${id('r')}.`,
    `r: Revert "feat: x"\n\nThis reverts commit ${id('a')}.`,
    'a: feat: x',
  ]
  expect(classes(...chain.slice(2))).toBe('reverted reverted')
  expect(classes(...chain.slice(1))).toBe('reverted reverted change')
  expect(classes(...chain)).toBe('reverted reverted reverted reverted')
})

test('the same header twice: each revert takes the newest one left', () => {
  expect(classes('s: Revert "fix: x"', 'r: Revert "fix: x"', 'b: fix: x', 'a: fix: x', 'z: fix: x')).toBe(
    'reverted reverted reverted reverted change',
  )
})

test('reverting a merge cancels what it brought in, and nothing else', () => {
  const merge = ['m (b, d): Merge pull request #1', 'd (c): feat: y', 'c (base): fix: z', 'b (base): feat: main']
  const revert = `r: Revert "Merge pull request #1"\n\nThis reverts commit ${id('m')}, reversing\nchanges made to ${id('b')}.`
  expect(classes(revert, ...merge)).toBe('reverted reverted reverted reverted change')
  expect(classes(`s: Reapply "Merge"\n\nThis reverts commit ${id('r')}.`, revert, ...merge)).toBe(
    'reverted reverted merge change change change',
  )
})

test('a forge names the request instead: squashed, or merged', () => {
  const revert = 'r: Revert "feat: x" (#13)\n\nReverts acme/core#12'
  expect(classes(revert, 'b: feat: x (#11)', 'a: feat: renamed later (#12)')).toBe('reverted change reverted')
  expect(classes(revert, 'm (b, d): Merge pull request #12 from x', 'd (base): feat: x', 'b (base): fix: y')).toBe(
    'reverted reverted reverted change',
  )
  expect(classes('r: Revert "feat: x" (#13)', 'a: feat: x (#12)')).toBe('reverted reverted')
  expect(classes('r: Revert "feat: x (#9)"', 'a: feat: x (#12)')).toBe('change change')
})

test('a merge is a change only when it says something that its commits do not', () => {
  const side = ['d (base): feat(ui): y (#3)', 'b (base): fix: main']
  expect(classes('m (b, d): Merge branch x', ...side)).toBe('merge change change')
  expect(classes('m (b, d): feat(ui): y (#4)', ...side)).toBe('merge change change')
  expect(classes('m (b, d): feat(ui): other', ...side)).toBe('change change change')
  expect(classes('m (b, d): fix: main', ...side)).toBe('change change change')
  expect(classes('m (b, d): chore: merge', ...side)).toBe('ignored change change')
  expect(classes('m (b, d): feat(ui)!: y', ...side)).toBe('change change change')
})

test('of one package, what a merge brought in is found through commits of the others', () => {
  const all = told('m (b, d): feat: y', 'd (c): docs: elsewhere', 'c (base): feat: y', 'b (base): fix: main')
  const own = all.filter(({ id: each }) => each !== id('d'))
  expect(classify(own)[0]?.class).toBe('change')
  expect(classify(own, ancestryOf(all))[0]?.class).toBe('merge')
})

test('a rule of the project goes before the defaults, and the defaults hold where none matches', () => {
  const rules = [
    { type: 'docs', bump: 'none' },
    { type: 'deps', bump: 'patch' },
    { name: 'bots', author: 'Dev', type: 'feat', bump: 'none' },
    { commit: id('u').slice(0, 7), bump: 'major' },
  ] as const
  const lines = ['a: deps: x', 'b: feat: x', 'c: fix: y', 'd: docs!: z', 'u: did things', 'v: did more']
  expect(classify(told(...lines), undefined, { rules }).map((one) => `${one.class}: ${one.rule}`)).toEqual([
    'change: deps → patch (versioning.rules[1])',
    'ignored: bots → none (versioning.rules[2])',
    'change: fix → patch (default)',
    'change: breaking → major (default)',
    `change: ${id('u').slice(0, 7)} → major (versioning.rules[3])`,
    'unclassified: follows no convention',
  ])
})

test('a commit without a convention that a rule takes has no type', () => {
  const [change] = classify(told('a: did things'), undefined, { rules: [{ author: 'Dev', bump: 'minor' }] })
  expect(change).toMatchObject({ class: 'change', type: null, scope: null, subject: 'did things', bump: 'minor' })
})

test('of merges, and of what says [skip release], rules take only those that they name', () => {
  const lines = ['m (b, d): Merge x', 'd (base): feat: y [skip release]', 'b (base): fix: z']
  const ruled = (rule: { readonly author?: string; readonly commit?: string }) =>
    classify(told(...lines), undefined, { rules: [{ ...rule, bump: 'minor' }] }).map((one) => one.class)
  expect(ruled({ author: '*' })).toEqual(['merge', 'ignored', 'change'])
  expect(ruled({ commit: id('m') })).toEqual(['change', 'ignored', 'change'])
  expect(ruled({ commit: id('d') })).toEqual(['merge', 'change', 'change'])
})

test('what follows no convention is listed, a patch, or an error', () => {
  const commits = told('a: did things', 'm (b, c): Merge x', 'b: Fix it', 'c: docs: y')
  const as = (unclassified: 'report' | 'patch' | 'error') => classify(commits, undefined, { unclassified })
  expect(as('report').map((one) => one.class)).toEqual(['unclassified', 'merge', 'unclassified', 'ignored'])
  expect(as('patch')[0]).toMatchObject({
    ...{ class: 'change', bump: 'patch', type: null, rule: 'unclassified → patch (versioning.unclassified)' },
  })
  expect(() => as('error')).toThrow(
    expect.objectContaining({
      code: 'UNCLASSIFIED',
      message: `2 commits follow no convention: ${id('a').slice(0, 7)} did things; ${id('b').slice(0, 7)} Fix it`,
    }),
  )
  expect(classify(told('c: docs: y'), undefined, { unclassified: 'error' })).toHaveLength(1)
  expect(classifyNowhere(told('a: did things'), { unclassified: 'error' })[0]?.class).toBe('unclassified')
})

test.each([
  ['fixes: x', 'did you mean fix?'],
  ['revert: x', 'name what it takes back in the body: `This reverts commit <id>.`'],
  ['Revert "feat: x"', 'name what it takes back in the body: `This reverts commit <id>.`'],
  ['Revert "feat: x"\n\nThis reverts commit abcdef1.', null],
  ['Revert "feat: x"\n\nReverts #7', null],
  ['docs: x', null],
  ['fixes!: x', null],
])('%j: %s', (message, hint) => {
  expect(classify(told(`a: ${message}`))[0]?.hint).toBe(hint)
})

test('a type that a rule knows is no slip', () => {
  const rules = [{ type: 'fixes', bump: 'none' }] as const
  expect(classify(told('a: fixes: x'), undefined, { rules })[0]?.hint).toBeNull()
})

const messages = fc.oneof(
  fc.constantFrom(
    'feat: x',
    'fix(a)!: y',
    'docs: z',
    'nothing',
    'Merge x',
    'fix: s [skip release]',
    'Revert "feat: x"',
    '',
  ),
  fc.nat({ max: 30 }).map((n) => `Revert "x"\n\nThis reverts commit ${id(`c${n}`).slice(0, 10)}.`),
  fc.string(),
)
const history = fc
  .array(fc.record({ message: messages, parents: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }) }), {
    maxLength: 30,
  })
  .map((rows) =>
    rows.map(({ message, parents }, at) => ({
      ...told('x: y')[0]!,
      id: id(`c${at}`),
      parents: parents.map((step) => id(`c${at + step}`)),
      message,
    })),
  )

test('property: every commit gets exactly one class, and counts add up to the total', () => {
  fc.assert(
    fc.property(history, (commits) => {
      const changes = classify(commits)
      const { total, ...parts } = countsOf(changes)
      expect(changes.map(({ commit }) => commit)).toEqual(commits)
      expect(total).toBe(commits.length)
      expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).toBe(total)
      for (const change of changes) expect(change.bump === 'none').toBe(change.class !== 'change')
    }),
  )
})
