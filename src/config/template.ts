/** Templates: which placeholders there are, which of them each key takes, and what the text around them may be. */
import * as v from 'valibot'
import type { Placeholder } from '../core/layout.ts'

const VERSION = ['version', 'major', 'minor', 'patch', 'prerelease'] as const

/** What each template may hold of core/layout.ts's closed set. A tag is read back with its template, so it takes only what a reader can find again;
 *  a release commit may be of several packages, so nothing of one package stands in its message. */
const PLACEHOLDERS = {
  tag: ['name', 'version'],
  tagMessage: ['name', 'scope', ...VERSION, 'tag', 'commit', 'shortCommit', 'date', 'channel'],
  commitMessage: ['summary', 'date', 'channel'],
  layout: ['name', 'scope', ...VERSION, 'channel'],
  fileName: ['name', 'scope', ...VERSION, 'commit', 'shortCommit', 'date', 'channel', 'target', 'os', 'arch'],
} as const satisfies Record<string, readonly Placeholder[]>

type TemplateKind = keyof typeof PLACEHOLDERS

const ANY = /\{([^{}]*)\}/g

/** The names between braces, in order. */
export const placeholdersIn = (template: string): readonly string[] =>
  [...template.matchAll(ANY)].map((match) => match[1] ?? '')

const list = (names: readonly string[]): string => names.map((name) => `{${name}}`).join(' ')

/** A template of the given kind that holds each of `needs` exactly once, and whose text, with every placeholder filled
 *  in, is what `shape` accepts; `words` says the shape in words. */
export const template = (
  kind: TemplateKind,
  needs: readonly Placeholder[],
  shape: (text: string) => boolean,
  words: string,
) => {
  const allowed: readonly string[] = PLACEHOLDERS[kind]
  const strange = (text: string) => placeholdersIn(text).filter((name) => !allowed.includes(name))
  const count = (text: string, name: string) => placeholdersIn(text).filter((found) => found === name).length
  return v.pipe(
    v.string(),
    v.check(
      (text) => strange(text).length === 0,
      (issue) => `a template of ${list(allowed)}; ${list(strange(String(issue.input)).slice(0, 1))} is none of these`,
    ),
    v.check((text) => needs.every((name) => count(text, name) === 1), `a template with ${list(needs)} exactly once`),
    v.check((text) => shape(text.replaceAll(ANY, '1')), words),
  )
}
