/** Which tags are whose, in which spelling, and which spelling a package goes on with. */
import { expect, test } from 'vitest'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { chooseTrack, findTracks, namelessTag, type TagRef } from '../../src/facts/tracks.ts'
import { packageOf } from '../core/packages.ts'

const refs = (...tags: readonly string[]): readonly TagRef[] => tags.map((tag) => ({ tag, commit: `at ${tag}` }))

const tracksOf = (
  names: readonly string[],
  tags: readonly string[],
  formats: readonly (readonly string[] | null)[] = [],
) =>
  findTracks(
    names.map((name) => packageOf(name)),
    { formats, pres: [], groups: [] },
    refs(...tags),
    semverScheme,
  )

/** `core {name}@{version}: 1.0.0 2.0.0` */
const told = (
  names: readonly string[],
  ...rest: readonly [readonly string[], (readonly (readonly string[] | null)[])?]
) =>
  tracksOf(names, ...rest).map((track) =>
    `${names[track.package]} ${track.format}: ${track.tags.map(({ version }) => version).join(' ')}`.trimEnd(),
  )

test('a package that is alone has every form that has tags, the named ones first', () => {
  const tags = ['1.0.0', 'v1.1.0', 'core@1.2.0', 'core-v1.3.0', 'core/v1.4.0', 'cli@9.0.0', 'xcore@8.0.0']
  expect(told(['core'], tags)).toEqual([
    'core {name}@{version}: 1.2.0',
    'core {name}-v{version}: 1.3.0',
    'core {name}/v{version}: 1.4.0',
    'core v{version}: 1.1.0',
    'core {version}: 1.0.0',
  ])
})

test('among several, a tag without a name is nobody’s', () => {
  expect(told(['core', '@acme/cli'], ['1.0.0', 'v1.1.0', 'core-v1.3.0', '@acme/cli@2.0.0', 'cli@3.0.0'])).toEqual([
    'core {name}-v{version}: 1.3.0',
    '@acme/cli {name}@{version}: 2.0.0',
  ])
})

test('of packages whose version stands in one file, tags without a name are all of theirs, and none is written so', () => {
  const sharing = (...files: readonly string[]) =>
    findTracks(
      files.map((shares, index) => packageOf('abc'[index] ?? '', { shares })),
      { formats: [], pres: [], groups: [] },
      refs('v1.0.0', '1.1.0', 'a-v1.2.0'),
      semverScheme,
    ).map(({ format, tags }) => `${format}: ${tags.map(({ version }) => version).join(' ')}`.trimEnd())
  const named = '{name}@{version}: 1.0.0 1.1.0'
  expect(sharing('pom.xml', 'pom.xml')).toEqual([named, '{name}-v{version}: 1.2.0', named])
  expect(sharing('pom.xml', 'pom.xml', 'c/pom.xml')).toEqual([
    '{name}-v{version}: 1.2.0',
    '{name}@{version}:',
    '{name}@{version}:',
  ])
  expect(sharing('pom.xml')).toEqual(['{name}-v{version}: 1.2.0', 'v{version}: 1.0.0', '{version}: 1.1.0'])
})

test('of one fixed group of all but private packages they are all of its members', () => {
  const grouped = (packages: readonly string[], kind: 'fixed' | 'linked' = 'fixed') =>
    findTracks(
      [packageOf('core'), packageOf('cli'), { ...packageOf('docs'), private: true }],
      { formats: [], pres: [], groups: [{ kind, packages }] },
      refs('v1.0.0', 'core@1.1.0', 'docs@3.0.0'),
      semverScheme,
    ).map(({ tags }) => tags.map(({ version }) => version).join(' '))
  expect(grouped(['core', 'cli'])).toEqual(['1.0.0 1.1.0', '1.0.0', '3.0.0'])
  expect(grouped(['core', 'cli'], 'linked')).toEqual(['1.1.0', '', '3.0.0'])
  expect(grouped(['core', 'docs'])).toEqual(['1.1.0', '', '3.0.0'])
})

