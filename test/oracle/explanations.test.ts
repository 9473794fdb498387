/** Named rule differences hold where they should: each has a message, and what rel and a peer make of it; and none holds elsewhere. */
import { expect, test } from 'vitest'
import { classify } from '../../src/core/classify.ts'
import type { Commit } from '../../src/model.ts'
import { type Bump, explain, type Range } from './explanations.ts'
import { type Peer, READINGS, type Seen } from './readings.ts'

const commitOf = (message: string, at: number): Commit => ({
  ...{ id: String(at).padStart(40, '0'), parents: [String(at + 1).padStart(40, '0')], author: 'Dev', email: 'dev' },
  ...{ date: 0, message, files: null },
})

const ORDER = ['none', 'patch', 'minor', 'major']

/** A range as the oracle sees it; messages are newest first. */
const rangeOf = (messages: readonly string[]): Range => {
  const commits = classify(messages.map(commitOf)).map(({ commit, class: kind, type, breaking, bump, rule }): Seen => ({
    ...{ message: commit.message, merge: false },
    own: { class: kind, type, breaking, bump, rule },
  }))
  const top = commits.map(({ own }) => own?.bump ?? 'none').toSorted((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0]
  return {
    bump: top === undefined || top === 'none' ? null : (top as Bump),
    commits,
    baseIsVersion: true,
    named: false,
  }
}

const PAIR = ['Revert "feat: x"', 'feat: x']

test.each<[string, readonly string[], Peer, Bump]>([
  ['bang-unread', ['feat!: x'], 'srAngular', null],
  ['never-none', ['docs: x'], 'crbAngular', 'patch'],
  ['any-commit-is-a-patch', ['chore: x'], 'gitCliff', 'patch'],
  ['more-types-are-patches', ['refactor: x'], 'changelogen', 'patch'],
  ['listed-types-are-patches', ['deps: x'], 'releasePlease', 'patch'],
  ['note-without-type', ['x\n\nBREAKING CHANGE: y'], 'srConventional', 'major'],
  ['note-in-any-case', ['fix: x\n\nbreaking change: y'], 'crbConventional', 'major'],
  ['note-anywhere', ['fix: x\n\nno breaking changes: y'], 'changelogen', 'major'],
  ['indented-note', ['fix: x\n\n  BREAKING CHANGE: y'], 'releasePlease', 'major'],
  ['loose-note', ['fix: x\n\nBREAKING CHANGE at last'], 'srAngular', 'major'],
  ['cancelled-pair-kept', PAIR, 'gitCliff', 'minor'],
  ['git-revert-unknown', ['Revert "feat: x"'], 'releasePlease', null],
  ['revert-without-id', ['Revert "feat: x" (#2)'], 'crbConventional', null],
  ['revert-type-is-nothing', ['revert: x'], 'changelogen', null],
  ['type-anywhere', ['bug-fix: x'], 'changelogen', 'patch'],
  ['body-lines-are-commits', ['chore: x\n\nfeat: y'], 'releasePlease', 'minor'],
  ['issue-is-a-header', ['Fix #12'], 'releasePlease', 'patch'],
  ['body-not-parsed', ['fix: x\n\nopen(\n)'], 'releasePlease', null],
  ['loose-white-space', ['feat : x'], 'gitCliff', 'minor'],
  ['any-type-characters', ['v1.2!: x'], 'releasePlease', 'major'],
  ['odd-scope', ['feat(): x'], 'srConventional', 'minor'],
  ['leading-blank-line', ['\nfeat: x'], 'changelogen', null],
  ['hyphenated-note-unread', ['feat: x\n\nBREAKING-CHANGE: y'], 'srAngular', 'minor'],
  ['no-blank-line', ['feat: x\ny'], 'gitCliff', null],
  ['type-in-capitals', ['Fix: x'], 'srConventional', null],
  ['feature-is-unknown', ['feature: x'], 'releasePlease', null],
  ['skip-release', ['feat: x [skip release]'], 'gitCliff', 'minor'],
])('%s', (name, messages, peer, answer) => {
  expect(READINGS.map((reading) => reading.name)).toContain(name)
  expect(explain(rangeOf(messages), peer, answer)).toEqual([name])
})

test.each<[readonly string[], Peer, Bump]>([
  [['feat: x'], 'srConventional', null],
  [['feat: x'], 'gitCliff', 'major'],
  [['feat!: x', 'feat: y'], 'srAngular', null],
  [['docs: x'], 'releasePlease', 'patch'],
  [['no convention'], 'gitCliff', 'patch'],
])('nothing explains %j of %s: %s', (messages, peer, answer) => {
  expect(explain(rangeOf(messages), peer, answer)).toEqual([])
})

test('what holds for a whole range', () => {
  const range = rangeOf(['feat: x'])
  expect(explain(range, 'gitCliff', 'lower')).toEqual(['older-base'])
  expect(explain({ ...range, baseIsVersion: false }, 'crbConventional', 'major')).toEqual(['no-version-no-base'])
  expect(explain({ ...range, named: true }, 'srAngular', 'patch')).toEqual(['release-as'])
})
