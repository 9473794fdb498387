/** Reads what is asked for from a command's words: a level or a version first, then package names, and the flags. */
import { RelError } from '../errors.ts'
import type { Asked, Level } from '../rel.ts'
import { flag, type Options, text } from './command.ts'

/** Flags of every command that plans. */
export const ASKED_OPTIONS: readonly (readonly [string, string])[] = [
  ['--pre <id>', 'a prerelease with this identifier: rc, beta …'],
  ['--stable', 'a stable release, also on a prerelease line'],
  ['--date <day>', 'the day of the release: 2026-09-21, or today'],
]

const LEVELS: readonly string[] = ['major', 'minor', 'patch']

const looksLikeVersion = (word: string) => /^\d+(\.\d+)*([-+.].*)?$/.test(word)

const refuse = (what: string, hint: string): never => {
  throw new RelError('USAGE', what, { hint })
}

/** A level or a version, if the first word is one, and the words after it. */
const splitWords = (words: readonly string[]): Pick<Asked, 'level' | 'version' | 'packages'> => {
  const [first = '', ...rest] = words
  const named = (names: readonly string[]) => (names.length === 0 ? null : names)
  if (LEVELS.includes(first)) return { level: first as Level, version: null, packages: named(rest) }
  if (looksLikeVersion(first)) return { level: null, version: first, packages: named(rest) }
  if (/^v\d+(?:\.\d+)+(?:[-+][\w.+-]*)?$/.test(first))
    refuse(`${JSON.stringify(first)} is no version`, `leave the v out: ${first.slice(1)}`)
  return { level: null, version: null, packages: named(words) }
}

const readPre = (options: Options): string | null => {
  const pre = text(options, 'pre')
  if (pre === null) return flag(options, 'stable') ? '' : null
  if (flag(options, 'stable')) return refuse('--pre and --stable exclude each other', 'leave one of them out')
  if (/^[A-Za-z][0-9A-Za-z-]*$/.test(pre)) return pre
  return refuse(`${JSON.stringify(pre)} is no prerelease identifier`, 'use a word such as rc, beta or alpha')
}

/** `words` as typed: `[level|version] [package…]`. Throws `USAGE`. */
export const readAskedFrom = (words: readonly (string | undefined)[], options: Options): Asked => {
  const { level, version, packages } = splitWords(words.filter((word) => word !== undefined))
  const pre = readPre(options)
  if (version !== null && pre)
    refuse(`${version} and --pre exclude each other`, `write the version in full: ${version}-${pre}.1`)
  return { packages, level, version, pre, date: text(options, 'date') }
}
