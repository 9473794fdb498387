/** Which line a release belongs to: what was asked, the branch, CI's word, the one line that contains a detached HEAD. */
import { beforeAll, expect, test } from 'vitest'
import { findLine, type LineQuestion } from '../../src/facts/line.ts'
import type { Line } from '../../src/model.ts'
import type { GitLook } from '../../src/world/ports.ts'
import { lookAt } from '../support/look.ts'
import { cloneOf, scratchRepo } from '../support/scratch.ts'

const STORY = `
  feat: one
  tag v1.0.0
  branch 1.x from v1.0.0
  fix: two
  branch next from v1.0.0
  feat: three
  branch topic from v1.0.0
  feat: four
  on main
  feat: five
`

let commit = ''
let git: GitLook
let detached: GitLook
let ids: Readonly<Record<string, string>>

beforeAll(async () => {
  const repo = await scratchRepo(STORY)
  const clone = await cloneOf(repo)
  ids = Object.fromEntries(['v1.0.0', 'main', 'next', '1.x', 'topic'].map((name) => [name, repo.id(name)]))
  commit = ids['main'] ?? ''
  git = (await lookAt(clone)).git
  const tree = await cloneOf(repo)
  await tree.git('checkout', '--quiet', '--detach')
  detached = (await lookAt(tree)).git
})

const lineOf = (look: GitLook, question: Partial<LineQuestion> = {}) =>
  findLine(look, { ...{ known: null, asked: null, ci: null, branches: null, remote: 'origin', commit }, ...question })

const line = (name: string, rest: Partial<Line> = {}) => ({
  line: { name, prerelease: null, channel: null, ...rest },
  others: expect.any(Array),
  preview: false,
})

test('what was asked, then the branch, then what CI says', async () => {
  expect(await lineOf(git, { asked: '1.x', ci: 'next' })).toEqual(
    line('1.x', { range: { from: '1.0.0', below: '2.0.0' } }),
  )
  expect(await lineOf(git, { ci: 'next' })).toEqual(line('main'))
  expect(await lineOf(detached, { ci: 'next' })).toEqual(line('next', { channel: 'next' }))
})

test.each<[string, Partial<Line>]>([
  ['next', { channel: 'next' }],
  ['beta', { prerelease: 'beta' }],
  ['alpha', { prerelease: 'alpha' }],
  ['1.x', { range: { from: '1.0.0', below: '2.0.0' } }],
  ['10.20.x', { range: { from: '10.20.0', below: '10.21.0' } }],
])('%s is a line without a config', async (name, rest) => {
  expect(await lineOf(detached, { ci: name })).toEqual(line(name, rest))
})

test.each(['topic', 'x.1', '1.2.3.x', 'main/x', 'mains', 'master'])(
  '%s is none: answers are as for the first line, and marked',
  async (name) => {
    expect(await lineOf(detached, { ci: name })).toEqual({ ...line('main'), preview: true })
    expect(await lineOf(detached, { known: name })).toEqual(line(name))
  },
)

test('a maintenance line says by its name, or by the config, what may be released there', async () => {
  const named = async (ci: string, range?: string) =>
    (await lineOf(detached, { branches: [{ match: ci, ...(range && { range }) }], ci })).line.range
  expect(await named('release/9.x')).toEqual({ from: '9.0.0', below: '10.0.0' })
  expect(await named('v2.10.x')).toEqual({ from: '2.10.0', below: '2.11.0' })
  expect(await named('legacy', '1.x')).toEqual({ from: '1.0.0', below: '2.0.0' })
  expect(await named('x.1')).toBe(undefined)
})

test('the other lines that stable versions come from, for hints', async () => {
  expect(await lineOf(detached, { ci: '1.x' })).toMatchObject({ others: ['main', 'next'] })
  const branches = [{ match: 'main' }, { match: '+([0-9]).x' }, { match: 'beta', prerelease: 'beta' }]
  expect(await lineOf(detached, { branches, ci: 'main' })).toMatchObject({ others: ['one such as +([0-9]).x'] })
})

test('without a remote, `main` and `master` are lines', async () => {
  expect(await lineOf(detached, { remote: null, ci: 'master' })).toEqual(line('master'))
  expect(await lineOf(detached, { remote: null, ci: 'trunk' })).toEqual({ ...line('main'), preview: true })
})

test('the config’s branches, of which the first that matches counts', async () => {
  const branches = [
    { match: 'release/*', channel: 'stable' },
    { match: 'trunk' },
    { match: '@(canary|edge)', prerelease: true },
    { match: '**', prerelease: 'dev' },
  ]
  const named = (ci: string) => lineOf(detached, { branches, ci })
  expect(await named('release/1')).toEqual(line('release/1', { channel: 'stable' }))
  expect(await named('trunk')).toEqual(line('trunk'))
  expect(await named('canary')).toEqual(line('canary', { prerelease: 'canary' }))
  expect(await named('release/1/a')).toEqual(line('release/1/a', { prerelease: 'dev' }))
  expect(await lineOf(detached, { branches: branches.slice(0, 2), ci: 'x' })).toEqual({
    ...line('trunk'),
    preview: true,
  })
})

test('a detached HEAD belongs to the one line whose remote head contains it', async () => {
  expect(await lineOf(detached)).toEqual(line('main'))
  expect(await lineOf(detached, { commit: ids['next'] ?? '' })).toEqual(line('next', { channel: 'next' }))
  expect(await lineOf(detached, { commit: ids['v1.0.0'] ?? '', branches: [{ match: '1.x' }] })).toEqual(
    line('1.x', { range: { from: '1.0.0', below: '2.0.0' } }),
  )
})

test.each<[string, Partial<LineQuestion>]>([
  ['several lines contain it', { commit: 'v1.0.0' }],
  ['none does', { commit: 'topic' }],
  ['there is no remote', { remote: null }],
])('a detached HEAD is no line when %s', async (_, question) => {
  const named = question.commit === undefined ? {} : { commit: ids[question.commit] ?? '' }
  await expect(lineOf(detached, { ...question, ...named })).rejects.toMatchObject({
    ...{ code: 'NO_LINE', hint: 'name it with --branch <line>' },
  })
})
