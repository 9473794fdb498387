/** Words, strings and brackets of build files, with comments and strings that would mislead a plain search. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeTokens, editCode, type Language, shapeOf, statementAfter } from '../../src/ecosystems/code-token.ts'

const shape = (text: string, language: Language) =>
  codeTokens(text, language)
    .map(({ kind, text: each }) => (kind === 'string' ? `'${each}'` : kind === 'line' ? '⏎' : each))
    .join(' ')

test.each<[Language, string, string]>([
  ['groovy', "a = 'it\\'s' // b 'c'\n/* d\n'e */ f", "a = 'it\\'s' ⏎ f"],
  ['groovy', '"""a "b" c""" d \'\'\'e\'\'\' "f"', "d 'f'"],
  ['groovy', 'url = "https://x//y" + "${z}"', "url = 'https://x//y' + '${z}'"],
  ['groovy', "a = \"open\nb = 'c'", "a = \" open ⏎ b = 'c'"],
  ['ruby', 'a = %q<b c> # d "e"\n=begin\nx = "y"\n=end\nf?', "a = 'b c' ⏎ ⏎ f?"],
  ['ruby', 'd = <<~TEXT.strip\n  it\'s "x"\n  TEXT\nb = "c"\n__END__\nd = "e"', "d = ⏎ b = 'c' ⏎"],
  ['ruby', 's << "x"; t = "#{y}"', "s < < 'x' ; t = '#{y}'"],
  ['elixir', '@a "b" # "c"\n@doc """\nd "e"\n"""\nf ?" "g"', "@ a 'b' ⏎ @ doc ⏎ f 'g'"],
  ['elixir', '\uFEFFx\r\n\ty: :é, 1.5', 'x ⏎ y : : é , 1.5'],
])('%s: %s', (language, text, expected) => {
  expect(shape(text, language)).toBe(expected)
})

test('each word knows the brackets around it, and what opened them', () => {
  const tokens = codeTokens('a { b(c) { d [e] } f } g } ( h', 'groovy')
  const around = tokens.filter(({ kind }) => kind === 'word').map(({ text, within }) => `${text}:${within.join('/')}`)
  expect(around).toEqual(['a:', 'b:a', 'c:a/b', 'd:a/b', 'e:a/b/d', 'f:a', 'g:', 'h:'])
})

test.each([
  ['include "a",\n  "b"\nc', "'a','b'"],
  ['include(\n"a",\n"b"\n).x; c', "('a','b').x"],
  ['include "a" }', "'a'}"],
])('the statement after the first word of %s is %s', (text, expected) => {
  expect(shapeOf(statementAfter(codeTokens(text, 'groovy'), 0))).toBe(expected)
})

test('a statement ends with the bracket around it', () => {
  const tokens = codeTokens('x { version = "1" }', 'groovy')
  expect(shapeOf(statementAfter(tokens, 2))).toBe("='1'")
})

test('an edit changes one string and nothing else', () => {
  const text = "a = '1' // '1'\r\nb = '1'\r\n"
  const [, second] = codeTokens(text, 'groovy').filter(({ kind }) => kind === 'string')
  const edit = { start: second?.start ?? 0, end: second?.end ?? 0 }
  expect(editCode(text, 'f', 'groovy', [{ ...edit, to: '2' }])).toBe("a = '1' // '1'\r\nb = '2'\r\n")
  expect(() => editCode(text, 'f', 'groovy', [{ ...edit, to: "2'; c = '3" }])).toThrow(
    'f, byte 21, line 2: the edit would change more than it should',
  )
  expect(() => editCode(text, 'f', 'groovy', [{ start: 0, end: 1, to: 'b' }])).toThrow('f, byte 0, line 1: ')
})

test('tokens are in order, and each is what stands there', () => {
  const piece = fc.constantFrom(
    '"',
    "'",
    '{',
    '}',
    '(',
    ')',
    '//',
    '/*',
    '*/',
    '#',
    '\n',
    '\\',
    'a',
    '<<~A',
    '?',
    '%q<',
  )
  const languages = fc.constantFrom<Language[]>('groovy', 'ruby', 'elixir')
  fc.assert(
    fc.property(fc.array(piece), languages, (pieces, language) => {
      const text = pieces.join('')
      const tokens = codeTokens(text, language)
      expect(tokens.map(({ start, end }) => text.slice(start, end))).toEqual(tokens.map((token) => token.text))
      expect(tokens.every(({ start }, at) => start >= (tokens[at - 1]?.end ?? 0))).toBe(true)
    }),
  )
})
