/** The ecosystems that rel knows, in the order in which they are looked for: a new one is a file and an entry here. Each is
 *  loaded when a file of its kind is there. */
import type { Ecosystem } from './ecosystem.ts'

/** What costs nothing to know of an ecosystem. */
export interface ListedEcosystem {
  readonly name: string
  /** Names of the files that may make a folder one of its packages, or the root of its workspaces; null: it has none. */
  readonly marks: RegExp | null
  /** Names of lock files that provenance lists, looked for at the repository's root and in the package's folder. */
  readonly locks: readonly string[]
  readonly load: () => Promise<Ecosystem>
}

// Of a folder with several kinds of manifest the product's own comes first: a Python project that is built by Cargo has its
// version in pyproject.toml, unless that leaves it to Cargo.toml. Those without a version of their own come late.
export const ECOSYSTEMS: readonly ListedEcosystem[] = [
  {
    name: 'npm',
    marks: /^(?:package\.json|pnpm-workspace\.yaml)$/,
    locks: ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'],
    load: async () => (await import('./npm.ts')).npm,
  },
  {
    name: 'python',
    marks: /^(?:pyproject\.toml|setup\.cfg|setup\.py)$/,
    locks: ['uv.lock', 'poetry.lock', 'pdm.lock'],
    load: async () => (await import('./python.ts')).python,
  },
  {
    name: 'cargo',
    marks: /^Cargo\.toml$/,
    locks: ['Cargo.lock'],
    load: async () => (await import('./cargo.ts')).cargo,
  },
  {
    name: 'composer',
    marks: /^composer\.json$/,
    locks: ['composer.lock'],
    load: async () => (await import('./composer.ts')).composer,
  },
  {
    name: 'dart',
    marks: /^pubspec\.yaml$/,
    locks: ['pubspec.lock'],
    load: async () => (await import('./dart.ts')).dart,
  },
  {
    name: 'helm',
    marks: /^Chart\.yaml$/,
    locks: ['Chart.lock'],
    load: async () => (await import('./helm.ts')).helm,
  },
  {
    name: 'go',
    marks: /^go\.(?:mod|work)$/,
    locks: ['go.sum'],
    load: async () => (await import('./go.ts')).go,
  },
  {
    name: 'maven',
    marks: /^pom\.xml$/,
    locks: [],
    load: async () => (await import('./maven.ts')).maven,
  },
  {
    name: 'gradle',
    marks: /^(?:build|settings)\.gradle(?:\.kts)?$/,
    locks: ['gradle.lockfile'],
    load: async () => (await import('./gradle.ts')).gradle,
  },
  {
    name: 'dotnet',
    marks: /\.(?:(?:cs|fs|vb)proj|slnx?)$|^(?:Directory\.(?:Build|Packages)\.props|global\.json)$/i,
    locks: ['packages.lock.json'],
    load: async () => (await import('./dotnet.ts')).dotnet,
  },
  {
    name: 'ruby',
    marks: /\.gemspec$/,
    locks: ['Gemfile.lock', 'gems.locked'],
    load: async () => (await import('./ruby.ts')).ruby,
  },
  {
    name: 'elixir',
    marks: /^mix\.exs$/,
    locks: ['mix.lock'],
    load: async () => (await import('./elixir.ts')).elixir,
  },
  {
    name: 'version-file',
    marks: /^VERSION$/,
    locks: [],
    load: async () => (await import('./version-file.ts')).versionFile,
  },
  { name: 'none', marks: null, locks: [], load: async () => (await import('./none.ts')).none },
]

export const ECOSYSTEM_NAMES: readonly string[] = ECOSYSTEMS.map(({ name }) => name)

/** Those of the given names, in the order of the list. */
export const loadEcosystems = (names: Iterable<string>): Promise<readonly Ecosystem[]> => {
  const wanted = new Set(names)
  return Promise.all(ECOSYSTEMS.filter(({ name }) => wanted.has(name)).map(({ load }) => load()))
}
