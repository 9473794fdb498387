/** The four trailers: written into a message and read back, and nothing that rel would not write is believed. */
import { assert, constantFrom, oneof, property, record, stringMatching } from 'fast-check'
import { expect, test } from 'vitest'
import { NOTHING_ASKED } from '../../src/core/asked.ts'
import { isBranchName } from '../../src/core/names.ts'
import { readTrailers, type Trailers, writeTrailers } from '../../src/core/trailers.ts'
import type { Digest } from '../../src/model.ts'

const BASE = '0123456789abcdef0123456789abcdef01234567'
const PLAN: Digest = `sha256:${'5e'.repeat(32)}`
const WHOLE: Trailers = { base: BASE, line: 'main', asked: { ...NOTHING_ASKED, level: 'minor' }, plan: PLAN }
const TEXT = `Rel-Base: ${BASE}\nRel-Line: main\nRel-Asked: minor\nRel-Plan: ${PLAN}\n`
const SIGNATURE = '-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n'

test('are four lines in this order', () => {
  expect(writeTrailers(WHOLE)).toBe(TEXT)
})

test.each([
  ['alone', TEXT],
  ['below a subject and a body', `chore(release): core 1.1.0\n\nRel-Line: next\n\n${TEXT}`],
  ['without the last line end', TEXT.trimEnd()],
  ['above a signature', `core 1.1.0\n\n${TEXT}${SIGNATURE}`],
  [
    'in a tag object',
    `object ${BASE}\ntype commit\ntag v1.1.0\ntagger D <d@e> 1 +0000\n\nv1.1.0\n\n${TEXT}${SIGNATURE}`,
  ],
  ['above another trailer', `x\n\n${TEXT}Signed-off-by: Dev <dev@example.invalid>\n`],
  ['in another order', `x\n\n${TEXT.trimEnd().split('\n').toReversed().join('\n')}\n`],
])('are read %s', (_, message) => {
  expect(readTrailers(message)).toEqual(WHOLE)
})

test.each([
  ['an empty message', ''],
  ['no trailers', 'fix: a thing\n\nwith a body\n'],
  ...['Base', 'Line', 'Asked', 'Plan'].map((key) => [`no Rel-${key}`, TEXT.replace(new RegExp(`Rel-${key}.*\n`), '')]),
  ...['Base', 'Line', 'Asked', 'Plan'].map((key) => [
    `an empty Rel-${key}`,
    TEXT.replace(new RegExp(`(Rel-${key}): .*\n`), '$1: \n'),
  ]),
  ['a base that is no commit', TEXT.replace(BASE, 'HEAD')],
  ['an abbreviated base', TEXT.replace(BASE, BASE.slice(0, 12))],
  ['a base in upper case', TEXT.replace(BASE, BASE.toUpperCase())],
  ['a base with more behind it', TEXT.replace(BASE, `${BASE} --upload-pack=x`)],
  ['a plan that is no digest', TEXT.replace(PLAN, 'sha256:5e')],
  ['a plan by another algorithm', TEXT.replace('sha256:', 'sha512:')],
  ['trailers above the last paragraph', `x\n\n${TEXT}\nmore text\n`],
  ['trailers in two paragraphs', TEXT.replace('Rel-Asked', '\nRel-Asked')],
  ['indented trailers', TEXT.replaceAll('Rel-', ' Rel-')],
  ['keys in lower case', TEXT.toLowerCase()],
  ['trailers inside the signature', `x\n\n-----BEGIN PGP SIGNATURE-----\n${TEXT}-----END PGP SIGNATURE-----\n`],
])('%s reads as null', (_, message) => {
  expect(readTrailers(message ?? '')).toBe(null)
})

test('for any release, reading is the inverse of writing', () => {
  const lines = oneof(
    constantFrom('main', '1.x', 'release/Ärger', 'a+b,c=d@e'),
    stringMatching(/^[a-z0-9]{1,6}(?:\/[a-z0-9._-]{1,6})?$/),
  ).filter(isBranchName)
  const trailers = record({
    base: stringMatching(/^[0-9a-f]{40}$/),
    line: lines,
    asked: record({
      packages: constantFrom(null, ['core'], ['@acme/core', 'cli']),
      level: constantFrom(null, 'major', 'patch'),
      version: constantFrom(null, '2.0.0', '2.0.0-rc.1'),
      pre: constantFrom(null, '', 'rc'),
      date: constantFrom(null, '2026-09-21'),
    }),
    plan: stringMatching(/^[0-9a-f]{64}$/).map((hex): Digest => `sha256:${hex}`),
  })
  const run = property(trailers, constantFrom('', 'v1.0.0\n\n'), constantFrom('', SIGNATURE), (all, above, below) => {
    expect(readTrailers(above + writeTrailers(all) + below)).toEqual(all)
  })
  assert(run, { numRuns: 300 })
})
