/** Next versions: tables of tags, the first release, 0.x, prereleases, manifests, ranges, and the property "always above". */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseBase } from '../../src/core/base.ts'
import { schemeNamed } from '../../src/core/schemes/index.ts'
import { semverScheme as scheme } from '../../src/core/schemes/semver.ts'
import { nextVersion, type NextVersionInput } from '../../src/core/version.ts'
import type { Level, VersionTag } from '../../src/model.ts'

const tags = (...versions: readonly string[]): VersionTag[] =>
  versions.map((text) => {
    const [version = '', commit = version] = text.split(' @')
    return { tag: `v${version}`, version, commit }
  })

const next = (input: Partial<NextVersionInput>) => {
  const { reachable = [], pre = null, scheme: own = scheme } = input
  return nextVersion({
    scheme,
    base: chooseBase(reachable, pre, own).base,
    level: 'minor',
    pre,
    asked: null,
    reachable,
    initial: null,
    day: '2026-09-21',
    range: null,
    manifestVersion: null,
    zeroMajor: { breaking: 'minor', feature: 'minor' },
    ...input,
  })
}

test.each([
  ['1.2.3', 'major', '2.0.0', 'major'],
  ['1.2.3', 'minor', '1.3.0', 'minor'],
  ['1.2.3', 'patch', '1.2.4', 'patch'],
  ['0.2.3', 'major', '0.3.0', 'minor'],
  ['0.2.3', 'minor', '0.3.0', 'minor'],
  ['0.2.3', 'patch', '0.2.4', 'patch'],
] as const)('%s and %s make %s', (base, level, to, effect) => {
  expect(next({ reachable: tags(base), level })).toMatchObject({ to, level: effect, first: null, note: null })
})

test('zeroMajor decides what 0.x does', () => {
  const zero = (breaking: Level, feature: Level) => ({ reachable: tags('0.2.3'), zeroMajor: { breaking, feature } })
  expect(next({ ...zero('major', 'minor'), level: 'major' }).to).toBe('1.0.0')
  expect(next({ ...zero('minor', 'patch'), level: 'minor' }).to).toBe('0.2.4')
})

test('nothing releasable leaves the base where it is', () => {
  expect(next({ reachable: tags('1.2.3'), level: null })).toMatchObject({ to: '1.2.3', level: 'none' })
})

test.each([
  [null, null, '0.1.0', 'versioning.initial'],
  ['0.0.0', null, '0.1.0', 'versioning.initial'],
  ['0.0.0-development', null, '0.1.0', 'versioning.initial'],
  ['3.1.4', null, '3.1.4', 'manifest'],
  ['3.1.4', 'rc', '3.1.4-rc.1', 'manifest'],
  [null, 'rc', '0.1.0-rc.1', 'versioning.initial'],
  ['2.0.0-rc.0', 'rc', '2.0.0-rc.0', 'manifest'],
  ['2.0.0-rc.0', 'beta', '2.0.0-beta.1', 'manifest'],
  ['2.0.0-rc.0', '', '2.0.0', 'manifest'],
])('first release: manifest %s, pre %s make %s', (manifestVersion, pre, to, source) => {
  expect(next({ manifestVersion, pre })).toMatchObject({ to, level: 'none', first: { source } })
})

test.each([
  ['semver', '0.1.0'],
  ['pep440', '0.1.0'],
  ['maven', '0.1.0'],
  ['build', '1'],
  ['calver:YYYY.0M.MICRO', '2026.09.0'],
])('the first version of %s is %s, unless the config says another', (name, to) => {
  const own = schemeNamed(name)
  expect(next({ scheme: own })).toMatchObject({ to, first: { version: to, source: 'versioning.initial' } })
  const second = own.increment(to, 'major', '2026-09-21')
  expect(next({ scheme: own, initial: second }).to).toBe(second)
  expect(() => next({ scheme: own, initial: 'v1' })).toThrow(expect.objectContaining({ code: 'CONFIG_VALUE' }))
})

test('prereleases without any stable tag decide the first stable version', () => {
  const reachable = tags('1.0.0-beta.1', '1.0.0-beta.5')
  expect(next({ reachable, manifestVersion: '1.0.0-beta.5' })).toMatchObject({
    to: '1.0.0',
    first: { source: 'prereleases' },
  })
  expect(next({ reachable, pre: 'rc' }).to).toBe('1.0.0-rc.1')
})

