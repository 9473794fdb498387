/** Notes as people will read them: order, links, plain text, and what is not listed. */
import { expect, test } from 'vitest'
import { classify } from '../../src/core/classify.ts'
import { type NotesInput, renderNotes } from '../../src/core/notes.ts'
import { id, told } from './commits.ts'

const SECTIONS = [
  { type: 'feat', title: 'Features' },
  { type: 'fix', title: 'Bug Fixes' },
  { type: 'revert', title: 'Reverts' },
]
const notes = (lines: readonly string[], input: Partial<NotesInput> = {}) =>
  renderNotes({
    changes: classify(told(...lines)),
    version: '2.4.0',
    tag: 'core@2.4.0',
    previousTag: 'core@2.3.1',
    date: '2026-09-21',
    repository: null,
    sections: SECTIONS,
    ...input,
  })
const short = (name: string): string => id(name).slice(0, 7)

test('sections in order, breaking changes first, history order with scopes together', async () => {
  const lines = [
    'a: fix: first',
    'b: feat(ui): z',
    'c: feat: y',
    'd: chore!: drop it\n\nBREAKING CHANGE: one\ntwo',
    'e: feat(ui)!: a',
  ]
  const { notes: body } = await notes(lines)
  expect(body).toBe(
    [
      '### ⚠ BREAKING CHANGES\n\n* one\n  two\n* **ui:** a',
      `### Features\n\n* **ui:** z ${short('b')}\n* **ui:** a ${short('e')}\n* y ${short('c')}`,
      `### Bug Fixes\n\n* first ${short('a')}`,
      `### Miscellaneous Chores\n\n* drop it ${short('d')}`,
    ].join('\n\n'),
  )
})

test('the section has the heading, the notes do not', async () => {
  const { section, notes: body } = await notes(['a: fix: x'])
  expect(section).toBe(`## 2.4.0 (2026-09-21)\n\n${body}`)
  expect(body).toBe(`### Bug Fixes\n\n* x ${short('a')}`)
})

test('with a repository there are links, and none to wrong places', async () => {
  const { section } = await notes(['a: feat: x (#7) for @ada, not #general\n\nSee acme/other#4, fixes #12'], {
    repository: 'https://github.com/acme/core.git',
  })
  const base = 'https://github.com/acme/core'
  expect(section).toBe(
    [
      `## [2.4.0](${base}/compare/core%402.3.1...core%402.4.0) (2026-09-21)\n\n### Features\n`,
      `* x ([#7](${base}/issues/7)) for \`@ada\`, not #general ([${short('a')}](${base}/commit/${id('a')})), `,
    ].join('\n') + `closes [#12](${base}/issues/12), references [acme/other#4](https://github.com/acme/other/issues/4)`,
  )
})

test('groups of a forge are part of the address', async () => {
  const { section } = await notes(['a: fix: x'], { repository: 'https://git.example.org/a/b/core', previousTag: null })
  expect(section).toContain(`## 2.4.0 (2026-09-21)`)
  expect(section).toContain(`(https://git.example.org/a/b/core/commit/${id('a')})`)
})

test('without a repository nothing is a link', async () => {
  const { section } = await notes(['a: fix!: x #7 @ada\n\nBREAKING CHANGE: see #3\n\nCloses #12, acme/other#4'])
  expect(section).not.toMatch(/\]\(/)
  expect(section).toContain(`* x \`#7\` \`@ada\` ${short('a')}, closes \`#12\` \`acme/other#4\``)
  expect(section).toContain('* see `#3`')
})

test('merged, reverted, ignored and unclassified commits are not listed', async () => {
  const lines = [
    'm (b, c): Merge x',
    'r: Revert "feat: gone"',
    'g: feat: gone',
    'c: docs: d',
    'b: plain',
    'a: fix: kept',
  ]
  expect((await notes(lines)).notes).toBe(`### Bug Fixes\n\n* kept ${short('a')}`)
})

test('a revert of an earlier release is listed under its own heading', async () => {
  expect((await notes(['a: Revert "feat: old (#1)" (#2)'])).notes).toBe(
    `### Reverts\n\n* feat: old (\`#1\`) ${short('a')}, references \`#2\``,
  )
})

test('feature counts as feat; hidden and unknown types are listed when they break, below the rest', async () => {
  const lines = ['a: wip!: odd', 'b: feature: x', 'c: fix: y']
  const { notes: body } = await notes(lines, {
    sections: [
      { type: 'feat', title: 'New' },
      { type: 'fix', title: 'Fixed', hidden: true },
    ],
  })
  expect(body).toBe(
    `### ⚠ BREAKING CHANGES\n\n* odd\n\n### New\n\n* x ${short('b')}\n\n### Other Changes\n\n* odd ${short('a')}`,
  )
})

test('dependencies get a list of their own', async () => {
  const { section, notes: body } = await notes([], {
    dependencies: [
      { name: 'base', to: '1.2.3' },
      { name: '@a/b', to: '2.0.0' },
    ],
  })
  expect(body).toBe('### Dependencies\n\n* base 1.2.3\n* `@a/b` 2.0.0')
  expect(section).toBe(`## 2.4.0 (2026-09-21)\n\n${body}`)
})

