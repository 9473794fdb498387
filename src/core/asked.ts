/** What was asked for beyond the commits, and its one-line spelling in the `Rel-Asked` trailer. */
import type { Asked, Level } from '../model.ts'

export const NOTHING_ASKED: Asked = { packages: null, level: null, version: null, pre: null, date: null }

const LEVELS: readonly string[] = ['major', 'minor', 'patch']

const word = (key: string, value: string | null | undefined) =>
  value === null || value === undefined ? [] : [`${key}${value}`]

/** `-`, or tokens separated by spaces: `minor`, `2.0.0`, `core@2.0.0`, `packages=a,b`, `pre=rc`, `date=2026-09-21`. */
export const writeAsked = ({ packages, level, version, pre, date }: Asked): string => {
  const lone = version !== null && packages?.length === 1 ? packages[0] : undefined
  const versions = word(lone === undefined ? '' : `${lone}@`, version)
  const named = lone === undefined ? word('packages=', packages?.join(',')) : []
  const tokens = [...word('', level), ...versions, ...named, ...word('pre=', pre), ...word('date=', date)]
  return tokens.length === 0 ? '-' : tokens.join(' ')
}

const versionToken = (token: string): Partial<Asked> => {
  const at = token.lastIndexOf('@')
  return at > 0 ? { packages: [token.slice(0, at)], version: token.slice(at + 1) } : { version: token }
}

const readToken = (token: string): Partial<Asked> => {
  if (LEVELS.includes(token)) return { level: token as Level }
  const [, key, value = ''] = /^(packages|pre|date)=(.*)$/.exec(token) ?? []
  if (key === 'packages') return { packages: value.split(',') }
  if (key === 'pre') return { pre: value }
  if (key === 'date') return { date: value }
  return versionToken(token)
}

/** The inverse of `writeAsked`. Never throws: what a forged trailer says is judged by planning again. */
export const readAsked = (text: string): Asked => {
  const tokens = text.split(' ').filter((token) => token !== '' && token !== '-')
  return tokens.map(readToken).reduce<Asked>((all, part) => ({ ...all, ...part }), NOTHING_ASKED)
}
