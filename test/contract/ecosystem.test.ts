/** What every ecosystem promises, asked of each one in the registry over its samples (`samples/<name>.ts`). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ecosystem, FoundPackage, VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { ECOSYSTEM_NAMES, ECOSYSTEMS, loadEcosystems } from '../../src/ecosystems/index.ts'
import { RelError } from '../../src/errors.ts'
import { commitFiles, texts, type Tree } from '../ecosystems/commit-files.ts'
import type { Sample } from './samples/sample.ts'

interface Case {
  readonly one: Ecosystem
  readonly sample: Sample
}

const samplesOf = async ({ name }: Ecosystem): Promise<readonly Sample[]> =>
  ((await import(`./samples/${name}.ts`)) as { readonly SAMPLES: readonly Sample[] }).SAMPLES

const all = await loadEcosystems(ECOSYSTEM_NAMES)
const withManifest = all.filter(({ manifest }) => manifest !== null)
const cases: Case[] = []
for (const one of withManifest) for (const sample of await samplesOf(one)) cases.push({ one, sample })
const titled = cases.map((each): [string, Case] => [`${each.one.name}: ${each.sample.title}`, each])

const semver = fc
  .tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.constantFrom('', '-rc.1', '-alpha.0'))
  .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`)

const versionsOf = ({ one, sample }: Case) =>
  sample.versions ?? semver.map((version) => one.spell?.(version) ?? version)
const rangesOf = ({ sample }: Case) => sample.ranges ?? semver.map((version) => `^${version}`)
const pairsOf = (each: Case) => fc.tuple(versionsOf(each), rangesOf(each))

const spelled = ({ one }: Case, version: string | null) => (version === null ? null : (one.spell?.(version) ?? version))

async function found({ one, sample }: Case, tree: Tree): Promise<FoundPackage> {
  const result = await one.find(sample.folder, commitFiles(tree))
  if (result === null) throw new Error(`${one.name} finds no package in ${sample.folder}`)
  return result
}

async function edited(each: Case, tree: Tree, edit: Pick<VersionEdit, 'from' | 'to' | 'ranges'>): Promise<Tree> {
  const { file, files } = await found(each, tree)
  const whole = { path: each.sample.folder, name: each.sample.name, file, ...edit }
  const after = each.one.edit(texts(tree, files), [whole])
  expect([...after.keys()].filter((changed) => tree[changed] === after.get(changed))).toEqual([])
  expect([...after.keys()].filter((changed) => !files.includes(changed))).toEqual([])
  return { ...tree, ...Object.fromEntries(after) }
}

test('names are unique, each is the one that it loads, and only the last one needs no manifest', () => {
  expect(new Set(ECOSYSTEM_NAMES).size).toBe(ECOSYSTEMS.length)
  expect(all.map(({ name }) => name)).toEqual(ECOSYSTEM_NAMES)
  expect(all.filter(({ manifest }) => manifest === null)).toEqual([all.at(-1)])
  expect(ECOSYSTEMS.filter(({ marks }) => marks === null)).toEqual([ECOSYSTEMS.at(-1)])
})

test.each(titled)('%s: the file that makes it a package is a mark of its ecosystem', async (_, { one, sample }) => {
  const { file } = await found({ one, sample }, sample.tree('1.0.0', '^1.0.0'))
  const listed = ECOSYSTEMS.find(({ name }) => name === one.name)
  expect(file.split('/').at(-1)).toMatch(listed?.marks ?? /^$/)
})

test('every ecosystem with a manifest has at least two samples', () => {
  const many = (one: Ecosystem) => cases.filter((each) => each.one === one).length > 1
  expect(withManifest.filter((one) => !many(one)).map(({ name }) => name)).toEqual([])
})

test.each(all)('$name: finds nothing and has no members where nothing is', async (one) => {
  for (const folder of ['.', 'packages/core']) {
    expect(await one.find(folder, commitFiles({ 'README.md': '1.0.0' }))).toBe(null)
    expect((await one.members?.(folder, commitFiles({ 'README.md': '1.0.0' }))) ?? null).toBe(null)
  }
  expect(one.edit(new Map([['VERSION', '1.0.0']]), [])).toEqual(new Map())
})

test.each(titled)('%s: what is written is what is read, and an edit back gives the old bytes', async (_, each) => {
  const { sample } = each
  await fc.assert(
    fc.asyncProperty(pairsOf(each), pairsOf(each), async ([from, old], [to, range]) => {
      const before = sample.tree(from, old)
      const ranges = (a: string, b: string) =>
        sample.dependency === undefined || a === b ? [] : [{ ...sample.dependency, from: a, to: b }]
      const after = await edited(each, before, { from, to, ranges: ranges(old, range) })
      expect(after).toEqual(sample.tree(to, range))
      const { dependencies, version, ...rest } = await found(each, before)
      const now = await found(each, after)
      expect(now).toMatchObject(rest)
      const written = sample.versionless === true ? [null, null] : [from, to]
      expect([spelled(each, version), spelled(each, now.version)]).toEqual(written)
      const swap = dependencies.map((edge) => (edge.range === old ? { ...edge, range } : edge))
      expect(now.dependencies).toEqual(sample.dependency === undefined ? dependencies : swap)
      expect(await edited(each, after, { from: to, to: from, ranges: ranges(range, old) })).toEqual(before)
    }),
    { numRuns: 25 },
  )
})

const dependent = titled.filter(([, { sample }]) => sample.dependency !== undefined)

test.each(dependent)('%s: the range is read, and rewritten without the version', async (_, each) => {
  const { sample } = each
  const at = async (range: string) => (await found(each, sample.tree('1.2.3', range))).dependencies
  await fc.assert(
    fc.asyncProperty(rangesOf(each), rangesOf(each), async (from, to) => {
      const { name = '', kind = 'dev' } = sample.dependency ?? {}
      expect(await at(from)).toContainEqual(expect.objectContaining({ name, kind, range: from }))
      const edit = { from: '1.2.3', to: null, ranges: from === to ? [] : [{ name, kind, from, to }] }
      expect(await edited(each, sample.tree('1.2.3', from), edit)).toEqual(sample.tree('1.2.3', to))
    }),
    { numRuns: 20 },
  )
})

test.each(titled)('%s: any text is read, or refused naming file, byte and line', async (_, each) => {
  const { one, sample } = each
  const tree = sample.tree('1.2.3', '^1.2.3')
  const whole = await found(each, tree)
  const file = sample.fragile ?? whole.file
  const text = tree[file] ?? ''
  const damaged = fc
    .tuple(fc.nat(text.length), fc.nat(9), fc.string({ maxLength: 5 }))
    .map(([at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut))
  const edit = { path: sample.folder, name: sample.name, file: whole.file, from: '1.2.3', to: '9.8.7', ranges: [] }
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), damaged), async (now) => {
      const spoilt = { ...tree, [file]: now }
      const outcome = await one
        .find(sample.folder, commitFiles(spoilt))
        .then(() => one.edit(texts(spoilt, whole.files), [edit]))
        .catch((error: unknown) => error)
      if (!(outcome instanceof RelError)) expect(outcome).toBeInstanceOf(Map)
      else
        expect([outcome.code, outcome.message, outcome.hint]).toEqual([
          'MANIFEST',
          expect.stringMatching(/^\S+, byte \d+, line \d+: \S/),
          expect.any(String),
        ])
    }),
    { numRuns: 150 },
  )
})

function outcomeOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

test.each(titled)('%s: without its manifest there is nothing to edit', async (_, { one, sample }) => {
  const tree = sample.tree('1.0.0', '^1.0.0')
  const { file } = await found({ one, sample }, tree)
  const edit = { path: sample.folder, name: sample.name, file, from: '1.0.0', to: '2.0.0', ranges: [] }
  const outcomes = [new Map<string, string | null>(), new Map([[file, null]])].map((files) =>
    outcomeOf(() => one.edit(files, [edit])),
  )
  const isRefused = (outcome: unknown) => outcome instanceof RelError && outcome.code === 'MANIFEST'
  const nothing = sample.versionless === true ? outcomes.filter((each) => each instanceof Map && each.size === 0) : []
  expect(outcomes.filter((each) => !isRefused(each))).toEqual(nothing)
})
