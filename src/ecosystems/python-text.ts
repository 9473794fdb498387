/** Versions and names in files that only Python itself could parse: found by their one plain form, or not at all. */

/** Bytes of a file that hold a value: UTF-16 units from 0. */
export interface Span {
  readonly offset: number
  readonly end: number
  readonly value: string
}

/** Strings that a module assigns to one of the names at its left margin: `__version__: str = "1.2.3"`. */
export function assignments(text: string, names: readonly string[]): readonly Span[] {
  const pattern = `^\\uFEFF?(?:${names.map(literal).join('|')})[ \\t]*(?::[^=\\n#]*)?=[ \\t]*(["'])v?([^"'\\\\\\r\\n]+)\\1`
  return spans(text, new RegExp(pattern, 'gm'))
}

/** The string handed on as a keyword (`version="1.2.3"` of `setup()`); null when there are several different ones. */
export function keyword(text: string, name: string): Span | null {
  const code = text.replace(/^[ \t]*#.*/gm, (comment) => ' '.repeat(comment.length))
  const pattern = `(?:^|[(,])\\s*${literal(name)}[ \\t]*=[ \\t]*(["'])([^"'\\\\\\r\\n]+)\\1[ \\t]*(?=[,)\\r\\n#])`
  const found = spans(code, new RegExp(pattern, 'gm'))
  return found.length === 1 ? (found[0] ?? null) : null
}

/** The value of a key in a section of a file as configparser reads it: `version = 1.2.3` or `version: 1.2.3`. */
export function iniValue(text: string, section: string, key: string): Span | null {
  let current = ''
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    current = /^\uFEFF?\[([^\]]+)\]/.exec(line)?.[1] ?? current
    const [whole, before, value] = /^([\w.-]+[ \t]*[=:][ \t]*)(.*?)[ \t]*$/.exec(line) ?? []
    if (whole === undefined || before === undefined || !value || current !== section) continue
    const offset = index + before.length
    if (before.replace(/[ \t]*[=:].*/, '').toLowerCase() === key) return { offset, end: offset + value.length, value }
  }
  return null
}

/** All of a file but the white space around it and a `v`. */
export function wholeText(text: string): Span {
  const value = text.trim().replace(/^v(?=\d)/, '')
  const offset = text.indexOf(value)
  return { offset, end: offset + value.length, value }
}

function spans(text: string, pattern: RegExp): readonly Span[] {
  return [...text.matchAll(pattern)].map((found) => {
    const value = found[2] ?? ''
    const offset = found.index + found[0].lastIndexOf(value)
    return { offset, end: offset + value.length, value }
  })
}

function literal(name: string): string {
  return name.replace(/[^\w]/g, '\\$&')
}
