/** Versions between SemVer and PEP 440, and how specifiers and poetry's ranges follow a release. */
import { expect, test } from 'vitest'
import { readRequirement } from '../../src/ecosystems/python-names.ts'
import { stepPythonRange } from '../../src/ecosystems/python-range.ts'
import { isSameVersion, spelledPep440, spelledSemver } from '../../src/ecosystems/python-spelling.ts'

test.each([
  ['1.2.0', '1.2.0'],
  ['1.2.0-alpha.0', '1.2.0a0'],
  ['1.2.0-beta.2', '1.2.0b2'],
  ['1.2.0-rc.10', '1.2.0rc10'],
  ['1.2.0-dev.5+gabc1234', '1.2.0.dev5+gabc1234'],
  ['1.2.0+b.1', '1.2.0+b.1'],
])('%s is spelled %s, and read back', (semver, pep440) => {
  expect([spelledPep440(semver), spelledSemver(pep440)]).toEqual([pep440, semver])
})

test.each(['1.2.0rc1', '1.2.0.post1', '1!2.0', '2026.8.1', '1.2', '2026.08.05'])('%s is PEP 440 already', (version) => {
  expect(spelledPep440(version)).toBe(version)
})

test.each(['1.2.0.post1', '1.2rc1', '1.2.0rc1.dev2', 'no version'])('%s stays: SemVer cannot say it', (version) => {
  expect(spelledSemver(version)).toBe(version)
})

test.each([
  ['1.2.0-RC1', '1.2.0-rc.1'],
  ['1.2.0.c1', '1.2.0-rc.1'],
  ['01.2.0alpha', '1.2.0-alpha.0'],
])('the odd spelling %s is read as %s', (version, expected) => {
  expect(spelledSemver(version)).toBe(expected)
})

// In PEP 440 the first two come after 1.2.0, and `pre` is `rc`.
test.each(['1.2.0-1', '1.2.0-post.1', '1.2.0-pre.1', '1.2.0-next.1', '1.2.0-rc', '1.2.0-rc.1.2', '1.2.0-rc.1+-'])(
  '%s is refused',
  (version) => {
    const message = `Python takes no version ${version}`
    expect(() => spelledPep440(version)).toThrow(expect.objectContaining({ code: 'MANIFEST', message }))
  },
)

test('versions are the same however they are spelled', () => {
  expect(isSameVersion('1.2.0-rc.1', '1.2.0rc1')).toBe(true)
  expect(isSameVersion('1.2.0', '1.2.1')).toBe(false)
  expect(isSameVersion('odd', 'odd')).toBe(true)
})

test.each<[string, string, string, boolean]>([
  ['*', '2.0.0', '*', true],
  ['==1.2.3', '1.3.0-rc.1', '==1.3.0rc1', false],
  ['== 2024.1', '2024.2', '== 2024.2', false],
  ['===1.2.3', '1.3.0', '===1.3.0', false],
  ['==1.2.*', '1.2.9', '==1.2.*', true],
  ['==1.2.*', '2.0.0', '==2.0.*', false],
  ['~=1.2', '1.5.0', '~=1.2', true],
  ['~=1.2', '2.0.1', '~=2.0', false],
  ['~=1.2', '2.0.0-rc.1', '~=2.0rc1', false],
  ['~=1.2.3', '1.3.0', '~=1.3.0', false],
  ['>=1.2.3', '1.3.0', '>=1.3.0', true],
  ['>=1.2', '1.3.0', '>=1.2', true],
  ['>=1.2,<2', '1.9.0', '>=1.2,<2', true],
  ['>=1.2,<2', '2.0.0', '>=2.0,<3', false],
  ['>=0.4, <0.5', '0.5.0', '>=0.5, <0.6', false],
  ['>=1.2.3,<2.0.0', '2.1.0-rc.1', '>=2.1.0rc1,<3.0.0', false],
  ['>=1.0,!=1.3.0', '1.3.0', '>=1.0,!=1.3.0', false],
  ['!=1.0', '1.3.0', '!=1.0', true],
  ['<2', '2.0.0', '<2', false],
  ['^1.2', '1.5.0', '^1.2', true],
  ['^1.2', '2.0.0', '^2.0', false],
  ['^0.2.3', '0.3.0-beta.1', '^0.3.0b1', false],
  ['~1.2', '1.3.0', '~1.3', false],
  ['1.2.3', '1.3.0', '1.3.0', false],
  ['1.2.*', '1.3.0', '1.3.*', false],
])('the range %s at %s is %s', (range, to, text, admits) => {
  const meaning = text === range ? null : `${range} → ${text}`
  expect(stepPythonRange(range, null, to)).toEqual({ text, meaning, admits })
})

test.each<[string, string, string]>([
  ['core', 'core', ''],
  ['core>=1.2', 'core', '>=1.2'],
  ['Acme.Core [cli, x] >= 1.2 , < 2 ; python_version < "3"', 'Acme.Core', '>= 1.2 , < 2'],
  ['core (==1.2.*)', 'core', '==1.2.*'],
  ['core~=1.2;os_name=="posix"', 'core', '~=1.2'],
])('the requirement %j', (text, name, range) => {
  const found = readRequirement(text)
  expect(found).toMatchObject({ name, range })
  expect(`${found?.before}${range}${found?.after}`).toBe(text)
})

test.each(['', 'core @ file:../core', '-e .', 'core 1.2', '>=1.2'])('%j is no requirement with a range', (text) => {
  expect(readRequirement(text)).toBe(null)
})
