/** What validation found, in the words of errors: where, what is there, and what is allowed. */
import type * as v from 'valibot'
import { RelError } from '../errors.ts'
import { describeAllowed, laterKey, laterValue, nearest } from './allowed.ts'
import type { Document } from './document.ts'
import type { Path, Written } from './written.ts'
import { locate, placeOf, quoted } from './written.ts'

export interface Problem {
  readonly code: 'CONFIG_KEY' | 'CONFIG_VALUE'
  readonly at: number
  readonly message: string
  readonly hint: string
}

/** `build.targets[0].run` */
const keyPath = (path: Path): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')

const valueAt = (root: Written, path: Path): Written | undefined =>
  path.reduce<Written | undefined>((node, step) => {
    if (node?.kind === 'list') return node.items[Number(step)]
    return node?.kind === 'object' ? node.fields.get(String(step))?.value : undefined
  }, root)

const found = (value: Written | undefined): string => {
  if (value === undefined) return 'missing'
  if (value.kind !== 'plain') return value.kind === 'list' ? 'a list' : 'an object'
  return typeof value.value === 'string' ? quoted(value.value) : String(value.value)
}

const pathOf = (issue: v.BaseIssue<unknown>): Path => (issue.path ?? []).map((item) => item.key as string | number)

/** The issue itself, or for a choice between forms those of the form that got furthest. Paths inside a choice start
 *  there, so the choice's own path is put before them. */
const leaves = (issue: v.BaseIssue<unknown>, before: Path): readonly { issue: v.BaseIssue<unknown>; path: Path }[] => {
  const path = [...before, ...pathOf(issue)]
  const inner = (issue.issues ?? [])
    .flatMap((nested) => leaves(nested, path))
    .filter((leaf) => leaf.path.length > path.length)
  return inner.length > 0 ? inner : [{ issue, path }]
}

const unknownKey = (document: Document, path: Path, known: readonly string[]): Problem => {
  const key = String(path.at(-1))
  const at = locate(document.root, path, true)
  const near = nearest(key, known)
  const later = laterKey(path)
  const guess = near === null ? `the keys here are ${known.join(', ')}` : `did you mean "${near}"?`
  return {
    code: 'CONFIG_KEY',
    at,
    message: `unknown key ${quoted(key)} in ${placeOf(document.file, at)}`,
    hint: later === null ? guess : `"${later}" is not in this version`,
  }
}

/** A wrong value in words: `allowed` says what it must be. */
export const wrongValue = (document: Document, path: Path, allowed: string): Problem => {
  const at = locate(document.root, path, false)
  const value = valueAt(document.root, path)
  const name = path.length === 0 ? 'the config' : keyPath(path)
  return {
    code: 'CONFIG_VALUE',
    at,
    message: `${name} is ${found(value)} in ${placeOf(document.file, at)}`,
    hint:
      value?.kind === 'plain' && laterValue(path, value.value)
        ? `${found(value)} is not in this version; it must be ${allowed}`
        : `it must be ${allowed}`,
  }
}

/** The problems behind one issue of valibot; `known` gives the keys of the object at a path. */
export const problemsOf = (
  document: Document,
  issue: v.BaseIssue<unknown>,
  known: (path: Path) => readonly string[],
): readonly Problem[] =>
  leaves(issue, []).map(({ issue: leaf, path }) => {
    if (leaf.type === 'strict_object' && leaf.expected === 'never')
      return unknownKey(document, path, known(path.slice(0, -1)))
    return wrongValue(document, path, describeAllowed(leaf))
  })

/** One error for all problems: the first in the file speaks, the hint counts the others. Unknown keys come before all
 *  else, since a mistyped key often is the missing one too. */
export const errorOf = (problems: readonly Problem[]): RelError | null => {
  const rank = (problem: Problem) => (problem.code === 'CONFIG_KEY' ? 0 : 1)
  const [first, ...others] = problems.toSorted((a, b) => rank(a) - rank(b) || a.at - b.at)
  if (first === undefined) return null
  const more =
    others.length === 0 ? '' : ` (and ${others.length} more problem${others.length === 1 ? '' : 's'} in this file)`
  return new RelError(first.code, first.message, { hint: `${first.hint}${more}` })
}
