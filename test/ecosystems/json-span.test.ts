/** Edits of JSON text change the intended values and nothing else; what is no JSON is named by byte and line. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editJson, type JsonPath, readJson, valueAt } from '../../src/ecosystems/json-span.ts'

const FILE = 'package.json'

test.each([
  ['two spaces', '{\n  "name": "a",\n  "version": "1.0.0"\n}\n'],
  ['tabs, no newline at the end', '{\n\t"version": "1.0.0",\n\t"x": [1,\t2]\n}'],
  ['CRLF', '{\r\n    "version": "1.0.0",\r\n    "b": null\r\n}\r\n'],
  ['BOM', '\uFEFF{ "version": "1.0.0" }\n'],
  ['one line', '{"a":1e3,"version":"1.0.0","b":-0.0}'],
  ['odd white space', '\n\n{ "version"\t:\n"1.0.0"\r,"a" : { } }  \n\n'],
  ['an escaped key', '{"ver\\u0073ion": "1.0.0"}'],
  ['an escaped value', '{"a": "\\u0031.0.0", "version": "1\\u002e0.0"}'],
  ['the key deeper, before', '{"engines": {"version": "1.0.0"}, "list": [{"version": "1.0.0"}], "version": "1.0.0"}'],
  ['text that looks like it', '{"a": "\\"version\\": \\"1.0.0\\"", "version": "1.0.0"}'],
  ['a key called __proto__', '{"__proto__": {"version": "9"}, "constructor": 1, "version": "1.0.0"}'],
  ['astral text before', '{"description": "😀 größe", "version": "1.0.0"}'],
])('only the value changes: %s', (_, text) => {
  const at = Math.max(text.lastIndexOf('"1.0.0"'), text.lastIndexOf('"1\\u002e0.0"'))
  const old = text.slice(at).match(/^"[^"]*"/)?.[0] ?? ''
  const expected = `${text.slice(0, at)}"2.0.0-rc.1"${text.slice(at + old.length)}`
  expect(editJson(text, FILE, [{ path: ['version'], to: '2.0.0-rc.1' }])).toBe(expected)
})

test('of equal keys the last one counts, when reading and when editing', () => {
  const text = '{"version": "1.0.0", "deps": {"a": "1"}, "version": "2.0.0", "deps": {"b": "1", "b": "2"}}'
  expect(readJson(text, FILE)).toEqual({ version: '2.0.0', deps: { b: '2' } })
  const edits = [
    { path: ['version'], to: '3.0.0' },
    { path: ['deps', 'b'], to: '4' },
  ]
  expect(editJson(text, FILE, edits)).toBe(
    '{"version": "1.0.0", "deps": {"a": "1"}, "version": "3.0.0", "deps": {"b": "1", "b": "4"}}',
  )
})

test('a value that is as wanted keeps its spelling', () => {
  const text = '{"version": "1\\u002e0.0"}'
  expect(editJson(text, FILE, [{ path: ['version'], to: '1.0.0' }])).toBe(text)
  expect(editJson(text, FILE, [])).toBe(text)
})

test.each([
  ['a comment', '{\n  // no\n  "a": 1\n}', 4, 2],
  ['a trailing comma', '{"a": 1,}', 8, 1],
  ['nothing', '', 0, 1],
  ['white space', ' \n', 2, 2],
  ['plain text', 'placeholder\n', 0, 1],
  ['a cut file', '{"ä": {"b": 1', 14, 1],
  ['single quotes', "{'a': 1}", 1, 1],
  ['a tab in a string', '{"a": "\t"}', 6, 1],
  ['a leading zero', '{"a": 01}', 7, 1],
  ['text after the end', '{}\r\n{}', 4, 2],
  ['two BOMs', '\uFEFF\uFEFF{}', 3, 1],
  ['NaN behind a BOM and a line', '\uFEFF{\n"a": NaN}', 10, 2],
])('what is not JSON is named by byte and line: %s', (_, text, byte, line) => {
  const error = {
    code: 'MANIFEST',
    message: expect.stringContaining(`package.json, byte ${byte}, line ${line}: this is not JSON (`),
  }
  expect(() => readJson(text, FILE)).toThrow(expect.objectContaining(error))
})

test.each(['[]', ' "text"', '1', 'null', '\uFEFF[{}]'])('a root that is no object is refused: %j', (text) => {
  expect(() => readJson(text, FILE)).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: expect.stringContaining('not an object') }),
  )
})

test('a file that nests without end is refused, not crashed on', () => {
  const text = `{"version": "1.0.0", "deep": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`
  expect(() => editJson(text, FILE, [{ path: ['version'], to: '2.0.0' }])).toThrow(
    expect.objectContaining({ code: 'MANIFEST' }),
  )
})

test.each([
  ['a number', '{\n"version": 1}', ['version'], 13, 2],
  ['missing', '{"a": {}}', ['a', 'b'], 6, 1],
  ['below a string', '{"a": "x"}', ['a', 'b'], 6, 1],
])('an edit of what is no string is refused: %s', (_, text, path: JsonPath, byte, line) => {
  const said = `package.json, byte ${byte}, line ${line}: ${path.join('.')} is not a string`
  expect(() => editJson(text, FILE, [{ path, to: 'x' }])).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: said }),
  )
})

/** Objects with the text of one string value in them, spaced in any way that JSON allows. */
const white = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
const withString = fc
  .record({
    before: fc.dictionary(fc.string(), fc.jsonValue()),
    key: fc.string(),
    old: fc.string(),
    after: fc.dictionary(fc.string(), fc.jsonValue()),
    space: white,
    indent: fc.constantFrom('', ' ', '\t', '    '),
    bom: fc.boolean(),
  })
  .map(({ before, key, old, after, space, indent, bom }) => {
    const inner = (value: object): string => JSON.stringify(value, null, indent).slice(1, -1).trim()
    const parts = [inner(before), `${JSON.stringify(key)}${space}:${space}${JSON.stringify(old)}`, inner(after)]
    return { key, text: `${bom ? '\uFEFF' : ''}${space}{${parts.filter(Boolean).join(`${space},${space}`)}}${space}` }
  })
  .filter(({ key, text }) => typeof valueAt(readJson(text, FILE), [key]) === 'string')

