/** Bad input through the built CLI: each is answered with a code, a hint and its exit status, and nothing is half written. */
import { expect, test } from 'vitest'
import { EXIT_STATUS } from '../../src/errors.ts'
import type { RelRun } from '../support/scratch.ts'
import { BUILDS } from './bad-input/builds.ts'
import type { BadInput } from './bad-input/bad-input.ts'
import { CODE } from './bad-input/code.ts'
import { CONFIGS } from './bad-input/configs.ts'
import { MISFITS } from './bad-input/misfits.ts'
import { NAMES } from './bad-input/names.ts'
import { fingerprint, freshPlace, litter } from './bad-input/place.ts'
import { STATES } from './bad-input/states.ts'
import { SURROUNDINGS } from './bad-input/surroundings.ts'
import { TRAILERS } from './bad-input/trailers.ts'
import { VERSIONS } from './bad-input/versions.ts'

const ALL: readonly BadInput[] = [
  ...[...CONFIGS, ...MISFITS, ...CODE, ...NAMES],
  ...[...STATES, ...VERSIONS, ...TRAILERS, ...SURROUNDINGS, ...BUILDS],
]

/** A control character or one that turns the direction of text would speak to the terminal instead of the reader. */
const UNSEEN = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u

const expectError = (run: RelRun, { error: [code, exit], says = [] }: BadInput): void => {
  const said = `${run.stdout}\n${run.stderr}`
  expect(run.stderr, said).toContain(`error[${code}] `)
  expect(run.stderr, said).toMatch(/^ {2}hint: \S/m)
  expect(run.code, said).toBe(exit)
  for (const words of says) expect(run.stderr).toContain(words)
  expect(run.stderr).not.toMatch(/^\s+at /m)
  expect(run.stderr).not.toMatch(UNSEEN)
}

test('there are enough of them, and each has its exit status from the one table', () => {
  expect(ALL.length).toBeGreaterThanOrEqual(40)
  expect(new Set(ALL.map(({ what }) => what)).size).toBe(ALL.length)
  for (const { what, error } of ALL) expect(EXIT_STATUS[error[0]], what).toBe(error[1])
})

for (const bad of ALL) {
  test.concurrent(`${bad.what}`, { timeout: 30_000 }, async () => {
    const place = await freshPlace(bad.story)
    await bad.arrange?.(place)
    const before = await fingerprint(place)
    const planted = litter(place)
    const run = await place.repo.rel(bad.args, bad.options?.(place) ?? {})
    expectError(run, bad)
    const after = await fingerprint(place)
    if (bad.goesPublic === true) expect(after.published).toEqual(before.published)
    else expect(bad.starts === true ? { ...after, pending: [] } : after).toEqual(before)
    expect(litter(place)).toEqual(planted)
    await bad.afterwards?.(place, run)
  })
}

/** `publish` and `release` stream: their error is the last line. */
test.concurrent.each([
  [['plan', '--json', '--branch', '../../x'], 'BAD_NAME', 2],
  [['plan', '--jsno', '--json'], 'USAGE', 2],
  [['publish', '--json', 'v9.9.9'], 'UNKNOWN_REVISION', 2],
  [['bump', '--json', '--push', '--offline'], 'NO_REMOTE', 8],
  [['release', '--json', '--plan', '0'.repeat(64)], 'PLAN_DRIFT', 6],
] as const)('as JSON: rel %j', async (args, code, exit) => {
  const { repo } = await freshPlace()
  const run = await repo.rel(args)
  const last = run.stdout.trimEnd().split('\n').at(-1) ?? ''
  expect(JSON.parse(last)).toEqual({
    kind: 'rel.error',
    code,
    exit,
    message: expect.any(String),
    hint: expect.any(String),
  })
  expect(run.code).toBe(exit)
})
