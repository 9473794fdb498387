/** Which dist-tag a version gets, and where the tags of withdrawn versions go. */
import { expect, test } from 'vitest'
import { distTag, movesFrom } from '../../src/targets/npm-tags.ts'

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '')

test.each([
  // The version, its channel and line, what the registry has, and the tag.
  ['1.0.0', 'latest', 'main', '', 'latest'],
  ['1.0.0', 'latest', 'main', '0.9.0 1.0.0-rc.1', 'latest'],
  ['1.0.0', 'latest', 'main', '1.0.0', 'latest'],
  ['1.10.0', 'latest', 'main', '1.9.0', 'latest'],
  ['1.0.0', 'latest', 'main', '2.0.0-beta.1', 'latest'],
  ['1.1.0', 'latest', 'main', '1.0.0 2.0.0', 'release-1.x'],
  ['1.1.0', 'latest', '1.x', '1.0.0 2.0.0', 'release-1.x'],
  ['1.1.4', 'latest', '1.1.x', '1.2.0', 'release-1.1.x'],
  ['1.2.0', 'latest', '1.x', '1.1.0', 'latest'],
  ['0.3.1', 'latest', 'lts', '1.0.0', 'release-0.x'],
  ['1.1.0', 'next', 'next', '2.0.0', 'next'],
  ['3.0.0', 'next', 'next', '2.0.0', 'next'],
  ['1.1.0', '1.x', '1.x', '2.0.0', 'release-1.x'],
  ['1.1.0', 'v1', 'v1', '', 'release-v1'],
  ['1.1.0', 'x', 'main', '', 'release-x'],
  ['2.0.0-beta.1', 'beta', 'beta', '1.0.0', 'beta'],
  ['2.0.0-rc.1', 'latest', 'main', '', 'rc'],
  ['2.0.0-rc.1', 'next', 'next', '', 'next'],
  ['2.0.0-1', 'latest', 'main', '', 'next'],
  ['2.0.0-latest.1', 'latest', 'main', '', 'next'],
  ['2.0.0-x.1', 'latest', 'main', '', 'release-x'],
])('%s on channel %s, line %s, beside [%s] gets %s', async (version, channel, line, versions, tag) => {
  const there = versions === '' ? null : { versions: words(versions), tags: new Map() }
  expect(await distTag({ version, channel, line }, () => Promise.resolve(there))).toBe(tag)
})

test.each([
  ['2.0.0-beta.1', 'beta'],
  ['1.1.0', 'next'],
])('for %s on %s the registry is not asked', async (version, channel) => {
  const place = { version, channel, line: 'main' }
  expect(await distTag(place, () => Promise.reject(new Error('asked')))).toBe(channel)
})

test.each([
  // The registry's versions and tags, what is withdrawn, and the moves.
  ['1.0.0 1.1.0 2.0.0', 'latest=2.0.0', '2.0.0', 'latest=1.1.0'],
  ['1.9.0 1.10.0 2.0.0', 'latest=2.0.0', '2.0.0', 'latest=1.10.0'],
  ['1.0.0 1.1.0 2.0.0', 'latest=2.0.0', '2.0.0 1.1.0', 'latest=1.0.0'],
  ['1.0.0 2.0.0', 'latest=1.0.0', '1.0.0', 'latest=2.0.0'],
  ['1.0.0 2.0.0', 'latest=2.0.0', '1.0.0', ''],
  ['1.0.0', 'latest=1.0.0', '1.0.0', ''],
  ['1.0.0 2.0.0-rc.1', 'latest=1.0.0', '1.0.0', ''],
  ['1.0.0', 'latest=1.0.0 next=1.0.0', '1.0.0', 'next='],
  ['1.0.0 1.1.0', 'latest=1.1.0 next=1.1.0', '1.1.0', 'latest=1.0.0 next=1.0.0'],
  ['1.0.0 2.0.0', 'latest=2.0.0 next=1.0.0', '1.0.0', 'next='],
  ['1.0.0-beta.1 1.0.0', 'next=1.0.0', '1.0.0', 'next='],
  ['1.0.0 2.0.0-beta.1 2.0.0-beta.2', 'beta=2.0.0-beta.2', '2.0.0-beta.2', 'beta=2.0.0-beta.1'],
  ['1.0.0 2.0.0-beta.1 2.0.0-beta.2', 'beta=2.0.0-beta.2', '2.0.0-beta.2 2.0.0-beta.1', 'beta=1.0.0'],
  ['1.0.0 2.0.0-alpha.1 2.0.0-beta.1', 'beta=2.0.0-beta.1', '2.0.0-beta.1', 'beta=1.0.0'],
  ['2.0.0-beta.1', 'latest=2.0.0-beta.1 beta=2.0.0-beta.1', '2.0.0-beta.1', 'beta='],
  ['0.9.0 1.0.0 1.1.0 2.0.0', 'latest=2.0.0 release-1.x=1.1.0', '1.1.0', 'release-1.x=1.0.0'],
  ['0.9.0 1.1.0 2.0.0', 'latest=2.0.0 release-1.x=1.1.0', '1.1.0', 'release-1.x='],
  ['0.9.0 1.1.0', 'release-candidate=1.1.0', '1.1.0', 'release-candidate=0.9.0'],
  ['1.0.0 1.1.0', 'old=1.0.0 latest=1.1.0', '1.1.0 1.0.0', 'old='],
])('of [%s], tagged [%s], without [%s]: [%s]', (versions, tags, withdrawn, moves) => {
  const pairs = words(tags).map((pair) => pair.split('=') as [string, string])
  const made = movesFrom({ versions: words(versions), tags: new Map(pairs) }, words(withdrawn))
  expect(made.map(({ tag, to }) => `${tag}=${to ?? ''}`).join(' ')).toBe(moves)
})
