/** Where a section goes, in files of every custom, what moves into it, and that no other byte is touched. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classify } from '../../src/core/classify.ts'
import { enterRelease, hasSection, insertSection, pendingIn, sectionIn } from '../../src/core/changelog.ts'
import { notesWriter } from '../../src/core/notes.ts'
import { told } from './commits.ts'

const section = '## 1.1.0 (2026-09-21)\n\n### Features\n\n* x'

test('a new file gets a header', () => {
  for (const text of [null, '']) expect(insertSection(text, section)).toBe(`# Changelog\n\n${section}\n`)
  expect(insertSection(null, section, { header: '# Log\n\n## [Unreleased]' })).toBe(
    `# Log\n\n## [Unreleased]\n\n${section}\n`,
  )
})

test.each([
  ['above the newest release', '# Changelog\n\n', '## 1.0.0\n\n* old\n'],
  ['below an intro', '# Changes\n\nAll of them.\n\n', '## [1.0.0] - 2020-01-01\n'],
  ['below an intro with headings', '# Changes\n\n## How to read this\n\nSo.\n\n', '## 1.0.0\n'],
  ['below Unreleased', '# Changelog\n\n## [Unreleased]\n\n', '## [1.0.0]\n'],
  ['below a form in Unreleased', '# Changelog\n\n## [Unreleased]\n\n### Added\n\n### Fixed\n\n', '## [1.0.0]\n'],
  ['below a comment in Unreleased', '## Unreleased\n\n<!-- write here\n## 9.9.9\n-->\n\n', '## 1.0.0\n'],
  ['above releases with other headings', '', '### [1.0.1](x) (2020-01-01)\n\n# 1.0.0\n'],
  ['above underlined headings', 'History\n=======\n\n', '1.0.0 / 2020-01-01\n==================\n'],
  ['above releases with names', '# Log\n\n', '## core@1.0.0\n\n## Version 0.9\n'],
  ['above headings without versions', '# Log\n\n', '## The blue one\n'],
  ['above the anchor of a release', '# Changelog\n\n', '<a name="1.0.0"></a>\n\n## 1.0.0\n'],
  ['past headings in code', '# Log\n\n```\n## 9.9.9\n```\n\n', '## 1.0.0\n'],
  ['past code that an item ends', '# Log\n\n- x\n  ```\n  code\n\n', '## 1.0.0\n'],
  ['above link definitions', '# Changelog\n\n## Unreleased\n\n', '[unreleased]: https://example.org/x\n'],
])('it goes %s', (_, before, after) => {
  expect(insertSection(before + after, section)).toBe(`${before}${section}\n\n${after}`)
})

test.each([
  ['# Changelog\n', '# Changelog\n\n'],
  ['# Changelog', '# Changelog\n\n'],
  ['# Changelog\n\n', '# Changelog\n\n'],
  ['# Changelog\n\n## Unreleased', '# Changelog\n\n## Unreleased\n\n'],
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

test.each([
  ['## [Unreleased]\n\n### Added\n\n- y\n\n', '### Added\n\n- y', '## [Unreleased]\n\n'],
  ['## Unreleased changes\n- y', '- y', '## Unreleased changes\n\n'],
  ['## [unreleased] - soon\r\n\r\n- y\r\n  more\r\n\r\n', '- y\n  more', '## [unreleased] - soon\r\n\r\n'],
  ['## Unreleased\n\n<!-- write here -->\n\n- y\n', '- y', '## Unreleased\n\n<!-- write here -->\n\n'],
  ['## Unreleased\n\n```\n## 9.9.9\n```\n\n', '```\n## 9.9.9\n```', '## Unreleased\n\n'],
])('the text of Unreleased moves, its heading stays: %j', (block, text, left) => {
  const eol = block.includes('\r') ? '\r\n' : '\n'
  const [head, tail] = [`# Changelog${eol}${eol}`, `## 1.0.0${eol}${eol}- old${eol}`]
  const rest = block.endsWith('\n') ? tail : ''
  expect(pendingIn(head + block + rest)).toBe(text)
  const written = section.replaceAll('\n', eol) + eol
  expect(insertSection(head + block + rest, section)).toBe(head + left + written + (rest === '' ? '' : eol + rest))
})

test('a section that was written for this release under another number moves too', () => {
  const isReleased = (version: string) => version !== '1.0.1'
  const text = '# Log\n\n## Unreleased\n\n### Added\n\n- a\n\n## 1.0.1 (2026-01-01)\n\n### Added\n\n- b\n\n## 1.0.0\n'
  expect(pendingIn(text)).toBe('### Added\n\n- a')
  expect(pendingIn(text, isReleased)).toBe('### Added\n\n- a\n- b')
  expect(insertSection(text, section, { isReleased })).toBe(`# Log\n\n## Unreleased\n\n${section}\n\n## 1.0.0\n`)
  expect(insertSection(text.replace(/## Unreleased[^]*- a\n\n/, ''), section, { isReleased })).toBe(
    `# Log\n\n${section}\n\n## 1.0.0\n`,
  )
})

const URL = 'https://example.org/compare'
const definition = {
  ...{ version: '1.1.0', tag: 'v1.1.0', previousTag: 'v1.0.0' },
  release: `${URL}/v1.0.0...v1.1.0`,
  unreleased: `${URL}/v1.1.0...HEAD`,
}

test.each([
  [
    'both are kept in step',
    `## [1.0.0]\n\n[unreleased]: ${URL}/v1.0.0...main\n[1.0.0]: x\n`,
    `## [1.0.0]\n\n[unreleased]: ${URL}/v1.1.0...main\n[1.1.0]: ${URL}/v1.0.0...v1.1.0\n[1.0.0]: x\n`,
  ],
  [
    'a comparison with something else is made anew',
    `## [1.0.0]\n\n[Unreleased]: ${URL}/main\n`,
    `## [1.0.0]\n\n[Unreleased]: ${URL}/v1.1.0...HEAD\n[1.1.0]: ${URL}/v1.0.0...v1.1.0\n`,
  ],
  ['those of releases alone', '## [1.0.0]\n\n[1.0.0]: x', `## [1.0.0]\n\n[1.1.0]: ${URL}/v1.0.0...v1.1.0\n[1.0.0]: x`],
  ['one that is there stays', '## [1.0.0]\n\n[1.1.0]: y\n', '## [1.0.0]\n\n[1.1.0]: y\n'],
  ['the first ones', '## [1.0.0]\n\n* old', `## [1.0.0]\n\n* old\n\n[1.1.0]: ${URL}/v1.0.0...v1.1.0\n`],
])('definitions at the foot: %s', (_, before, after) => {
  expect(insertSection(before, section, { definition })).toBe(`${section}\n\n${after}`)
})

test('a heading [Unreleased] gets its definition', () => {
  const both = `[Unreleased]: ${URL}/v1.1.0...HEAD\n[1.1.0]: ${URL}/v1.0.0...v1.1.0\n`
  expect(insertSection('## [Unreleased]\n', section, { definition })).toBe(`## [Unreleased]\n\n${section}\n\n${both}`)
  expect(insertSection(null, section, { definition, header: '## [Unreleased]' })).toBe(
    `## [Unreleased]\n\n${section}\n\n${both}`,
  )
})

test('the definition of a number that was never released goes with its section', () => {
  const text = `## 1.0.1\n\n- b\n\n## 1.0.0\n\n[unreleased]: ${URL}/v1.0.1...main\n[1.0.1]: x\n[1.0.0]: y\n`
  expect(insertSection(text, section, { definition, isReleased: (version) => version !== '1.0.1' })).toBe(
    `${section}\n\n## 1.0.0\n\n[unreleased]: ${URL}/v1.1.0...main\n[1.1.0]: ${URL}/v1.0.0...v1.1.0\n[1.0.0]: y\n`,
  )
})

const line = fc.constantFrom(
  ...['# Changelog', '## 1.0.0', '## [Unreleased]', '', '* x', '```', '  ```', '[a]: b', '<a name="x"></a>', '\uFEFF'],
  ...['text ', '<!--', '-->', '### Added', '1.0.0', '=====', '## Words', '[unreleased]: v0'],
)
const file = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\n\n', ''))).map((parts) => parts.flat().join(''))

test('property: what is pending goes in one piece, and every other byte stays around the section', () => {
  fc.assert(
    fc.property(
      file.filter((text) => text.trim() !== ''),
      (text) => {
        const result = insertSection(text, '## 7.7.7')
        const at = result.indexOf('## 7.7.7')
        const [before, after] = [result.slice(0, at), result.slice(at + '## 7.7.7'.length)]
        const cuts = Array.from({ length: text.length + 1 }, (_, cut) => cut)
        const start = cuts.findLast((cut) => before.startsWith(text.slice(0, cut))) ?? 0
        const end = cuts.find((cut) => after.endsWith(text.slice(cut))) ?? 0
        expect(before.slice(start)).toMatch(/^[\r\n]*$/)
        expect(after.slice(0, after.length - (text.length - end))).toMatch(/^[\r\n]*$/)
        expect(text.slice(start, Math.max(start, end)).replaceAll('\r\n', '\n').trim()).toBe(pendingIn(text).trim())
      },
    ),
  )
})

test('property: what was entered is found again, and entering it once more changes nothing', async () => {
  const write = await notesWriter({ sections: [] })
  const release = {
    changes: [],
    version: '7.7.7',
    tag: 'v7.7.7',
    previousTag: null,
    date: '2026-09-21',
    repository: null,
  }
  await fc.assert(
    // An anchor or a definition that ends what people wrote belongs to what comes next.
    fc.asyncProperty(
      file.filter((text) => !/<a |\]: /.test(text)),
      async (text) => {
        const once = await enterRelease(text, release, write)
        const twice = await enterRelease(once.text, release, write)
        expect(twice.text).toBe(once.text)
        expect(twice.notes).toBe(once.notes)
      },
    ),
  )
})

test.each([
  ['# Changelog\n\n## 1.2.0 (2026-01-01)\n', '1.2.0', true],
  ['## [1.2.0](https://example.invalid) (2026-01-01)\n', '1.2.0', true],
  ['## v1.2.0\n', '1.2.0', true],
  ['## core@1.2.0\n', '1.2.0', true],
  ['1.2.0\n-----\n', '1.2.0', true],
  ['## 1234\n', '1234', true],
  ['## 1!2.0.post1\n', '1!2.0.post1', true],
  ['## 1.2.0-rc.1\n', '1.2.0', false],
  ['## 11.2.0\n', '1.2.0', false],
  ['## 1x2.0\n', '1.2.0', false],
  ['see 1.2.0\n', '1.2.0', false],
  ['```\n## 1.2.0\n```\n', '1.2.0', false],
])('%j has a section for %s: %s', (text, version, has) => {
  expect(hasSection(text, version)).toBe(has)
})

test('a section that was edited and committed stands, and is what the notes say', async () => {
  const write = await notesWriter({ sections: [] })
  const text = '# Log\r\n\r\n## 1.2.0 (yesterday)\r\n\r\nBy hand.\r\n\r\n- x\r\n\r\n## 1.1.0\r\n'
  const release = {
    changes: classify(told('a: feat: x', 'b: fix: y', 'c: docs: z')),
    version: '1.2.0',
    tag: 'v1.2.0',
    previousTag: null,
    date: '2026-09-21',
    repository: null,
  }
  expect(sectionIn(text, '1.2.0')).toBe('By hand.\n\n- x')
  expect(await enterRelease(text, release, write)).toMatchObject({
    ...{ text, notes: 'By hand.\n\n- x', section: '## 1.2.0 (2026-09-21)\n\nBy hand.\n\n- x' },
    untold: [{ subject: 'y' }],
  })
})
