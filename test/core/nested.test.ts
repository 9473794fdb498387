/** Squashed messages taken apart, and what becomes of the commit that holds them. */
import { expect, test } from 'vitest'
import { classify, countsOf } from '../../src/core/classify.ts'
import { unfold } from '../../src/core/nested.ts'
import { id, told } from './commits.ts'

test.each([
  ['feat: a', 'feat: a', []],
  [
    'Squash (#3)\n\n* feat: a\n\n* fix(api)!: b\n\n  why\n\n* tidied up',
    'Squash (#3)',
    ['feat: a', 'fix(api)!: b\n\n  why\n\n* tidied up'],
  ],
  ['chore: a\n\ntext\nfeat: no paragraph', 'chore: a\n\ntext\nfeat: no paragraph', []],
  ['chore: a\n\nNote: no type\n\nRefs: #1', 'chore: a\n\nNote: no type\n\nRefs: #1', []],
  ['fix: a\r\n\r\nfeat: b\r\n\r\nBREAKING CHANGE: c', 'fix: a', ['feat: b\n\nBREAKING CHANGE: c']],
  [
    'chore: a\n\nBEGIN_NESTED_COMMIT\nfeat: b\n\nmore\nEND_NESTED_COMMIT\nBEGIN_NESTED_COMMIT\nfix: c\nEND_NESTED_COMMIT',
    'chore: a',
    ['feat: b\n\nmore', 'fix: c'],
  ],
  ['', '', []],
])('%j', (message, own, nested) => {
  expect(unfold(message)).toEqual({ own, nested })
})

const unfolded = (...lines: readonly string[]) => classify(told(...lines), undefined, { nestedCommits: true })

test('only when asked for, and the highest of them is what the commit raises', () => {
  const squash = 'a: chore: tidy (#3)\n\n* fix: b\n\n* feat(api)!: c\n\n* docs: d'
  expect(classify(told(squash))).toMatchObject([{ class: 'ignored', bump: 'none' }])
  const [change] = unfolded(squash)
  expect(change).toMatchObject({
    ...{ class: 'change', type: 'chore', subject: 'tidy (#3)', bump: 'major' },
    rule: 'breaking → major (default), in its body',
    nested: [
      { class: 'change', type: 'fix', subject: 'b', bump: 'patch' },
      { class: 'change', type: 'feat', scope: 'api', breaking: true, bump: 'major' },
      { class: 'ignored', type: 'docs', bump: 'none' },
    ],
  })
  expect(new Set(change?.nested?.map(({ commit }) => commit.id))).toEqual(new Set([id('a')]))
  expect(countsOf(unfolded(squash))).toMatchObject({ total: 1, changes: 1 })
})

test.each([
  ['a: feat: x\n\n* fix: b', 'change', 'feat → minor (default)'],
  ['a: Tidy (#3)\n\n* docs: b', 'ignored', 'docs → none (default), in its body'],
  ['a: Tidy (#3)\n\n* did things', 'unclassified', 'follows no convention'],
  ['a: Tidy (#3)\n\n* feat: b\n\n[skip release]', 'ignored', '[skip release]'],
])('%j is %s', (line, expected, rule) => {
  expect(unfolded(line)).toMatchObject([{ class: expected, rule }])
})

test('rules see each message; a breaking footer is of the message above it', () => {
  const [change] = classify(told('a: fix: x\n\ndocs: y\n\nBREAKING CHANGE: z'), undefined, {
    ...{ nestedCommits: true, rules: [{ type: 'docs', breaking: true, bump: 'minor' }] },
  })
  expect(change).toMatchObject({ breaking: false, bump: 'minor', nested: [{ notes: ['z'] }] })
})

test('what a merge brought in is not told twice', () => {
  const side = ['d (base): feat: y', 'b (base): fix: main']
  expect(unfolded('m (b, d): Merge pull request #1\n\nfeat: y', ...side)[0]).toMatchObject({ class: 'merge' })
  expect(unfolded('m (b, d): Merge pull request #1\n\nfeat: z', ...side)[0]).toMatchObject({
    class: 'change',
    bump: 'minor',
  })
})

test('a squash that is reverted is gone as a whole', () => {
  const [revert, squash] = unfolded(`r: Revert "Tidy"\n\nThis reverts commit ${id('a')}.`, 'a: Tidy\n\n* feat: b')
  expect([revert?.class, squash?.class, squash?.nested]).toEqual(['reverted', 'reverted', undefined])
})
