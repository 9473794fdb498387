/** Versions that footers ask for: whose they are, which one wins, and which cannot be told. */
import { expect, test } from 'vitest'
import { ancestryOf } from '../../src/core/ancestry.ts'
import { type Owners, releaseAsFooters, releaseAsFor, strangersIn, unreadIn } from '../../src/core/release-as.ts'
import { RelError } from '../../src/errors.ts'
import { id, told } from './commits.ts'

test.each([
  ['fix: x\n\nRelease-As: 2.0.0', [{ name: null, version: '2.0.0' }]],
  ['x\n\nrelease-as: v2.0.0', [{ name: null, version: '2.0.0' }]],
  ['x\n\nRelease-As: core@2.0.0', [{ name: 'core', version: '2.0.0' }]],
  ['x\n\nRelease-As: @acme/core@2.0.0-rc.1', [{ name: '@acme/core', version: '2.0.0-rc.1' }]],
  ['x\n\nRelease-As: 2.0.0\n\n* more of the squash', [{ name: null, version: '2.0.0' }]],
  [
    'x\n\nRefs: #1\nRelease-As: a@1.0.0\nRelease-As: b@2.0.0',
    [
      { name: 'a', version: '1.0.0' },
      { name: 'b', version: '2.0.0' },
    ],
  ],
  ['x\n\nRelease-As: soon', []],
  ['x\n\nRelease-As: @acme/core', []],
  ['x\n\nsome text\nRelease-As: 2.0.0', []],
])('%j', (message, footers) => {
  expect(releaseAsFooters(message)).toEqual(footers)
})

const lone: Owners = () => ['core']
const both: Owners = () => ['core', '@acme/cli']

const askedOf = (name: string, owners: Owners, ...lines: readonly string[]) => {
  const commits = told(...lines)
  return releaseAsFor(name, commits, ancestryOf(commits), owners)
}

const AS = (version: string, text = 'chore: x') => `${text}\n\nRelease-As: ${version}`

test('of the package that the commit belongs to, or of the one that it names', () => {
  expect(askedOf('core', lone, 'a: fix: x')).toBeNull()
  expect(askedOf('core', lone, `a: ${AS('2.0.0')}`)).toEqual({ commit: id('a'), version: '2.0.0' })
  expect(askedOf('core', lone, `a: ${AS('cli@2.0.0')}`)).toBeNull()
  expect(askedOf('@acme/cli', lone, `a: ${AS('@acme/cli@2.0.0')}`)?.version).toBe('2.0.0')
  expect(askedOf('@acme/cli', lone, `a: ${AS('2.0.0')}`)).toBeNull()
  expect(askedOf('core', both, 'a: x\n\nRelease-As: 1.0.0\nRelease-As: core@2.0.0')?.version).toBe('2.0.0')
})

test('a bare version on a commit of several packages: say which', () => {
  const ask = () => askedOf('core', both, `a: ${AS('2.0.0')}`)
  expect(ask).toThrow(RelError)
  expect(ask).toThrow(
    expect.objectContaining({
      code: 'AMBIGUOUS_RELEASE_AS',
      hint: 'say which one in a later commit: Release-As: core@2.0.0, or Release-As: @acme/cli@2.0.0',
    }),
  )
  expect(askedOf('core', both, `b: ${AS('core@3.0.0')}`, `a: ${AS('2.0.0')}`)?.version).toBe('3.0.0')
})

test('the newest wins, also a lower one', () => {
  expect(askedOf('core', lone, `b: ${AS('2.0.0')}`, 'm: fix: x', `a: ${AS('3.0.0')}`)).toEqual({
    ...{ commit: id('b'), version: '2.0.0' },
  })
})

test('two on branches that do not contain each other have to agree', () => {
  const branches = (one: string, other: string) => [`b (base): ${AS(one)}`, `a (base): ${AS(other)}`]
  const merged = (one: string, other: string) => ['m (b, a): Merge', ...branches(one, other)]
  expect(askedOf('core', lone, ...merged('2.0.0', '2.0.0'))?.version).toBe('2.0.0')
  expect(() => askedOf('core', lone, ...merged('2.0.0', '3.0.0'))).toThrow(
    expect.objectContaining({
      code: 'CONFLICTING_RELEASE_AS',
      origins: [id('b'), id('a')],
      message: `core is asked for as 2.0.0 by commit ${id('b').slice(0, 7)} and as 3.0.0 by ${id('a').slice(0, 7)}, and neither contains the other`,
    }),
  )
  expect(askedOf('core', lone, `m (b, a): ${AS('4.0.0')}`, ...branches('2.0.0', '3.0.0'))?.version).toBe('4.0.0')
  expect(askedOf('core', lone, `n: ${AS('3.0.0')}`, ...merged('2.0.0', '3.0.0'))?.commit).toBe(id('n'))
})

test('what is reverted or skipped asks for nothing', () => {
  const revert = `r: Revert "x"\n\nThis reverts commit ${id('b')}.`
  expect(askedOf('core', lone, revert, `b: ${AS('3.0.0')}`, `a: ${AS('2.0.0')}`)?.version).toBe('2.0.0')
  expect(askedOf('core', lone, `a: ${AS('2.0.0', 'chore: x [skip release]')}`)).toBeNull()
})

test('names that no package has', () => {
  const commits = told(`a: ${AS('cor@2.0.0')}`, `b: ${AS('core@2.0.0')}`, `c: ${AS('2.0.0')}`)
  expect(strangersIn(commits, ['core'])).toEqual([{ commit: commits[0], name: 'cor' }])
})

test('footers that name no version, with what they say', () => {
  const commits = told(
    `a: ${AS('banana')}`,
    `b: ${AS('core@2.0.0')}\nRelease-As: next major\n\nMore.`,
    `c: ${AS('1.x')}`,
  )
  expect(unreadIn(commits)).toEqual([
    { commit: commits[0], said: 'banana' },
    { commit: commits[1], said: 'next major' },
  ])
})
