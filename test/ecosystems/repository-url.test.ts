/** Every form of `repository` that npm takes, and what is no address. */
import { expect, test } from 'vitest'
import { repositoryUrl } from '../../src/ecosystems/repository-url.ts'

test.each([
  ['https://github.com/acme/core', 'https://github.com/acme/core'],
  ['https://github.com/acme/core.git', 'https://github.com/acme/core'],
  ['https://github.com/acme/core/', 'https://github.com/acme/core'],
  ['http://github.com/acme/core.git', 'https://github.com/acme/core'],
  ['git+https://github.com/acme/core.git', 'https://github.com/acme/core'],
  ['git+https://github.com/acme/core.git#main', 'https://github.com/acme/core'],
  ['git://github.com/acme/core.git', 'https://github.com/acme/core'],
  ['git+ssh://git@github.com/acme/core.git', 'https://github.com/acme/core'],
  ['git+ssh://git@github.com:acme/core.git', 'https://github.com/acme/core'],
  ['ssh://git@git.acme.test:2222/team/core.git', 'https://git.acme.test/team/core'],
  ['git@github.com:acme/core.git', 'https://github.com/acme/core'],
  ['git@gitlab.com:group/sub/core.git', 'https://gitlab.com/group/sub/core'],
  ['github:acme/core', 'https://github.com/acme/core'],
  ['acme/core', 'https://github.com/acme/core'],
  ['acme/core#v1', 'https://github.com/acme/core'],
  ['acme/core.js', 'https://github.com/acme/core.js'],
  ['gitlab:group/sub/core', 'https://gitlab.com/group/sub/core'],
  ['bitbucket:acme/core', 'https://bitbucket.org/acme/core'],
  ['gist:11081aaa281', 'https://gist.github.com/11081aaa281'],
  ['https://git.acme.test:8443/team/core.git', 'https://git.acme.test:8443/team/core'],
  ['https://ada:secret@git.acme.test/core', 'https://git.acme.test/core'],
  ['https://github.com/acme/core/tree/main/packages/a', 'https://github.com/acme/core'],
  ['https://gitlab.com/acme/core/-/tree/main/a', 'https://gitlab.com/acme/core'],
  ['  https://github.com/acme/core  ', 'https://github.com/acme/core'],
])('%s is %s', (text, url) => {
  expect(repositoryUrl(text)).toBe(url)
})

test.each([
  '',
  'core',
  'https://github.com',
  'file:///srv/git/core.git',
  '../core',
  'javascript:alert(1)',
  'npm:acme/core',
  'constructor:acme/core',
  'http://git.acme.test:3000/core',
  'https://git.acme.test/a b)[x](y',
  'C:\\git\\core',
])('%j names no place on the web', (text) => {
  expect(repositoryUrl(text)).toBeNull()
})
