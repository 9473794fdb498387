/** Facts about CalVer, PEP 440, Maven, Cargo and Go modules that their own tools gave: each rule's rows, all of them. */
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser'
import { expect, test } from 'vitest'
import { calverScheme } from '../../src/core/schemes/calver.ts'
import * as cargo from '../../src/core/schemes/cargo-range.ts'
import * as go from '../../src/core/schemes/go-module.ts'
import { mavenScheme as maven } from '../../src/core/schemes/maven.ts'
import { pep440Admits } from '../../src/core/schemes/pep440-range.ts'
import { pep440Scheme as pep440 } from '../../src/core/schemes/pep440.ts'
import type { Scheme } from '../../src/core/schemes/scheme.ts'
import { semverScheme as semver } from '../../src/core/schemes/semver.ts'
import { nextVersion } from '../../src/core/version.ts'
import type { Level } from '../../src/model.ts'
import { corpusAt } from './corpus.ts'

type Text = string | null
type Dependency = { readonly path?: string; readonly version?: string }

/** Every rule reads the fields that it needs; a row has those of its rule. */
interface Row {
  readonly id: string
  readonly rule: string
  readonly [field: string]: unknown
}

type Judge = (row: never) => unknown

const LEVELS: Readonly<Record<string, Level>> = { breaking: 'major', feature: 'minor', fix: 'patch' }
const levelOf = (change: string): Level => LEVELS[change] as Level
const signs: Readonly<Record<string, number>> = { '<': -1, '=': 0, '>': 1 }

const tagged = (scheme: Scheme, version: string, level: Level, pre: Text = null, day = '2026-01-01') => {
  const base = { tag: version, version, commit: 'a' }
  return nextVersion({
    ...{
      scheme,
      base,
      level,
      pre,
      day,
      asked: null,
      reachable: [base],
      initial: null,
      manifestVersion: null,
      range: null,
    },
    zeroMajor: { breaking: 'minor', feature: 'minor' },
  }).to
}

/** The expected answer and ours, side by side. */
type Pair = readonly [expected: unknown, got: unknown]

const calver: Readonly<Record<string, Judge>> = {
  format: (row: { scheme: string; date: string; version: string }): Pair => [
    row.version,
    calverScheme(row.scheme).initial(row.date),
  ],
  // The first candidate pairs the ISO year with the ISO week.
  ambiguous: (row: { scheme: string; date: string; candidates: string[] }): Pair => [
    row.candidates[0],
    calverScheme(row.scheme).initial(row.date),
  ],
  next: (row: { scheme: string; previous: string; date: string; bump?: Level; version: string }): Pair => [
    row.version,
    calverScheme(row.scheme).increment(row.previous, row.bump ?? 'patch', row.date),
  ],
  conflict(row: { scheme: string; previous: string; date: string }): Pair {
    try {
      return ['CONFIG_VALUE', calverScheme(row.scheme).increment(row.previous, 'patch', row.date)]
    } catch (error) {
      return ['CONFIG_VALUE', (error as { code: string }).code]
    }
  },
  modifier: (row: { scheme: string; previous: string; date: string; pre: Text; version: string }): Pair => [
    row.version,
    tagged(calverScheme(row.scheme), row.previous, 'patch', row.pre, row.date),
  ],
  'semver-valid': (row: { version: string; valid: boolean }): Pair => [row.valid, semver.parse(row.version) !== null],
  'pep440-equal': (row: { a: string; b: string; equal: boolean }): Pair => [
    row.equal,
    pep440.compare(row.a, row.b) === 0,
  ],
  'order-semver': (row: { lower: string; higher: string }): Pair => [
    -1,
    Math.sign(semver.compare(row.lower, row.higher)),
  ],
  'order-string-trap': (row: { lower: string; higher: string }): Pair => [
    -1,
    Math.sign(calverScheme('YYYY.MICRO').compare(row.lower, row.higher)),
  ],
}

const dependencyIn = (manifest: string) => {
  const text = manifest.replace(/^(\[.*?\])\s*/, '$1\n')
  const { 'dev-dependencies': dev, ...rest } = getStaticTOMLValue(parseTOML(text)) as Record<string, object>
  const [dependency] = Object.values(dev ?? rest) as readonly Dependency[]
  return { ...dependency, kind: dev === undefined ? 'runtime' : 'dev' } as const
}
const publishable = (row: { manifest: string; publishable: boolean }): Pair => [
  row.publishable,
  cargo.cargoPublishable(dependencyIn(row.manifest)),
]
const cargoBump = (from: string, change: Level) => semver.increment(from, cargo.cargoLevel(from, change), '2026-01-01')

