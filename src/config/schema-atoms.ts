/** The smallest pieces of the config's schema: strings with a grammar. Messages say what is allowed, after "it must be". */
import * as v from 'valibot'
import * as names from '../core/names.ts'
import { template } from './template.ts'

/** A schema with the sentence that the JSON Schema and README show. */
export const about = <const S extends v.GenericSchema>(schema: S, text: string) => v.pipe(schema, v.description(text))

const text = (pattern: RegExp, allowed: string) => v.pipe(v.string(), v.regex(pattern, allowed))

const isLine = (line: string): boolean => line.trim() !== '' && line.trim() === line && !names.HIDDEN.test(line)

export const line = v.pipe(v.string(), v.check(isLine, 'one line of visible text'))
export const packageName = text(names.PACKAGE_NAME, 'a package name: letters, digits and ._-, with an @scope/ if any')
export const relativePath = text(names.RELATIVE_PATH, 'a relative path without .., ./, .git, spaces or a / at the end')
export const targetName = text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a name of letters, digits and ._-')
export const commandName = text(/^[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}$/, 'the name of a command, without a path')
export const variableName = text(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable')
export const changeType = text(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a commit type such as feat')
export const channelName = text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a channel of letters, digits and ._-')
export const prereleaseId = text(/^(?!\d+$)[0-9A-Za-z-]+$/, 'a prerelease identifier such as beta')
export const ledgerRef = text(names.LEDGER_REF, 'a ref such as refs/rel/ledger or refs/heads/rel-ledger')

/** A branch's name or a glob over branch names. */
export const branchPattern = text(
  /^(?=.{1,200}$)(?!-|refs\/)[\p{L}\p{M}\p{N}._+@=,\-/*?!()[\]|{}]+$/u,
  'a branch name, or a pattern of such names with * ? + ! ( ) [ ] { } |',
)

/** Whether it is one is for the scheme to say. */
export const version = text(/^(?=\S*\d)[0-9A-Za-z][\w.!+-]{0,99}$/, 'a version such as 0.1.0')

export const versionScheme = text(
  /^(?:semver|pep440|maven|build|calver:[A-Za-z0-9.\-_]{2,60})$/,
  'semver, calver:<pattern> such as calver:YYYY.MM.MICRO, pep440, maven or build',
)

export const maintenanceRange = text(/^\d+(?:\.\d+)?\.x$/, 'a range such as 1.x or 1.2.x')
export const commitId = text(/^[0-9a-f]{7,40}$/, 'a commit id of at least seven digits')
export const pointer = text(/^(?:\/(?:[^~/]|~[01])*)+$/, 'a pointer such as /version')

const isGlob = (pattern: string): boolean => isLine(pattern) && pattern.length <= 200 && !/^[/!-]/.test(pattern)

/** A glob over paths or names. */
export const glob = v.pipe(v.string(), v.check(isGlob, 'a glob such as docs/**'))

/** A glob over names; one with `!` before it takes names out again. */
export const choosingGlob = v.pipe(
  v.string(),
  v.check((pattern) => isGlob(pattern.replace(/^!/, '')), 'a name or a glob such as ui-* or !ui-legacy'),
)

/** Without a user part, so that no password gets into notes. */
export const webAddress = text(
  /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~%+@:/-]*)?$/,
  'an http(s) address without user, password or query',
)

/** A line as in `ssh-keygen`'s public key files. */
export const publicKey = text(
  /^(?:ssh-ed25519|ecdsa-sha2-nistp256) [A-Za-z0-9+/]+={0,2}(?: [\p{L}\p{M}\p{N}\p{P}\p{S} ]+)?$/u,
  'a public key line such as "ssh-ed25519 AAAA… name"',
)

export const signer = text(
  /^(?:auto|ssh|none|key:(?:env:[A-Za-z_][A-Za-z0-9_]*|(?!env:|-)[\p{L}\p{M}\p{N}._+@=,\-/]+))$/u,
  'auto, ssh, none, key:<file> or key:env:<NAME>',
)

export const tagFormat = template('tag', ['version'], names.isTagName, 'a template whose tags are valid names')
export const tagMessage = template('tagMessage', [], isLine, 'one line of visible text')
export const commitMessage = template('commitMessage', [], isLine, 'one line of visible text')
export const layout = template(
  'layout',
  ['name', 'version'],
  (path) => path.split('/').every(names.isFileName),
  'a template of a relative path',
)
export const fileTemplate = template('fileName', [], names.isFileName, 'a template of a file name: A-Za-z0-9._+@-')

/** A path to take from; a `/` at the end is dropped, after the description, since a JSON Schema ends at a transformation. */
export const sourcePath = (description: string) =>
  v.pipe(
    v.string(),
    v.check((path) => names.isRelativePath(path.replace(/\/$/, '')), 'a relative path without .., ./, .git or spaces'),
    v.description(description),
    v.transform((path) => path.replace(/\/$/, '')),
  )

/** argv: a command, then arguments that are handed over as they are. */
export const argv = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.check((word) => !word.includes('\0'), 'text without NUL'),
    ),
  ),
  v.minLength(1, 'a list of at least one word, the command'),
  v.check(([command = '']) => isLine(command) && !command.startsWith('-'), 'a list whose first word is a command'),
)
