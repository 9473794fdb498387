/** Schemes are found by name, and a name that cannot work says why. */
import { expect, test } from 'vitest'
import { schemeNamed } from '../../../src/core/schemes/index.ts'

test.each(['semver', 'pep440', 'maven', 'build', 'calver:YYYY.MM.MICRO'])('%s is one', (name) => {
  expect(schemeNamed(name).name).toBe(name)
})

test.each([
  ['roman', /named roman/],
  ['calver', /named calver/],
  ['calver:', /no year/],
  ['calver:MAJOR.MINOR.MICRO', /no year/],
  ['calver:YYYY.MM.PATCH', /\.PATCH is no token/],
  ['calver:YYYY.MM.MICRO-MODIFIER.DD', /-MODIFIER\.DD is no token/],
  ['calver:YYYY.MM.DD', /second release on one day/],
  ['calver:YYYY.MM-MODIFIER', /second release on one day/],
  ['calver:YYYY.YY.MICRO', /two tokens say the year/],
  ['calver:MM.YYYY.MICRO', /lower version/],
  ['calver:YYYY.DD.MICRO', /lower version/],
  ['calver:WW.YYYY.MICRO', /lower version/],
  ['calver:YYYY.MM.WW.MICRO', /year of a week/],
  ['calver:YYYY.MICRO.MINOR', /out of order/],
  ['calver:YYYYMMDD.MICRO', /where MM begins/],
  ['calver:YYYY0M0DMICRO', /where MICRO begins/],
  ['calver:.YYYY.MICRO', /separator/],
])('%s is none', (name, message) => {
  expect(() => schemeNamed(name)).toThrow(message)
  expect(() => schemeNamed(name)).toThrow(expect.objectContaining({ code: 'CONFIG_VALUE', hint: expect.any(String) }))
})
