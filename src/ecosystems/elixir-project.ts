/** A mix.exs, read without running it: what project/0 says, module attributes, and dependencies. */
import type { Dependency } from '../model.ts'
import { type CodeToken, codeTokens, isLiteral, shapeOf } from './code-token.ts'
import { fault } from './fault.ts'

export interface MixFile {
  readonly file: string
  readonly text: string
  readonly tokens: readonly CodeToken[]
}

export interface MixDependency extends Dependency {
  /** The string of the range; null when there is only a path. */
  readonly token: CodeToken | null
}

export function mixFile(text: string, file: string): MixFile {
  return { file, text, tokens: codeTokens(text, 'elixir').filter(({ kind }) => kind !== 'line') }
}

/** The value of a key of project/0: the tokens up to the next key. Null when it has none. */
export function projectValue({ tokens }: MixFile, key: string): readonly CodeToken[] | null {
  const start = tokens.findIndex((_, at) => /^def(?:p?)project(?:do|,|\(\))/.test(shapeOf(tokens.slice(at, at + 4))))
  if (start < 0) return null
  const body = tokens.slice(start + 2)
  const end = body.findIndex(({ kind, text, within }) => kind === 'word' && /^defp?$/.test(text) && within.length === 0)
  return valueOf(end < 0 ? body : body.slice(0, end), key, 1)
}

/** Of a list of keys and values at this depth. */
function valueOf(tokens: readonly CodeToken[], key: string, depth: number): readonly CodeToken[] | null {
  const at = tokens.findIndex(
    ({ kind, text, within }, index) =>
      kind === 'word' && text === key && within.length === depth && tokens[index + 1]?.text === ':',
  )
  if (at < 0) return null
  const rest = tokens.slice(at + 2)
  const end = rest.findIndex(
    ({ text, kind, within }) => within.length < depth || (within.length === depth && kind === 'mark' && text === ','),
  )
  return end < 0 ? rest : rest.slice(0, end)
}

/** The string that the value is, or that the attribute holds which it names (`@version`); null when it is neither. Throws
 *  `MANIFEST` when the attribute is given different strings. */
export function stringOf(mix: MixFile, value: readonly CodeToken[] | null): CodeToken | null {
  const [first, ...rest] = value ?? []
  if (isLiteral(first) && rest.length === 0) return first
  const [, name] = /^@(\w+)$/.exec(shapeOf(value ?? [])) ?? []
  return name === undefined ? null : attribute(mix, name)
}

function attribute(mix: MixFile, name: string): CodeToken | null {
  const given = mix.tokens.flatMap((token, at) => {
    const string = shapeOf(mix.tokens.slice(at, at + 2)) === `@${name}` ? mix.tokens[at + 2] : undefined
    return isLiteral(string) ? [string] : []
  })
  const [only, ...others] = given
  const other = others.find(({ text }) => text !== only?.text)
  if (other === undefined) return only ?? null
  const what = `@${name} is both ${only?.text} and ${other.text}`
  throw fault({ ...mix, offset: other.start }, what, 'give it one value')
}

type Option = (key: string) => readonly CodeToken[] | null

/** Tuples with a requirement, a path, or both, wherever they stand: `{:core, "~> 1.2", path: "../core"}`. Without a requirement the
 *  range is `*`. */
export function mixDependencies({ tokens }: MixFile): readonly MixDependency[] {
  return tokens.flatMap((token, at) => {
    const [, name] = /^\{:(\w+),$/.exec(shapeOf(tokens.slice(at, at + 4))) ?? []
    if (name === undefined) return []
    const depth = token.within.length
    const end = tokens.findIndex(({ within }, index) => index > at && within.length <= depth)
    const rest = tokens.slice(at + 4, end < 0 ? undefined : end)
    // They may stand in brackets of their own.
    const option: Option = (key) => valueOf(rest, key, depth + 1) ?? valueOf(rest, key, depth + 2)
    const range = isLiteral(rest[0]) ? rest[0] : null
    if (range === null && option('path') === null && option('in_umbrella') === null) return []
    return [{ name, range: range?.text ?? '*', kind: kindOf(option), token: range }]
  })
}

function kindOf(option: Option): Dependency['kind'] {
  const only = shapeOf(option('only') ?? [])
  if (only !== '' && !only.includes(':prod')) return 'dev'
  if (shapeOf(option('optional') ?? []) === 'true') return 'optional'
  return shapeOf(option('runtime') ?? []) === 'false' ? 'build' : 'runtime'
}
