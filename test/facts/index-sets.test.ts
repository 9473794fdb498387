/** Sets of indices as numbers: the same as sets. */
import { array, assert, integer, nat, property, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY, indexSets } from '../../src/facts/index-sets.ts'

test('for any indices and unions, the same as with sets, and equal sets are one number', () => {
  const joins = array(tuple(nat(40), nat(40)), { maxLength: 40 })
  const run = property(integer({ min: 1, max: 70 }), joins, (count, pairs) => {
    const sets = indexSets(count)
    const members = (set: number) =>
      Array.from({ length: count }, (_, track) => track).filter((track) => sets.has(set, track))
    const known: { readonly set: number; readonly has: ReadonlySet<number> }[] = [{ set: EMPTY, has: new Set() }]
    for (let track = 0; track < count; track += 7) known.push({ set: sets.add(EMPTY, track), has: new Set([track]) })
    for (const [first, second] of pairs) {
      const [a, b] = [known[first % known.length], known[second % known.length]] as const
      if (a !== undefined && b !== undefined)
        known.push({ set: sets.union(a.set, b.set), has: new Set([...a.has, ...b.has]) })
    }
    const texts = known.map(({ has }) => [...has].toSorted((a, b) => a - b).join())
    for (const [at, { set }] of known.entries()) {
      expect(members(set).join()).toBe(texts[at])
      const lowest = members(set).find((index) => index !== 0 && index !== 7)
      expect(sets.lowest(set, new Set([0, 7]))).toBe(lowest ?? -1)
    }
    expect(new Set(known.map(({ set }) => set)).size).toBe(new Set(texts).size)
  })
  assert(run, { numRuns: 200 })
})

test('the set of all', () => {
  const sets = indexSets(33)
  const joined = Array.from({ length: 33 }, (_, track) => sets.add(EMPTY, track)).reduce((a, b) => sets.union(a, b))
  expect(joined).toBe(sets.all)
  expect([0, 1, 31, 32, 64].map((count) => indexSets(count).all === EMPTY)).toEqual([true, false, false, false, false])
  expect(sets.has(EMPTY, 0)).toBe(false)
})
