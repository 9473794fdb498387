/** Versions in files of any kind: which bytes change, what is read back, and what is refused. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editVersionFile, readVersionFile, type VersionFile } from '../../src/ecosystems/version-files.ts'

const INSTALL = `\uFEFF#!/bin/sh\r
# needs tool 9.9.9\r
VERSION="v1.2.3" # rel:version\r
\tURL=https://example.com/core-1.2.3-linux.tar.gz  # x-release-please-version\r
# rel:version:start\r
docker pull acme/core:1.2.3\r
docker pull redis:7.2.1\r
npm i core@1.2.3 other@11.2.3 more@1.2.30 four@1.2.3.4\r
# rel:version:end\r
echo 1.2.3\r
`

test('marked lines and blocks change, and nothing else does', () => {
  const entry: VersionFile = { file: 'install.sh', marker: true }
  expect(readVersionFile(entry, INSTALL)).toBe('1.2.3')
  const after = editVersionFile(entry, INSTALL, '1.2.3', '2.0.0-rc.1')
  expect(after).toBe(
    INSTALL.replace('v1.2.3', 'v2.0.0-rc.1')
      .replace('core-1.2.3-linux', 'core-2.0.0-rc.1-linux')
      .replace('core:1.2.3', 'core:2.0.0-rc.1')
      .replace('core@1.2.3 ', 'core@2.0.0-rc.1 '),
  )
  expect(editVersionFile(entry, after, '2.0.0-rc.1', '1.2.3')).toBe(INSTALL)
})

test.each<[string, string, string | null, string]>([
  ['an old version', '__version__ = "0.9.0.dev1"  # rel:version', '1.2.3', '__version__ = "2.0.0"  # rel:version'],
  ['no version before', 'x = v1.0 // rel:version', null, 'x = v2.0.0 // rel:version'],
  [
    'a mark with a dash',
    'a 1.2.3 rel:version-x\nb 1.2.3 rel:version',
    '1.2.3',
    'a 1.2.3 rel:version-x\nb 2.0.0 rel:version',
  ],
  [
    'the other marks',
    '<!-- x-release-please-start-version -->\n1.2.3\n<!-- x-release-please-end -->\n1.2.3',
    '1.2.3',
    '<!-- x-release-please-start-version -->\n2.0.0\n<!-- x-release-please-end -->\n1.2.3',
  ],
  [
    'a block on its own',
    'rel:version:start\nversion 1.0.0\n\nrel:version:end',
    '1.2.3',
    'rel:version:start\nversion 2.0.0\n\nrel:version:end',
  ],
  ['old Macs know one line', 'a 1.2.3 rel:version\rb', '1.2.3', 'a 2.0.0 rel:version\rb'],
])('a marker with %s', (_, before, from, after) => {
  expect(editVersionFile({ file: 'f', marker: true }, before, from, '2.0.0')).toBe(after)
})

test.each<[string, string, string | null, string]>([
  ['nothing marked', 'version 1.2.3\n', '1.2.3', 'byte 0, line 1: no line is marked with rel:version'],
  [
    'no version',
    'ä\nx rel:version',
    '1.2.3',
    'byte 3, line 2: 1.2.3, or any other version alone, is not where rel:version says',
  ],
  ['no version at all', 'x rel:version', null, 'byte 0, line 1: a version is not where rel:version says'],
  [
    'two others',
    '1.0.0 2.0.0 rel:version',
    '1.2.3',
    'byte 0, line 1: 1.2.3, or any other version alone, is not where rel:version says',
  ],
  ['no end', '\nrel:version:start\n1.2.3\n', '1.2.3', 'byte 1, line 2: rel:version:start has no rel:version:end'],
])('a marker with %s is refused', (_, text, from, said) => {
  expect(() => editVersionFile({ file: 'a/f', marker: true }, text, from, '2.0.0')).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: `a/f, ${said}`, hint: expect.any(String) }),
  )
})

const JSON_TEXT =
  '\uFEFF{\r\n  // the chart\r\n\t"a/b": [{"m~n": "v1.2.3"}, {"image": "acme/core:1.2.3@1.2.3"}],\r\n  "n": 1, "t": "none",\r\n}\r\n'
const YAML_TEXT = "# v\na/b:\n  - m~n: v1.2.3 # x\n  - {image: 'acme/core:1.2.3@1.2.3'}\nn: []\nt: none\n"
const TOML_TEXT =
  '# v\n[tool."a.b"]\nversion = "v1.2.3" # x\n[[p]]\n[[p]]\n"im age" = \'acme/core:1.2.3@1.2.3\'\n[n]\nt = "none"\n'
const XML_TEXT =
  '\uFEFF<?xml version="1.0"?>\r\n<w:a xmlns:w="urn:w" w:version="v1.2.3"><b/><b>\r\n acme/core:1.2.3@1.2.3 </b><t>none</t></w:a>\r\n'

const places: readonly (readonly [VersionFile, string, string, string])[] = [
  [{ file: 'f', json: '/a~1b/0/m~0n' }, JSON_TEXT, '"v1.2.3"', '"v2.0.0"'],
  [{ file: 'f', json: '/a~1b/1/image' }, JSON_TEXT, 'core:1.2.3@1.2.3', 'core:2.0.0@2.0.0'],
  [{ file: 'f', yaml: '/a~1b/0/m~0n' }, YAML_TEXT, ' v1.2.3', ' v2.0.0'],
  [{ file: 'f', yaml: '/a~1b/1/image' }, YAML_TEXT, 'core:1.2.3@1.2.3', 'core:2.0.0@2.0.0'],
  [{ file: 'f', toml: 'tool."a.b".version' }, TOML_TEXT, '"v1.2.3"', '"v2.0.0"'],
  [{ file: 'f', toml: "p.1.'im age'" }, TOML_TEXT, 'core:1.2.3@1.2.3', 'core:2.0.0@2.0.0'],
  [{ file: 'f', xpath: '/a/@version' }, XML_TEXT, '"v1.2.3"', '"v2.0.0"'],
  [{ file: 'f', xpath: '/w:a/b[2]' }, XML_TEXT, 'core:1.2.3@1.2.3', 'core:2.0.0@2.0.0'],
]

test.each(places)('%j changes its value alone', (entry, text, before, after) => {
  expect(readVersionFile(entry, text)).toBe('1.2.3')
  const edited = editVersionFile(entry, text, '1.2.3', '2.0.0')
  expect(edited).toBe(text.replace(before, after))
  expect(editVersionFile(entry, edited, '2.0.0', '1.2.3')).toBe(text)
})

test.each<[VersionFile, string, string]>([
  [{ file: 'f', json: '/n' }, JSON_TEXT, '/n is not there, or no text'],
  [{ file: 'f', json: '/t' }, JSON_TEXT, '/t holds no version'],
  [{ file: 'f', json: '/a~1b/7' }, JSON_TEXT, '/a~1b/7 is not there, or no text'],
  [{ file: 'f', json: '/a' }, '{"a": "1.2.3"', 'this is not JSON (close brace expected)'],
  [{ file: 'f', yaml: '/n' }, YAML_TEXT, '/n is not there, or no text'],
  [{ file: 'f', yaml: '/t' }, YAML_TEXT, '/t holds no version'],
  [{ file: 'f', yaml: '/t/x' }, YAML_TEXT, '/t/x is not there, or no text'],
  [{ file: 'f', toml: 'n' }, TOML_TEXT, 'n is not there, or no text'],
  [{ file: 'f', toml: 'n.t' }, TOML_TEXT, 'n.t holds no version'],
  [{ file: 'f', xpath: '/a/c' }, XML_TEXT, '/a/c is not there, or no text'],
  [{ file: 'f', xpath: '/a/b[1]' }, XML_TEXT, '/a/b[1] is not there, or no text'],
  [{ file: 'f', xpath: '/a/t' }, XML_TEXT, '/a/t holds no version'],
  [{ file: 'f', xpath: '/a/b' }, XML_TEXT, '/a/b leads to several places: add [1] to a step'],
  [{ file: 'f', xpath: '//b' }, XML_TEXT, '//b is no path such as /project/version or /widget/@version'],
  [
    { file: 'f', xpath: '/a/@version/b' },
    XML_TEXT,
    '/a/@version/b is no path such as /project/version or /widget/@version',
  ],
])('%j is refused', (entry, text, said) => {
  const message = expect.stringMatching(/^f, byte \d+, line \d+: /)
  const refusal = expect.objectContaining({ code: 'MANIFEST', message, hint: expect.any(String) })
  expect(() => editVersionFile(entry, text, '1.2.3', '2.0.0')).toThrow(refusal)
  expect(() => editVersionFile(entry, text, '1.2.3', '2.0.0')).toThrow(said)
})

test('what is no version is not written', () => {
  for (const to of ['', '1.0 0', '<x>', '1\n2'])
    expect(() => editVersionFile({ file: 'f', marker: true }, '1.0.0 rel:version', '1.0.0', to)).toThrow(
      'is no version',
    )
})

test('an edit reads back, and one back gives the old bytes', () => {
  const version = fc
    .tuple(fc.nat(20), fc.nat(20), fc.nat(20), fc.constantFrom('', '-rc.1', 'rc1', '.post2', '+b.1', '-SNAPSHOT', '.4'))
    .map(([a, b, c, end]) => `${a}.${b}.${c}${end}`)
  const around = fc.constantFrom('', 'v', 'acme/core:', 'core-')
  fc.assert(
    fc.property(version, version, around, fc.constantFrom(...places), (from, to, before, [entry, text]) => {
      const old = editVersionFile(entry, text, '1.2.3', from)
      const edited = editVersionFile(entry, old, from, to)
      expect(readVersionFile(entry, edited)).toBe(to)
      expect(editVersionFile(entry, edited, to, from)).toBe(old)
      const line = `${before}${from} rel:version\n`
      const marked = editVersionFile({ file: 'f', marker: true }, line, from, to)
      expect(marked).toBe(`${before}${to} rel:version\n`)
    }),
  )
})
