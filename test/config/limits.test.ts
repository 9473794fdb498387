/** Huge and deeply nested configs are refused in words; no parser is brought down by them. */
import { expect, test } from 'vitest'
import { parseConfigText } from '../../src/config/load.ts'
import { errorOf, schema } from './sources.ts'

const MEGABYTE = 1024 * 1024

test.each([
  ['release.config.json', `{ "trust": [${'"x",'.repeat(MEGABYTE / 4)}"x"] }`],
  ['release.config.yaml', `# ${'é'.repeat(MEGABYTE / 2)}\n`],
  ['release.config.toml', `# ${'x'.repeat(MEGABYTE)}\n`],
  ['package.json', `{ "rel": {}, "x": "${'x'.repeat(MEGABYTE)}" }`],
])('%s of more than a megabyte', async (file, text) => {
  const error = await errorOf(parseConfigText(text, file, schema))
  expect([error.code, error.message]).toEqual(['CONFIG_SYNTAX', `${file} has more than 1048576 bytes`])
})

const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`

test.each([
  ['release.config.json', nested('[', ']', 65), '1:65'],
  ['release.config.json', nested('{"a":', '}', 65), '1:321'],
  ['release.config.json', '['.repeat(500_000), '1:1001'],
  ['release.config.json', '{"a":'.repeat(200_000), '1:5001'],
  ['release.config.jsonc', nested('[', ']', 900), '1:65'],
  ['release.config.yaml', nested('[', ']', 65), '1:65'],
  ['release.config.yaml', '{'.repeat(500_000), '1:1001'],
  ['release.config.yaml', '- '.repeat(100) + 'x', '1:129'],
  ['release.config.toml', `a = ${nested('[', ']', 65)}`, '1:68'],
  ['release.config.toml', `a = ${'['.repeat(500_000)}`, '1:1005'],
  ['release.config.toml', `${'a.'.repeat(100)}a = 1`, '1:1'],
  ['release.config.toml', `[${'a.'.repeat(100)}a]\n`, '1:1'],
  ['release.config.toml', `[${'a.'.repeat(62)}a]\nb.c = 1\n`, '2:1'],
  ['package.json', `{ "rel": ${nested('[', ']', 65)} }`, '1:74'],
])('%s of more than 64 levels, case %#', async (file, text, place) => {
  const error = await errorOf(parseConfigText(text, file, schema))
  expect([error.code, error.message]).toEqual(['CONFIG_SYNTAX', `more than 64 levels of nesting in ${file}:${place}`])
})

test.each([
  ['release.config.json', nested('[', ']', 63)],
  ['release.config.yaml', nested('[', ']', 63)],
  ['release.config.toml', `trust = ${nested('[', ']', 60)}`],
])('%s of fewer levels is read, and found wrong for what it says', async (file, text) => {
  const error = await errorOf(parseConfigText(text, file, schema))
  expect(error.code).toBe('CONFIG_VALUE')
})

test('a circle of YAML aliases is an alias like any other', async () => {
  const error = await errorOf(parseConfigText('tag: &a\n  format: *a\n', 'release.config.yaml', schema))
  expect([error.code, error.message]).toEqual(['CONFIG_SYNTAX', 'an alias in release.config.yaml:2:11'])
})
