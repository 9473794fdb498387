/** Intervals of versions: what they admit, and what becomes of those that do not. */
import { expect, test } from 'vitest'
import { compareMaven } from '../../src/core/schemes/maven-order.ts'
import { stepIntervals } from '../../src/ecosystems/interval-range.ts'

test.each<[string, string, string, boolean]>([
  ['[1.2.3]', '1.3.0', '[1.3.0]', false],
  ['[ 1.3.0 ]', '1.3.0', '[ 1.3.0 ]', true],
  ['[1.2.3,1.2.3]', '1.3.0', '[1.3.0,1.3.0]', false],
  ['[1.0,2.0)', '1.99', '[1.0,2.0)', true],
  ['[1.0, 2.0)', '2.0.0', '[2.0, 3.0)', false],
  ['[1.0,2.0)', '2.0.0-rc1', '[1.0,2.0)', true],
  ['[1.0.0,1.1.0)', '1.2.3', '[1.2.3,1.3.0)', false],
  ['[0.3,0.4)', '0.4.1', '[0.4,0.5)', false],
  ['[1,2)', '3.0.0-rc1', '[3.0.0-rc1,4)', false],
  ['[1.0,)', '5', '[1.0,)', true],
  ['(1.0,2.0]', '2.0', '(1.0,2.0]', true],
  ['(1.0,2.0]', '2.1', '(1.0,2.0]', false],
  ['(,1.0],[1.2,)', '1.1', '(,1.0],[1.2,)', false],
  ['(,1.0],[1.2,)', '1.2', '(,1.0],[1.2,)', true],
  ['(,)', '1.2', '(,)', true],
])('%s at %s is %s', (range, to, text, admits) => {
  const meaning = text === range ? null : `${range} → ${text}`
  expect(stepIntervals(range, to, compareMaven)).toEqual({ text, meaning, admits })
})

test.each(['1.0', '', '*', '[1.0,2.0) or 3', '[1.0,2.0,3.0)', '${core.version}'])('%s is no interval', (range) => {
  expect(stepIntervals(range, '1.0', compareMaven)).toBe(null)
})
