/** Where a gem's version stands: in its gemspec, in the file of a constant, or alone in a file. */
import { posix } from 'node:path'
import { type CodeToken, codeTokens, shapeOf } from './code-token.ts'
import { resolved } from './member-folders.ts'
import { attribute, constant, literal, variable } from './ruby-gemspec.ts'
import { GEM_VERSION } from './ruby-version.ts'
import type { FileSpan } from './span-changes.ts'

export interface Gemspec {
  readonly file: string
  readonly text: string
  readonly tokens: readonly CodeToken[]
}

export interface Place extends FileSpan {
  readonly value: string
}

type Source =
  | { readonly kind: 'literal'; readonly token: CodeToken }
  | { readonly kind: 'constant'; readonly name: string; readonly files: readonly string[] }
  | { readonly kind: 'whole'; readonly files: readonly string[] }

export function gemspecOf(text: string, file: string): Gemspec {
  return { file, text, tokens: codeTokens(text, 'ruby') }
}

/** Files that `versionPlace` may ask for. */
export function sourceFiles(gemspec: Gemspec): readonly string[] {
  const source = sourceOf(gemspec)
  return source === null || source.kind === 'literal' ? [] : source.files
}

/** Null when there is no version, and when it is computed. */
export function versionPlace(gemspec: Gemspec, get: (file: string) => string | null): Place | null {
  const source = sourceOf(gemspec)
  if (source === null) return null
  if (source.kind === 'literal') return placed(gemspec.file, gemspec.text, source.token)
  for (const file of source.files) {
    const text = get(file)
    const token = text === null ? null : source.kind === 'constant' ? constant(text, source.name) : wholeOf(text)
    const place = text === null || token === null ? null : placed(file, text, token)
    if (place !== null) return place
  }
  return null
}

type Found = Pick<CodeToken, 'text' | 'start' | 'end'>

function placed(file: string, text: string, { text: value, start, end }: Found): Place | null {
  return GEM_VERSION.test(value) ? { file, text, start, end, value } : null
}

/** White space takes a BOM too. */
function wholeOf(text: string): Found {
  const value = text.trim()
  const start = text.indexOf(value)
  return { text: value, start, end: start + value.length }
}

function sourceOf(gemspec: Gemspec): Source | null {
  let value = attribute(gemspec.tokens, 'version')
  const [, name = ''] = /^([a-z_]\w*)$/.exec(shapeOf(value ?? [])) ?? []
  if (name !== '') value = variable(gemspec.tokens, name)
  if (value === null) return null
  const token = literal(value)
  if (token !== null) return { kind: 'literal', token }
  const shape = shapeOf(value)
  if (/\bFile\.(?:read|foreach|open)|\bIO\.read/.test(shape)) return { kind: 'whole', files: readFiles(gemspec, value) }
  const [, path] = /^((?:::)?[A-Z]\w*(?:::[A-Z]\w*)*)(?:\.(?:dup|to_s))?$/.exec(shape) ?? []
  return path === undefined ? null : constantSource(gemspec, path.split('::').filter(Boolean))
}

function constantSource(gemspec: Gemspec, path: readonly string[]): Source {
  const name = path.at(-1) ?? ''
  const own = literal(variable(gemspec.tokens, name))
  if (own !== null) return { kind: 'literal', token: own }
  const named = literal(attribute(gemspec.tokens, 'name'))?.text ?? posix.basename(gemspec.file, '.gemspec')
  const said = gemspec.tokens.filter(({ kind, text }) => kind === 'string' && /version(?:\.rb)?$/i.test(text))
  const usual = [path.slice(0, -1).map(underscored).join('/'), named.replaceAll('-', '/'), named.replaceAll('-', '_')]
  const paths = [...said.map(({ text }) => text), ...usual.map((each) => `lib/${each}/version`)]
  const files = paths.flatMap((each) => {
    const file = each.endsWith('.rb') ? each : `${each}.rb`
    return [...fromHere(gemspec, file), ...fromHere(gemspec, `lib/${file}`)]
  })
  return { kind: 'constant', name, files: [...new Set(files)] }
}

/** `AcmeCore` → `acme_core`, `HTTPClient` → `http_client`. */
function underscored(name: string): string {
  return name
    .replace(/([A-Z\d])([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

function readFiles(gemspec: Gemspec, value: readonly CodeToken[]): readonly string[] {
  const names = value.filter(({ kind, text }) => kind === 'string' && /[A-Z]/i.test(text)).map(({ text }) => text)
  return [...new Set(names.flatMap((name) => fromHere(gemspec, name)))]
}

/** A path is relative to the gemspec's folder, or to the gemspec as if it were one: `File.expand_path("../x", __FILE__)`. */
function fromHere({ file, text }: Gemspec, path: string): readonly string[] {
  const folder = posix.dirname(file)
  const paths = [resolved(folder, path), resolved(folder, path.replace(/^(?:lib\/)?\.\.\//, ''))]
  return (text.includes('__FILE__') ? paths.toReversed() : paths).flatMap((each) => each ?? [])
}
