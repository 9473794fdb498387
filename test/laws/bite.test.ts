/** Proof that the laws bite: a house is built that breaks each of them once, and the tools must find every breach. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { waivers } from './waivers.ts'

const root = join(import.meta.dirname, '..', '..')
let house = ''

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'rel-laws-'))
  for (const path of ['test/laws', 'tsconfig.json', 'test/tsconfig.json', '.prettierrc.json']) {
    cpSync(join(root, path), join(house, path), { recursive: true })
  }
})

afterEach(() => {
  rmSync(house, { recursive: true, force: true })
})

function build(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true })
  writeFileSync(join(house, path), text)
}

function tool(file: string, ...argv: string[]): { status: number | null; stdout: string } {
  const path = join(root, 'node_modules', file)
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...argv], { cwd: house, encoding: 'utf8' })
  expect(stderr).toBe('')
  return { status, stdout }
}

const ABOUT = '/** A file for the laws to look at. */\n'
const lines = (count: number, line: string): string => `${line}\n`.repeat(count)
const branches = lines(10, '  if (x) x--').replaceAll('x--', 'x -= 1')

/** Rule, folder, text: each in a file of its own. */
const BREACHES: readonly (readonly [rule: string, folder: string, text: string])[] = [
  ['max-lines', 'src/run', lines(201, 'void 0')],
  ['max-lines-per-function', 'src/run', `export function f() {\n${lines(40, '  void 0')}}`],
  ['max-params', 'src/run', 'export const f = (...[a]: number[]) => a\nexport function g(a, b, c, d, e, f) {}'],
  ['max-depth', 'src/run', 'export function f(x) { if (x) { for (;;) { while (x) { if (x) x() } } } }'],
  ['complexity', 'src/run', `export function f(x) {\n${branches}}`],
  ['no-default-export', 'src/run', 'export default 1'],
  ['no-default-export', 'test/run', 'export default 1'],
  ['no-restricted-properties', 'src/run', 'process.exit(1)'],
  ['no-restricted-properties', 'src/cli/commands', 'process.exit(1)'],
  ['no-restricted-properties', 'test/run', 'process.exit(1)'],
  ['no-console', 'src/run', 'console.log(1)'],
  ['no-explicit-any', 'src/run', 'export const f = (x: any) => x'],
  ['ban-ts-comment', 'test/run', `// @ts-${'ignore'}\nexport const x = 1`],
  ['no-warning-comments', 'src/run', `// ${'TO'}DO: later`],
  ['no-dry-run', 'src/run', 'export const isDryRun = 1'],
  ['no-dry-run', 'src/core', 'export const f = (o: { dry_run: boolean }) => o'],
  ['no-dry-run', 'src/steps', 'export const f = (o) => o.dryrun'],
  ['no-module-mock', 'test/run', "vi.mock('node:fs')"],
  ['no-module-mock', 'test/run', "jest.doMock('node:fs')"],
  ['no-disabled-tests', 'test/run', "test.skip('x', () => { expect(1).toBe(1) })"],
  ['no-focused-tests', 'test/run', "test.only('x', () => { expect(1).toBe(1) })"],
  ['expect-expect', 'test/run', "import { test } from 'vitest'\ntest('x', () => {})"],
  ...['core', 'gates', 'ecosystems', 'archives'].flatMap((folder) =>
    [
      ['no-restricted-globals', 'Date.now()'],
      ['no-restricted-globals', 'new Intl.Collator()'],
      ['no-restricted-globals', 'process.env'],
      ['no-restricted-globals', 'globalThis.process'],
      ['no-restricted-globals', "fetch('x')"],
      ['no-restricted-globals', 'console.log(1)'],
      ['no-restricted-properties', 'Math.random()'],
      ['no-restricted-properties', "'a'.localeCompare('b')"],
      ['no-restricted-imports', "import { randomBytes } from 'node:crypto'\nvoid randomBytes"],
      ['no-restricted-imports', "import { join } from 'node:path'\nvoid join"],
    ].map(([rule = '', text = '']) => [rule, `src/${folder}`, text] as const),
  ),
]

interface Lint {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[]
}

/** `eslint(max-lines)` in a file as `<file> max-lines`. */
const found = (lint: Lint): ReadonlySet<string> =>
  new Set(lint.diagnostics.map(({ code, filename }) => `${filename} ${code.replace(/^.*\((.*)\)$/, '$1')}`))