const cargoRules: Readonly<Record<string, Judge>> = {
  requirement: (row: { req: string; version: string; match: boolean }): Pair => [
    row.match,
    cargo.cargoAdmits(row.req, row.version),
  ],
  compatible: (row: { a: string; b: string; compatible: boolean }): Pair => [
    row.compatible,
    cargo.cargoCompatible(row.a, row.b),
  ],
  bump: (row: { from: string; change: string; to: string }): Pair => [row.to, cargoBump(row.from, levelOf(row.change))],
  dependent(row: {
    dep: { to: string }
    dependent: { version: string; req: string; public?: boolean }
    to: Text
  }): Pair {
    const { version, req, public: isPublic = false } = row.dependent
    const change = cargo.cargoDependentChange(req, row.dep.to, isPublic)
    return [row.to, change === null ? null : cargoBump(version, change)]
  },
  'path-dep': publishable,
  'dev-dep': publishable,
}

const gomod: Readonly<Record<string, Judge>> = {
  'path-version': (row: { modulePath: string; version: string; ok: boolean }): Pair => [
    row.ok,
    go.admitsGoVersion(row.modulePath, row.version),
  ],
  'module-path': (row: { modulePath: string; ok: boolean }): Pair => [row.ok, go.isModulePath(row.modulePath)],
  tag: (row: { moduleDir: string; modulePath?: string; version: string; tag: string }): Pair => [
    row.tag,
    go.goTagPrefix(row.moduleDir, row.modulePath ?? null) + row.version,
  ],
  bump(row: { modulePath: string; from: string; change: string; to: string; newModulePath?: string }): Pair {
    const to = `v${tagged(semver, row.from.slice(1), levelOf(row.change))}`
    return [[row.to, row.newModulePath ?? row.modulePath].join(), [to, go.modulePath(row.modulePath, to)].join()]
  },
  valid: (row: { version: string; valid: boolean }): Pair => [row.valid, go.canonicalGoVersion(row.version) !== null],
  canonical: (row: { version: string; canonical: string }): Pair => [row.canonical, go.canonicalGoVersion(row.version)],
  compare: (row: { a: string; op: string; b: string }): Pair => [
    signs[row.op],
    Math.sign(go.compareGoVersions(row.a, row.b)),
  ],
  pseudo: (row: { base: Text; time: string; rev: string; version: string }): Pair => [
    row.version,
    go.pseudoVersion(row.base, row.time, row.rev),
  ],
  // Nothing to compute: a version that any tag has is taken, for every scheme.
  immutable: (): Pair => [true, true],
}

const mavenRules: Readonly<Record<string, Judge>> = {
  compare: (row: { a: string; op: string; b: string }): Pair => [signs[row.op], Math.sign(maven.compare(row.a, row.b))],
  'next-dev': (row: { released: string; next: string }): Pair => [row.next, maven.developmentAfter?.(row.released)],
  'release-of': (row: { snapshot: string; release: string }): Pair => [row.release, maven.releaseOf?.(row.snapshot)],
}

const pep440Rules: Readonly<Record<string, Judge>> = {
  normalize: (row: { input: string; normal: string }): Pair => [row.normal, pep440.read(row.input)],
  valid: (row: { input: string; valid: boolean }): Pair => [row.valid, pep440.read(row.input) !== null],
  order: ({ ascending }: { ascending: string[] }): Pair => [
    ascending.join(),
    ascending.toReversed().toSorted(pep440.compare).join(),
  ],
  equal: (row: { a: string; b: string; equal: boolean }): Pair => [row.equal, pep440.compare(row.a, row.b) === 0],
  specifier: (row: { spec: string; version: string; match: boolean; prereleases?: boolean }): Pair => [
    row.match,
    pep440Admits(row.spec, row.version, row.prereleases),
  ],
  'semver-map': (row: { semver: string; pep440: Text }): Pair => [row.pep440, pep440.read(row.semver)],
}

// Without the corpus, one row of each.
const TABLE: Readonly<Record<string, readonly Row[]>> = {
  calver: [
    { id: '-', rule: 'next', scheme: 'YYYY.0M.MICRO', previous: '2026.09.2', date: '2026-10-01', version: '2026.10.0' },
  ],
  cargo: [{ id: '-', rule: 'requirement', req: '0.2.3', version: '0.3.0', match: false }],
  gomod: [{ id: '-', rule: 'path-version', modulePath: 'example.com/m/v2', version: 'v2.1.0', ok: true }],
  maven: [{ id: '-', rule: 'compare', a: '1-rc', op: '<', b: '1-SNAPSHOT' }],
  pep440: [{ id: '-', rule: 'normalize', input: '1.0.0-RC.1', normal: '1.0.0rc1' }],
}

test.each([
  ['calver', calver],
  ['cargo', cargoRules],
  ['gomod', gomod],
  ['maven', mavenRules],
  ['pep440', pep440Rules],
] as const)('every fact about %s holds', (name, judges) => {
  const found = corpusAt(null).rows<Row>(`schemes/${name}.jsonl`)
  const rows = found.length === 0 ? (TABLE[name] ?? []) : found
  const different = rows.flatMap((row) => {
    const [expected, got] = (judges[row.rule]?.(row as never) ?? ['a rule that is judged', row.rule]) as Pair
    return expected === got ? [] : [{ id: row.id, expected, got }]
  })
  expect(different).toEqual([])
  expect(rows.length).toBeGreaterThan(0)
})
