/** Messages and what they are taken apart into; whole corpora are in test/oracle/parse.test.ts. */
import { expect, test } from 'vitest'
import { parseHeader, parseMessage } from '../../src/core/change.ts'

test.each([
  ['feat: x', { type: 'feat', scope: null, breaking: false, subject: 'x' }],
  ['Fix(api): retry on 503 ', { type: 'Fix', scope: 'api', breaking: false, subject: 'retry on 503' }],
  [
    'feat(@acme/core, ui)!:  two spaces',
    { type: 'feat', scope: '@acme/core, ui', breaking: true, subject: 'two spaces' },
  ],
  ['fix(revert): "fix(deps): y"', { type: 'fix', scope: 'revert', breaking: false, subject: '"fix(deps): y"' }],
  ['bug_fix: underscore', { type: 'bug_fix', scope: null, breaking: false, subject: 'underscore' }],
])('%j is a header', (line, header) => {
  expect(parseHeader(line)).toEqual(header)
})

test.each([
  'feat:no space',
  'feat : x',
  ' feat: x',
  'feat(): x',
  'feat( ): x',
  'fix(a(b)): x',
  'fix(a)(b): x',
  'Feat !: x',
  'feat (x)!: y',
  'feat: ',
  'bug-fix: x',
  'Merge branch main',
  'BREAKING CHANGE: x',
  '',
])('%j is no header', (line) => {
  expect(parseHeader(line)).toBeNull()
})

test('breaking footers are notes, run over paragraphs and end at the next footer', () => {
  const { notes, breaking, footers } = parseMessage(
    'feat: x\n\nbody: not a footer after this\nmore\n\nBREAKING CHANGE: one\r\ntwo\n\nthree\nRefs: #1\nBREAKING-CHANGE: four\nCloses #5\n',
  )
  expect(notes).toEqual(['one\ntwo\n\nthree', 'four'])
  expect(breaking).toBe(true)
  expect(footers).toEqual([
    { token: 'body', value: 'not a footer after this\nmore' },
    { token: 'Refs', value: '#1' },
    { token: 'Closes', value: '5' },
  ])
})

test('a footer needs a paragraph of its own, a breaking one does not', () => {
  expect(parseMessage('fix: x\n\nsome text\nNote: inline').footers).toEqual([])
  expect(parseMessage('fix: x\nBREAKING CHANGE: y').notes).toEqual(['y'])
})

test.each([
  ['Revert "feat: x (#1)" (#2)', { header: 'feat: x (#1)', ids: [], request: null }],
  [
    'Revert "Revert "x""\n\nThis reverts commit ABCDEF1234.',
    { header: 'Revert "x"', ids: ['abcdef1234'], request: null },
  ],
  ['Reapply "feat: x"\n\nThis reverts commit abcdef1.', { header: 'feat: x', ids: ['abcdef1'], request: null }],
  ['revert: feat: x\n\nRefs: abcdef1, 1234567', { header: 'feat: x', ids: ['abcdef1', '1234567'], request: null }],
  [
    'revert(api): x\n\nThis reverts commits abcdef1, 1234567 and 7654321.',
    { header: 'x', ids: ['abcdef1', '1234567', '7654321'], request: null },
  ],
  ['Revert the cache\n\nThis reverts commit abcdef1.', { header: null, ids: ['abcdef1'], request: null }],
  [
    'Revert "Merge x"\n\nThis reverts commit abcdef1, reversing\nchanges made to 1234567.',
    { header: 'Merge x', ids: ['abcdef1'], request: null },
  ],
  ['Revert "feat: x" (#13)\n\nReverts acme/core#12', { header: 'feat: x', ids: [], request: '12' }],
  ['Revert the cache\n\nreverts #12', { header: null, ids: [], request: '12' }],
  ['fix: undo\n\nReverts #12', null],
  ['Revert the cache', null],
  ['fix: undo\n\nThis reverts commit abcdef1.', null],
  ['reverting: x', null],
])('%j takes back', (message, revert) => {
  expect(parseMessage(message).revert).toEqual(revert)
})

test('leading empty lines and an empty message are no trouble', () => {
  expect(parseMessage('\n\nfeat: x').header?.subject).toBe('x')
  expect(parseMessage('')).toMatchObject({ header: null, subject: '', breaking: false, revert: null })
})
