/** How often npm is asked to write, and when it is believed. */
import { expect, test } from 'vitest'
import { insist } from '../../src/targets/npm-insist.ts'
import type { NpmOutcome, World } from '../../src/world/ports.ts'

const failed = (code: string | null): NpmOutcome => ({ accepted: false, code, text: 'it did not work', hint: 'do it' })
const ACCEPTED: NpmOutcome = { accepted: true, code: null, text: '' }

/** Writes that end as told, the last one over and over; `settledAt` is the look that finds it done. */
const writing = async (outcomes: readonly NpmOutcome[], settledAt = 0): Promise<readonly string[]> => {
  const seen: string[] = []
  const count = (word: string) => seen.filter((each) => each === word).length
  const write = async () => {
    seen.push('write')
    return outcomes[count('write') - 1] ?? outcomes.at(-1) ?? ACCEPTED
  }
  const isSettled = async () => {
    seen.push('look')
    return count('look') === settledAt
  }
  const sleep = async (ms: number) => void seen.push(String(ms))
  await insist({ what: 'publish core@1.0.0', write, isSettled }, { sleep } as unknown as World).catch(
    (error: unknown) => seen.push(String(error)),
  )
  return seen
}

const REFUSED = 'RelError: npm cannot publish core@1.0.0: it did not work'

test('what is accepted is written once', async () => {
  expect(await writing([ACCEPTED])).toEqual(['write'])
})

test.each([
  ...['E408', 'E409', 'E420', 'E429', 'E500', 'E502', 'E503', 'E504', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'],
  ...['ESOCKETTIMEDOUT', 'ERESPONSETIMEOUT', 'ERR_SOCKET_TIMEOUT', 'EAI_AGAIN', 'EPIPE', 'EHOSTUNREACH', null],
])('%s is tried again, after a pause and a look', async (code) => {
  expect(await writing([failed(code), failed(code), ACCEPTED])).toEqual([
    'write',
    '1000',
    'look',
    'write',
    '5000',
    'look',
    'write',
  ])
})

test.each([
  'E400',
  'E401',
  'E402',
  'E403',
  'E404',
  'E413',
  'ENEEDAUTH',
  'EOTP',
  'EUSAGE',
  'ENOENT',
  'CERT_HAS_EXPIRED',
])('%s is told at once, after a look', async (code) => {
  expect(await writing([failed(code)])).toEqual(['write', 'look', REFUSED])
})

test('after three tries it is over', async () => {
  const three = ['write', '1000', 'look', 'write', '5000', 'look', 'write', 'look', REFUSED]
  expect(await writing([failed('E503')])).toEqual(three)
})

test('a look that finds it done ends it, at any time', async () => {
  expect(await writing([failed('ECONNRESET')], 1)).toEqual(['write', '1000', 'look'])
  expect(await writing([failed('E403')], 1)).toEqual(['write', 'look'])
  expect(await writing([failed('E503')], 3)).toEqual([
    'write',
    '1000',
    'look',
    'write',
    '5000',
    'look',
    'write',
    'look',
  ])
})
