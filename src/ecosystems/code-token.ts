/** The words of build files that are programs (Groovy, Kotlin, Ruby, Elixir), read without running them: comments are passed
 *  over, strings are told from code, and each word knows the brackets around it. */
import { fault } from './fault.ts'
import { replacedSpans, type Span, type SpanEdit } from './span-changes.ts'

/** Of a string, `text` and the span are what stands between its quotes, as it is written. */
export interface CodeToken extends Span {
  readonly kind: 'word' | 'string' | 'mark' | 'line'
  readonly text: string
  /** The words before the brackets that are open here, the outermost first (`dependencies` of `dependencies {`); a bracket
   *  that no word opens is `''`. */
  readonly within: readonly string[]
}

export type Language = 'groovy' | 'ruby' | 'elixir'

const LONG_STRINGS = String.raw`"""[\s\S]*?"""|'''[\s\S]*?'''`
const STRINGS = String.raw`"(?<double>(?:[^"\\\n]|\\.)*)"|'(?<single>(?:[^'\\\n]|\\.)*)'`
const REST = String.raw`(?<word>[\p{L}_][\p{L}\p{N}_]*[?!]?)|(?<line>\n)|\\\r?\n|[^\S\n]+|(?<mark>\d[\w.]*|[\s\S])`

// A quote that its line does not close is a mark: it belongs to a form that is not read here, and one line may be lost by it.
const TOKENS: Readonly<Record<Language, string>> = {
  groovy: String.raw`\/\/.*|\/\*[\s\S]*?\*\/|${LONG_STRINGS}|${STRINGS}|${REST}`,
  ruby:
    String.raw`#.*|(?<![^\n])=begin\b[\s\S]*?\n=end\b.*|(?<![^\n])__END__(?![^\r\n])[\s\S]*|` +
    String.raw`<<[~-]?(?<quote>["'\x60]?)(?<end>[A-Z]\w*)\k<quote>[\s\S]*?\n[ \t]*\k<end>\b|` +
    String.raw`%q(?:<(?<angle>[^<>\n\\]*)>|\((?<round>[^()\n\\]*)\)|\[(?<square>[^[\]\n\\]*)\]|\{(?<curly>[^{}\n\\]*)\})|` +
    `${STRINGS}|${REST}`,
  elixir: String.raw`#.*|(?<!\w)\?(?:\\.|[^\s\\])|${LONG_STRINGS}|${STRINGS}|${REST}`,
}

const QUOTED = ['double', 'single', 'angle', 'round', 'square', 'curly'] as const
const CLOSING: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' }

// Each token holds all that is around it; brackets further in are not told apart.
const MAX_DEPTH = 100

interface Open {
  readonly bracket: string
  readonly around: readonly string[]
}

/** Every word, string, mark (one character, or a number) and end of line in the order of the file. Any text has some. */
export function codeTokens(text: string, language: Language): readonly CodeToken[] {
  const tokens: CodeToken[] = []
  const open: Open[] = []
  let within: readonly string[] = []
  for (const found of text.matchAll(new RegExp(TOKENS[language], 'gu'))) {
    const token = tokenOf(found, within)
    if (token === null) continue
    within = around(token, open) ?? within
    tokens.push({ ...token, within })
    if (token.kind !== 'mark' || !'{(['.includes(token.text) || open.length === MAX_DEPTH) continue
    open.push({ bracket: token.text, around: within })
    within = [...within, labelOf(tokens, token.text)]
  }
  return tokens
}

/** What is around a bracket that closes one; those that were left open in between are closed with it. */
function around({ kind, text }: CodeToken, open: Open[]): readonly string[] | null {
  const opening = kind === 'mark' ? CLOSING[text] : undefined
  const at = opening === undefined ? -1 : open.findLastIndex(({ bracket }) => bracket === opening)
  return at < 0 ? null : (open.splice(at)[0]?.around ?? null)
}

function tokenOf(found: RegExpExecArray, within: readonly string[]): CodeToken | null {
  const { 0: whole, index: start, groups = {} } = found
  const quote = QUOTED.find((each) => groups[each] !== undefined)
  if (quote !== undefined) {
    const content = groups[quote] ?? ''
    const end = start + whole.length - 1
    return { kind: 'string', text: content, start: end - content.length, end, within }
  }
  const kind = (['word', 'line', 'mark'] as const).find((each) => groups[each] !== undefined)
  return kind === undefined ? null : { kind, text: whole, start, end: start + whole.length, within }
}

/** The word before a bracket; before a `{` that of the call whose arguments stand between (`project(':a') {`). */
function labelOf(tokens: readonly CodeToken[], bracket: string): string {
  const before = tokens.at(-2)
  if (before?.kind === 'word') return before.text
  if (bracket !== '{' || before?.text !== ')' || before.kind !== 'mark') return ''
  const call = tokens.findLastIndex((each) => isOpening(each) && each.within.length === before.within.length)
  const name = tokens[call - 1]
  return name?.kind === 'word' ? name.text : ''
}

const isOpening = (token: CodeToken): boolean => token.kind === 'mark' && token.text === '('

/** A string that means what is written in it: nothing is escaped and nothing put in. */
export function isLiteral(token: CodeToken | undefined): token is CodeToken {
  return token?.kind === 'string' && !/[\\$]|#\{/.test(token.text)
}

/** The text with what stands in strings replaced; what comes out is read again and must differ in these strings alone. */
export function editCode(text: string, file: string, language: Language, edits: readonly SpanEdit[]): string {
  const before = codeTokens(text, language)
  const wanted = before.map((token) => {
    const edit = edits.find(({ start, end }) => start === token.start && end === token.end && token.kind === 'string')
    return `${token.kind} ${edit?.to ?? token.text}`
  })
  const after = replacedSpans(text, edits)
  const now = codeTokens(after, language).map(({ kind, text: each }) => `${kind} ${each}`)
  if (now.join('\0') === wanted.join('\0')) return after
  const start = edits[0]?.start ?? 0
  throw fault({ file, text, offset: start }, 'the edit would change more than it should', 'edit the file by hand')
}

/** The tokens that follow one in the same statement, which ends with its line unless a comma or an open bracket carries it on. */
export function statementAfter(tokens: readonly CodeToken[], at: number): readonly CodeToken[] {
  const depth = tokens[at]?.within.length ?? 0
  const found: CodeToken[] = []
  for (let index = at + 1; index < tokens.length; index += 1) {
    const token = tokens[index]
    if (token === undefined || endsStatement(token, depth, found.at(-1))) break
    if (token.kind !== 'line') found.push(token)
  }
  return found
}

function endsStatement(token: CodeToken, depth: number, before: CodeToken | undefined): boolean {
  if (token.within.length !== depth) return token.within.length < depth
  return isEnd(token) && (token.kind !== 'line' || before?.text !== ',')
}

/** Whether a token is the first of its statement. */
export function isFirst(tokens: readonly CodeToken[], at: number): boolean {
  const before = tokens[at - 1]
  return before === undefined || isEnd(before) || (before.kind === 'mark' && before.text === '{')
}

function isEnd({ kind, text }: CodeToken): boolean {
  return kind === 'line' || (kind === 'mark' && text === ';')
}

/** The tokens as one word to match: strings in single quotes, nothing between. */
export function shapeOf(tokens: readonly CodeToken[]): string {
  return tokens.map(({ kind, text }) => (kind === 'string' ? `'${text}'` : text)).join('')
}
