/** The version schemes that a config can name. */
import { RelError } from '../../errors.ts'
import type { Scheme } from './scheme.ts'
import { semverScheme } from './semver.ts'

const SCHEMES: readonly Scheme[] = [semverScheme]

/** Throws `CONFIG_VALUE` for a name that no scheme has. */
export function schemeNamed(name: string): Scheme {
  const scheme = SCHEMES.find((each) => each.name === name)
  if (scheme !== undefined) return scheme
  const known = SCHEMES.map((each) => each.name).join(', ')
  throw new RelError('CONFIG_VALUE', `no version scheme is named ${name}`, { hint: `choose one of: ${known}` })
}