test.each([
  [['1.0.0'], 'minor', '1.1.0-rc.1'],
  [['1.0.0', '1.1.0-rc.1'], 'patch', '1.1.0-rc.2'],
  [['1.0.0', '1.1.0-rc.1'], 'minor', '1.1.0-rc.2'],
  [['1.0.0', '1.1.0-rc.1'], 'major', '2.0.0-rc.1'],
  [['1.0.0', '1.0.1-rc.3'], 'minor', '1.1.0-rc.1'],
  [['1.0.0', '2.0.0-rc.3'], 'major', '2.0.0-rc.4'],
  [['1.0.0', '1.1.0-rc.1', '2.0.0-beta.4'], 'patch', '2.0.0-rc.1'],
  [['1.0.0', '2.0.0-beta.4'], 'major', '2.0.0-rc.1'],
  [['0.2.0', '0.3.0-rc.1'], 'major', '0.3.0-rc.2'],
  [['1.1.0', '1.1.0-rc.1'], 'patch', '1.1.1-rc.1'],
  [['1.0.0', '1.1.0-rc.9'], 'patch', '1.1.0-rc.10'],
  [['1.0.0', '1.0.1-rc.1', '1.1.0-beta.1'], 'patch', '1.1.0-rc.1'],
  [['1.0.0', '1.0.1-rc.1', '1.1.0'], 'patch', '1.1.1-rc.1'],
] as const)('prerelease after %j with %s is %s', (reachable, level, to) => {
  expect(next({ reachable: tags(...reachable), level, pre: 'rc' }).to).toBe(to)
})

test.each([
  [['1.0.0', '2.0.0-rc.1'], null, '2.0.0', 'major'],
  [['1.0.0', '1.1.0-rc.1'], 'minor', '1.1.0', 'minor'],
  [['1.0.0', '1.1.0-rc.1'], 'major', '2.0.0', 'major'],
  [['1.0.0', '2.0.0-rc.1'], 'patch', '2.0.0', 'major'],
  [['1.0.0'], null, '1.0.0', 'none'],
] as const)('stable again after %j with %s is %s', (reachable, level, to, effect) => {
  expect(next({ reachable: tags(...reachable), level, pre: '' })).toMatchObject({ to, level: effect })
})

test('an asked version must be one, and above the base', () => {
  const reachable = tags('1.2.3')
  expect(next({ reachable, asked: '2.0.0' })).toMatchObject({ to: '2.0.0', level: 'major' })
  expect(next({ reachable, asked: '1.3.0-rc.1' })).toMatchObject({ to: '1.3.0-rc.1', level: 'minor' })
  expect(next({ asked: '5.0.0' })).toMatchObject({ to: '5.0.0', level: 'none', first: null })
  for (const asked of ['1.2.3', '1.0.0', '1.2.3-rc.1', 'v2.0.0', '2'])
    expect(() => next({ reachable, asked })).toThrow(expect.objectContaining({ code: 'USAGE' }))
  expect(() => next({ reachable: tags('1.2.3', '2.0.0-rc.1'), asked: '2.0.0-rc.1' })).toThrow(
    expect.objectContaining({ code: 'USAGE', message: '2.0.0-rc.1 is released already (tag v2.0.0-rc.1)' }),
  )
})

test.each([
  ['the beta became an rc', ['1.0.0-beta.1 @a', '1.0.0-rc.1 @a'], '1.0.0-beta.2'],
  ['it was released, and the next one begun', ['1.0.0 @a', '1.1.0-beta.4 @a', '1.1.0-beta.3'], '1.1.0-beta.5'],
])('tags on one commit are taken, whichever is the base: %s', (_, versions, to) => {
  expect(next({ reachable: tags(...versions), pre: 'beta' })).toMatchObject({ to })
})

test.each(['r_c', '1', 'rc.1', ''.padEnd(300, 'x')])('%j is no prerelease id', (pre) => {
  expect(() => next({ reachable: tags('1.0.0'), pre })).toThrow(expect.objectContaining({ code: 'USAGE' }))
})

test('a manifest ahead of every tag is an error with two ways out', () => {
  const run = () => next({ reachable: tags('1.2.3', '1.1.0'), manifestVersion: '1.4.0' })
  expect(run).toThrow('the manifest says 1.4.0, the highest tag is v1.2.3')
  expect(run).toThrow(
    expect.objectContaining({
      code: 'VERSION_MISMATCH',
      hint: expect.stringMatching(/git tag v1\.4\.0 .*back to 1\.2\.3/),
    }),
  )
})

