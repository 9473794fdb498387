/** Bad configs of each kind and format, told in `bad/*.txt`: a file, its text, and the code, message and hint it gets. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { errorOf, schema, sourceOf } from './sources.ts'

interface Case {
  readonly file: string
  readonly text: string
  readonly error: readonly [code: string, message: string, hint: string]
}

const folder = join(import.meta.dirname, 'bad')

/** `=== file`, the text, `--- code`, the message, the hint. */
const readCases = (name: string): readonly Case[] =>
  readFileSync(join(folder, name), 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [, file = '', text = '', code = '', message = '', hint = ''] =
        /^(.*)\n((?:.*\n)*?)--- ([A-Z_]+)\n(.*)\n(.*)\n$/.exec(block) ?? []
      return { file, text, error: [code, message, hint] }
    })

const cases = readdirSync(folder).flatMap((name) => readCases(name).map((each) => ({ kind: name, ...each })))

test('there are more than a hundred cases, each with all its parts', () => {
  expect(cases.length).toBeGreaterThan(100)
  expect(cases.filter(({ file, error }) => file === '' || error.includes(''))).toEqual([])
})

test.each(cases)('$kind: $file $text', async ({ file, text, error }) => {
  const thrown = await errorOf(loadConfig(sourceOf({ [file]: text }), schema))
  expect([thrown.code, thrown.message, thrown.hint]).toEqual(error)
  expect(thrown.exit).toBe(2)
})

test('nothing of a refused config leaks into objects that come after it', () => {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})
