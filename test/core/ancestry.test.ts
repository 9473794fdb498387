/** What merges brought in, on small graphs of every shape that history takes. */
import { expect, test } from 'vitest'
import { ancestryOf } from '../../src/core/ancestry.ts'
import { id, told } from './commits.ts'

const names = ['m', 'a', 'b', 'c', 'd', 'n', 'base']
const brought = (lines: readonly string[], merge: string): string[] => {
  const ids = ancestryOf(told(...lines)).brought(id(merge))
  return names.filter((name) => ids.includes(id(name)))
}

test('the commits of the merged side only', () => {
  expect(brought(['m (b, d): merge', 'd (c): x', 'c (base): x', 'b (a): x', 'a (base): x', 'base: x'], 'm')).toEqual([
    'c',
    'd',
  ])
})

test('what the first parent had merged before is not brought in again', () => {
  const lines = ['m (n, d): merge', 'n (a, c): merge', 'd (c): x', 'c (base): x', 'a (base): x', 'base: x']
  expect(brought(lines, 'm')).toEqual(['d'])
  expect(brought(lines, 'n')).toEqual(['c'])
})

test('an octopus brings in all its sides', () => {
  expect(brought(['m (a, b, c): merge', 'c (base): x', 'b (base): x', 'a (base): x', 'base: x'], 'm')).toEqual([
    'b',
    'c',
  ])
})

test('order of the given commits does not matter', () => {
  const lines = ['m (b, d): merge', 'd (c): x', 'c (base): x', 'b (base): x', 'base: x']
  const ids = ancestryOf(told(...lines).toReversed()).brought(id('m'))
  expect(ids.toSorted()).toEqual([id('c'), id('d')].toSorted())
})

test('a fast-forwarded first parent brings nothing twice, and unknown parents end the walk', () => {
  expect(brought(['m (a, b): merge', 'a (b): x', 'b (base): x'], 'm')).toEqual([])
  expect(brought(['m (gone, b): merge', 'b (away): x'], 'm')).toEqual(['b'])
  expect(brought(['m (gone, away): merge'], 'm')).toEqual([])
})

test('commits that are no merges, or not known, bring in nothing', () => {
  expect(brought(['a: x'], 'a')).toEqual([])
  expect(brought(['a: x'], 'nobody')).toEqual([])
})

test('what contains what, through merges and not through strangers', () => {
  const ancestry = ancestryOf(told('m (b, d): m', 'd (c): d', 'c (base): c', 'b (base): b', 'base: base'))
  const contains = (one: string, other: string) => ancestry.contains(id(one), id(other))
  expect([contains('m', 'c'), contains('m', 'base'), contains('d', 'd')]).toEqual([true, true, true])
  expect([contains('c', 'd'), contains('b', 'd'), contains('d', 'b'), contains('m', 'other')]).toEqual(
    Array(4).fill(false),
  )
})
