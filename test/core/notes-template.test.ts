/** Templates of notes: what they may hold, what becomes of it, and where an error is. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { classify } from '../../src/core/classify.ts'
import { sectionsFor } from '../../src/core/keep-a-changelog.ts'
import { fillTemplate, parseTemplate } from '../../src/core/notes-template.ts'
import { renderNotes } from '../../src/core/notes.ts'
import { id, told } from './commits.ts'

const preset = (name: string) => {
  const url = new URL(`../../templates/${name}.md`, import.meta.url)
  return parseTemplate(readFileSync(url, 'utf8'), name)
}

const HEAD = '## {version}\n'
const filled = (text: string, values = {}) =>
  fillTemplate(parseTemplate(HEAD + text, 'own.md'), { version: '1.0.0', ...values })
    .slice('## 1.0.0'.length)
    .trim()

test.each([
  ['{tag} of {name}', { tag: 'v1', name: 'core' }, 'v1 of core'],
  ['a{#compare} ({compare}){/compare}{^compare} alone{/compare}', { compare: 'x' }, 'a (x)'],
  ['a{#compare} ({compare}){/compare}{^compare} alone{/compare}', {}, 'a alone'],
  ['\\{tag} {} { tag } {!-- no\n{nothing} --}x', { tag: 'v1' }, '{tag} {} { tag } x'],
  [
    '{#sections}\n### {title}\n{#entries}\n- {subject} in {title} of {tag}\n{/entries}\n\n\n\n{/sections}',
    {
      tag: 'v1',
      sections: [
        { title: 'A', entries: [{ subject: 'x' }, { subject: 'y\nz' }] },
        { title: 'B', entries: [] },
      ],
    },
    '### A\n- x in A of v1\n- y\n  z in A of v1\n\n### B',
  ],
])('%j', (text, values, result) => {
  expect(filled(text, values)).toBe(result)
})

test.each([
  ['{nothing}', 'own.md, line 2: there is no {nothing} here'],
  ['a\n{#sections}\n{#entries}\n{titel}\n{/entries}\n{/sections}', 'own.md, line 5: there is no {titel} here'],
  ['{#sections}\n{tag}\n{#entries}\n', 'own.md, line 4: {#entries} is never closed'],
  ['\n{!-- two\nlines --}\n{/tag}', 'own.md, line 5: {/tag} closes nothing'],
  ['{#tag}{#name}{/tag}{/name}', 'own.md, line 2: {#name} of line 2 is still open'],
  ['{sections}', 'own.md, line 2: {sections} is a block'],
  ['{constructor}', 'own.md, line 2: there is no {constructor} here'],
])('%j is refused', (text, message) => {
  expect(() => parseTemplate(HEAD + text, 'own.md')).toThrow(
    expect.objectContaining({ code: 'CONFIG_VALUE', message, hint: expect.any(String) }),
  )
})

test.each(['', 'words\n', '## {date}\n', '{#header}\n## {version}\n{/header}\nwords'])(
  'a section begins with a heading that names the version: %j',
  (text) => {
    expect(() => parseTemplate(text, 'own.md')).toThrow(expect.objectContaining({ code: 'CONFIG_VALUE' }))
  },
)

test('a byte order mark and other line ends are nothing to a template', () => {
  const text = '\uFEFF{#header}\r\n# Log\r\n{/header}\r\n## {version}\r\n{#tag}\r\nx\r\n{/tag}\r\n'
  const template = parseTemplate(text, 'own.md')
  expect(template.header).toBe('# Log')
  expect(fillTemplate(template, { version: '1', tag: 'v1' })).toBe('## 1\nx')
})

const LINES = [
  'a: fix: first (#7)\n\nCloses #8, acme/other#9',
  'b: feat(ui): z',
  'c: chore!: drop it\n\nBREAKING CHANGE: one\n\n- two',
  'd: feat(ui)!: a',
  'e: security: s',
]
const INPUT = {
  ...{ version: '2.4.0', tag: 'v2.4.0', previousTag: 'v2.3.1', date: '2026-09-21', name: 'core' },
  ...{ repository: 'https://github.com/acme/core', dependencies: [{ name: 'base', to: '1.2.3' }] },
  contributors: [{ name: 'Ada', email: 'ada@example.org' }],
  firstTimers: [{ name: 'Ada', email: 'ada@example.org' }],
}

test('the preset in templates/default.md writes what the default does', async () => {
  const input = { ...INPUT, ...sectionsFor('default'), changes: classify(told(...LINES)) }
  expect(await renderNotes({ ...input, template: preset('default') })).toEqual(await renderNotes(input))
})

test('Keep a Changelog has its own sections, and breaking changes stand in them', async () => {
  const changes = classify(told(...LINES), undefined, { rules: [{ type: 'security', bump: 'patch' }] })
  const template = preset('keep-a-changelog')
  const style = sectionsFor('keep-a-changelog')
  const { section, definition } = await renderNotes({ ...INPUT, ...style, changes, template, repository: null })
  const short = (name: string) => id(name).slice(0, 7)
  expect(section).toBe(
    [
      '## [2.4.0] - 2026-09-21',
      `### Added\n\n- **ui:** z (${short('b')})\n- **Breaking:** **ui:** a (${short('d')})`,
      `### Changed\n\n- **Breaking:** drop it (${short('c')})\n\n  one\n\n  - two`,
      `### Fixed\n\n- first (\`#7\`) (${short('a')}), closes \`#8\` \`acme/other#9\``,
      `### Security\n\n- s (${short('e')})`,
      '### Dependencies\n\n- base 1.2.3',
      '### Contributors\n\n- Ada',
      '### New Contributors\n\n- Ada',
    ].join('\n\n'),
  )
  expect(definition).toBeNull()
  const linked = await renderNotes({ ...INPUT, ...style, changes, template })
  expect(linked.definition).toEqual({
    ...{ version: '2.4.0', tag: 'v2.4.0', previousTag: 'v2.3.1' },
    release: 'https://github.com/acme/core/compare/v2.3.1...v2.4.0',
    unreleased: 'https://github.com/acme/core/compare/v2.4.0...HEAD',
  })
})

test('sections of your own stand in for those of Keep a Changelog', () => {
  const sections = [{ type: 'feat', title: 'New' }]
  expect(sectionsFor('keep-a-changelog', sections)).toEqual({ sections, other: 'Changed' })
})
