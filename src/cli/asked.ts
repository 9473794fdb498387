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

/** `words` as typed: `[level|version] [package…]`. Throws `USAGE`. */
export const readAskedFrom = (words: readonly (string | undefined)[], options: Options): Asked => {
  const given = words.filter((word) => word !== undefined)
  const [first, ...rest] = given
  const level = first !== undefined && LEVELS.includes(first) ? (first as Level) : null
  const version = first !== undefined && level === null && looksLikeVersion(first) ? first : null
  const packages = level === null && version === null ? given : rest
  const pre = text(options, 'pre')
  if (pre !== null && flag(options, 'stable'))
    throw new RelError('USAGE', '--pre and --stable exclude each other', { hint: 'leave one of them out' })
  if (pre !== null && !/^[A-Za-z][0-9A-Za-z-]*$/.test(pre))
    throw new RelError('USAGE', `${JSON.stringify(pre)} is no prerelease identifier`, {
      hint: 'use a word such as rc, beta or alpha',
    })
  if (version !== null && pre !== null)
    throw new RelError('USAGE', `${version} and --pre exclude each other`, {
      hint: `write the version in full: ${version}-${pre}.1`,
    })
  return {
    packages: packages.length === 0 ? null : packages,
    level,
    version,
    pre: flag(options, 'stable') ? '' : pre,
    date: text(options, 'date'),
  }
}