test('lint laws', () => {
  const file = (folder: string, index: number): string =>
    `${folder}/case-${index}${folder.startsWith('test') ? '.test' : ''}.ts`
  BREACHES.forEach(([, folder, text], index) => build(file(folder, index), `${ABOUT}${text}\n`))
  build('src/run/headless.ts', 'export const x = 1\n')
  const { status, stdout } = tool('oxlint/bin/oxlint', '-c', 'test/laws/oxlint.json', '-f', 'json', 'src', 'test/run')
  const seen = found(JSON.parse(stdout) as Lint)
  const wanted = BREACHES.map(([rule, folder], index) => `${file(folder, index)} ${rule}`)
  expect(status).toBe(1)
  expect(wanted.filter((breach) => !seen.has(breach))).toEqual([])
  expect(seen).toContain('src/run/headless.ts says-what-it-is-for')
})

test('what the lint laws leave alone', () => {
  build('src/cli/main.ts', `${ABOUT}console.log(1)\nexport const dryRun = process.exit(1)\n`)
  build('src/world/clock.ts', `${ABOUT}export const now = () => Date.now() + Math.random()\n`)
  build('src/core/x.ts', `${ABOUT}import { posix } from 'node:path'\nexport const x = posix.join('a', 'b')\n`)
  build('src/run/long.ts', `${ABOUT}${lines(200, '// a reason')}${lines(200, '')}${lines(199, 'void 0')}`)
  build('bin/rel.js', `${ABOUT}process.exit(1)\n`)
  const { stdout } = tool('oxlint/bin/oxlint', '-c', 'test/laws/oxlint.json', '-f', 'json', 'src', 'bin')
  expect((JSON.parse(stdout) as Lint).diagnostics).toEqual([])
})

const IMPORTS: readonly (readonly [from: string, to: string, law: string])[] = [
  ['src/model.ts', './errors.ts', 'model.ts imports'],
  ['src/errors.ts', './model.ts', 'errors.ts imports'],
  ['src/core/a.ts', '../world/ports.ts', 'core imports'],
  ['src/core/b.ts', 'node:fs', 'core imports'],
  ['src/core/c.ts', 'node:child_process', 'core imports'],
  ['src/core/d.ts', 'execa', 'core imports'],
  ['src/archives/a.ts', 'node:fs/promises', 'archives imports'],
  ['src/facts/a.ts', '../world/git.ts', 'facts imports'],
  ['src/evidence/make/a.ts', '../judge/b.ts', 'evidence/make imports'],
  ['src/evidence/judge/b.ts', '../../ledger/b.ts', 'evidence imports'],
  ['src/evidence/describe/c.ts', '../judge/b.ts', 'evidence/describe imports'],
  ['src/evidence/judge/d.ts', '../make/a.ts', 'evidence/judge imports'],
  ['src/ledger/a.ts', '../evidence/judge/b.ts', 'ledger imports'],
  ['src/ledger/b.ts', '../run/a.ts', 'ledger imports'],
  ['src/ecosystems/a.ts', '../world/files.ts', 'ecosystems imports'],
  ['src/gates/a.ts', '../steps/a.ts', 'gates imports'],
  ['src/steps/a.ts', '../targets/a.ts', 'steps imports'],
  ['src/targets/a.ts', '../config/a.ts', 'targets imports'],
  ['src/targets/a.ts', './b.ts', 'targets stand alone'],
  ['src/run/a.ts', '../steps/a.ts', 'run imports'],
  ['src/config/a.ts', '../run/a.ts', 'config imports'],
  ['src/world/files.ts', '../core/a.ts', 'world imports'],
  ['src/operations/a.ts', '../cli/a.ts', 'operations imports'],
  ['src/rel.ts', './cli/a.ts', 'rel.ts imports'],
  ['src/cli/a.ts', '../world/files.ts', 'cli imports'],
  ['src/cli/b.ts', '../core/a.ts', 'cli imports'],
  ['src/steps/b.ts', 'simple-git', 'git and processes'],
  ['src/run/b.ts', '../world/files.ts', 'the real world'],
  ['src/run/c.ts', './d.ts', 'no cycle'],
  ['src/run/e.ts', 'only-for-tests', 'installed with rel'],
  ['src/run/f.ts', './nowhere.ts', 'nothing unresolved'],
]

