/** A gemspec, read without running it: the name, the version or what holds it, dependencies and addresses. */
import type { Dependency } from '../model.ts'
import { type CodeToken, codeTokens, isFirst, isLiteral, shapeOf, statementAfter } from './code-token.ts'

export interface GemDependency extends Dependency {
  /** The strings of the range, which is these joined by `, `; none when something else is written there. */
  readonly parts: readonly CodeToken[]
}

/** What is assigned to an attribute (`spec.version = …`), without `.freeze`; null when it is not. Of several the last counts. */
export function attribute(tokens: readonly CodeToken[], name: string): readonly CodeToken[] | null {
  const values = tokens.flatMap((token, at) => {
    const isAttribute = token.text === name && token.kind === 'word' && tokens[at - 1]?.text === '.'
    // A block may go on in the line in which it names its gemspec: `{ |s| s.name = "core" }`.
    const isStatement = isFirst(tokens, at - 2) || tokens[at - 3]?.text === '|'
    return isAttribute && isStatement ? assigned(tokens, at) : []
  })
  return values.at(-1) ?? null
}

/** What is assigned to a local variable or a constant. */
export function variable(tokens: readonly CodeToken[], name: string): readonly CodeToken[] | null {
  const values = tokens.flatMap((token, at) =>
    token.text === name && token.kind === 'word' && isFirst(tokens, at) ? assigned(tokens, at) : [],
  )
  return values.at(-1) ?? null
}

function assigned(tokens: readonly CodeToken[], at: number): readonly (readonly CodeToken[])[] {
  const [equals, ...value] = statementAfter(tokens, at)
  if (equals?.text !== '=' || value.length === 0 || value[0]?.text === '=') return []
  return [shapeOf(value).endsWith('.freeze') ? value.slice(0, -2) : value]
}

/** The only string of a value; null when there is more to it. */
export function literal(value: readonly CodeToken[] | null): CodeToken | null {
  const [only, ...others] = value ?? []
  return isLiteral(only) && others.length === 0 ? only : null
}

/** The string of `VERSION = "1.2.3"` in a file of the gem. Of several the first counts. */
export function constant(text: string, name: string): CodeToken | null {
  const tokens = codeTokens(text, 'ruby')
  const found = tokens.map((token, at) => (token.text === name && token.kind === 'word' ? assigned(tokens, at) : []))
  return (
    found
      .flat()
      .map(literal)
      .find((token) => token !== null) ?? null
  )
}

const KINDS: ReadonlyMap<string, Dependency['kind']> = new Map([
  ['add_dependency', 'runtime'],
  ['add_runtime_dependency', 'runtime'],
  ['add_development_dependency', 'dev'],
])

/** A dependency without a range has `>= 0`, as RubyGems has it; with one that is no string (`version`) it has `*`. */
export function gemDependencies(tokens: readonly CodeToken[]): readonly GemDependency[] {
  return tokens.flatMap((token, at) => {
    const kind = token.kind === 'word' && tokens[at - 1]?.text === '.' ? KINDS.get(token.text) : undefined
    const [name, ...rest] = kind === undefined ? [] : statementAfter(tokens, at).filter(isNoParenthesis)
    return kind === undefined || !isLiteral(name) ? [] : [{ name: name.text, kind, ...rangeOf(rest) }]
  })
}

const isNoParenthesis = ({ kind, text }: CodeToken): boolean => kind !== 'mark' || (text !== '(' && text !== ')')

function rangeOf(rest: readonly CodeToken[]): Pick<GemDependency, 'range' | 'parts'> {
  const condition = rest.findIndex(({ kind, text }) => kind === 'word' && (text === 'if' || text === 'unless'))
  const given = condition < 0 ? rest : rest.slice(0, condition)
  const parts = given.filter(isLiteral)
  const others = given.filter((token) => !isLiteral(token))
  if (!others.every(({ kind, text }) => kind !== 'string' && ['.', 'freeze', ',', '[', ']'].includes(text)))
    return { range: '*', parts: [] }
  return { range: parts.map(({ text }) => text).join(', ') || '>= 0', parts }
}

/** `spec.metadata["source_code_uri"] = "https://…"`, or an entry of a hash; else `homepage` on a host of repositories. */
export function address(tokens: readonly CodeToken[]): string | null {
  const key = tokens.findIndex(({ kind, text }) => kind === 'string' && text === 'source_code_uri')
  const value = key < 0 ? undefined : tokens.slice(key + 1, key + 4).find(({ kind }) => kind === 'string')
  if (isLiteral(value)) return value.text
  const homepage = literal(attribute(tokens, 'homepage'))?.text ?? ''
  return /^https?:\/\/(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\//.test(homepage)
    ? homepage
    : null
}
