/** Gems: what a gemspec says without being run, the files that hold versions, and Bundler's lock files. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { compareGems, spelledBack, spelledGem } from '../../src/ecosystems/ruby-version.ts'
import { ruby } from '../../src/ecosystems/ruby.ts'
import { commitFiles, texts, type Tree } from './commit-files.ts'

const GEM: Tree = {
  'acme-core.gemspec': `# frozen_string_literal: true

require_relative "lib/acme/core/version"

Gem::Specification.new do |spec|
  spec.name = "acme-core"
  spec.version = Acme::Core::VERSION
  spec.authors = ["Acme"]
  spec.summary = "It's the core"
  spec.description = <<~TEXT
    spec.version = "0.0.1", isn't it
  TEXT
  spec.homepage = "https://acme.example"
  spec.required_ruby_version = ">= 3.1"
  spec.metadata["homepage_uri"] = spec.homepage
  spec.metadata["source_code_uri"] = "https://github.com/acme/core/tree/main"

  spec.files = Dir.chdir(__dir__) { \`git ls-files -z\`.split("\\x0").reject { |f| f =~ /['"]/ } }

  spec.add_dependency "acme-kit", ">= 1.2", "< 2"
  spec.add_runtime_dependency("acme-base", "~> 1.2.0") if RUBY_ENGINE == "ruby"
  spec.add_dependency 'acme-exact', Acme::Core::VERSION
  spec.add_dependency %q<acme-any>.freeze
  spec.add_development_dependency "acme-test", ["= 1.2.0.rc.1"]
  # spec.add_dependency "acme-old", "~> 1.0"
end
`,
  'lib/acme/core/version.rb': `# frozen_string_literal: true

module Acme
  module Core
    # VERSION = "0.0.1"
    VERSION = "1.2.0.rc.1".freeze
  end
end
`,
  'Gemfile.lock': `PATH
  remote: .
  specs:
    acme-core (1.2.0.rc.1)
      acme-base (~> 1.2.0)
      acme-kit (< 2, >= 1.2)

PATH
  remote: ../kit
  specs:
    acme-kit (1.2.0.rc.1)
      acme-base (~> 1.2.0)

GEM
  remote: https://rubygems.example/
  specs:
    acme-core (1.2.0.rc.1-java)
    acme-test (1.2.0.rc.1)
      acme-kit (< 2, >= 1.2)

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  acme-core!
  acme-test (= 1.2.0.rc.1)

CHECKSUMS
  acme-core (1.2.0.rc.1)
  acme-test (1.2.0.rc.1) sha256=0000

BUNDLED WITH
   2.5.0
`,
}

const find = (folder: string, tree: Tree = GEM) => ruby.find(folder, commitFiles(tree))
const spec = (...lines: readonly string[]) => `Gem::Specification.new do |s|\n${lines.join('\n')}\nend\n`

async function edited(edits: readonly (Partial<VersionEdit> & { readonly path: string })[], tree: Tree = GEM) {
  const found = await Promise.all(edits.map(({ path }) => find(path, tree)))
  const whole = edits.map((edit, index) => {
    const { name, version, file } = found[index] ?? { name: null, version: null, file: '' }
    return { name: name ?? '', file, from: version && spelledGem(version), to: null, ranges: [], ...edit }
  })
  const files = found.flatMap((one) => one?.files ?? [])
  return Object.fromEntries(ruby.edit(texts(tree, files), whole))
}

test('a gem is what its gemspec says', async () => {
  expect(await find('.')).toEqual({
    name: 'acme-core',
    version: '1.2.0-rc.1',
    private: false,
    repository: 'https://github.com/acme/core',
    dependencies: [
      { name: 'acme-kit', range: '>= 1.2, < 2', kind: 'runtime' },
      { name: 'acme-base', range: '~> 1.2.0', kind: 'runtime' },
      { name: 'acme-exact', range: '*', kind: 'runtime' },
      { name: 'acme-any', range: '>= 0', kind: 'runtime' },
      { name: 'acme-test', range: '= 1.2.0.rc.1', kind: 'dev' },
    ],
    file: 'acme-core.gemspec',
    files: ['acme-core.gemspec', 'lib/acme/core/version.rb', 'Gemfile.lock', 'gems.locked'],
    sharedVersion: 'lib/acme/core/version.rb',
  })
  expect(await find('lib')).toBe(null)
})

test('one release changes the constant, the ranges and the lock, and nothing else', async () => {
  const changed = await edited([
    {
      path: '.',
      to: '1.2.0',
      ranges: [
        { name: 'acme-kit', kind: 'runtime', from: '>= 1.2, < 2', to: '>= 2.0, < 3' },
        { name: 'acme-test', kind: 'dev', from: '= 1.2.0.rc.1', to: '= 1.2.0' },
      ],
    },
  ])
  expect(changed).toEqual({
    'acme-core.gemspec': GEM['acme-core.gemspec']
      ?.replace('">= 1.2", "< 2"', '">= 2.0", "< 3"')
      .replace('= 1.2.0.rc.1"]', '= 1.2.0"]'),
    'lib/acme/core/version.rb': GEM['lib/acme/core/version.rb']?.replace('1.2.0.rc.1', '1.2.0'),
    'Gemfile.lock': GEM['Gemfile.lock']
      ?.replace('acme-core (1.2.0.rc.1)', 'acme-core (1.2.0)')
      .replace('(< 2, >= 1.2)', '(< 3, >= 2.0)')
      .replace('acme-test (= 1.2.0.rc.1)', 'acme-test (= 1.2.0)')
      .replace('  acme-core (1.2.0.rc.1)\n  acme-test', '  acme-core (1.2.0)\n  acme-test'),
  })
})

test.each<[string, Tree, Record<string, unknown>]>([
  [
    'a one-liner',
    { 'a/x.gemspec': 'Gem::Specification.new { |s| s.name = "x"; s.version = "1.2.3" }' },
    { version: '1.2.3' },
  ],
  ['a string', { 'a/x.gemspec': spec('s.version = "1.2.3"') }, { name: 'x', version: '1.2.3', sharedVersion: null }],
  ['the last of several', { 'a/a.gemspec': spec("s.version='1'; s.version = '1.2.3'.freeze") }, { version: '1.2.3' }],
  [
    'a constant under the usual path',
    {
      'a/a.gemspec': spec('s.name = "acme-http_core"', 's.version = Acme::HTTPCore::VERSION'),
      'a/lib/acme/http_core/version.rb': 'VERSION="1.2.3"',
    },
    { version: '1.2.3', sharedVersion: null },
  ],
  [
    'a constant with the path of the load path',
    {
      'a/a.gemspec': `$:.unshift File.expand_path("../lib", __FILE__)\nrequire "ac/version"\n${spec('s.version = Ac::VERSION.dup')}`,
      'a/lib/ac/version.rb': "module Ac\nVERSION = '1.2.3'\nend",
    },
    { version: '1.2.3', sharedVersion: null },
  ],
  [
    'a file beside it, as old gemspecs say',
    {
      'a/a.gemspec': spec("s.version = File.read(File.expand_path('../VERSION', __FILE__)).chomp"),
      'a/VERSION': '1.2.3\r\n',
      VERSION: '9',
    },
    { version: '1.2.3', sharedVersion: null },
  ],
  [
    'a file above, which others may share',
    {
      'a/a.gemspec': `version = File.read(File.expand_path("../VERSION", __dir__)).strip\n${spec('s.version = version')}`,
      'a/VERSION': '',
      VERSION: '1.2.3.beta2\n',
    },
    { version: '1.2.3-beta.2', sharedVersion: 'VERSION' },
  ],
  [
    'a constant of its own',
    { 'a/a.gemspec': `VERSION = "1.2.3"\n${spec('s.version = VERSION')}` },
    { version: '1.2.3' },
  ],
  ['computed', { 'a/a.gemspec': spec('s.version = [1, 2, 3].join(".")') }, { version: null }],
  ['put together', { 'a/a.gemspec': spec('s.version = "1.2.#{build}"') }, { version: null }],
  ['a comment', { 'a/a.gemspec': '=begin\nx.version = "1.2.3"\n=end\n' }, { version: null }],
  ['what is no version', { 'a/a.gemspec': spec('s.version = "soon"') }, { version: null }],
  [
    'none, and a home on a host',
    { 'a/a.gemspec': spec('s.homepage = "https://github.com/acme/a"') },
    { version: null, repository: 'https://github.com/acme/a' },
  ],
])('version: %s', async (_, tree, expected) => {
  expect(await find('a', tree)).toMatchObject(expected)
})

test('of several gemspecs in a folder the one that is called as it counts', async () => {
  const tree = { 'core/core.gemspec': '', 'core/core-x.gemspec': '' }
  expect(await find('core', tree)).toMatchObject({ file: 'core/core.gemspec' })
  await expect(find('.', { 'a.gemspec': '', 'b.gemspec': '' })).rejects.toMatchObject({
    code: 'MANIFEST',
    message: 'the root holds several gems: a.gemspec, b.gemspec',
  })
})

test.each<[string, () => Promise<unknown>, string]>([
  [
    'no version to set',
    () => edited([{ path: '.', to: '2' }], { 'a.gemspec': spec('s.version = v()') }),
    'a.gemspec, byte 0, line 1: there is no version to set to 2',
  ],
  [
    'what RubyGems refuses',
    () => edited([{ path: '.', to: '2.0.0-rc.1' }]),
    'acme-core.gemspec, byte 0, line 1: RubyGems takes no version 2.0.0-rc.1',
  ],
  [
    'a range that is not there',
    () => edited([{ path: '.', ranges: [{ name: 'acme-kit', kind: 'dev', from: '1', to: '2' }] }]),
    'acme-core.gemspec, byte 0, line 1: there is no dependency on acme-kit with "1"',
  ],
])('refused: %s', async (_, outcome, message) => {
  await expect(outcome()).rejects.toMatchObject({ code: 'MANIFEST', message, hint: expect.any(String) })
})

test.each([
  ['~> 1.2', '1.9.0', '~> 1.2', true],
  ['~> 1.2', '2.0.0', '~> 2.0', false],
  ['~> 1.2', '2.0.0-rc.1', '~> 2.0.0.rc.1', false],
  ['~> 1.2.3', '1.2.4', '~> 1.2.4', true],
  ['~> 1.2.3', '1.3.0', '~> 1.3.0', false],
  ['~>1', '2.1.0', '~>2', false],
  ['>= 1.2', '2.0.0', '>= 1.2', true],
  ['>= 1.2.3', '2.0.0', '>= 2.0.0', true],
  ['>= 1.2, < 2', '1.9.0', '>= 1.2, < 2', true],
  ['>= 1.2, < 2', '2.1.0', '>= 2.1, < 3', false],
  ['< 2, >= 1.2', '2.1.0', '< 3, >= 2.1', false],
  ['>= 1.2.0, < 1.3.0', '1.3.1', '>= 1.3.1, < 1.4.0', false],
  ['= 1.2.3', '1.3.0-beta.1', '= 1.3.0.beta.1', false],
  ['1.2', '1.3.0', '1.3.0', false],
  ['!= 1.3.0', '1.3.0', '!= 1.3.0', false],
  ['< 2', '2.0.0', '< 2', false],
  ['~> 1.2, != 1.2.5', '2.0.0', '~> 1.2, != 1.2.5', false],
  ['>= 0', '3.0.0', '>= 0', true],
])('the range %s at %s is %s', (range, to, text, admits) => {
  const meaning = text === range ? null : `${range} → ${text}`
  expect(ruby.stepRange?.(range, null, to)).toEqual({ text, meaning, admits })
})

test('a version in code follows', () => {
  expect(ruby.stepRange?.('*', '1.0.0', '1.1.0')).toEqual({ text: '*', meaning: '1.0.0 → 1.1.0', admits: true })
})

test.each([
  ['1.2.0-rc.1', '1.2.0.rc.1'],
  ['1.2.0-pre.1', '1.2.0.pre.1'],
  ['1.2.0-alpha', '1.2.0.alpha'],
  ['1.2.3', '1.2.3'],
  ['2026.9.1', '2026.9.1'],
  ['1.2.3.4', '1.2.3.4'],
])('%s is spelled %s', (semver, gem) => {
  expect(spelledGem(semver)).toBe(gem)
  expect(spelledBack(gem)).toBe(semver)
})

test.each(['1.2.0-1', '1.2.0+5', '1.2.0-rc-1.1', '1.2.0-rc..1'])('%s is not for RubyGems', (version) => {
  expect(() => spelledGem(version)).toThrow(`RubyGems takes no version ${version}`)
})

test('other spellings are read too', () => {
  expect([spelledBack('1.2.0.rc1'), spelledBack('1.2.0.a.b')]).toEqual(['1.2.0-rc.1', '1.2.0.a.b'])
})

test('the order is that of Gem::Version', () => {
  const ordered = [
    '1.0.0.a',
    '1.0.0.a.2',
    '1.0.0.a10',
    '1.0.0.b1',
    '1.0.0.pre',
    '1.0.0.rc.1',
    '1.0',
    '1.0.0.1',
    '1.2',
    '1.10',
  ]
  const pairs = fc.tuple(fc.nat(ordered.length - 1), fc.nat(ordered.length - 1))
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      expect(Math.sign(compareGems(ordered[a] ?? '', ordered[b] ?? ''))).toBe(Math.sign(a - b))
    }),
  )
  expect([compareGems('1', '1.0.0'), compareGems('1.0.rc1', '1.0.rc.1')]).toEqual([0, 0])
})
