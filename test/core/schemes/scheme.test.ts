/** What holds for every scheme and every version in it: spelling, order, steps, and what lies between two releases. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schemeNamed } from '../../../src/core/schemes/index.ts'
import type { Level } from '../../../src/model.ts'

const level = fc.constantFrom<Level>('major', 'minor', 'patch')
const day = fc
  .tuple(fc.integer({ min: 2001, max: 2110 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'))
const number = fc.oneof(fc.nat(3), fc.nat(40))
const numbers = (least: number, most: number) =>
  fc.array(number, { minLength: least, maxLength: most }).map((list) => list.join('.'))
const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts)
const joined = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''))

const dated = (name: string) => {
  const scheme = schemeNamed(name)
  const stepped = fc.array(fc.tuple(level, day), { maxLength: 4 })
  return fc.tuple(day, stepped, oneOf('', 'rc', 'beta')).map(([start, steps, id]) => {
    const stable = steps.reduce((version, [size, when]) => scheme.increment(version, size, when), scheme.initial(start))
    return id === '' ? stable : scheme.firstPrerelease(stable, id)
  })
}

const VERSIONS: readonly (readonly [name: string, version: fc.Arbitrary<string>])[] = [
  ['semver', joined(numbers(3, 3), oneOf('', '', '-rc.1', '-rc.12', '-beta.2', '-x', '+b.5', '-rc.1+b'))],
  [
    'pep440',
    joined(
      oneOf('', '', '1!'),
      numbers(1, 5),
      oneOf('', '', 'a0', 'b3', 'rc1', 'rc12'),
      oneOf('', '', '.post2'),
      oneOf('', '', '.dev0', '.dev7'),
      oneOf('', '', '+ubuntu.1'),
    ),
  ],
  [
    'maven',
    joined(
      numbers(1, 5),
      oneOf('', '', '', '.Final', '-jre', '-SP1', '-1'),
      oneOf('', '', '-alpha-1', '-beta2', '.RC3', '-rc12', '-M1', '-rc'),
      oneOf('', '', '-SNAPSHOT'),
    ),
  ],
  ['build', joined(numbers(1, 1), oneOf('', '', '-rc.1', '-beta.3'))],
  ...[
    'YYYY.MM.MICRO',
    'YY.0M.MICRO.MODIFIER',
    'YYYY.MINOR.MICRO',
    'MAJOR.YYYY0M.MICRO',
    'MAJOR.YYYY.MM',
    'YYYY.MICRO.MM',
    '0Y.0W.MICRO',
    'YYYY.MM.DD_MICRO-MODIFIER',
  ].map((pattern) => [`calver:${pattern}`, dated(`calver:${pattern}`)] as const),
]

test.each(VERSIONS)('%s: a version is spelled in one way', (name, version) => {
  const scheme = schemeNamed(name)
  fc.assert(
    fc.property(version, day, (text, when) => {
      expect(scheme.parse(text)).toBe(text)
      expect(scheme.read(text)).toBe(text)
      expect(scheme.parse(`v${text}`)).toBeNull()
      expect(scheme.parse(scheme.stable(text))).toBe(scheme.stable(text))
      expect(scheme.parse(scheme.initial(when))).toBe(scheme.initial(when))
    }),
  )
})

test.each(VERSIONS)('%s: its order is total', (name, version) => {
  const scheme = schemeNamed(name)
  const order = (a: string, b: string) => Math.sign(scheme.compare(a, b))
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(order(a, a)).toBe(0)
      expect(order(a, b)).toBe(0 - order(b, a))
      const [low = '', middle = '', high = ''] = [a, b, c].toSorted(order)
      expect([order(low, middle), order(middle, high), order(low, high)]).not.toContain(1)
      expect(order(a, scheme.stable(a))).toBe(scheme.isPrerelease(a) ? -1 : 0)
    }),
  )
})

test.each(VERSIONS)('%s: the next version is stable and above', (name, version) => {
  const scheme = schemeNamed(name)
  fc.assert(
    fc.property(version, level, day, (from, size, when) => {
      const to = scheme.increment(from, size, when)
      expect(scheme.parse(to)).toBe(to)
      expect(scheme.isPrerelease(to)).toBe(false)
      expect(scheme.compare(to, from), `${from} → ${to}`).toBeGreaterThan(0)
      expect(scheme.isPrerelease(from) || scheme.difference(from, to) !== 'none').toBe(true)
    }),
  )
})

test.each(VERSIONS)('%s: prereleases and snapshots lie between two releases', (name, version) => {
  const scheme = schemeNamed(name)
  fc.assert(
    fc.property(version, level, day, oneOf('alpha', 'beta', 'rc'), (text, size, when, id) => {
      const from = scheme.stable(text)
      const to = scheme.increment(from, size, when)
      const first = scheme.firstPrerelease(to, id)
      const second = scheme.nextPrerelease(first, id)
      const snapshots = [to, second].map((next) => scheme.snapshot(next, 5, '1a2b3c4'))
      const ascending = [from, first, snapshots[1] ?? '', second, to]
      expect(ascending.toReversed().toSorted(scheme.compare)).toEqual(ascending)
      expect([first, second].map(scheme.prereleaseId)).toEqual([id, id])
      expect(scheme.stable(second)).toBe(to)
      expect([from, snapshots[0], to].toSorted((a = '', b = '') => scheme.compare(a, b))).toEqual([
        from,
        snapshots[0],
        to,
      ])
      expect(snapshots.map(scheme.parse)).toEqual(snapshots)
    }),
  )
})

test.each(VERSIONS)(
  '%s: a hotfix lies below the next patch, a development version below its release',
  (name, version) => {
    const scheme = schemeNamed(name)
    fc.assert(
      fc.property(version, day, (text, when) => {
        const from = scheme.stable(text)
        const patch = scheme.increment(from, 'patch', when)
        const hotfix = scheme.hotfix?.(from) ?? scheme.firstPrerelease(patch, 'rc')
        const development = scheme.developmentAfter?.(from) ?? scheme.firstPrerelease(patch, 'alpha')
        const release = scheme.releaseOf?.(development) ?? patch
        for (const ascending of [
          [from, hotfix, patch],
          [from, development, release],
        ])
          expect(ascending.toReversed().toSorted(scheme.compare)).toEqual(ascending)
      }),
    )
  },
)
