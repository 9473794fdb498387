/** Notes cut to what a host takes: never within an entry, always with a way to the rest. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitNotes } from '../../src/core/notes-limit.ts'

const URL = 'https://example.org/CHANGELOG.md'
const entry = (name: string) => `* ${name} ${'x'.repeat(60)}`
const NOTES = `### Features\n\n${entry('a')}\n${entry('b')}\n  ## more of b\n\n### Bug Fixes\n\n${entry('c')}\n${entry('d')}`

test('what fits is left alone', () => {
  expect(fitNotes(NOTES, NOTES.length, URL)).toBe(NOTES)
})

test('it is cut after an entry, and says how many are missing', () => {
  expect(fitNotes(NOTES, 300, URL)).toBe(
    `### Features\n\n${entry('a')}\n${entry('b')}\n  ## more of b\n\n… 2 more entries: [the full text](${URL})`,
  )
  expect(fitNotes(NOTES, 150, null)).toBe(`### Features\n\n${entry('a')}\n\n… 3 more entries in the changelog`)
})

test('a heading is not left alone, nor is code cut', () => {
  const code = `* a\n  \`\`\`\n  * no entry ${'x'.repeat(300)}\n  \`\`\`\n* b`
  expect(fitNotes(code, 200, URL)).toBe(`… 2 more entries: [the full text](${URL})`)
  expect(fitNotes(`### A\n\n${entry('a').repeat(9)}`, 200, URL)).not.toContain('###')
})

test('property: never longer than the limit, and what is there is a beginning of it', () => {
  const line = fc.constantFrom('### A', '', '* a b c d e f', '  more of it', '```', '- x', 'words', '1. one')
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 0, max: 300 }), (lines, limit) => {
      const notes = lines.join('\n')
      const cut = fitNotes(notes, limit, URL)
      expect(cut.length).toBeLessThanOrEqual(Math.max(limit, 0))
      const [kept = ''] = cut.split(/(?:\n\n)?…/)
      expect(notes.startsWith(kept)).toBe(true)
    }),
  )
})
