/** Dependencies first, ties in byte order, circles named. */
import { expect, test } from 'vitest'
import { byBytes, topological } from '../../src/core/order.ts'
import type { Dependency } from '../../src/model.ts'

const pkg = (name: string, needs: readonly string[] = [], kind: Dependency['kind'] = 'runtime') => ({
  name,
  edges: needs.map((to) => ({ to, kind })),
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
  const keys = ['ab', 'bc', 'ca'].map(([one, other]) => ['packages', one, 'dependsOn', other])
  expect(run).toThrow(expect.objectContaining({ code: 'CYCLE', keys }))
  expect(() => topological([pkg('a', ['a'])])).toThrow('a → a')
})

test('bytes order beyond the basic plane as UTF-8 does', () => {
  expect(['\u{1f600}', '\uffff', 'a'].toSorted(byBytes)).toEqual(['a', '\uffff', '\u{1f600}'])
})

test('within one fixed group a circle is no error; beyond it, and in two groups, it is', () => {
  const circle = [pkg('a', ['c']), pkg('b', ['a']), pkg('c', ['b', 'z']), pkg('z')]
  expect(topological(circle, [['a', 'b', 'c']])).toEqual(['z', 'a', 'b', 'c'])
  expect(() => topological(circle, [['a', 'b']])).toThrow('a → c → b → a')
  expect(() => topological(circle, [['a', 'b'], ['c']])).toThrow(expect.objectContaining({ code: 'CYCLE' }))
})

test('circles within circles of one group come to an end, each member once', () => {
  const all = [pkg('a', ['b', 'c']), pkg('b', ['a', 'c']), pkg('c', ['a', 'b', 'c'])]
  expect(topological(all, [['a', 'b', 'c']]).toSorted()).toEqual(['a', 'b', 'c'])
})