test('placeholders, manifests that lag, releases made elsewhere and what is asked for do not conflict', () => {
  const reachable = tags('1.2.3')
  expect(next({ reachable, manifestVersion: '0.0.0-dev' }).note).toBeNull()
  expect(next({ reachable, manifestVersion: '1.2.3' }).note).toBeNull()
  expect(next({ reachable, manifestVersion: '1.0.0' }).note).toBe(
    'the manifest says 1.0.0, the tags 1.2.3: the tags count',
  )
  expect(next({ reachable, elsewhere: tags('1.4.0'), manifestVersion: '1.4.0' }).to).toBe('1.3.0')
  expect(next({ reachable, asked: '1.4.0', manifestVersion: '1.4.0' }).to).toBe('1.4.0')
  expect(next({ elsewhere: tags('1.4.0'), manifestVersion: '1.4.0' }).to).toBe('1.4.0')
})

test('a manifest between the tags of HEAD and a higher one elsewhere is ahead all the same', () => {
  const run = () => next({ reachable: tags('1.2.3'), elsewhere: tags('2.0.0'), manifestVersion: '1.4.0' })
  expect(run).toThrow('the manifest says 1.4.0, the highest tag in its history is v1.2.3')
  expect(() => next({ elsewhere: tags('1.0.0'), manifestVersion: '1.4.0' })).toThrow('the highest tag is v1.0.0')
})

test("a manifest's version that cannot be one is an error, one that is spelled otherwise is not", () => {
  expect(() => next({ manifestVersion: '1.0' })).toThrow(expect.objectContaining({ code: 'MANIFEST' }))
  const calver = schemeNamed('calver:YYYY.0M.MICRO')
  expect(next({ scheme: calver, manifestVersion: '2026.8.0' }).to).toBe('2026.08.0')
  expect(next({ scheme: calver, manifestVersion: '0.0.0' }).to).toBe('2026.09.0')
  expect(() => next({ scheme: calver, manifestVersion: '1.2.3' })).toThrow(
    expect.objectContaining({ code: 'MANIFEST' }),
  )
  expect(next({ scheme: schemeNamed('build'), manifestVersion: '12.0.0' }).to).toBe('12')
  expect(next({ scheme: schemeNamed('pep440'), manifestVersion: '1.2.0-rc.1', pre: 'rc' }).to).toBe('1.2.0rc1')
})

test('a development version stands for its release, never conflicts, and is news only when it promised more', () => {
  const maven = { scheme: schemeNamed('maven'), manifestVersion: '1.3.0-SNAPSHOT' }
  expect(next(maven)).toMatchObject({ to: '1.3.0', first: { source: 'manifest' } })
  const reachable = tags('1.2.0')
  expect(next({ ...maven, reachable })).toMatchObject({ to: '1.3.0', note: null })
  expect(next({ ...maven, reachable, level: 'major' })).toMatchObject({ to: '2.0.0', note: null })
  expect(next({ ...maven, reachable, level: null })).toMatchObject({ to: '1.2.0', note: null })
  expect(next({ ...maven, reachable, level: 'patch' })).toMatchObject({
    ...{ to: '1.2.1', note: 'the manifest says 1.3.0-SNAPSHOT, the tags and changes 1.2.1: those count' },
  })
  const pep440 = { scheme: schemeNamed('pep440'), reachable, manifestVersion: '1.3.0.dev0' }
  expect(next(pep440)).toMatchObject({ to: '1.3.0', note: null })
})

const TWO_THREE = { from: '2.3.0', below: '2.4.0' }
const USED_UP = { from: '2.3.0', below: '2.3.2' }

test.each([
  [['2.3.1'], 'patch', null, TWO_THREE, '2.3.2'],
  [['2.3.9'], 'patch', null, TWO_THREE, '2.3.10'],
  [['2.2.9'], 'minor', null, TWO_THREE, '2.3.0'],
  [['2.3.1'], 'patch', 'rc', TWO_THREE, '2.3.2-rc.1'],
  [['2.3.1'], null, null, { from: '3.0.0', below: '4.0.0' }, '2.3.1'],
  [['2.3.1'], 'patch', 'hotfix', USED_UP, '2.3.2-hotfix.1'],
  [['2.3.1'], 'major', 'hotfix', USED_UP, '2.3.2-hotfix.1'],
  [['2.3.1', '2.3.2-hotfix.1'], 'minor', 'hotfix', USED_UP, '2.3.2-hotfix.2'],
  [['9.0.0'], 'major', null, { from: '10.0.0', below: '11.0.0' }, '10.0.0'],
] as const)('after %j, %s with pre %s within %j is %s', (reachable, level, pre, range, to) => {
  expect(next({ reachable: tags(...reachable), level, pre, range }).to).toBe(to)
})

