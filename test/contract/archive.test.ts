/** What every archive format promises, asked of each one in the registry. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ARCHIVES } from '../../src/archives/index.ts'
import { digest, file, folder, link, OPTIONS, packed, SAMPLE } from '../archives/entries.ts'

const place = mkdtempSync(join(tmpdir(), 'rel-archive-'))
afterAll(() => rmSync(place, { recursive: true }))

const CHILD = `
  const [archives, entries, format, mask] = process.argv.slice(1)
  process.umask(Number.parseInt(mask, 8))
  const { ARCHIVES } = await import(archives)
  const { digest, SAMPLE } = await import(entries)
  console.log(await digest(ARCHIVES.find((one) => one.format === format), SAMPLE))
`

function digestElsewhere(format: string, umask: string, env: Record<string, string>): string {
  const files = ['../../src/archives/index.ts', '../archives/entries.ts'].map(
    (path) => new URL(path, import.meta.url).href,
  )
  const args = ['--input-type=module', '--eval', CHILD, ...files, format, umask]
  return execFileSync(process.execPath, args, { cwd: place, env, encoding: 'utf8' }).trim()
}

test('formats and extensions are unique', () => {
  expect(new Set(ARCHIVES.map(({ format }) => format)).size).toBe(ARCHIVES.length)
  expect(new Set(ARCHIVES.map(({ extension }) => extension)).size).toBe(ARCHIVES.length)
})

test.each(ARCHIVES)('$format: its extension has a dot, its media type a slash', ({ extension, mediaType }) => {
  expect(extension).toMatch(/^(\.[a-z0-9]+)+$/)
  expect(mediaType).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/)
})

test.each(ARCHIVES)('$format: the order in which entries come does not show', async (format) => {
  const expected = await digest(format, SAMPLE)
  expect(await digest(format, SAMPLE)).toBe(expected)
  expect(await digest(format, SAMPLE.toReversed())).toBe(expected)
  expect(await digest(format, [...SAMPLE.slice(7), ...SAMPLE.slice(0, 7)])).toBe(expected)
  expect(await digest(format, [folder('docs'), ...SAMPLE, folder('bin')])).toBe(expected)
})

test.each(ARCHIVES)('$format: time zone, locale, umask and folder do not show', async (format) => {
  const expected = await digest(format, SAMPLE)
  expect(
    digestElsewhere(format.format, '077', { TZ: 'Pacific/Apia', LC_ALL: 'et_EE.UTF-8', LANG: 'et_EE.UTF-8' }),
  ).toBe(expected)
  expect(digestElsewhere(format.format, '000', { TZ: 'America/St_Johns', LC_ALL: 'cs_CZ.UTF-8' })).toBe(expected)
  expect(digestElsewhere(format.format, '022', { LC_ALL: 'C' })).toBe(expected)
})

test.each(ARCHIVES)('$format: content, mode, kind, time and top folder do show', async (format) => {
  const options = [OPTIONS, { ...OPTIONS, time: OPTIONS.time + 2 }, { ...OPTIONS, root: '' }]
  const archives = [
    ...(await Promise.all(options.map((each) => packed(format, [file('a', 'x')], each)))),
    ...(await Promise.all(
      [file('a', 'y'), file('a', 'x', true), link('a', 'x'), folder('a')].map((one) => packed(format, [one])),
    )),
  ]
  expect(new Set(archives.map((bytes) => bytes.toString('hex'))).size).toBe(archives.length)
})

test.each(ARCHIVES)('$format: unsafe paths and wrong sizes are refused', async (format) => {
  for (const path of ['', '/x', '../x', 'a/../../x', 'a\0b', 'a\nb'])
    await expect(packed(format, [file(path)])).rejects.toMatchObject({ code: 'BAD_NAME' })
  for (const size of [0, 4, 6])
    await expect(packed(format, [{ ...file('a', 'hello'), size }])).rejects.toMatchObject({ code: 'BUILD' })
})

test.each(ARCHIVES)('$format: an error while reading content is passed on as it is', async (format) => {
  const broken = new Error('the disk went away')
  const bytes = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('hel')
    throw broken
  }
  await expect(packed(format, [{ ...file('a', 'hello'), bytes }])).rejects.toBe(broken)
})
