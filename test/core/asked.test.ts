/** What was asked for, as one line and back. */
import { array, assert, constantFrom, oneof, property, record, string, stringMatching } from 'fast-check'
import { expect, test } from 'vitest'
import { NOTHING_ASKED, readAsked, writeAsked } from '../../src/core/asked.ts'
import { isPackageName } from '../../src/core/names.ts'
import type { Asked } from '../../src/model.ts'

const TABLE: readonly (readonly [string, Partial<Asked>])[] = [
  ['-', {}],
  ['minor', { level: 'minor' }],
  ['2.0.0', { version: '2.0.0' }],
  ['2.0.0-rc.1+build.5', { version: '2.0.0-rc.1+build.5' }],
  ['core@2.0.0', { version: '2.0.0', packages: ['core'] }],
  ['@acme/core@2.0.0', { version: '2.0.0', packages: ['@acme/core'] }],
  ['major@1.0.0', { version: '1.0.0', packages: ['major'] }],
  ['2.0.0 packages=a,b', { version: '2.0.0', packages: ['a', 'b'] }],
  ['packages=core', { packages: ['core'] }],
  ['packages=minor', { packages: ['minor'] }],
  ['patch packages=@acme/core,cli', { level: 'patch', packages: ['@acme/core', 'cli'] }],
  ['pre=rc', { pre: 'rc' }],
  ['pre=', { pre: '' }],
  ['date=2026-09-21', { date: '2026-09-21' }],
  [
    'major packages=a,b pre=beta date=2026-09-21',
    { level: 'major', packages: ['a', 'b'], pre: 'beta', date: '2026-09-21' },
  ],
]

test.each(TABLE)('%s', (text, part) => {
  const asked = { ...NOTHING_ASKED, ...part }
  expect(writeAsked(asked)).toBe(text)
  expect(readAsked(text)).toEqual(asked)
})

const names = stringMatching(/^(?:@[a-z0-9]{1,4}\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/).filter(isPackageName)
const VERSIONS = ['0.0.0', '1.2.3', '10.20.30-rc.1', '1.0.0-alpha', '1.0.0+x.y', '1.0.0-0.3.7+exp.sha-5']

test('for anything that can be asked, reading is the inverse of writing', () => {
  const question = record({
    packages: oneof(constantFrom(null), array(names, { minLength: 1, maxLength: 3 })),
    level: constantFrom(null, 'major', 'minor', 'patch'),
    version: constantFrom(null, ...VERSIONS),
    pre: oneof(constantFrom(null, ''), stringMatching(/^[A-Za-z][0-9A-Za-z-]{0,6}$/)),
    date: constantFrom(null, '2026-09-21'),
  })
  const run = property(question, (asked) => {
    const text = writeAsked(asked)
    expect(readAsked(text)).toEqual(asked)
    expect(text).not.toContain('\n')
  })
  assert(run, { numRuns: 500 })
})

test('any text at all is read as something, and equal texts as equal things', () => {
  const run = property(string(), (text) => {
    expect(Object.keys(readAsked(text)).toSorted()).toEqual(['date', 'level', 'packages', 'pre', 'version'])
  })
  assert(run, { numRuns: 200 })
  expect(readAsked('')).toEqual(NOTHING_ASKED)
  expect(readAsked('  minor   - ')).toEqual({ ...NOTHING_ASKED, level: 'minor' })
})