test('an edit reads back, and nothing else has changed', () => {
  fc.assert(
    fc.property(withString, fc.string(), ({ key, text }, to) => {
      const old = valueAt(readJson(text, FILE), [key]) as string
      const after = editJson(text, FILE, [{ path: [key], to }])
      const entries = (whole: string): unknown[] =>
        Object.entries(readJson(whole, FILE)).filter(([name]) => name !== key)
      expect(valueAt(readJson(after, FILE), [key])).toBe(to)
      expect(entries(after)).toEqual(entries(text))
      expect(after.length - text.length).toBe(JSON.stringify(to).length - JSON.stringify(old).length)
      expect(editJson(after, FILE, [{ path: [key], to: old }])).toBe(text)
    }),
    { numRuns: 500 },
  )
})

test('it takes as JSON what JSON.parse takes, and nothing else', () => {
  const nearly = fc.array(
    fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', 'null', ' ', '\n', '\uFEFF', '//', '\\'),
    { maxLength: 9 },
  )
  fc.assert(
    fc.property(nearly, (tokens) => {
      const text = `{${tokens.join('')}}`
      let expected: unknown = 'MANIFEST'
      try {
        expected = JSON.parse(text)
      } catch {
        expect(() => readJson(text, FILE)).toThrow(expect.objectContaining({ code: 'MANIFEST' }))
        return
      }
      expect(readJson(text, FILE)).toEqual(expected)
    }),
    { numRuns: 2000 },
  )
})

test('an entry of a list is found by its number', () => {
  const text = '{"a": [{"b": "1"}, "2"]}'
  expect(
    editJson(text, FILE, [
      { path: ['a', '0', 'b'], to: '3' },
      { path: ['a', '1'], to: '4' },
    ]),
  ).toBe('{"a": [{"b": "3"}, "4"]}')
})

test('comments and trailing commas stay where they are allowed', () => {
  const text = '\uFEFF// x\r\n{"a": "1", /* "a": "0" */ "b": ["2",],}\r\n'
  const edit = [
    { path: ['a'], to: '3' },
    { path: ['b', '0'], to: '4' },
  ]
  expect(editJson(text, FILE, edit, 'jsonc')).toBe(text.replace('"1"', '"3"').replace('"2"', '"4"'))
  expect(() => editJson(text, FILE, edit)).toThrow('byte 3, line 1: this is not JSON (invalid comment token)')
  expect(() => readJson('{"a": }', FILE, 'jsonc')).toThrow('byte 6, line 1: this is not JSON (value expected)')
})