test('the highest tag without a name is told while no package has one of its own', () => {
  const given = refs('1.0.0', 'v1.2.0', 'v1.10.0', 'nightly', 'other@3.0.0')
  const found = (...more: readonly string[]) => {
    const all = [...given, ...refs(...more)]
    const packages = ['core', 'cli'].map((name) => packageOf(name))
    return namelessTag(
      findTracks(packages, { formats: [], pres: [], groups: [] }, all, semverScheme),
      all,
      semverScheme,
    )
  }
  expect(found()).toBe('v1.10.0')
  expect(found('core@0.1.0')).toBeNull()
})

test('two packages that would write the same tags are refused', () => {
  expect(() => tracksOf(['core', 'cli'], [], [['v{version}'], ['v{version}', '{name}@{version}']])).toThrow(
    'core and cli would have the same tags: v{version}',
  )
  expect(told(['core', 'cli'], ['v1.0.0'], [['core/v{version}', 'v{version}'], ['v{version}']])).toEqual([
    'core core/v{version}: 1.0.0',
    'cli v{version}: 1.0.0',
  ])
})

test('without tags there is one track, of the default form', () => {
  expect(told(['core'], [])).toEqual(['core v{version}:'])
  expect(told(['core', 'cli'], ['v1.0.0'])).toEqual(['core {name}@{version}:', 'cli {name}@{version}:'])
})

test('a configured format is the only one; the ones behind it are read and never written', () => {
  const tags = ['v1.0.0', 'core@1.1.0', 'old-1.2.0', 'r1.3.0']
  expect(told(['core'], tags, [['r{version}', 'old-{version}']])).toEqual(['core r{version}: 1.2.0 1.3.0'])
  expect(told(['core', 'cli'], tags, [['r{version}'], null])).toEqual([
    'core r{version}: 1.3.0',
    'cli {name}@{version}:',
  ])
})

test('what stands in the version’s place and is none is told of with its reason', () => {
  const tags = ['v1', 'v1.0', 'v1.0.0', 'v01.0.0', 'vv1.0.0', 'v1.0.0 ', 'version', 'v1.0.0-rc.01', 'nightly']
  const [track] = tracksOf(['core'], tags, [['v{version}']])
  expect(track?.tags).toEqual([{ tag: 'v1.0.0', version: '1.0.0', commit: 'at v1.0.0' }])
  expect(track?.notVersions.map(({ tag, reason }) => `${tag}: ${reason}`)).toEqual(
    ['v1', 'v1.0', 'v01.0.0', 'vv1.0.0', 'v1.0.0 ', 'version', 'v1.0.0-rc.01'].map((tag) => `${tag}: not a version`),
  )
})

test.each<[readonly string[], readonly string[], string | undefined]>([
  [['v1.0.0', '1.1.0'], ['v1.0.0', '1.1.0'], '{version}'],
  [['v1.10.0', '1.9.0'], ['v1.10.0', '1.9.0'], 'v{version}'],
  [['v1.0.0', '2.0.0'], ['v1.0.0'], 'v{version}'],
  [['v1.0.0', '1.0.0'], ['v1.0.0', '1.0.0'], 'v{version}'],
  [['v1.0.0', 'core@1.0.0'], ['v1.0.0', 'core@1.0.0'], '{name}@{version}'],
  [['v1.0.0-rc.1', '0.9.0'], ['v1.0.0-rc.1', '0.9.0'], 'v{version}'],
  [['v1.0.0', '2.0.0'], [], undefined],
])('of %j, with %j reachable, the spelling is %s', (tags, reachable, format) => {
  const chosen = chooseTrack(tracksOf(['core'], tags), ({ tag }) => reachable.includes(tag), semverScheme)
  expect(chosen?.format).toBe(format)
})

test('the first tag is spelled by the default or the config, whatever other branches have', () => {
  expect(tracksOf(['core'], ['1.0.0'])[0]).toMatchObject({ format: '{version}', firstFormat: 'v{version}' })
  expect(tracksOf(['core', 'cli'], ['core/v1.0.0'])[0]).toMatchObject({ firstFormat: '{name}@{version}' })
  expect(tracksOf(['core'], ['1.0.0'], [['r{version}', 'v{version}']])[0]).toMatchObject({ firstFormat: 'r{version}' })
})
