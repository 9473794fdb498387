/** Days of the Gregorian calendar, given as `YYYY-MM-DD`, and their ISO 8601 weeks, by arithmetic alone. */
import { RelError } from '../../errors.ts'

export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
  /** The ISO week, from 1 to 53, and the year that it belongs to, which is not always the day's own. */
  readonly week: number
  readonly weekYear: number
}

/** Throws `USAGE` for a text that is no day. */
export function calendarDay(text: string): CalendarDay {
  const [, year, month, day] = (/^(\d{4,})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number)
  if (!year || !month || !day || month > 12 || day > monthLength(year, month))
    throw new RelError('USAGE', `${JSON.stringify(text)} is not a day`, { hint: 'write it as 2026-09-21' })
  const count = daysBefore(year) + dayOfYear(year, month, day)
  // Day 1 was a Monday, and a week belongs to the year of its Thursday.
  const thursday = count - ((count - 1) % 7) + 3
  const weekYear = [year + 1, year].find((each) => thursday > daysBefore(each)) ?? year - 1
  return { year, month, day, weekYear, week: Math.ceil((thursday - daysBefore(weekYear)) / 7) }
}

function daysBefore(year: number): number {
  const past = year - 1
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400)
}

function dayOfYear(year: number, month: number, day: number): number {
  return Array.from({ length: month - 1 }, (_, index) => monthLength(year, index + 1)).reduce((a, b) => a + b, day)
}

function monthLength(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
