/** ISO weeks where the year changes, and days that do not exist. */
import { expect, test } from 'vitest'
import { calendarDay } from '../../../src/core/schemes/calendar.ts'

test.each([
  ['2021-01-03', 2020, 53],
  ['2021-01-04', 2021, 1],
  ['2024-02-29', 2024, 9],
  ['2024-12-30', 2025, 1],
  ['2026-12-31', 2026, 53],
  ['2027-01-01', 2026, 53],
  ['2000-01-01', 1999, 52],
  ['2100-12-31', 2100, 52],
])('%s is in week %i-%i', (day, weekYear, week) => {
  expect(calendarDay(day)).toMatchObject({ weekYear, week })
})

test.each(['2023-02-29', '2100-02-29', '2026-04-31', '2026-1-1', 'today'])('%j is no day', (text) => {
  expect(() => calendarDay(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
