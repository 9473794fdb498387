/** Tag templates: what one writes it reads back, and it reads nothing else. */
import { assert, constantFrom, property, stringMatching, tuple, type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { isPackageName } from '../../src/core/names.ts'
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { NAMED_FORMS, PLAIN_FORMS, tagReader, writeTag } from '../../src/core/tags.ts'

const FORMS = [...NAMED_FORMS, ...PLAIN_FORMS, 'release/{name}/{version}', '{version}+{name}', '{version}/{version}']

const names = stringMatching(/^(?:@[a-z0-9][a-z0-9._-]{0,4}\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,8}$/).filter(isPackageName)
const versions: Arbitrary<string> = stringMatching(
  /^\d{1,3}\.\d{1,3}\.\d{1,3}(?:-[a-z]{1,4}(?:\.[0-9a-z]{1,3})?)?(?:\+[0-9a-z.-]{1,6})?$/,
).filter((text) => semverScheme.parse(text) !== null)

test.each([
  ['{name}@{version}', 'core', '2.4.0', 'core@2.4.0'],
  ['{name}@{version}', '@acme/core', '2.4.0-rc.1', '@acme/core@2.4.0-rc.1'],
  ['{name}-v{version}', 'a.b', '1.0.0', 'a.b-v1.0.0'],
  ['{name}/v{version}', 'core', '1.0.0+build.7', 'core/v1.0.0+build.7'],
  ['v{version}', 'core', '1.0.0', 'v1.0.0'],
  ['{version}', 'core', '1.0.0', '1.0.0'],
  ['r{version}/{name}-{version}', 'core', '1.0.0', 'r1.0.0/core-1.0.0'],
  ['$&(v{version})', 'core', '$1', '$&(v$1)'],
])('%s of %s %s is %s', (template, name, version, tag) => {
  expect(writeTag(template, name, version)).toBe(tag)
  expect(tagReader(template, name)(tag)).toBe(version)
})

test.each([
  ['v{version}', 'core', ['xv1.0.0', 'v', 'V1.0.0', '1.0.0', 'v1.0.0\n', 'v1.0.0\nv1.0.0', '']],
  ['{name}@{version}', 'a.b', ['axb@1.0.0', 'a.b@', 'xa.b@1.0.0', '@acme/a.b@1.0.0', 'a.b-v1.0.0', 'A.B@1.0.0']],
  ['{name}@{version}', '@acme/core', ['core@1.0.0', '@acmE/core@1.0.0', '@acme/core-api@1.0.0', '@acme-core@1.0.0']],
  ['{version}/{version}', 'core', ['1.0.0/1.0.1', '1.0.0']],
])('%s of %s reads none of %j', (template, name, tags) => {
  expect(tags.map(tagReader(template, name))).toEqual(tags.map(() => null))
})

test('a template reads any text in the place of the version: whether it is one is for the scheme to say', () => {
  expect(tagReader('v{version}', 'core')('v1')).toBe('1')
  expect(tagReader('{version}', 'core')('nightly')).toBe('nightly')
  expect(tagReader('v{version}', 'core')('v1.0.0 and more')).toBe('1.0.0 and more')
})

test('a template without {version} is an error that names it', () => {
  expect(() => tagReader('release-{name}', 'core')).toThrow(
    expect.objectContaining({ code: 'CONFIG', message: 'the tag format "release-{name}" lacks {version}' }),
  )
})

test('for any package and version, reading is the inverse of writing', () => {
  const run = property(constantFrom(...FORMS), names, versions, (template, name, version) => {
    expect(tagReader(template, name)(writeTag(template, name, version))).toBe(version)
  })
  assert(run, { numRuns: 500 })
})

test('no version is read from a tag of another package, nor from one with something before or after', () => {
  const read = (template: string, name: string, tag: string): string | null => {
    const text = tagReader(template, name)(tag)
    return text === null ? null : semverScheme.parse(text)
  }
  const pairs = tuple(names, names).filter(([one, other]) => one !== other)
  const padding = stringMatching(/^[ /@!~]{1,3}$/)
  const run = property(
    constantFrom(...NAMED_FORMS),
    pairs,
    versions,
    padding,
    (template, [name, other], version, pad) => {
      const tag = writeTag(template, name, version)
      expect(read(template, other, tag)).toBe(null)
      expect(read(template, name, pad + tag)).toBe(null)
      expect(read(template, name, tag + pad)).toBe(null)
    },
  )
  assert(run, { numRuns: 500 })
})
