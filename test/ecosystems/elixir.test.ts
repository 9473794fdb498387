/** Mix projects: what mix.exs says without being run, umbrellas, and which bytes a release changes. */
import { expect, test } from 'vitest'
import type { VersionEdit } from '../../src/ecosystems/ecosystem.ts'
import { elixir } from '../../src/ecosystems/elixir.ts'
import { commitFiles, texts, type Tree } from './commit-files.ts'

const CORE = `defmodule Acme.Core.MixProject do
  use Mix.Project

  @moduledoc """
  @version "0.0.1"
  """

  # @version "0.0.2"
  @version "1.2.3"
  @source_url "https://github.com/acme/acme"

  def project do
    [
      app: :acme_core,
      version: @version,
      elixir: "~> 1.15",
      package: [licenses: ["MIT"], links: %{"GitHub" => @source_url}],
      source_url: @source_url,
      releases: [core: [version: "9.9.9"]],
      deps: deps()
    ]
  end

  def application do
    [mod: {Acme.Core, []}, extra_applications: [:logger], version: "8.8.8"]
  end

  defp deps do
    [
      {:jason, "~> 1.4"},
      {:acme_kit, "~> 1.2", path: "../kit"},
      {:acme_base, in_umbrella: true},
      {:acme_opt, ">= 1.2.0 and < 2.0.0", [hex: :acme_option, optional: true]},
      {:acme_gen, "== 1.2.3", runtime: false},
      {:acme_test, "1.2.3", only: [:dev, :test]},
      {:acme_prod, "~> 1.2.3", only: :prod},
      {:ok, :error},
      # {:acme_old, "~> 0.1"}
    ] ++ if(System.get_env("X"), do: [{:acme_local, path: ~s(../local)}], else: [])
  end
end
`

const tree: Tree = {
  'mix.exs': `defmodule Acme.MixProject do
  use Mix.Project
  def project, do: [apps_path: "apps", version: "0.1.0", deps: []]
end
`,
  'apps/core/mix.exs': CORE,
  'apps/kit/mix.exs': 'def project(), do: [app: :kit, version: version()]',
  'apps/kit/deps/x/mix.exs': '',
  'apps/README.md': '',
}

const find = (folder: string, files: Tree = tree) => elixir.find(folder, commitFiles(files))
const lone = (text: string) => find('.', { 'mix.exs': text })
const members = (text: string) => elixir.members?.('.', commitFiles({ ...tree, 'mix.exs': text }))

async function edited(edit: Partial<VersionEdit>, text = CORE) {
  const found = await lone(text)
  const one = {
    path: '.',
    name: found?.name ?? '',
    file: 'mix.exs',
    from: found?.version ?? null,
    to: null,
    ranges: [],
  }
  return elixir.edit(texts({ 'mix.exs': text }, ['mix.exs']), [{ ...one, ...edit }]).get('mix.exs')
}

test('an application is what project/0 says', async () => {
  expect(await find('apps/core')).toEqual({
    name: 'acme_core',
    version: '1.2.3',
    private: false,
    repository: 'https://github.com/acme/acme',
    dependencies: [
      { name: 'jason', range: '~> 1.4', kind: 'runtime' },
      { name: 'acme_kit', range: '~> 1.2', kind: 'runtime' },
      { name: 'acme_base', range: '*', kind: 'runtime' },
      { name: 'acme_opt', range: '>= 1.2.0 and < 2.0.0', kind: 'optional' },
      { name: 'acme_gen', range: '== 1.2.3', kind: 'build' },
      { name: 'acme_test', range: '1.2.3', kind: 'dev' },
      { name: 'acme_prod', range: '~> 1.2.3', kind: 'runtime' },
      { name: 'acme_local', range: '*', kind: 'runtime' },
    ],
    file: 'apps/core/mix.exs',
    files: ['apps/core/mix.exs'],
    sharedVersion: null,
  })
  expect(await find('.')).toMatchObject({ name: null, version: '0.1.0', private: true })
  expect(await find('apps/kit')).toMatchObject({ name: 'kit', version: null })
  expect(await find('apps')).toBe(null)
})

