/** The version schemes that a config can name. */
import { RelError } from '../../errors.ts'
import { buildScheme } from './build.ts'
import { calverPattern, isDate } from './calver-pattern.ts'
import { calverScheme } from './calver.ts'
import { mavenScheme } from './maven.ts'
import { pep440Scheme } from './pep440.ts'
import type { Scheme } from './scheme.ts'
import { semverScheme } from './semver.ts'

const SCHEMES: readonly Scheme[] = [semverScheme, pep440Scheme, mavenScheme, buildScheme]
const CALVER = 'calver:'

/** Throws `CONFIG_VALUE` for a name that no scheme has, and for a CalVer pattern that cannot tell two releases of one day
 *  apart or is none. */
export function schemeNamed(name: string): Scheme {
  const scheme = SCHEMES.find((each) => each.name === name)
  if (scheme !== undefined) return scheme
  if (name.startsWith(CALVER)) return calverNamed(name.slice(CALVER.length))
  const known = SCHEMES.map((each) => each.name).join(', ')
  throw new RelError('CONFIG_VALUE', `no version scheme is named ${name}`, {
    hint: `choose one of: ${known}, calver:<pattern> (calver:YYYY.MM.MICRO)`,
  })
}

function calverNamed(pattern: string): Scheme {
  const scheme = calverScheme(pattern)
  if (calverPattern(pattern).fields.some((field) => !isDate(field))) return scheme
  throw new RelError('CONFIG_VALUE', `calver:${pattern} has no number for a second release on one day`, {
    hint: `add a counter: calver:${pattern.replace(/[._-]MODIFIER$/, '')}.MICRO`,
  })
}
