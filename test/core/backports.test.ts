/** Which commits may be backports: by what their messages say, or by who wrote them when. */
import { expect, test } from 'vitest'
import { type Authored, isTwin, pickedFrom, picksOf } from '../../src/core/backports.ts'

const id = (digit: string) => digit.repeat(40)
const commit = (digit: string, message = 'fix: it', authorDate = 1): Authored => ({
  ...{ id: id(digit), author: 'Ada', email: 'ada@example.invalid' },
  ...{ authorDate, message },
})
const picked = (...from: readonly string[]) =>
  `fix: it\n\n${from.map((each) => `(cherry picked from commit ${each})`).join('\n')}\n`

test.each([
  [picked(id('a')), [id('a')]],
  [picked(id('a'), id('b')), [id('a'), id('b')]],
  [`see (cherry picked from commit ${id('a')}) for why`, []],
  ['(cherry picked from commit main)', []],
  ['fix: it', []],
])('%j names %j', (message, ids) => {
  expect(pickedFrom(message)).toEqual(ids)
})

test('picks of picks are found in any order, shortened ids too, and a circle ends', () => {
  const commits = [
    commit('d', picked(id('c'))),
    commit('c', picked(id('b').slice(0, 10))),
    commit('b', picked(id('a'))),
    commit('e', picked(id('f'))),
    commit('a', picked(id('d'))),
  ]
  expect(picksOf(id('a'), commits).toSorted()).toEqual([id('b'), id('c'), id('d')])
  expect(picksOf(id('9'), commits)).toEqual([])
})

test('a twin has another id, the same author and the same author date', () => {
  const one = commit('a')
  expect(isTwin(one, commit('b', 'said otherwise'))).toBe(true)
  expect(isTwin(one, commit('a'))).toBe(false)
  expect(isTwin(one, commit('b', 'fix: it', 2))).toBe(false)
  expect(isTwin(one, { ...commit('b'), email: 'eve@example.invalid' })).toBe(false)
})
