/** XML as build tools write it: what is read from it, which bytes an edit takes, and what is refused. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { childAt, editXml, localName, readXml, type XmlElement } from '../../src/ecosystems/xml-span.ts'

const POM = `\uFEFF<?xml version="1.0" encoding="UTF-8"?>\r
<!-- <version>0.0.0</version> -->\r
<project xmlns="http://maven.apache.org/POM/4.0.0"\r
         xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>\r
	<parent><groupId>com.acme</groupId><version>7</version></parent>\r
	<artifactId>core</artifactId>\r
	<version>\r
		2.3.1 <!-- x-release -->\r
	</version>\r
	<name>Acme &amp; &#x43;ore</name>\r
	<url/>\r
	<description></description>\r
	<m:mixed xmlns:m="urn:m">one<b/>two</m:mixed>\r
	<properties><core.version><![CDATA[2.3.1]]></core.version></properties>\r
</project>\r
`

const cut = (text: string, element: XmlElement | undefined) =>
  element?.span ? text.slice(element.span.start, element.span.end) : null

test('elements, texts and attributes with their places', () => {
  const root = readXml(POM, 'pom.xml')
  const at = (...names: string[]) => childAt(root, ...names)
  expect([root.name, root.children.map(({ name }) => name)]).toEqual([
    'project',
    ['parent', 'artifactId', 'version', 'name', 'url', 'description', 'm:mixed', 'properties'],
  ])
  expect([at('version')?.text, cut(POM, at('version'))]).toEqual(['2.3.1', '2.3.1'])
  expect([at('parent', 'version')?.text, at('parent', 'gone', 'version')]).toEqual(['7', undefined])
  expect([at('name')?.text, cut(POM, at('name'))]).toEqual(['Acme & Core', 'Acme &amp; &#x43;ore'])
  expect([at('url')?.span, cut(POM, at('description')), at('mixed')?.span]).toEqual([null, '', null])
  expect(at('mixed')?.text).toBe('onetwo')
  expect(cut(POM, at('properties', 'core.version'))).toBe('2.3.1')
  expect([...root.attributes.keys()]).toEqual(['xmlns', 'xmlns:xsi'])
  const schema = root.attributes.get('xmlns:xsi')
  expect(POM.slice(schema?.start, schema?.end)).toBe(schema?.value)
  expect(POM.slice(root.start, root.end)).toMatch(/^<project[^]*<\/project>$/)
  expect(localName('m:mixed')).toBe('mixed')
})

test('an edit replaces values and keeps every other byte', () => {
  const root = readXml(POM, 'pom.xml')
  const spans = [['version'], ['properties', 'core.version'], ['description']].map(
    (path) => childAt(root, ...path)?.span,
  )
  const edits = spans.flatMap((span) => (span ? [{ ...span, to: '2.4.0' }] : []))
  expect(editXml(POM, 'pom.xml', [...edits, ...edits])).toBe(
    POM.replaceAll('2.3.1', '2.4.0').replace('<description>', '<description>2.4.0'),
  )
  expect(editXml(POM, 'pom.xml', [])).toBe(POM)
})

test('part of an attribute can be edited', () => {
  const text = `<Project><PackageReference Include='Acme.Core' Version = "[1.0.0, 2.0.0)" /></Project>`
  const start = text.indexOf('2.0.0')
  expect(editXml(text, 'a.csproj', [{ start, end: start + 5, to: '3.0.0' }])).toBe(text.replace('2.0.0', '3.0.0'))
})

test.each([
  ['', 'byte 0, line 1: there is not exactly one element at the top'],
  ['version=1\n', 'byte 0, line 1: there is not exactly one element at the top'],
  ['<a/>\n<b/>', 'byte 5, line 2: there is not exactly one element at the top'],
  ['<a/>\ntext', 'byte 4, line 1: there is not exactly one element at the top'],
  ['<a>\n<b></a>', 'byte 7, line 2: </a> closes nothing'],
  ['\uFEFF<ä>\n<b>', 'byte 8, line 2: <b> is not closed'],
  ['</a>', 'byte 0, line 1: </a> closes nothing'],
  ['<!DOCTYPE a [<!ENTITY v "1">]>\n<a>&v;</a>', 'byte 0, line 1: a DOCTYPE is not read'],
  ['<a>\n&v;</a>', 'byte 4, line 2: &v; is no reference that XML knows'],
  ['<a>R&D</a>', 'byte 4, line 1: & is no reference that XML knows'],
  ['<a b="&#x110000;"/>', 'byte 6, line 1: &#x110000; is no reference that XML knows'],
  ['<a b="1"\n b="2"/>', 'byte 8, line 1: b is given twice'],
  ['<a b=1/>', 'byte 0, line 1: this is not XML'],
  ['<a b="<"/>', 'byte 0, line 1: this is not XML'],
  ['<a><!-- </a>', 'byte 3, line 1: this is not XML'],
  ['<1/>', 'byte 0, line 1: this is not XML'],
  ['<a>'.repeat(300), 'byte 600, line 1: this nests too deep'],
])('%j is refused', (text, said) => {
  expect(() => readXml(text, 'pom.xml')).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: `pom.xml, ${said}`, hint: expect.any(String) }),
  )
})

test.each([
  [{ start: 1, end: 2, to: 'x' }, 'byte 1, line 1: this is not within one text or attribute'],
  [{ start: 3, end: 8, to: 'x' }, 'byte 3, line 1: this is not within one text or attribute'],
  [{ start: 4, end: 5, to: '1<2' }, 'byte 4, line 1: 1<2 is no plain text'],
  [{ start: 3, end: 6, to: ' ' }, 'byte 3, line 1: the edit would change more than it should'],
])('an edit that is none of a value is refused: %j', (edit, said) => {
  expect(() => editXml('<a>1.2</a>', 'pom.xml', [edit])).toThrow(
    expect.objectContaining({ code: 'MANIFEST', message: `pom.xml, ${said}` }),
  )
  expect(() =>
    editXml('<a>1.2</a>', 'a', [
      { start: 3, end: 5, to: '1' },
      { start: 4, end: 6, to: '2' },
    ]),
  ).toThrow('byte 4')
})

const blank = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
const version = fc.stringMatching(/^[1-9](\.[0-9]){0,2}(-rc1)?$/)
const noise = fc.constantFrom('', '<!-- 1 -->', '<?pi 2?>', '<x a="3"/>', '<y>4</y>', '&lt;', '<![CDATA[5]]>')

test('whatever stands around it, one value changes and an edit back gives the old bytes', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.array(noise), fc.array(noise)),
      blank,
      blank,
      fc.tuple(version, version),
      (around, a, b, [from, to]) => {
        const [before, after] = around
        const file = (value: string) => `<r>${before.join(a)}<v>${a}${value}${b}</v>${after.join(b)}</r>`
        const edit = (text: string, value: string) => {
          const span = childAt(readXml(text, 'f'), 'v')?.span
          return editXml(text, 'f', span ? [{ ...span, to: value }] : [])
        }
        expect(edit(file(from), to)).toBe(file(to))
        expect(edit(edit(file(from), to), from)).toBe(file(from))
      },
    ),
  )
})

test('any text is read or refused', () => {
  const pieces = fc.constantFrom(
    '<a>',
    '</a>',
    '<a/>',
    '<a b="',
    '"',
    '>',
    '<',
    '&',
    ';',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    'x',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const refusal = expect.objectContaining({ code: 'MANIFEST' })
      const read = (): unknown => {
        try {
          return readXml(parts.join(''), 'f')
        } catch (error) {
          return error
        }
      }
      const outcome = read()
      expect(outcome).toEqual(outcome instanceof Error ? refusal : expect.objectContaining({ name: 'a' }))
    }),
    { numRuns: 1000 },
  )
})
