/** The schema, its JSON Schema, its table and the example at the root say the same. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parseConfigText } from '../../src/config/load.ts'
import { publishName } from '../../src/config/schema.ts'
import { configRows, configTable, jsonSchema } from '../laws/json-schema.ts'
import { schema } from './sources.ts'

const example = readFileSync(new URL('../../release.config.example.json', import.meta.url), 'utf8')

const pathsIn = (value: unknown, path = ''): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => pathsIn(item, `${path}[]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => {
    const name = path === '' ? key : `${path}.${key}`
    return [name, ...pathsIn(child, name)]
  })
}

test('the example is valid and holds every key of the schema, and no other', async () => {
  await expect(parseConfigText(example, 'release.config.example.json', schema)).resolves.toMatchObject({
    file: expect.any(String),
  })
  const held = new Set(pathsIn(JSON.parse(example)))
  expect([...held].toSorted()).toEqual(
    configRows()
      .map(({ path }) => path)
      .toSorted(),
  )
})

test('every key has a description, and the table a row for each', () => {
  expect(configRows().filter(({ text }) => text === '')).toEqual([])
  expect(configTable().split('\n').length).toBe(configRows().length + 3)
  expect(configTable()).toContain('| `dist.dir` | string | `"artifacts"` | the folder of the artifact tree |')
})

const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(jsonSchema())

test.each([
  [example, true],
  ['{}', true],
  ['{ "chanelog": {} }', false],
  ['{ "packages": [{ "name": "../../x" }] }', false],
  ['{ "packages": [{ "name": "@acme/core", "path": "größe" }] }', true],
  ['{ "changelog": { "file": false } }', true],
  ['{ "changelog": { "file": "../x" } }', false],
  ['{ "publish": [{ "to": "directory" }] }', false],
  ['{ "publish": [{ "to": "npm" }] }', true],
  ['{ "publish": [{ "to": "npm", "path": "/x" }] }', false],
  ['{ "build": { "targets": [{ "name": "x", "run": [[]] }] } }', false],
  ['{ "branches": [{ "match": "beta", "prerelease": true }] }', true],
  ['{ "groups": [{ "kind": "fixed", "packages": ["ui-*", "!ui-old"] }] }', true],
  ['{ "packages": [{ "name": "x", "versionFiles": [{ "file": "a.md", "marker": true }] }] }', true],
  ['{ "packages": [{ "name": "x", "versionFiles": [{ "file": "a.json", "json": "version" }] }] }', false],
  ['{ "packages": [{ "name": "x", "versionFiles": [{ "file": "a.json" }] }] }', false],
  ['{ "packages": [{ "name": "x", "versionFiles": [{ "file": "a", "json": "/v", "yaml": "/v" }] }] }', false],
])('the JSON Schema agrees about %s', (text, valid) => {
  expect(validate(JSON.parse(text))).toBe(valid)
})

test('the JSON Schema accepts its own defaults', () => {
  const defaults = Object.entries(jsonSchema().properties ?? {}).filter(([, key]) => key.default !== undefined)
  expect(defaults.length).toBeGreaterThan(8)
  expect(validate(Object.fromEntries(defaults.map(([name, key]) => [name, key.default])))).toBe(true)
})

test('a publish target is called by its name, else by what it is', () => {
  expect(publishName({ to: 'directory', name: 'mirror' })).toBe('mirror')
  expect(publishName({ to: 'directory' })).toBe('directory')
})

test('a group may take names out again', async () => {
  const config = { groups: [{ kind: 'fixed', packages: ['ui-*', '!ui-old'] }] }
  await expect(parseConfigText(JSON.stringify(config), 'release.config.json', schema)).resolves.toMatchObject({
    config,
  })
})
