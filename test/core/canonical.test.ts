/** RFC 8785's own examples, and digests of known texts. */
import { expect, test } from 'vitest'
import { canonical, digestOf, sha256 } from '../../src/core/canonical.ts'

test('keys are sorted by UTF-16 code units and nothing is spaced', () => {
  const value = {
    '\u20ac': 'Euro',
    '\r': 'CR',
    '1': 'One',
    '\u0080': 'Control',
    '\ud83d\ude02': 'Smiley',
    a: [1, null, true],
  }
  expect(canonical(value)).toBe(
    '{"\\r":"CR","1":"One","a":[1,null,true],"\u0080":"Control","\u20ac":"Euro","\ud83d\ude02":"Smiley"}',
  )
})

test('numbers are spelled as ECMAScript spells them', () => {
  expect(canonical(JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, -0]'))).toBe(
    '[333333333.3333333,1e+30,4.5,0.002,0]',
  )
})

test('the order of keys does not change a digest', () => {
  expect(digestOf({ b: 1, a: 2 })).toBe(digestOf({ a: 2, b: 1 }))
  expect(digestOf({})).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
})

test('a string is hashed as UTF-8', () => {
  expect(sha256('é')).toBe(sha256(Buffer.from([0xc3, 0xa9])))
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
