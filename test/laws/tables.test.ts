/** README's generated tables are what the code says. */
import { expect, test } from 'vitest'
import { EXIT_STATUS } from '../../src/errors.ts'
import { readme, withTables } from './tables.ts'

test("README's tables are up to date (npm run tables)", () => {
  expect(readme()).toBe(withTables(readme()))
})

test('README names every table', () => {
  const named = [...readme().matchAll(/<!-- table: (\w+) -->/g)].map((match) => match[1])
  expect(named.toSorted()).toEqual(['commands', 'config', 'exits', 'parts'])
})

test('every error code is in README', () => {
  for (const code of Object.keys(EXIT_STATUS)) expect(readme()).toContain(`\`${code}\``)
})
