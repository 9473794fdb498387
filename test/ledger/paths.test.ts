/** Names of anything become names of one file, and come back. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as paths from '../../src/ledger/paths.ts'

test.each([
  ['core', 'core'],
  ['@acme/core', '%40acme%2Fcore'],
  ['a.b_c~d-E9', 'a.b_c~d-E9'],
  ['.', '%2E'],
  ['..', '%2E%2E'],
  ['...', '...'],
  ['.git', '.git'],
  ['50%', '50%25'],
  ['ü名', '%C3%BC%E5%90%8D'],
  ['a\0b\n', 'a%00b%0A'],
  ['1.0.0+build', '1.0.0%2Bbuild'],
])('%j is %s', (name, text) => {
  expect([paths.encodeName(name), paths.decodeName(text)]).toEqual([text, name])
})

test.each(['', '%', '%2', '%2f', '%41', 'a/b', '.', '..', '%FF', 'ü', 'a b', '%2E%2E%2E'])('%j is no name', (text) => {
  expect(paths.decodeName(text)).toBeNull()
})

test('any name comes back, and different ones stay different', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 })
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(paths.decodeName(paths.encodeName(a))).toBe(a)
      expect(paths.encodeName(a)).toMatch(/^[A-Za-z0-9._~%-]+$/)
      if (a !== b) expect(paths.encodeName(a)).not.toBe(paths.encodeName(b))
    }),
  )
})

test('where things stand', () => {
  const hex = 'abcdef'.padEnd(64, '0')
  const commit = 'abcdef'.padEnd(40, '1')
  expect(paths.releaseFolder('@a/b', '1.0.0+x')).toBe('releases/%40a%2Fb/1.0.0%2Bx')
  expect(paths.digestPath(hex)).toBe(`index/sha256/ab/cd/${hex.slice(4)}`)
  expect([paths.isDigestPath(paths.digestPath(hex)), paths.isDigestPath('index/commit/x')]).toEqual([true, false])
  expect(paths.commitPath(commit, '@a/b', '1.0.0')).toBe(`index/commit/ab/cd/${commit.slice(4)}/%40a%2Fb@1.0.0`)
  expect(paths.publicationPath('core', '1.0.0', 'a b')).toBe('releases/core/1.0.0/publications/a%20b.json')
  expect(paths.withdrawalPath('@a/b', '1.0.0', 2)).toBe('releases/%40a%2Fb/1.0.0/withdrawals/2.json')
  expect(paths.pendingCommit('ab')).toBe('refs/rel/pending/ab/commit')
  expect(paths.pendingTag('ab', '@a/b@1.0.0')).toBe('refs/rel/pending/ab/tags/@a/b@1.0.0')
  expect(paths.stageRef('@a/b', '1.0.0', hex)).toBe(`refs/rel/stage/%40a%2Fb@1.0.0/${hex.slice(0, 16)}`)
  expect(paths.hexOf(`sha256:${hex}`)).toBe(hex)
})
