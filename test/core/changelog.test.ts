/** Where a section goes, in files of every custom, and that no old byte is touched. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasSection, insertSection } from '../../src/core/changelog.ts'

const section = '## 1.1.0 (2026-09-21)\n\n### Features\n\n* x'

test('a new file gets a header', () => {
  for (const text of [null, '']) expect(insertSection(text, section)).toBe(`# Changelog\n\n${section}\n`)
})

test.each([
  ['above the newest release', '# Changelog\n\n', '## 1.0.0\n\n* old\n'],
  ['below an intro', '# Changes\n\nAll of them.\n\n', '## [1.0.0] - 2020-01-01\n'],
  ['below Unreleased', '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- y\n\n', '## [1.0.0]\n'],
  ['above releases with other headings', '', '### [1.0.1](x) (2020-01-01)\n\n# 1.0.0\n'],
  ['above the anchor of a release', '# Changelog\n\n', '<a name="1.0.0"></a>\n\n## 1.0.0\n'],
  ['past headings in code', '# Log\n\n```\n## 9.9.9\n```\n\n', '## 1.0.0\n'],
  ['above link definitions', '# Changelog\n\n## Unreleased\n\n- y\n\n', '[unreleased]: https://example.org/x\n'],
])('it goes %s', (_, before, after) => {
  expect(insertSection(before + after, section)).toBe(`${before}${section}\n\n${after}`)
})

test.each([
  ['# Changelog\n', '# Changelog\n\n'],
  ['# Changelog', '# Changelog\n\n'],
  ['# Changelog\n\n', '# Changelog\n\n'],
  ['# Changelog\n\n## Unreleased\n\n- y', '# Changelog\n\n## Unreleased\n\n- y\n\n'],
])('without a release it ends the file: %j', (text, before) => {
  expect(insertSection(text, section)).toBe(`${before}${section}\n`)
})

test('an empty line is put where one is missing', () => {
  expect(insertSection('# Changelog\n## 1.0.0\n', section)).toBe(`# Changelog\n\n${section}\n\n## 1.0.0\n`)
})

test('line ends and BOM follow the file', () => {
  const text = '\uFEFF# Changelog\r\n\r\n## 1.0.0\r\n'
  expect(insertSection(text, section)).toBe(
    `\uFEFF# Changelog\r\n\r\n${section.replaceAll('\n', '\r\n')}\r\n\r\n## 1.0.0\r\n`,
  )
  expect(insertSection('\uFEFF', section)).toBe(`\uFEFF# Changelog\n\n${section}\n`)
})

const line = fc.constantFrom(
  '# Changelog',
  '## 1.0.0',
  '## [Unreleased]',
  '',
  '* x',
  '```',
  '[a]: b',
  '<a name="x"></a>',
  '\uFEFF',
  'text ',
)
const file = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\n\n', ''))).map((parts) => parts.flat().join(''))

test('property: the old text is kept in one or two pieces around the section', () => {
  fc.assert(
    fc.property(file, (text) => {
      const result = insertSection(text, '## 7.7.7')
      const at = result.indexOf('## 7.7.7')
      const before = result.slice(0, at)
      const after = result.slice(at + '## 7.7.7'.length)
      const cuts = Array.from({ length: text.length + 1 }, (_, cut) => [text.slice(0, cut), text.slice(cut)] as const)
      expect(cuts.some(([old, rest]) => before.startsWith(old) && after.endsWith(rest))).toBe(true)
    }),
  )
})

test.each([
  ['# Changelog\n\n## 1.2.0 (2026-01-01)\n', '1.2.0', true],
  ['## [1.2.0](https://example.invalid) (2026-01-01)\n', '1.2.0', true],
  ['## v1.2.0\n', '1.2.0', true],
  ['## 1.2.0-rc.1\n', '1.2.0', false],
  ['## 11.2.0\n', '1.2.0', false],
  ['## 1x2.0\n', '1.2.0', false],
  ['see 1.2.0\n', '1.2.0', false],
])('%j has a section for %s: %s', (text, version, has) => {
  expect(hasSection(text, version)).toBe(has)
})
