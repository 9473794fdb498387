/** TOML is read with positions, and edits replace only the bytes of string values. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editToml, readToml, tomlFault, type TomlPath, tomlValueAt } from '../../src/ecosystems/toml-span.ts'

const FILE = 'a/Cargo.toml'
const VERSION = ['package', 'version']

test.each<[string, string, TomlPath?]>([
  ['a table', '[package]\nname = "a"\nversion = «"1.0.0"» # now\n'],
  ['CRLF and tabs', '# ä\r\n[package]\r\n\tversion\t=\t«"1.0.0"»\r\n'],
  ['a byte order mark', '\uFEFF[package]\nversion=«"1.0.0"»'],
  ['an inline table', 'package = { name = "a", version = «"1.0.0"» }\n'],
  ['a dotted key', 'package.name = "a"\npackage . version = «"1.0.0"»\n'],
  ['quoted keys', '["package"]\n\'version\' = «"1.0.0"»\n'],
  ['single quotes', "[package]\nversion = «'1.0.0'»\n"],
  ['an escape', '[package]\nversion = «"1\\u002E0.0"»\n'],
  ['a table below, and one with the same end', '[other.package]\nversion = "1.0.0"\n[package]\nversion = «"1.0.0"»\n'],
  ['no newline at the end', '[package]\nversion = «"1.0.0"»'],
  ['a later table that adds to it', '[package.metadata]\nversion = "1.0.0"\n[package]\nversion = «"1.0.0"»'],
  [
    'text that looks like it',
    '# version = "1.0.0"\n[package]\nnote = """\nversion = "1.0.0"\n"""\nversion = «"1.0.0"»\n',
  ],
  ['astral text before', '[package]\nnote = "😀"\nversion = «"1.0.0"»\n'],
  [
    'an array of tables',
    '[[package]]\nversion = "1.0.0"\n[[package]]\nversion = «"1.0.0"»\n',
    ['package', '1', 'version'],
  ],
  ['a table in one', '[[a]]\n[a.b]\nc="1"\n[[a]]\n[a.b]\nc = «"1.0.0"»\n', ['a', '1', 'b', 'c']],
  ['an array in one', '[[a]]\n[[a.b]]\nc = "1"\n[[a.b]]\nc = «"1.0.0"»\n', ['a', '0', 'b', '1', 'c']],
  ['an entry of a list', '[package]\nlist = [\n  "1.0.0", # one\n  «"1.0.0"»,\n]\n', ['package', 'list', '1']],
  ['a table in a list', 'list = [{ a = "1" }, { a = «"1.0.0"» }]', ['list', '1', 'a']],
  ['a key called __proto__', '[__proto__]\nversion = «"1.0.0"»', ['__proto__', 'version']],
])('only the value changes: %s', (_, marked, path = VERSION) => {
  const text = marked.replace(/[«»]/g, '')
  const quote = /«(.)/.exec(marked)?.[1] ?? ''
  expect(tomlValueAt(text, FILE, path)).toBe('1.0.0')
  const after = editToml(text, FILE, [{ path, to: '2.0.0-rc.1' }])
  expect(after).toBe(marked.replace(/«.*»/s, `${quote}2.0.0-rc.1${quote}`))
  expect(tomlValueAt(after, FILE, path)).toBe('2.0.0-rc.1')
})

test('values of every kind are read; dates are the text they are written as', () => {
  const text =
    'a = 1\nb = 0x1F\nc = [1.5, true]\nd = 1979-05-27T07:32:00Z\ne = """\nx"""\n[f.g]\n[[h]]\n[[h]]\ni = {}\n'
  expect(readToml(text, FILE)).toEqual({
    ...{ a: 1, b: 31, c: [1.5, true], d: '1979-05-27T07:32:00Z', e: 'x' },
    ...{ f: { g: {} }, h: [{}, { i: {} }] },
  })
  expect(tomlValueAt(text, FILE, ['c', '1'])).toBe(true)
  expect(tomlValueAt(text, FILE, ['c', 'length'])).toBe(undefined)
  expect(tomlValueAt(text, FILE, ['a', 'toFixed'])).toBe(undefined)
})

test('several values at once, quoted as they were; one that is as wanted keeps its spelling', () => {
  const text = 'a = \'x\' # one\nb = "\\u0078"\nc = "x"\n'
  const edits = [
    { path: ['c'], to: 'say "\\\u007F"' },
    { path: ['a'], to: 'longer than x' },
    { path: ['b'], to: 'x' },
  ]
  expect(editToml(text, FILE, edits)).toBe('a = \'longer than x\' # one\nb = "\\u0078"\nc = "say \\"\\\\\\u007F\\""\n')
  expect(editToml(text, FILE, [])).toBe(text)
})

test.each<[string, string, TomlPath, string, string]>([
  ['a number', 'a = 1\n', ['a'], 'byte 4, line 1: a is not a string', '2'],
  ['missing', '[a]\nb = "1"\n', ['a', 'c'], 'byte 0, line 1: a.c is not a string', '2'],
  ['a table', '# ää\r\n[a]\n', ['a'], 'byte 8, line 2: a is not a string', '2'],
  ['several lines', 'x = 1\na = """\n1.0.0"""\n', ['a'], 'byte 10, line 2: a is not a string of one line', '2'],
  ['single quotes that cannot', "a = 'x'", ['a'], `byte 4, line 1: a cannot be "it's" in single quotes`, "it's"],
])('an edit of %s is refused', (_, text, path, said, to) => {
  const refusal = expect.objectContaining({ code: 'MANIFEST', message: `${FILE}, ${said}` })
  expect(() => editToml(text, FILE, [{ path, to }])).toThrow(refusal)
})

test.each([
  ['a key twice', 'a = "x"\na = "y"', 8, 2],
  ['a table twice', '\uFEFF[a]\n[a]', 8, 2],
  ['an open list', 'x = [1,2\n', 9, 2],
  ['a merge conflict', '# ä\n<<<<<<< HEAD\n', 5, 2],
  ['JSON', '{"a": 1}', 0, 1],
  ['two byte order marks', '\uFEFF\uFEFFa = 1', 3, 1],
])('what is not TOML is named by byte and line: %s', (_, text, byte, line) => {
  const message = expect.stringMatching(`^a/Cargo.toml, byte ${byte}, line ${line}: this is not TOML \\([a-z]`)
  expect(() => readToml(text, FILE)).toThrow(expect.objectContaining({ code: 'MANIFEST', message }))
})

test('a file that nests without end is refused, not crashed on', () => {
  const refusal = expect.objectContaining({ code: 'MANIFEST', message: expect.stringContaining('nests too deep') })
  expect(() => readToml(`a = ${'['.repeat(20_000)}${']'.repeat(20_000)}`, FILE)).toThrow(refusal)
})

test('an error names the value, or the last table on the way to it', () => {
  const text = '[a]\nb = 1\n'
  expect(tomlFault(text, FILE, ['a', 'b'], 'is odd', 'mend it').message).toBe(`${FILE}, byte 8, line 2: is odd`)
  expect(tomlFault(text, FILE, ['a', 'x'], 'is odd', 'mend it').message).toBe(`${FILE}, byte 0, line 1: is odd`)
})

test('an edit reads back, nothing else changes, and an edit back gives the old file', () => {
  const key = fc.stringMatching(/^[a-z]{1,4}$/)
  const around = fc.dictionary(key, fc.constantFrom('1', '"x"', "'x'", '[1, "x"]', '{ a = "x" }', '2020-01-01'))
  const lines = (entries: Record<string, string>, end: string) =>
    Object.entries(entries)
      .map(([name, value]) => `${name} = ${value} # "x"${end}`)
      .join('')
  fc.assert(
    fc.property(around, around, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.string(), (a, b, end, bom, to) => {
      const text = `${bom ? '\uFEFF' : ''}${lines(a, end)}[[T]]${end}V = "old"${end}${lines(b, end)}`
      const path = ['T', '0', 'V']
      const after = editToml(text, FILE, [{ path, to }])
      expect(tomlValueAt(after, FILE, path)).toBe(to)
      expect({ ...readToml(after, FILE), T: null }).toEqual({ ...readToml(text, FILE), T: null })
      expect(editToml(after, FILE, [{ path, to: 'old' }])).toBe(text)
    }),
    { numRuns: 50 },
  )
})
