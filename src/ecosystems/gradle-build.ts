/** build.gradle and build.gradle.kts: the version that they assign, and the projects that they depend on. */
import type { Dependency } from '../model.ts'
import { type CodeToken, codeTokens, isFirst, isLiteral, shapeOf, statementAfter } from './code-token.ts'
import type { Settings } from './gradle-settings.ts'

/** In Gradle's own order of preference. */
export const BUILDS = ['build.gradle', 'build.gradle.kts'] as const

/** What stands after `version =`: a string, the name of what holds one, or something that takes Gradle itself. */
export type Assigned =
  | { readonly kind: 'literal'; readonly token: CodeToken }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'computed' }

const NAMED =
  /^(?:'\$\{?(?<put>\w+)\}?'|(?:(?:root)?[pP]roject\.)?(?:(?:find)?[pP]roperty|providers\.gradleProperty)\('(?<property>[\w.]+)'\).*|(?:(?:project|rootProject|ext)\.)*(?<word>\w+))$/

/** The last `version = …` or `version '…'` within these blocks and no others; null when there is none. */
export function assignedVersion(text: string, within: readonly string[]): Assigned | null {
  const tokens = codeTokens(text, 'groovy')
  const isHere = (token: CodeToken) => isWord(token, 'version') && token.within.join() === within.join()
  const value = tokens.flatMap((token, at) => (isHere(token) ? (valueAfter(tokens, at) ?? []) : [])).at(-1)
  return value === undefined ? null : meaningOf(value)
}

/** Null when the word does not begin its statement: it may name anything there. */
function valueAfter(tokens: readonly CodeToken[], at: number): readonly (readonly CodeToken[])[] | null {
  const isProject = at > 1 && isFirst(tokens, at - 2) && shapeOf(tokens.slice(at - 2, at)) === 'project.'
  const statement = isProject || isFirst(tokens, at) ? statementAfter(tokens, at) : []
  if (statement[0]?.kind === 'string') return [statement]
  return /^=[^=]/.test(shapeOf(statement)) ? [statement.slice(1)] : null
}

const isWord = ({ kind, text }: CodeToken, word: string): boolean => kind === 'word' && text === word

function meaningOf(value: readonly CodeToken[]): Assigned {
  const [first] = value
  if (value.length === 1 && isLiteral(first)) return { kind: 'literal', token: first }
  const { put, property, word } = NAMED.exec(shapeOf(value))?.groups ?? {}
  const name = put ?? property ?? word
  return name === undefined ? { kind: 'computed' } : { kind: 'name', name }
}

const EXTRAS = ['ext', 'buildscript', 'allprojects']

/** The string that a variable or an extra property (`ext.acmeVersion = "1.2.3"`) is set to, if that is one string. */
export function variable(text: string, name: string): CodeToken | null {
  const tokens = codeTokens(text, 'groovy')
  const found = tokens.flatMap((token, at) => {
    if (!isWord(token, name) || !token.within.every((each) => EXTRAS.includes(each))) return []
    const [equals, value, ...rest] = statementAfter(tokens, at)
    return equals?.text === '=' && isLiteral(value) && rest.length === 0 ? [value] : []
  })
  return found.length === 1 ? (found[0] ?? null) : null
}

/** Projects are called by their path; they are used as they lie there, so that the range is `*`. */
export function projectDependencies(text: string, settings: Settings | null): readonly Dependency[] {
  const tokens = codeTokens(text, 'groovy')
  return tokens.flatMap((token, at) => {
    const name = called(tokens, at) ?? accessed(tokens, at, settings)
    const block = token.within.lastIndexOf('dependencies')
    if (name === null || block < 0 || tokens[at - 1]?.text === '.') return []
    const configuration = token.within[block + 1] ?? firstWord(tokens, at)
    return configuration === null ? [] : [{ name, range: '*', kind: kindOf(configuration) }]
  })
}

/** That of the statement; null when it is the token itself. */
function firstWord(tokens: readonly CodeToken[], at: number): string | null {
  const depth = tokens[at]?.within.length
  const first = tokens.findLastIndex((token, index) => {
    return index < at && token.kind === 'word' && token.within.length === depth && isFirst(tokens, index)
  })
  return first < 0 || isFirst(tokens, at) ? null : (tokens[first]?.text ?? null)
}

/** `project(":core")`, or `project(path: ":core", …)`. */
function called(tokens: readonly CodeToken[], at: number): string | null {
  const [name, bracket] = tokens.slice(at, at + 2)
  const path = tokens.slice(at + 2, at + 5).find(({ kind }) => kind === 'string')
  return name?.text === 'project' && bracket?.text === '(' && isLiteral(path) ? path.text : null
}

/** `projects.libs.core`, perhaps with something of that project after it. */
function accessed(tokens: readonly CodeToken[], at: number, settings: Settings | null): string | null {
  if (tokens[at]?.text !== 'projects') return null
  const [, chain = ''] = /^((?:\.\w+)+)/.exec(shapeOf(tokens.slice(at + 1, at + 24))) ?? []
  const parts = chain.split('.').slice(1)
  const whole = parts.map((_, index) => parts.slice(0, parts.length - index).join('.'))
  return whole.map((each) => settings?.accessors.get(each) ?? null).find((path) => path !== null) ?? null
}

function kindOf(configuration: string): Dependency['kind'] {
  if (/^test|Test/.test(configuration)) return 'dev'
  if (/compileOnly/i.test(configuration)) return 'optional'
  return /^(?:kapt|ksp|classpath|lintChecks)|annotationProcessor/i.test(configuration) ? 'build' : 'runtime'
}
