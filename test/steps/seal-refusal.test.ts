/** What a host did not take is named as the server names it, each with its way out. */
import { expect, test } from 'vitest'
import type { RelError } from '../../src/errors.ts'
import type { SealInput } from '../../src/steps/seal-look.ts'
import { halfTaken, refusal } from '../../src/steps/seal-refusal.ts'
import { smallPlan } from '../support/small-release.ts'

const LINE = 'refs/heads/main'
const TAG = 'refs/tags/v1.0.0'
const LEDGER = 'refs/rel/ledger'
const INPUT: SealInput = {
  ...{ hex: 'ab'.repeat(32), tags: ['v1.0.0'], plan: smallPlan('c'.repeat(40)), line: 'main', branch: true, dists: [] },
  ...{ onMoved: 'merge', remote: 'origin', ledger: LEDGER, signLedger: false },
  sign: { with: 'none', relSignKey: null, gitSigningKey: null, gitFormat: null },
}

/** As a server answers: reasons by ref, and what its hooks printed. */
const said = (reasons: Readonly<Record<string, string>>, words = '', ledger = LEDGER): RelError => {
  const refused = Object.entries(reasons).map(([ref, reason]) => ({ ref, reason }))
  const text = words.replaceAll(/^/gm, 'remote: ')
  return refusal({ ...INPUT, ledger }, { outcome: { accepted: false, text, refused }, merge: null })
}

const ATOMIC = '[remote rejected] (atomic push failure)'
const all = (reason: string) => ({ [LINE]: reason, [TAG]: reason, [LEDGER]: reason })
const [BRANCH_WAY, TAG_WAY, LEDGER_WAY] = [
  'let this identity bypass the protection of main, or set "commit": { "mode": "none" }',
  'allow this identity to push tags',
  'allow refs/rel/*, or set "ledger": { "ref": "refs/heads/rel-ledger" }',
]

test.each<[string, RelError, string, string]>([
  [
    'one ref, the others with it',
    said({ ...all(ATOMIC), [LINE]: '[remote rejected] (protected branch hook declined)' }),
    `origin refuses ${LINE}: [remote rejected] (protected branch hook declined)`,
    BRANCH_WAY,
  ],
  [
    'the whole push, in words that name the ref',
    said(all('[remote rejected] (pre-receive hook declined)'), `error: GH006: protected branch update for ${LINE}.\n`),
    `origin refuses ${LINE}: error: GH006: protected branch update for ${LINE}.`,
    BRANCH_WAY,
  ],
  [
    'the whole push, in words that name the branch',
    said(all('[remote rejected] (pre-receive hook declined)'), "you may not push to 'main'"),
    `origin refuses ${LINE}: you may not push to 'main'`,
    BRANCH_WAY,
  ],
  [
    'the whole push, without a word about which',
    said(all('[remote rejected] (pre-receive hook declined)'), 'frozen until Monday'),
    `origin refuses ${LINE}, ${TAG}, ${LEDGER}: frozen until Monday`,
    [BRANCH_WAY, TAG_WAY, LEDGER_WAY].join('; '),
  ],
  ['tags', said({ [TAG]: 'no' }), `origin refuses ${TAG}: no`, TAG_WAY],
  ['the ledger', said({ [LEDGER]: 'no' }), `origin refuses ${LEDGER}: no`, LEDGER_WAY],
  [
    'a ledger that is a branch already',
    said({ 'refs/heads/rel-ledger': 'no' }, '', 'refs/heads/rel-ledger'),
    'origin refuses refs/heads/rel-ledger: no',
    'let this identity push refs/heads/rel-ledger',
  ],
])('%s', (_, error, message, hint) => {
  expect(error).toMatchObject({ code: 'SEAL_REFUSED', message, hint })
})

test('a merge that a host does not want is a line that moved on', () => {
  const outcome = { accepted: false, text: 'remote: no merges here', refused: [{ ref: LINE, reason: 'declined' }] }
  const merge = { head: 'a'.repeat(40), commit: 'b'.repeat(40) }
  expect(refusal(INPUT, { outcome, merge })).toMatchObject({
    code: 'LINE_MOVED',
    message: 'main on origin moved on to aaaaaaa while this release was made: the merge is refused: no merges here',
    hint: expect.stringMatching(/git pull.* or merge bbbbbbb into main/),
  })
})

test('what is half taken is finished by the same command alone', () => {
  expect(halfTaken(said({ [LINE]: 'no' }))).toMatchObject({
    code: 'PARTIAL',
    message: `the ledger has this release, but origin refuses ${LINE}: no`,
    hint: expect.stringMatching(/^let this identity push it, and run the same command again/),
  })
})
