/** Who is named for a release: people, once each, in history order, and who of them is new. */
import { expect, test } from 'vitest'
import { authorsOf, contributorsOf, firstTimers, keysOf, personLabel } from '../../src/core/contributors.ts'
import { linksTo } from '../../src/core/links.ts'

const by = (author: string, email: string, message = 'fix: x') => ({ author, email, message })

test('each once, in the order of the commits, with those who helped', () => {
  const message = 'feat: x\n\nCo-authored-by: Bob <bob@example.org>\nco-authored-by: Ada L. <ADA@example.org>'
  const commits = [
    by('Ada', 'ada@example.org', message),
    by('Cy', 'cy@example.org'),
    by('Bob', 'bob@home.example'),
    by('Ada', '7+ada@users.noreply.github.com'),
  ]
  expect(contributorsOf(commits).map(({ name }) => name)).toEqual(['Ada', 'Bob', 'Cy'])
})

test.each([
  ['dependabot[bot]', '4+dependabot[bot]@users.noreply.github.com'],
  ['Renovate Bot', 'bot@renovateapp.com'],
  ['renovate', 'x@example.org'],
  ['semantic-release-bot', 'semantic-release-bot@example.org'],
  ['GitHub', 'noreply@github.com'],
  ['', 'nobody@example.org'],
])('%s <%s> is nobody', (name, email) => {
  expect(contributorsOf([by(name, email)])).toEqual([])
})

test.each([
  ['Abbot', 'a@example.org'],
  ['Talbot Robotham', 't@example.org'],
  ['Ada', '7+ada@users.noreply.github.com'],
])('%s <%s> is somebody', (name, email) => {
  expect(contributorsOf([by(name, email)])).toEqual([{ name, email }])
})

test('an earlier commit under the same name or address makes nobody a newcomer', () => {
  const authors = contributorsOf([
    by('Ada', 'new@example.org'),
    by('B.', 'BOB@example.org'),
    by('Cy', 'cy@example.org'),
  ])
  const earlier = new Set(
    [by('Ada', 'ada@example.org'), by('Bob', 'bob@example.org')].flatMap(authorsOf).flatMap(keysOf),
  )
  expect(firstTimers(authors, earlier)).toEqual([{ name: 'Cy', email: 'cy@example.org' }])
})

test('an account is known by an address of the same host alone', () => {
  const hub = linksTo('https://github.com/acme/core')
  const ada = { name: 'Ada @x', email: '7+ada@users.noreply.github.com' }
  expect(personLabel(ada, hub)).toBe('[@ada](https://github.com/ada)')
  expect(personLabel(ada, linksTo('https://gitlab.com/acme/core'))).toBe('Ada `@x`')
  expect(personLabel(ada, linksTo('https://git.example.org/acme/core'))).toBe('Ada `@x`')
  expect(personLabel(ada, null)).toBe('Ada `@x`')
  expect(personLabel({ ...ada, email: 'ada@example.org' }, hub)).toBe('Ada `@x`')
})
