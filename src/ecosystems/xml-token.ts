/** The words of XML: tags, attributes, references, and the error that says where a text stops being XML. */
import type { RelError } from '../errors.ts'
import { fault } from './fault.ts'

/** A stretch of the file's text, `end` not included; both count UTF-16 units from 0, as strings do. */
export interface XmlSpan {
  readonly start: number
  readonly end: number
}

/** References are resolved in `value`, not between `start` and `end`. */
export interface XmlValue extends XmlSpan {
  readonly value: string
}

export interface XmlSource {
  readonly text: string
  readonly file: string
}

const NAME = String.raw`[A-Za-z_:\u0080-\uFFFF][\w:.\u0080-\uFFFF-]*`
const ATTRIBUTE = String.raw`\s+(NAME)\s*=\s*("[^<"]*"|'[^<']*')`.replace('NAME', NAME)
const TOKEN =
  String.raw`<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?<cdata>.*?)\]\]>|</(?<close>${NAME})\s*>|` +
  String.raw`<(?<open>${NAME})(?<attributes>(?:${ATTRIBUTE})*)\s*/?>|(?<text>[^<]+)`
const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));|&/gi
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

export function xmlFault(source: XmlSource, offset: number, problem: string): RelError {
  return fault({ ...source, offset }, problem, 'make it well-formed XML without a DOCTYPE')
}

/** Every token in the order of the file, a BOM passed over. */
export function* xmlTokens(source: XmlSource): Generator<RegExpExecArray> {
  const { text } = source
  const token = new RegExp(TOKEN, 'sy')
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at
    const found = token.exec(text)
    if (found === null) throw xmlFault(source, at, notXml(text.slice(at, at + 9)))
    yield found
  }
}

function notXml(start: string): string {
  return start.toUpperCase() === '<!DOCTYPE' ? 'a DOCTYPE is not read' : 'this is not XML'
}

/** The attributes of a tag, whose part between name and end stands at `offset`. */
export function xmlAttributes(text: string, offset: number, source: XmlSource): ReadonlyMap<string, XmlValue> {
  const found = new Map<string, XmlValue>()
  for (const { 0: whole, 1: name = '', 2: quoted = '', index } of text.matchAll(new RegExp(ATTRIBUTE, 'g'))) {
    if (found.has(name)) throw xmlFault(source, offset + index, `${name} is given twice`)
    const end = offset + index + whole.length - 1
    const start = end - quoted.length + 2
    found.set(name, { value: xmlDecoded(quoted.slice(1, -1), start, source), start, end })
  }
  return found
}

/** The text with its references resolved; it stands at `offset`. */
export function xmlDecoded(raw: string, offset: number, source: XmlSource): string {
  return raw.replace(REFERENCE, (whole, hex?: string, decimal?: string, name?: string, at = 0) => {
    const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16)
    if (code <= 0x10ffff) return String.fromCodePoint(code)
    const character = ENTITIES.get(name ?? '')
    if (character !== undefined) return character
    throw xmlFault(source, offset + at, `${whole} is no reference that XML knows`)
  })
}