test('nothing to list leaves a heading', async () => {
  expect(await notes(['a: docs: x'])).toEqual({
    ...{ section: '## 2.4.0 (2026-09-21)', notes: '', label: '2.4.0', definition: null },
  })
})

test('a message cannot play fields of the writer', async () => {
  const { section } = await notes(['a: fix: x\n\n-version-\n9.9.9\n-hash-\nbad\n', 'b: feat: y'])
  expect(section).toBe(
    `## 2.4.0 (2026-09-21)\n\n### Features\n\n* y ${short('b')}\n\n### Bug Fixes\n\n* x ${short('a')}`,
  )
})

test('a quoted breaking header is no breaking change', async () => {
  const { notes: body } = await notes(['a: Revert "feat!: old"'])
  expect(body).toBe(`### Reverts\n\n* feat!: old ${short('a')}`)
})

test('a breaking note keeps its lists, and no line of it begins a section', async () => {
  const { notes: body } = await notes([
    'a: feat!: x\n\nBREAKING CHANGE: first\n\n- one\n- two\n\n## 1.0.0\n\n```\n## code',
  ])
  expect(body).toContain('* first\n\n  - one\n  - two\n\n  \\## 1.0.0\n\n  ```\n  ## code\n  ```\n\n### Features')
})

test.each([
  ['https://gitlab.com/a/b/core', '-/compare/v1%2F0...v2', '-/commit/', '[#7](https://gitlab.com/a/b/core/-/issues/7)'],
  ['https://codeberg.org/a/core', 'compare/v1%2F0...v2', 'commit/', '[#7](https://codeberg.org/a/core/issues/7)'],
  [
    'https://bitbucket.org/a/core',
    'branches/compare/v2..v1%2F0',
    'commits/',
    '[#7](https://bitbucket.org/a/core/issues/7)',
  ],
])('links of %s', async (repository, compare, commit, issue) => {
  const { section } = await notes(['a: fix: x\n\nCloses #7'], { repository, tag: 'v2', previousTag: 'v1/0' })
  expect(section).toBe(
    `## [2.4.0](${repository}/${compare}) (2026-09-21)\n\n### Bug Fixes\n\n` +
      `* x ([${short('a')}](${repository}/${commit}${id('a')})), closes ${issue}`,
  )
})

test("what only one of the project's own rules raises is listed, by the heading that its type has", async () => {
  const changes = classify(told('a: docs: x', 'b: deps: y', 'c: tidy', 'd: style: z'), undefined, {
    rules: [{ type: 'd{ocs,eps}', bump: 'patch' }],
    unclassified: 'patch',
  })
  const { notes: body } = await notes([], { changes })
  expect(body).toBe(
    `### Documentation\n\n* x ${short('a')}\n\n### Other Changes\n\n* y ${short('b')}\n* tidy ${short('c')}`,
  )
})

test('the messages in a squashed one are entries of its commit', async () => {
  const message = 'Everything (#9)\n\nfeat(ui): one\n\nfix: two\n\nCloses #12'
  const changes = classify(told(`a: ${message}`), undefined, { nestedCommits: true })
  expect((await notes([], { changes })).notes).toBe(
    `### Features\n\n* **ui:** one ${short('a')}\n\n### Bug Fixes\n\n* two ${short('a')}`,
  )
})

test('change files alone have headings by level, with commits those of their kind', async () => {
  const described = [
    { summary: 'Gone.\n\n- really', bump: 'major' },
    { summary: 'Mended @ada', bump: 'patch', commit: id('z') },
  ] as const
  expect((await notes([], { described })).notes).toBe(
    `### Major Changes\n\n* Gone.\n\n  - really\n\n### Patch Changes\n\n* Mended \`@ada\` ${short('z')}`,
  )
  expect((await notes(['a: fix: b'], { described })).notes).toBe(
    [
      '### ⚠ BREAKING CHANGES\n\n* Gone.\n\n  - really',
      '### Features\n\n* Gone.\n\n  - really',
      `### Bug Fixes\n\n* b ${short('a')}\n* Mended \`@ada\` ${short('z')}`,
    ].join('\n\n'),
  )
})

test('kept text comes first, and what it tells of is not told again', async () => {
  const kept = `### Features\n\n- Streaming, at last (${short('b')})\n- quick.\n\nRead this.`
  const lines = ['a: feat: slow', 'b: feat: streaming', 'c: feat: quick (#7)', 'd: fix: x']
  expect((await notes(lines, { kept })).notes).toBe(
    `${kept}\n\n* slow ${short('a')}\n\n### Bug Fixes\n\n* x ${short('d')}`,
  )
})

test('contributors and newcomers get lists at the end', async () => {
  const ada = { name: 'Ada', email: '1+ada@users.noreply.github.com' }
  const people = { contributors: [ada, { name: 'Bob <b>', email: 'b@example.org' }], firstTimers: [ada] }
  const { notes: body } = await notes([], { ...people, repository: 'https://github.com/acme/core' })
  const link = '[@ada](https://github.com/ada)'
  expect(body).toBe(`### Contributors\n\n* ${link}\n* Bob \\<b>\n\n### New Contributors\n\n* ${link}`)
})
