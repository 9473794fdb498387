/** Addresses in the forms of each host, and which host a repository is on. */
import { expect, test } from 'vitest'
import { linksTo } from '../../src/core/links.ts'

test.each([
  ['https://github.com/acme/core', 'github'],
  ['https://gitlab.com/acme/core', 'gitlab'],
  ['https://gitlab.example.org/a/b/core', 'gitlab'],
  ['https://codeberg.org/acme/core', 'gitea'],
  ['https://gitea.example.org/acme/core', 'gitea'],
  ['https://forgejo.example.org/acme/core', 'gitea'],
  ['https://bitbucket.org/acme/core', 'bitbucket'],
  ['https://git.example.org/acme/core', 'github'],
  ['https://notgitlab.org/acme/core', 'github'],
])('%s has the forms of %s', (repository, form) => {
  expect(linksTo(repository)?.form).toBe(form)
})

const all = (repository: string) => {
  const links = linksTo(repository)
  return [
    links?.commit('abc'),
    links?.compare('v1', 'a/v2'),
    links?.tag('a/v2'),
    links?.file('a/v2', 'x y/CHANGELOG.md'),
    links?.issue({ prefix: '#', issue: '7' }),
    links?.issue({ prefix: '!', issue: '7' }),
    links?.issue({ prefix: '#', issue: '7', repository: 'o/r' }),
  ]
}

test.each([
  [
    'https://github.com/acme/core.git/',
    'https://github.com/acme/core',
    [
      'commit/abc',
      'compare/v1...a%2Fv2',
      'releases/tag/a%2Fv2',
      'blob/a%2Fv2/x%20y/CHANGELOG.md',
      'issues/7',
      'pull/7',
    ],
  ],
  [
    'https://gitlab.com/a/b/core',
    'https://gitlab.com/a/b/core',
    [
      ...['-/commit/abc', '-/compare/v1...a%2Fv2', '-/tags/a%2Fv2', '-/blob/a%2Fv2/x%20y/CHANGELOG.md'],
      ...['-/issues/7', '-/merge_requests/7'],
    ],
  ],
  [
    'https://user:secret@codeberg.org:8443/acme/core',
    'https://codeberg.org:8443/acme/core',
    [
      'commit/abc',
      'compare/v1...a%2Fv2',
      'releases/tag/a%2Fv2',
      'src/tag/a%2Fv2/x%20y/CHANGELOG.md',
      'issues/7',
      'pulls/7',
    ],
  ],
  [
    'https://bitbucket.org/acme/core',
    'https://bitbucket.org/acme/core',
    [
      ...['commits/abc', 'branches/compare/a%2Fv2..v1', 'commits/tag/a%2Fv2', 'src/a%2Fv2/x%20y/CHANGELOG.md'],
      ...['issues/7', 'pull-requests/7'],
    ],
  ],
])('the addresses of %s', (repository, base, paths) => {
  const found = all(repository)
  expect(found.slice(0, -1)).toEqual(paths.map((path) => `${base}/${path}`))
  expect(found.at(-1)).toBe(`${new URL(base).origin}/o/r/${paths[4]}`)
})

test('a style can be named, and there may be none', () => {
  expect(linksTo('https://git.example.org/a/b', 'gitlab')?.commit('c')).toBe('https://git.example.org/a/b/-/commit/c')
  expect(linksTo('https://github.com/a/b', 'none')).toBeNull()
  expect(linksTo(null)).toBeNull()
  expect(linksTo('git@github.com:a/b')).toBeNull()
})
