/** YAML as people write it: what is read from it, which bytes an edit takes, and what is refused. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editYaml, readYaml, yamlAt, type YamlPath } from '../../src/ecosystems/yaml-span.ts'

const CHART = `\uFEFF# version: 0.0.0\r
---\r
name: &n "acme" # the chart\r
version: 1.10\r
appVersion: '1.2.3'   # version\r
alias: *n\r
one line: {version: 1.2.3, "list": [a, {b: "2"}]}\r
empty:\r
list:\r
  - name: core\r
    version: !!str 1.2.3\r
  -   "x"\r
long: |\r
  1.2.3\r
---\r
version: second\r
`

test('every scalar is the text it is written as', () => {
  const root = readYaml(CHART, 'f')
  expect(root).toEqual({
    ...{ name: 'acme', version: '1.10', appVersion: '1.2.3', alias: 'acme' },
    'one line': { version: '1.2.3', list: ['a', { b: '2' }] },
    ...{ empty: '', list: [{ name: 'core', version: '1.2.3' }, 'x'], long: '1.2.3\n' },
  })
  expect(yamlAt(root, ['list', '0', 'version'])).toBe('1.2.3')
  expect([yamlAt(root, ['list', '7']), yamlAt(root, ['name', 'x']), yamlAt(root, [])]).toEqual([
    undefined,
    undefined,
    root,
  ])
  expect([readYaml('', 'f'), readYaml('# nothing\n', 'f'), readYaml('{}', 'f')]).toEqual([null, null, {}])
})

test.each<[YamlPath, string, string, string]>([
  [['version'], '1.2.4', 'version: 1.10', 'version: 1.2.4'],
  [['version'], '1.20', 'version: 1.10', 'version: "1.20"'],
  [['version'], '2.5', 'version: 1.10', 'version: 2.5'],
  [['name'], '1.2.4', '&n "acme"', '&n "1.2.4"'],
  [['appVersion'], "it's", "'1.2.3'", "'it''s'"],
  [['one line', 'version'], '>=1.0.0', '{version: 1.2.3,', '{version: ">=1.0.0",'],
  [['one line', 'version'], '^1.0.0', '{version: 1.2.3,', '{version: ^1.0.0,'],
  [['one line', 'version'], '1, 2', '{version: 1.2.3,', '{version: "1, 2",'],
  [['one line', 'version'], '20241', '{version: 1.2.3,', '{version: "20241",'],
  [['version'], 'sha256:0a', 'version: 1.10', 'version: sha256:0a'],
  [['version'], 'a: b', 'version: 1.10', 'version: "a: b"'],
  [['one line', 'version'], '1:20', '{version: 1.2.3,', '{version: "1:20",'],
  [['one line', 'list', '0'], 'z', '[a,', '[z,'],
  [['one line', 'list', '1', 'b'], '3', 'b: "2"', 'b: "3"'],
  [['list', '0', 'version'], '2.0.0', '!!str 1.2.3', '!!str 2.0.0'],
  [['list', '1'], 'y', '-   "x"', '-   "y"'],
])('%j becomes %s', (path, to, before, after) => {
  // The alias repeats the name, so that an edit of the name alone would change two values.
  const text = CHART.replace('alias: *n\r\n', '')
  const edited = editYaml(text, 'f', [
    { path, to },
    { path, to },
  ])
  expect(edited).toBe(text.replace(before, after))
  expect(yamlAt(readYaml(edited, 'f'), path)).toBe(to)
})

test('nothing changes when nothing is to change', () => {
  expect(editYaml(CHART, 'f', [])).toBe(CHART)
  expect(editYaml(CHART, 'f', [{ path: ['version'], to: '1.10' }])).toBe(CHART)
})

test.each<[string, string, YamlPath, string]>([
  ['a list', CHART, ['list'], '- name: core'],
  ['an alias', CHART, ['alias'], '\uFEFF'],
  ['an empty value', CHART, ['empty'], '\r\nlist:'],
  ['a text of several lines', CHART, ['long'], '|\r\n'],
  ['what is not there', CHART, ['list', '0', 'gone'], 'name: core'],
  ['an empty file', '', ['a'], ''],
])('an edit of %s is refused', (_, text, path, at) => {
  const before = text.slice(0, text.indexOf(at))
  const where = `Chart.yaml, byte ${Buffer.byteLength(before)}, line ${before.split('\n').length}`
  const message = `${where}: ${path.join('.')} is no value on one line`
  expect(() => editYaml(text, 'Chart.yaml', [{ path, to: '9' }])).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message, hint: expect.any(String) }),
  )
})

test('an edit of what an alias repeats is refused', () => {
  expect(() => editYaml(CHART, 'Chart.yaml', [{ path: ['name'], to: '9' }])).toThrow(
    'Chart.yaml, byte 0, line 1: the edit would change more than it should',
  )
})

test.each([
  ['a key given twice', 'ä: 1\nb: 2\nb: 3\n', 'byte 11, line 3: this is not YAML \\(Map keys must be unique'],
  ['a tab', 'a:\n\tb: 1\n', 'byte 3, line 2: this is not YAML \\(Tabs are not'],
  ['an open quote', 'a: "1\n', 'byte 6, line 2: this is not YAML \\(Missing closing'],
  ['aliases of aliases', bomb(), 'byte 0, line 1: this is too involved to be read'],
  ['deep nesting', '['.repeat(5_000), 'byte \\d+, line 1: this is not YAML \\(Maximum call stack'],
])('%s is refused', (_, text, said) => {
  expect(() => readYaml(text, 'Chart.yaml')).toThrow(
    expect.objectContaining({
      code: 'MANIFEST',
      message: expect.stringMatching(`^Chart.yaml, ${said}`),
      hint: expect.any(String),
    }),
  )
})

function bomb(): string {
  const lines = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}]`)
  return ['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...lines].join('\n')
}

test('an edit reads back, nothing else changes, and quoted values go back to the old bytes', () => {
  const value = fc.oneof(
    fc.stringMatching(/^\d{1,2}(\.\d{1,2}){0,2}(-rc\.\d)?(\+\d)?$/),
    fc.stringMatching(/^[\^~<>=]{0,2} ?\d\.\d\.\d$/),
    fc.constantFrom('null', 'yes', '0x1f', '1e3', '2024-01-02', 'a: b', '#c', "'", '"', '*', '- x', ' x ', 'ä'),
  )
  const quoted = fc.constantFrom(
    (text: string) => JSON.stringify(text),
    (text: string) => `'${text.replaceAll("'", "''")}'`,
  )
  const style = fc.tuple(quoted, fc.constantFrom('\n', '\r\n'), fc.constantFrom('', ' # a: b', '  '))
  fc.assert(
    fc.property(value, value, style, (from, to, [quote, end, rest]) => {
      const file = (text: string) => `x: 1${end}a: ${quote(text)}${rest}${end}b: [${quote(text)}, ${quote('1')}]${end}`
      const paths = [['a'], ['b', '0']]
      const edit = (text: string, wanted: string) =>
        editYaml(
          text,
          'f',
          paths.map((path) => ({ path, to: wanted })),
        )
      expect(edit(file(from), to)).toBe(file(to))
      expect(edit(edit(file(from), to), from)).toBe(file(from))
    }),
  )
  fc.assert(
    fc.property(value, value, (from, to) => {
      const plain = editYaml(`a: x # ${from}\nb: {c: x}\n`, 'f', [
        { path: ['a'], to: from },
        { path: ['b', 'c'], to },
      ])
      expect(readYaml(plain, 'f')).toEqual({ a: from, b: { c: to } })
    }),
  )
})
