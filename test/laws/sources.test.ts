/** Laws that read the sources as text: no waivers, a reason for every dependency, an import law for every folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import importLaws from './import-laws.ts'
import { waivers } from './waivers.ts'

const root = join(import.meta.dirname, '..', '..')
const text = (path: string): string => readFileSync(join(root, path), 'utf8')

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]s$/.test(name))
    .map((name) => join(folder, name))
}

test('no comment switches a law off', () => {
  const files = ['bin', 'src', 'test', 'bench'].flatMap(sources)
  expect(files.length).toBeGreaterThan(10)
  expect(files.flatMap((file) => waivers(text(file)).map((waiver) => `${file}: ${waiver}`))).toEqual([])
})

test('every dependency has its reason in CONTRIBUTING, and nothing else has one', () => {
  const { dependencies, devDependencies } = JSON.parse(text('package.json')) as Record<string, Record<string, string>>
  const named = [...text('CONTRIBUTING.md').matchAll(/^\| `([^`]+)` \| \S.{10,} \|$/gm)].map((match) => match[1])
  expect(named).toEqual([...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})])
})

test('every folder of src has its import law, with a reason', () => {
  const named = importLaws.forbidden.map((law) => law.name)
  const folders = readdirSync(join(root, 'src'))
  expect(folders.filter((folder) => !named.includes(`${folder} imports`))).toEqual([])
  expect(importLaws.forbidden.filter((law) => !/\w+ \w+ \w+/.test(law.comment))).toEqual([])
})