test('import laws, for types as well', () => {
  const packages = { execa: '1.0.0', 'simple-git': '1.0.0' }
  const devDependencies = { 'only-for-tests': '1.0.0' }
  build('package.json', JSON.stringify({ name: 'house', type: 'module', dependencies: packages, devDependencies }))
  for (const name of [...Object.keys(packages), ...Object.keys(devDependencies)]) {
    build(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    build(`node_modules/${name}/index.js`, '')
  }
  build('src/run/d.ts', `${ABOUT}export type { T0 } from './c.ts'\n`)
  for (const path of ['world/ports', 'world/git', 'targets/b']) build(`src/${path}.ts`, ABOUT)
  build(
    'src/targets/index.ts',
    "import { a } from './a.ts'\nimport {\n  b,\n} from './b.ts'\nexport const TARGETS = [a, b]\n",
  )
  const files = Map.groupBy(IMPORTS, ([from]) => from)
  for (const [from, imports] of files)
    build(from, imports.map(([, to], i) => `import type { T${i} } from '${to}'\n`).join(''))
  const laws = ['-c', 'test/laws/import-laws.ts', '--output-type', 'json', 'src']
  const { stdout } = tool('dependency-cruiser/bin/dependency-cruiser.mjs', ...laws)
  const { violations } = (JSON.parse(stdout) as Cruise).summary
  const seen = violations.map(({ from, rule }) => `${from}: ${rule.name}`)
  expect(IMPORTS.map(([from, , law]) => `${from}: ${law}`).filter((breach) => !seen.includes(breach))).toEqual([])
  expect(violations.filter(({ from }) => from === 'src/targets/index.ts')).toEqual([])
})

interface Cruise {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[]
  }
}

test('nothing unused', () => {
  build('package.json', JSON.stringify({ name: 'house', type: 'module', dependencies: { unused: '1.0.0' } }))
  build('src/cli/main.ts', "import { used } from '../used.ts'\nexport const main = used\n")
  build('src/used.ts', 'export const used = 1\nexport const spare = 2\nexport type Spare = string\n')
  build('src/orphan.ts', 'export const x = 1\n')
  const { status, stdout } = tool('knip/bin/knip.js', '-c', 'test/laws/knip.json', '--reporter', 'json')
  expect(status).toBe(1)
  for (const name of ['"unused"', '"spare"', '"Spare"', '"src/orphan.ts"']) expect(stdout).toContain(name)
})

test.each([
  ['an index that may be missing', 'export const x: number = [1][0]'],
  ['undefined for an optional property', 'export const x: { a?: number } = { a: undefined }'],
  ['TypeScript that cannot be erased', 'export enum X { A }'],
  ['a type imported as a value', "import { Y } from './y.ts'\nexport const x: Y = 1"],
])('the compiler refuses %s', (_, text) => {
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'))
  rmSync(join(house, 'test', 'laws'), { recursive: true })
  build('src/y.ts', 'export type Y = number\n')
  build('test/x.ts', `${text}\n`)
  const { status, stdout } = tool('typescript/bin/tsc', '-p', 'test')
  expect(stdout).toMatch(/^test\/x\.ts\(\d+,\d+\): error TS\d+/)
  expect(status).not.toBe(0)
})

test('one form of writing', () => {
  build('src/x.ts', 'export const x = "1";\n')
  build('src/y.ts', "export const y = '1'\n")
  const { status, stdout } = tool('prettier/bin/prettier.cjs', '--list-different', 'src/*.ts')
  expect({ status, stdout }).toEqual({ status: 1, stdout: 'src/x.ts\n' })
})

// In two parts, or this file would break the law that it tests.
test.each([
  ['eslint', '-disable'],
  ['oxlint', '-disable-next-line'],
  ['prettier', '-ignore'],
  ['v8', ' ignore'],
  ['@ts', '-expect-error'],
])('no waiver: %s%s', (obeyedBy, order) => {
  expect(waivers(`// ${obeyedBy}${order} because`)).toHaveLength(1)
  expect(waivers(`a sentence about ${obeyedBy} and ${order}`)).toEqual([])
})
