/** The words of commits in Markdown: they show as written, and ping, link, hide and break nothing. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linksTo } from '../../src/core/links.ts'
import { escapeBlock, escapeLine } from '../../src/core/markdown.ts'

const HUB = 'https://github.com/acme/core'
const hub = linksTo(HUB)
const lab = linksTo('https://gitlab.com/acme/core')
const bucket = linksTo('https://bitbucket.org/acme/core')

test.each([
  ['plain words, a@b.c and 1 < 2', 'plain words, a@b.c and 1 < 2'],
  ['thanks @ada, @Bob-1 and @acme/team!', 'thanks `@ada`, `@Bob-1` and `@acme/team`!'],
  ['bump @babel/core@^7.0.0 (#7)', `bump \`@babel/core@^7.0.0\` ([#7](${HUB}/issues/7))`],
  ['@Input() and x/@y', '`@Input()` and x/`@y`'],
  ['keep `@code` and [@link](https://x.org/@y#1)', 'keep `@code` and [@link](https://x.org/@y#1)'],
  ['see https://x.org/@ada#12 and <https://y.org>', 'see https://x.org/@ada#12 and <https://y.org>'],
  ['Map<string> <!-- <script>', 'Map\\<string> \\<!-- \\<script>'],
  ['a ` b @q', 'a \\` b `@q`'],
  ['a \\` b ``x` y`` @q', 'a \\` b ``x` y`` `@q`'],
  ['[x](javascript:1) [m](mailto:a) [r](#here)', '\\[x](javascript:1) [m](mailto:a) [r](#here)'],
  ['acme/other#4, other#4, #general', '[acme/other#4](https://github.com/acme/other/issues/4), other#4, #general'],
  ['# of things', '\\# of things'],
  ['> quoted', '\\> quoted'],
  ['- item', '\\- item'],
  ['1. item', '1\\. item'],
  ['1.5 times', '1.5 times'],
  ['[ ] task', '\\[ ] task'],
  ['~~~', '\\~~~'],
  ['***', '\\***'],
  ['*strong* words', '*strong* words'],
  ['hid\u202Eden\u200B, \u001B[31mred', 'hidden, [31mred'],
])('%j is %j', (text, escaped) => {
  expect(escapeLine(text, hub)).toBe(escaped)
})

test.each([
  [
    'fix !12 and #3, not a!',
    lab,
    'fix [!12](https://gitlab.com/acme/core/-/merge_requests/12) and [#3](https://gitlab.com/acme/core/-/issues/3), not a!',
  ],
  ['pull request #12', bucket, '[pull request #12](https://bitbucket.org/acme/core/pull-requests/12)'],
  ['pull request #12 and !3', hub, `pull request [#12](${HUB}/issues/12) and !3`],
  ['#1, !2, acme/other#3, GH-4, #x', null, '`#1`, `!2`, `acme/other#3`, `GH-4`, #x'],
])('references: %j', (text, links, escaped) => {
  expect(escapeLine(text, links)).toBe(escaped)
})

test('of several lines, lists and code stay; sections and definitions do not', () => {
  const text =
    'one\n- two @ada\n  - three\n\n## four\nfive\n===\n[Unreleased]: evil\n\n~~~\n# six @ada\n~~~\n```js\nseven'
  expect(escapeBlock(text, hub)).toBe(
    [
      ...['one', '- two `@ada`', '  - three', '', '\\## four', 'five', '\\===', '\\[Unreleased]: evil', ''],
      ...['~~~', '# six @ada', '~~~', '```js', 'seven', '```'],
    ].join('\n'),
  )
})

/** What a host looks at: text outside of code. */
const withoutCode = (text: string) => text.replaceAll(/(?<!\\|`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '')

test('property: no mention and no reference is left outside of code where nothing links', () => {
  const part = fc.constantFrom('@ada', '#12', 'acme/x#3', '`', '``', ' ', 'word', '\\', '(', '<b>', '*', '!4')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = withoutCode(escapeLine(parts.join(' '), null))
      expect(text).not.toMatch(/(?<!\w)@\w|(?<![\w&])#\d|(?<!\\)<b/)
    }),
  )
})
