/** Text by hand and text from commits in one section: every heading once, nothing lost. */
import { expect, test } from 'vitest'
import { classify } from '../../src/core/classify.ts'
import { dropSaid, mergeNotes } from '../../src/core/notes-merge.ts'
import { id, told } from './commits.ts'

test.each([
  ['nothing kept', '', '### Added\n\n- a', '### Added\n\n- a'],
  ['nothing written', 'Read this.', '', 'Read this.'],
  ['one heading', '### Added\n\n- a', '### Added\n\n- b', '### Added\n\n- a\n- b'],
  ['headings in other words', '### added:\n- a', '### Added\n\n- b', '### added:\n\n- a\n- b'],
  [
    'kept order first',
    '### Fixed\n\n- a',
    '### Added\n\n- b\n\n### Fixed\n\n- c',
    '### Fixed\n\n- a\n- c\n\n### Added\n\n- b',
  ],
  ['a paragraph at the end', '### Added\n\n- a\n\nNote.', '### Added\n\n- b', '### Added\n\n- a\n\nNote.\n\n- b'],
  ['an entry of several lines', '### Added\n\n- a\n  more', '### Added\n\n- b', '### Added\n\n- a\n  more\n- b'],
  ['empty headings', '### Added\n\n### Fixed\n\n- a', '### Added\n\n- b', '### Added\n\n- b\n\n### Fixed\n\n- a'],
  [
    'words above all headings',
    'Hello.\n\n### Added\n\n- a',
    '### Fixed\n\n- b',
    'Hello.\n\n### Added\n\n- a\n\n### Fixed\n\n- b',
  ],
  ['an entry in the same words', '### A\n\n- a\n- b', '### A\n\n- b\n- c', '### A\n\n- a\n- b\n- c'],
  ['code', '```\n### Added\n```', '### Added\n\n- b', '```\n### Added\n```\n\n### Added\n\n- b'],
])('%s', (_, kept, notes, merged) => {
  expect(mergeNotes(kept, notes)).toBe(merged)
})

test.each([
  ['by its commit', `- whatever (${id('a').slice(0, 7)})`, true],
  ['by its commit in full', `see ${id('a')}`, true],
  ['in the same words', '- **ui:** Streaming. ([#7](https://example.org/7))', true],
  ['in other words', '- streaming everywhere', false],
  ['not at all', '', false],
])('a change is told of %s', (_, kept, isSaid) => {
  expect(dropSaid(classify(told('a: feat(ui): streaming (#7)')), kept)).toHaveLength(isSaid ? 0 : 1)
})

test('what breaks is left out only when its commit is named', () => {
  const changes = classify(told('a: feat!: streaming'))
  expect(dropSaid(changes, '- streaming')).toHaveLength(1)
  expect(dropSaid(changes, `- streaming ${id('a')}`)).toHaveLength(0)
})
