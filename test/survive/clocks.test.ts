/** Releases by clocks that are wrong: every one ends well, with the bytes and the statements of any other. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Entry } from '../../src/model.ts'
import { openClock } from '../../src/world/clock.ts'
import type { World } from '../../src/world/ports.ts'
import { figure } from '../support/figures.ts'
import { releaseIn } from '../support/in-process.ts'
import { type OnePackage, onePackage } from '../support/one-package.ts'
import { differences, type Picture, pictureOf } from '../support/picture.ts'
import { sceneIn } from '../support/worlds.ts'

const SECOND = 1000
const YEAR = 365.25 * 86_400 * SECOND
const at = (day: string) => Date.parse(`${day}T12:00:00Z`)

/** A clock of its own for each release. `first` is what the ledger's commits must then say, in seconds; null: it moves. */
const CLOCKS: Readonly<Record<string, { readonly make: () => () => number; readonly first: number | null }>> = {
  'the first second of 1970': { make: () => () => 0, first: 0 },
  'the second one': { make: () => () => SECOND, first: 1 },
  'before 1970': { make: () => () => -5 * YEAR, first: 0 },
  'in 2106, past 32 bits': { make: () => () => (2 ** 32 + 7) * SECOND, first: 2 ** 32 + 7 },
  'standing still': { make: () => () => at('2026-09-21'), first: at('2026-09-21') / SECOND },
  'going backwards': { make: () => running(at('2026-09-21'), -3600 * SECOND, 0), first: null },
  'leaping to and fro': { make: () => running(at('2026-09-21'), -SECOND, 50 * YEAR), first: null },
}

function running(from: number, step: number, leap: number): () => number {
  let calls = 0
  return () => from + step * (calls += 1) + (calls % 2) * leap
}

const clocked =
  (now: () => number) =>
  (world: World): World => ({ ...world, ...openClock(now) })

const picture = (place: OnePackage): Promise<Picture> => pictureOf(sceneIn(dirname(place.repo.folder)))

const journal = ({ repo }: OnePackage): readonly Entry[] => {
  const folder = join(repo.folder, '.git', 'rel', 'journal')
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  return texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line) as Entry)
}

const ledgerDates = async ({ remote }: OnePackage): Promise<readonly number[]> =>
  (await remote.git('log', '--format=%ct', 'refs/rel/ledger')).split('\n').map(Number)

const sane = async (place: OnePackage): Promise<void> => {
  for (const { at: time, ms } of journal(place)) {
    expect(ms).toBeGreaterThanOrEqual(0)
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  }
  for (const repo of [place.repo, place.remote]) await repo.git('fsck', '--strict', '--no-dangling')
}

let released = 0
let base: OnePackage
let whole: Picture

beforeAll(async () => {
  base = await onePackage()
  await base.repo.write({ 'mine.txt': 'mine\n' })
  const place = base.copy()
  expect(await releaseIn(place.repo)).toBeNull()
  whole = await picture(place)
})

test.for(Object.entries(CLOCKS))('%s', async ([, { make, first }]) => {
  const place = base.copy()
  expect(await releaseIn(place.repo, { around: clocked(make()) })).toBeNull()
  expect(differences(await picture(place), whole)).toEqual([])
  const dates = await ledgerDates(place)
  expect(dates).toHaveLength(2)
  for (const date of dates) expect(date).toBe(first ?? date)
  await sane(place)
  released += 1
})

const INTERRUPTED = 'stopped between two steps'

/** A release by one clock that is stopped before its n-th step, and finished by another. */
const inTwo = async (stop: number, first: () => number, second: () => number): Promise<OnePackage> => {
  const place = base.copy()
  let steps = 0
  const interrupted = () => (steps += 1) > stop
  const ended = releaseIn(place.repo, { around: clocked(first), interrupted })
  await expect(ended).rejects.toThrow(INTERRUPTED)
  expect(await releaseIn(place.repo, { around: clocked(second) })).toBeNull()
  return place
}

test.for([
  ['1970, then 2106, sealed by the second', 4, 0, 2 ** 32 * SECOND],
  ['2106, then 1970, sealed by the first', 6, 2 ** 32 * SECOND, 0],
] as const)('%s', async ([, stop, first, second]) => {
  const place = await inTwo(
    stop,
    () => first,
    () => second,
  )
  expect(differences(await picture(place), whole)).toEqual([])
  await sane(place)
  released += 1
})

test('a clock is asked anew each time, and tells whole milliseconds that a date can hold', () => {
  const times = [0.5, 1.5, -1, 9e15, Number.NaN, Number.NEGATIVE_INFINITY]
  const clock = openClock(() => times.shift() ?? 7)
  const told = Array.from({ length: 7 }, () => clock.now())
  expect(told).toEqual([0, 1, 0, 253_402_300_799_999, 0, 0, 7])
  figure(`clocks: ${released} releases, 0 wrong`)
})
