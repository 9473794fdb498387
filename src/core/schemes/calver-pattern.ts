/** CalVer's patterns (calver.org): tokens of dates and counters, and what makes a row of them a scheme that only goes up. */
import { RelError } from '../../errors.ts'
import type { CalendarDay } from './calendar.ts'

export type Unit = 'year' | 'month' | 'week' | 'day' | 'MAJOR' | 'MINOR' | 'MICRO'

/** One number of a version. `before` is what separates it from the one on its left. */
export interface Field {
  readonly token: string
  readonly unit: Unit
  /** Least number of digits. */
  readonly width: number
  /** As an expression for the digits in canonical spelling. */
  readonly digits: string
  readonly before: string
}

export interface Pattern {
  readonly fields: readonly Field[]
  /** What stands before the modifier, which names a prerelease. */
  readonly modifier: string
}

const COUNTER = '0|[1-9]\\d{0,14}'
const MONTH = '[1-9]|1[0-2]'
const WEEK = '[1-9]|[1-4]\\d|5[0-3]'
const DAY = '[1-9]|[12]\\d|3[01]'

const TOKENS: Readonly<Record<string, readonly [Unit, number, string]>> = {
  YYYY: ['year', 4, '[1-9]\\d{3}'],
  YY: ['year', 1, '0|[1-9]\\d{0,2}'],
  '0Y': ['year', 2, '\\d\\d|[1-9]\\d\\d'],
  MM: ['month', 1, MONTH],
  '0M': ['month', 2, '0[1-9]|1[0-2]'],
  WW: ['week', 1, WEEK],
  '0W': ['week', 2, '0[1-9]|[1-4]\\d|5[0-3]'],
  DD: ['day', 1, DAY],
  '0D': ['day', 2, '0[1-9]|[12]\\d|3[01]'],
  MAJOR: ['MAJOR', 1, COUNTER],
  MINOR: ['MINOR', 1, COUNTER],
  MICRO: ['MICRO', 1, COUNTER],
}
const PIECE = /([._-]?)(YYYY|YY|0Y|MM|0M|WW|0W|DD|0D|MAJOR|MINOR|MICRO)/y
const MODIFIER = /^([._-])MODIFIER$/
const ORDER: readonly Unit[] = ['year', 'month', 'day']
/** From coarse to fine. */
export const COUNTERS: readonly Unit[] = ['MAJOR', 'MINOR', 'MICRO']

export const isDate = ({ unit }: Field): boolean => !COUNTERS.includes(unit)

/** Throws `CONFIG_VALUE` for a token that is none, and for tokens in an order or company in which a later day could give a
 *  lower version or one text could be two versions. */
export function calverPattern(text: string): Pattern {
  const fields: Field[] = []
  let end = 0
  for (const piece of text.matchAll(new RegExp(PIECE, 'gy'))) {
    const [all, before = '', token = ''] = piece
    const [unit, width, digits] = TOKENS[token] as [Unit, number, string]
    fields.push({ token, unit, width, digits, before })
    end += all.length
  }
  const rest = text.slice(end)
  const modifier = rest === '' ? '-' : MODIFIER.exec(rest)?.[1]
  if (modifier === undefined)
    throw unfit(
      text,
      `${rest} is no token`,
      'use YYYY, YY, 0Y, MM, 0M, WW, 0W, DD, 0D, MAJOR, MINOR, MICRO and last -MODIFIER',
    )
  const fault = faultOf(fields)
  if (fault !== null) throw unfit(text, ...fault)
  return { fields, modifier }
}

/** What the day says in this place, as a number. `weekly`: the year is that of the week. Throws `CONFIG_VALUE` for a year that
 *  two digits cannot say. */
export function datePart({ token, unit }: Field, day: CalendarDay, weekly: boolean): number {
  if (unit === 'year') {
    const year = weekly ? day.weekYear : day.year
    if (token === 'YYYY' || year >= 2000) return token === 'YYYY' ? year : year - 2000
    throw new RelError('CONFIG_VALUE', `${token} cannot say the year ${year}`, { hint: 'use YYYY' })
  }
  return unit === 'month' ? day.month : unit === 'week' ? day.week : day.day
}

function unfit(pattern: string, fault: string, hint: string): RelError {
  return new RelError('CONFIG_VALUE', `calver:${pattern} is no pattern of versions: ${fault}`, { hint })
}

function faultOf(fields: readonly Field[]): readonly [fault: string, hint: string] | null {
  const units = fields.map(({ unit }) => unit)
  const place = (unit: Unit) => units.indexOf(unit)
  if (place('year') === -1) return ['it has no year', 'begin it with YYYY, YY or 0Y']
  const twice = fields.find(({ unit }, index) => place(unit) !== index)
  if (twice !== undefined) return [`two tokens say the ${twice.unit}`, `leave out ${twice.token}`]
  if (place('week') !== -1 && (place('month') !== -1 || place('day') !== -1))
    return ['the year of a week is not always that of its month or day', 'take weeks, or months and days']
  return orderFault(fields, units) ?? adjacencyFault(fields)
}

function orderFault(fields: readonly Field[], units: readonly Unit[]): readonly [string, string] | null {
  const dates = units.filter((unit) => ORDER.includes(unit))
  if (dates.some((unit, index) => unit !== ORDER[index]))
    return ['a later day would give a lower version', 'write the year first, then the month, then the day']
  if (units.includes('week') && units.indexOf('week') < units.indexOf('year'))
    return ['a later week would give a lower version', 'write the year before the week']
  const counters = fields.filter((field) => !isDate(field)).map(({ unit }) => COUNTERS.indexOf(unit))
  if (counters.some((each, index) => each < (counters[index - 1] ?? 0)))
    return ['its counters are out of order', 'write MAJOR before MINOR before MICRO']
  return null
}

// Where nothing separates two numbers, the second must have a fixed number of digits.
function adjacencyFault(fields: readonly Field[]): readonly [string, string] | null {
  if (fields[0]?.before !== '') return ['it begins with a separator', 'begin it with a token']
  const loose = fields.find(({ before, token }, index) => index > 0 && before === '' && !/^0[MWD]$/.test(token))
  if (loose === undefined) return null
  const fixed = `0${loose.token.at(-1) ?? ''}`
  const way = /^(?:MM|WW|DD)$/.test(loose.token)
    ? `write ${fixed} for ${loose.token}, or a dot before it`
    : 'write a dot before it'
  return [`nobody can tell where ${loose.token} begins`, way]
}
