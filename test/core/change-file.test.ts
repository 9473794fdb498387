/** Change files as people and changesets write them: what they say, and what is left of them after a release. */
import { array, assert, constantFrom, property, subarray } from 'fast-check'
import { expect, test } from 'vitest'
import { consumeChangeFile, parseChangeFile } from '../../src/core/change-file.ts'

const FILE = '.changeset/odd-cats-run.md'
const TEXT = '---\n"@acme/core": minor\ncli: patch\n---\n\nStreams.\n\n- one\n'

test('packages with their bumps, and the summary', () => {
  expect(parseChangeFile(TEXT, FILE)).toEqual({
    releases: [
      { package: '@acme/core', bump: 'minor' },
      { package: 'cli', bump: 'patch' },
    ],
    summary: 'Streams.\n\n- one',
  })
})

test.each([
  ['\uFEFF---\r\ncore: none # declined\r\n---\r\nText\r\n', ['core none'], 'Text'],
  ['\n---  \n\'core\': "major"\n---', ['core major'], ''],
  ['---\n{ core: patch, "cli": minor }\n---\nx', ['core patch', 'cli minor'], 'x'],
  ['---\n# nothing\n---\nNo release.', [], 'No release.'],
  ['---\n---\n', [], ''],
])('%j', (text, releases, summary) => {
  const parsed = parseChangeFile(text, FILE)
  expect(parsed.releases.map((one) => `${one.package} ${one.bump}`)).toEqual(releases)
  expect(parsed.summary).toBe(summary)
})

test.each([
  ['Streams.\n', '1: there is no front matter'],
  ['---\ncore: minor\n', '1: there is no front matter'],
  ['---\ncore: minor\ncli: huge\n---\n', '3: the bump of cli is none of major, minor, patch, none'],
  ['---\ncore:\n---\n', '2: the bump of core is none of major, minor, patch, none'],
  ['---\n- core\n---\n', '2: the front matter is no list of packages'],
  ['---\n1: minor\n---\n', '2: this names no package'],
  ['---\ncore: minor\ncore: patch\n---\n', '3: Map keys must be unique'],
  ['---\ncore: minor\n"cli: patch\n---\n', '3: '],
])('%j is refused by line', (text, message) => {
  expect(() => parseChangeFile(text, FILE)).toThrow(
    expect.objectContaining({ code: 'CHANGE_FILE', message: expect.stringContaining(`${FILE}:${message}`) }),
  )
})

test('a package that is none here is refused with those that are', () => {
  expect(() => parseChangeFile(TEXT, FILE, ['@acme/core', 'app'])).toThrow(
    expect.objectContaining({
      ...{ code: 'CHANGE_FILE', message: `${FILE}:3: there is no package "cli" here` },
      hint: 'name one of these, or remove the line: @acme/core, app',
    }),
  )
  expect(parseChangeFile(TEXT, FILE, ['cli', '@acme/core']).releases).toHaveLength(2)
})

test.each([
  [TEXT, ['cli'], '---\n"@acme/core": minor\n---\n\nStreams.\n\n- one\n'],
  [TEXT, ['@acme/core'], '---\ncli: patch\n---\n\nStreams.\n\n- one\n'],
  [TEXT, ['@acme/core', 'cli', 'app'], null],
  [TEXT, ['app'], TEXT],
  ['---\ncore: minor\ncli: none\n---\n', ['core'], null],
  ['---\r\n# why\r\ncore: minor # x\r\ncli: patch\r\n---\r\nT', ['core'], '---\r\n# why\r\ncli: patch\r\n---\r\nT'],
  ['---\n{ core: minor, cli: patch, app: patch }\n---\nT', ['cli'], '---\n{ core: minor, app: patch }\n---\nT'],
  ['---\n---\nNothing.', ['core'], null],
])('%j without %j', (text, released, expected) => {
  expect(consumeChangeFile(text, FILE, new Set(released))).toBe(expected)
})

test('whatever is released first, the same is left, and no line of another package is touched', () => {
  const names = ['a', '@b/c', 'd e', 'f']
  const bumps = array(constantFrom('major', 'minor', 'patch'), { minLength: 4, maxLength: 4 })
  const run = property(bumps, subarray(names), subarray(names), (all, first, second) => {
    const lines = names.map((name, index) => `${JSON.stringify(name)}: ${all[index] ?? ''}`)
    const text = `---\n${lines.join('\n')}\n---\nSaid.\n`
    const after = (rest: string | null, released: readonly string[]) =>
      rest === null ? null : consumeChangeFile(rest, FILE, new Set(released))
    const left = lines.filter((_, index) => ![...first, ...second].includes(names[index] ?? ''))
    const expected = left.length === 0 ? null : `---\n${left.join('\n')}\n---\nSaid.\n`
    expect(after(after(text, first), second)).toBe(expected)
    expect(after(after(text, second), first)).toBe(expected)
  })
  assert(run, { numRuns: 100 })
})
