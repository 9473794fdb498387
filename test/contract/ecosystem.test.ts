/** What every ecosystem promises, asked of each one in the registry. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ecosystem } from '../../src/ecosystems/ecosystem.ts'
import { ECOSYSTEMS } from '../../src/ecosystems/index.ts'
import { RelError } from '../../src/errors.ts'

/** A manifest of a version, with and without unusual bytes around it. An ecosystem with a manifest needs a line here. */
const SAMPLES: Readonly<Record<string, (version: string) => readonly string[]>> = {
  npm: (version) => [
    `{\n  "name": "core",\n  "version": "${version}"\n}\n`,
    `\uFEFF{\r\n\t"exports": {"version": "9.9.9"},\r\n\t"version": "${version}"}\r\n\r\n`,
  ],
  'version-file': (version) => [`${version}\n`, `\uFEFFv${version}\r\n`],
}

const withManifest = ECOSYSTEMS.filter((one): one is Ecosystem & { manifest: string } => one.manifest !== null)
const samples = ({ name }: Ecosystem, version: string): readonly string[] => SAMPLES[name]?.(version) ?? []
const version = fc
  .tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.constantFrom('', '-rc.1', '-alpha.0'))
  .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`)

test('names are unique, and only the last one needs no manifest', () => {
  expect(new Set(ECOSYSTEMS.map(({ name }) => name)).size).toBe(ECOSYSTEMS.length)
  expect(ECOSYSTEMS.filter(({ manifest }) => manifest === null)).toEqual([ECOSYSTEMS.at(-1)])
})

test.each(ECOSYSTEMS.filter(({ manifest }) => manifest === null))('$name: reads nothing and edits nothing', (one) => {
  expect(one.read('anything', 'file')).toMatchObject({ name: null, version: null, dependencies: [] })
  expect(one.edit(new Map([['file', '1.0.0']]), [{ path: '.', name: 'x', to: '2.0.0', ranges: [] }])).toEqual(new Map())
})

test.each(withManifest)('$name: what is written is what is read, and an edit back gives the old bytes', (one) => {
  expect(samples(one, '1.0.0').length).toBeGreaterThan(1)
  fc.assert(
    fc.property(version, version, fc.constantFrom('.', 'a', 'packages/core'), (from, to, path) => {
      const file = path === '.' ? one.manifest : `${path}/${one.manifest}`
      const edit = (text: string, wanted: string): string =>
        one
          .edit(new Map([[file, text], ...one.also.map((lock) => [lock, null] as const)]), [
            { path, name: 'core', to: wanted, ranges: [] },
          ])
          .get(file) ?? text
      samples(one, from).forEach((text, index) => {
        const after = edit(text, to)
        expect(after).toBe(samples(one, to)[index])
        expect(one.read(after, file)).toEqual({ ...one.read(text, file), version: to })
        expect(edit(after, from)).toBe(text)
      })
    }),
  )
})

test.each(withManifest)('$name: any text is read, or refused naming file, byte and line', (one) => {
  const damaged = fc
    .tuple(fc.constantFrom(...samples(one, '1.2.3')), fc.nat(60), fc.nat(9), fc.string({ maxLength: 5 }))
    .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut))
  fc.assert(
    fc.property(fc.oneof(fc.string(), damaged), (text) => {
      const found = outcome(() => one.read(text, 'a/file'))
      if (!(found instanceof RelError)) expect(found).toHaveProperty('version')
      else
        expect([found.code, found.message, found.hint]).toEqual([
          'MANIFEST',
          expect.stringMatching(/^a\/file, byte \d+, line \d+: \S/),
          expect.any(String),
        ])
    }),
    { numRuns: 1000 },
  )
})

test.each(withManifest)('$name: a package without its manifest is refused', (one) => {
  for (const files of [new Map<string, string | null>(), new Map([[one.manifest, null]])])
    expect(() => one.edit(files, [{ path: '.', name: 'x', to: '1.0.0', ranges: [] }])).toThrow(
      expect.objectContaining({ code: 'MANIFEST' }),
    )
})

function outcome<T>(act: () => T): T | unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}