test.each([
  [['2.3.1'], { level: 'minor', range: TWO_THREE }, '2.4.0', /here: rel bump patch makes 2\.3\.2$/],
  [['2.3.1'], { level: 'patch', range: USED_UP }, '2.3.2', /here: rel bump --pre hotfix makes 2\.3\.2-hotfix\.1$/],
  [['2.3.1'], { level: 'minor', range: USED_UP }, '2.4.0', /rel bump --pre hotfix makes 2\.3\.2-hotfix\.1$/],
  [['2.3.1'], { pre: 'rc', range: USED_UP }, '2.4.0-rc.1', /rel bump --pre hotfix/],
  [['2.3.1'], { asked: '3.0.0', range: TWO_THREE }, '3.0.0', /takes 3\.0\.0 in/],
  [['2.1.0'], { level: 'patch', range: TWO_THREE }, '2.1.1', /here: rel bump 2\.3\.0$/],
  [['3.0.0'], { level: 'patch', range: TWO_THREE }, '3.0.1', /in$/],
  [[], { manifestVersion: '1.0.0', range: TWO_THREE }, '1.0.0', /in$/],
] as const)('after %j, %j is out of range with %s', (reachable, input, to, hint) => {
  const run = () => next({ reachable: tags(...reachable), ...input })
  expect(run).toThrow(`${to} is outside this branch's range: from 2.3.0, below ${input.range.below}`)
  expect(run).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE', exit: 4, hint: expect.stringMatching(hint) }))
})

test('branches that would take it are named', () => {
  const run = () =>
    next({
      reachable: tags('1.9.0'),
      level: 'major',
      range: { from: '1.0.0', below: '2.0.0' },
      accepting: ['2.x', 'main'],
    })
  expect(run).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('whose range takes 2.0.0 in (2.x, main); or here') }),
  )
})

test.each([
  ['pep440', '2.3.1', '2.3.2', /rel bump 2\.3\.1\.1$/],
  ['maven', '2.3.1.1', '2.3.2', /rel bump 2\.3\.1\.2$/],
  ['calver:YYYY.MM.MICRO', '2026.9.1', '2026.9.2', /--pre hotfix makes 2026\.9\.2-hotfix\.1$/],
])('%s after %s below %s has its own way out', (name, base, below, hint) => {
  const input = { scheme: schemeNamed(name), reachable: tags(base), range: { from: '2.0.0', below } }
  expect(() => next({ ...input, level: 'patch' })).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(hint) }),
  )
})

const version = fc
  .record({
    numbers: fc.tuple(fc.nat(3), fc.constantFrom(0, 1, 2, 9, 10), fc.nat(3)),
    pre: fc.constantFrom('', '', '-rc.1', '-rc.7', '-beta.2'),
  })
  .map(({ numbers, pre }) => numbers.join('.') + pre)
const level = fc.constantFrom<Level>('major', 'minor', 'patch')
const placed = fc.tuple(version, fc.constantFrom('', '', ' @a', ' @b')).map((parts) => parts.join(''))

test('property: the next version is always above the base, a version, and no tag has it', () => {
  fc.assert(
    fc.property(
      fc.array(placed, { minLength: 1, maxLength: 8 }),
      level,
      fc.constantFrom(null, '', 'rc'),
      (versions, wanted, pre) => {
        const reachable = tags(...versions)
        const { base } = chooseBase(reachable, pre, scheme)
        const { to } = next({ reachable, level: wanted, pre })
        expect(scheme.parse(to)).toBe(to)
        expect(base === null || scheme.compare(to, base.version) > 0).toBe(true)
        expect(scheme.isPrerelease(to)).toBe(pre === 'rc')
        expect(reachable.map((tag) => tag.version)).not.toContain(to)
        const stable = reachable.filter((tag) => !scheme.isPrerelease(tag.version))
        for (const tag of stable) expect(scheme.compare(to, tag.version)).toBeGreaterThan(0)
      },
    ),
  )
})

test('-SNAPSHOT is no prerelease of SemVer either: Maven and Gradle write it where nobody has chosen another scheme', () => {
  expect(next({ manifestVersion: '1.2.0-SNAPSHOT' })).toMatchObject({ to: '1.2.0', first: { source: 'manifest' } })
  expect(next({ manifestVersion: '1.2.0-SNAPSHOT', reachable: tags('1.1.0') })).toMatchObject({
    to: '1.2.0',
    note: null,
  })
})
