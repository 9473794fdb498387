/** What looks as if more was meant, and what must not. How often the hint is given on real messages is in test/oracle. */
import { expect, test } from 'vitest'
import { parseMessage } from '../../src/core/change.ts'
import { meantType } from '../../src/core/near-miss.ts'

const HEADER = 'write the first line as `type(scope): subject`'
const BANG = 'write a breaking change as `type(scope)!: subject`'
const NOTE = 'write `BREAKING CHANGE: text` in upper case, as a footer below a `type: subject` header'
const RELEASE_AS = 'write `Release-As: 1.2.3` as a footer, in a paragraph of its own'
const VERSION = 'name a version: `Release-As: 1.2.3`'

test.each([
  ['Feat(api)! drop v1', HEADER],
  ['fix(api) retry', HEADER],
  ['feat(api) : x', HEADER],
  ['feat : x', HEADER],
  ['feat:x', HEADER],
  [' feat: x', HEADER],
  ['feat(): x', HEADER],
  ['fix(a)(b): x', HEADER],
  ['feat: ', HEADER],
  ['feat; x', HEADER],
  ['feat\uff1ax', HEADER],
  ['Feat !: x', BANG],
  ['feat (x)!: y', BANG],
  ['feat!(x): y', BANG],
  ['BREAKING CHANGE: x', BANG],
  ['feat: BREAKING CHANGE drop v1', BANG],
  ['build: drop node 12 (BREAKING CHANGE)', BANG],
  ['[BREAKING] drop node 12', BANG],
  ['breaking change: y', NOTE],
  ['feat: x\n\nbreaking change: y', NOTE],
  ['feat: x\n\n**Breaking changes:** y', NOTE],
  ['feat: x\n\nBREAKING CHANGE\n\ny', NOTE],
  ['feat: x\n\n*** BREAKING CHANGE ***', NOTE],
  ['feat: x\n\nBREAKING: y', NOTE],
  ['plain\n\nBREAKING CHANGE: y', 'a `BREAKING CHANGE:` footer counts below a `type: subject` header only'],
  ['feat: x\n\nRelease as: 2.0.0', RELEASE_AS],
  ['feat: x\n\nrelease-as 2.0.0', RELEASE_AS],
  ['feat!: x\n\nRELEASE_AS: core@2.0.0', RELEASE_AS],
  ['feat: x\n\nsome text\nRelease-As: 2.0.0', RELEASE_AS],
  ['feat: x\n\nRelease-As: banana', VERSION],
  ['plain\n\nrelease-as: @acme/core', VERSION],
  ['feat: x\n\nRelease-As: 2.0.0\nRelease-As: next major', VERSION],
  ['fixup! feat: x', 'put it into the commit that it belongs to: git rebase --autosquash'],
  ['amend! feat: x', 'put it into the commit that it belongs to: git rebase --autosquash'],
])('%j: %s', (message, hint) => {
  expect(parseMessage(message).hint).toBe(hint)
})

test.each([
  'feat: x',
  'feat!: x',
  'feat: x\n\nBREAKING CHANGE: y',
  'feat: x\n\nRelease-As: 2.0.0',
  'plain text',
  'Fix the parser',
  'docs: no breaking changes here',
  'docs: how to write BREAKING CHANGE footers',
  'fix: stop parsing BREAKING CHANGE after two newlines',
  'chore(deps): update x to v2\n\n##### BREAKING CHANGES\n\n- **BREAKING: templates are gone',
  'chore: prepare\n\nThis is released as planned.\nRelease as soon as possible.',
  'Merge branch main',
  '',
])('%j gets no hint', (message) => {
  expect(parseMessage(message).hint).toBeNull()
})

test.each([
  ['fix', ['fixes', 'fixed', 'fixs', 'fx', 'fxi', 'fux', 'hotfix', 'bugfix']],
  ['feat', ['feats', 'features', 'feet', 'fea', 'faet', 'feaat']],
  ['feature', ['featre', 'featuer']],
  ['perf', ['pref', 'perfs', 'performance']],
  ['revert', ['reverts', 'rever', 'revret']],
])('%s is meant by %j', (meant, types) => {
  expect(types.map((type) => meantType(type))).toEqual(types.map(() => `did you mean ${meant}?`))
})

test('types of one kind or another are no slips', () => {
  const others = [
    'docs',
    'doc',
    'tests',
    'test',
    'chore',
    'nix',
    'mix',
    'deps',
    'release',
    'update',
    'ref',
    'a',
    'seat',
  ]
  expect(others.map((type) => meantType(type))).toEqual(others.map(() => null))
  expect(meantType('breaking')).toBe(BANG)
})
