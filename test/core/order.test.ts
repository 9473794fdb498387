/** Dependencies first, ties in byte order, circles named. */
import { expect, test } from 'vitest'
import { byBytes, topological } from '../../src/core/order.ts'
import type { Dependency } from '../../src/model.ts'

const pkg = (name: string, needs: readonly string[] = [], kind: Dependency['kind'] = 'runtime') => ({
  name,
  dependencies: needs.map((each) => ({ name: each, range: '*', kind })),
})

test('dependencies come first, ties in byte order, outsiders do not matter', () => {
  expect(topological([pkg('b', ['z', 'react']), pkg('a'), pkg('z'), pkg('Z'), pkg('c', ['a'])])).toEqual([
    'Z',
    'a',
    'c',
    'z',
    'b',
  ])
})

test('the order of the input does not change the answer', () => {
  const packages = [pkg('d', ['b', 'c']), pkg('b', ['a']), pkg('c', ['a']), pkg('a')]
  expect(topological(packages)).toEqual(['a', 'b', 'c', 'd'])
  expect(topological(packages.toReversed())).toEqual(['a', 'b', 'c', 'd'])
})

test('dev edges may go in circles', () => {
  expect(topological([pkg('a', ['b'], 'dev'), pkg('b', ['a'])])).toEqual(['a', 'b'])
})

test('a circle is an error that prints it, whoever leads into it', () => {
  const run = () => topological([pkg('0', ['c']), pkg('c', ['a']), pkg('b', ['c']), pkg('a', ['b'])])
  expect(run).toThrow('a → b → c → a')
  expect(run).toThrow(expect.objectContaining({ code: 'CYCLE' }))
  expect(() => topological([pkg('a', ['a'])])).toThrow('a → a')
})

test('bytes order beyond the basic plane as UTF-8 does', () => {
  expect(['\u{1f600}', '\uffff', 'a'].toSorted(byBytes)).toEqual(['a', '\uffff', '\u{1f600}'])
})