test('members are the applications of an umbrella', async () => {
  expect(await members(tree['mix.exs'] ?? '')).toEqual(['apps/core', 'apps/kit'])
  expect(await members('def project do [apps_path: "apps", apps: [:kit]] end')).toEqual(['apps/kit'])
  expect(await members(CORE)).toBe(null)
})

test('one release changes the attribute and the ranges, and nothing else', async () => {
  const ranges = [
    { name: 'acme_kit', kind: 'runtime', from: '~> 1.2', to: '~> 2.0' },
    { name: 'acme_test', kind: 'dev', from: '1.2.3', to: '1.3.0' },
  ] as const
  expect(await edited({ to: '2.0.0-rc.1', ranges })).toBe(
    CORE.replace('@version "1.2.3"', '@version "2.0.0-rc.1"')
      .replace('"~> 1.2", path', '"~> 2.0", path')
      .replace('{:acme_test, "1.2.3"', '{:acme_test, "1.3.0"'),
  )
})

test.each<[string, string, string | null]>([
  ['in place', 'def project do\n[version: "1.2.3"]\nend', '1.2.3'],
  ['another attribute', '@acme_version "1.2.3"\ndef project do [version: @acme_version] end', '1.2.3'],
  ['of another function', 'def application do [version: "1.2.3"] end', null],
  ['deeper', 'def project do [releases: [a: [version: "1.2.3"]]] end', null],
  ['computed', 'def project do [version: File.read!("VERSION")] end', null],
  ['put together', 'def project do [version: "1.2.#{build()}"] end', null],
])('version: %s', async (_, text, version) => {
  expect(await lone(text)).toMatchObject({ version })
})

test.each<[string, () => Promise<unknown>, string]>([
  [
    'a version that Mix refuses',
    () => lone('def project do\n[version: "1.2"] end'),
    'mix.exs, byte 26, line 2: version "1.2" is not valid',
  ],
  [
    'an attribute with two values',
    () => lone('@version "1.0.0"\n@version "2.0.0"\ndef project do [version: @version] end'),
    'mix.exs, byte 27, line 2: @version is both 1.0.0 and 2.0.0',
  ],
  [
    'no version to set',
    () => edited({ to: '1.0.0' }, ''),
    'mix.exs, byte 0, line 1: there is no version to set to 1.0.0',
  ],
  ['no SemVer', () => edited({ to: '1.0' }), 'mix.exs, byte 0, line 1: Mix takes no version 1.0'],
  [
    'a range that is not there',
    () => edited({ ranges: [{ name: 'acme_kit', kind: 'dev', from: '~> 1.2', to: '~> 2.0' }] }),
    'mix.exs, byte 0, line 1: there is no dependency on acme_kit with "~> 1.2"',
  ],
])('refused: %s', async (_, outcome, message) => {
  await expect(outcome()).rejects.toMatchObject({ code: 'MANIFEST', message, hint: expect.any(String) })
})

test.each([
  ['~> 1.2', '1.9.0', '~> 1.2', true],
  ['~> 1.2', '2.0.0', '~> 2.0', false],
  ['~> 1.2', '2.0.0-rc.1', '~> 2.0.0-rc.1', false],
  ['~> 1.2.3', '1.3.0', '~> 1.3.0', false],
  ['~> 1.2.3-rc.1', '1.2.3', '~> 1.2.3', true],
  ['>= 1.2.0 and < 2.0.0', '1.9.0', '>= 1.2.0 and < 2.0.0', true],
  ['>= 1.2.0 and < 2.0.0', '2.1.0', '>= 2.1.0 and < 3.0.0', false],
  ['== 1.2.3', '1.3.0', '== 1.3.0', false],
  ['1.2.3', '1.3.0', '1.3.0', false],
  ['> 1.0.0', '1.3.0', '> 1.0.0', true],
  ['~> 1.0 or ~> 2.0', '3.0.0', '~> 1.0 or ~> 2.0', true],
])('the range %s at %s is %s', (range, to, text, admits) => {
  const meaning = text === range ? null : `${range} → ${text}`
  expect(elixir.stepRange?.(range, null, to)).toEqual({ text, meaning, admits })
})

test('a path alone follows', () => {
  expect(elixir.stepRange?.('*', '1.0.0', '1.1.0')).toEqual({ text: '*', meaning: '1.0.0 → 1.1.0', admits: true })
})
