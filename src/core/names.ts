/** The grammars of names that come from outside. All are stricter than git's, npm's or a file system's own: what passes
 *  needs no quoting, shows as it is, and means the same everywhere. */

/** Control characters, lone surrogates, and characters that are invisible or turn the direction of text. */
export const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u

/** No `..`, and no part that ends in `.` or `.lock`: git refuses those in ref names. */
const REF_LIKE = String.raw`(?!.*\.\.)(?!.*\.(?:lock)?(?:\/|$))`

/** 1 to 214 characters; an npm scope (`@a-z0-9._-` and `/`) if any, then letters, digits and `._-`, the first a letter or
 *  digit. Not `..`, not ending in `.` or `.lock`, since tags are made of it. */
export const PACKAGE_NAME = new RegExp(
  String.raw`^(?=.{1,214}$)${REF_LIKE}(?:@[a-z0-9][a-z0-9._-]*\/)?[A-Za-z0-9][A-Za-z0-9._-]*$`,
)

/** 1 to 240 characters in parts divided by `/`: letters, marks and digits of any script and `._+@=,-`. No part begins or
 *  ends with `.` or ends with `.lock`; the whole does not begin with `-` or `refs/` and is not `HEAD` or `@`. */
export const BRANCH_NAME = new RegExp(
  String.raw`^(?=.{1,240}$)(?!-|refs\/|HEAD$|@$)${REF_LIKE}` +
    String.raw`[\p{L}\p{M}\p{N}_+@=,\-][\p{L}\p{M}\p{N}._+@=,\-]*(?:\/[\p{L}\p{M}\p{N}_+@=,\-][\p{L}\p{M}\p{N}._+@=,\-]*)*$`,
  'u',
)

/** As a branch name, in ASCII letters and digits and `._+@-` alone. */
export const TAG_NAME = new RegExp(
  String.raw`^(?=.{1,240}$)(?!-|refs\/|HEAD$|@$)${REF_LIKE}[A-Za-z0-9_+@-][A-Za-z0-9._+@-]*(?:\/[A-Za-z0-9_+@-][A-Za-z0-9._+@-]*)*$`,
)

/** 1 to 255 of `A-Za-z0-9._+@-`, the first neither `.` nor `-`. */
export const FILE_NAME = /^[A-Za-z0-9_+@][A-Za-z0-9._+@-]{0,254}$/

/** `.`, or 1 to 1024 characters in segments divided by `/`: letters, marks and digits of any script and `._+@=,-`. No
 *  segment is `.`, `..` or, in any case, `.git`; no `/` at either end, no `-` in front. */
export const RELATIVE_PATH =
  /^(?:\.|(?=.{1,1024}$)(?!-)(?!(?:.*\/)?(?:\.\.?|\.[gG][iI][tT])(?:\/|$))[\p{L}\p{M}\p{N}._+@=,-]+(?:\/[\p{L}\p{M}\p{N}._+@=,-]+)*)$/u

/** A ref below `refs/heads/`, or below `refs/rel/` where rel keeps nothing else of its own; parts as in a tag name. */
export const LEDGER_REF = new RegExp(
  String.raw`^(?=.{1,240}$)${REF_LIKE}refs\/(?:heads|rel(?!\/(?:pending|remote|stage)(?:\/|$)))` +
    String.raw`(?:\/[A-Za-z0-9_+@][A-Za-z0-9._+@-]*)+$`,
)

/** One word of a command for a POSIX shell, in hints that hold what somebody else has named. */
export const shellWord = (text: string): string =>
  /^[\w./@+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

export const isPackageName = (name: string): boolean => PACKAGE_NAME.test(name)
export const isBranchName = (name: string): boolean => BRANCH_NAME.test(name)
export const isTagName = (name: string): boolean => TAG_NAME.test(name)
export const isFileName = (name: string): boolean => FILE_NAME.test(name)
export const isRelativePath = (path: string): boolean => RELATIVE_PATH.test(path)
