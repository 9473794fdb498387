/** Preloaded with `node --import`: the clock of this process says what REL_TEST_NOW (ISO 8601) says, and stands still. */
const now = Date.parse(process.env['REL_TEST_NOW'] ?? '')
if (Number.isNaN(now)) throw new Error('REL_TEST_NOW names no time')

const RealDate = Date

const OtherDate = function (...given: readonly unknown[]): Date | string {
  const date = Reflect.construct(RealDate, given.length === 0 ? [now] : given) as Date
  return new.target === undefined ? new RealDate(now).toString() : date
}

Object.assign(OtherDate, { now: () => now, parse: RealDate.parse, UTC: RealDate.UTC, prototype: RealDate.prototype })
globalThis.Date = OtherDate as unknown as DateConstructor
