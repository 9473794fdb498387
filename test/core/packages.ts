/** Facts for tests of decisions: packages with their tags and messages, without a repository. */
import { semverScheme } from '../../src/core/schemes/semver.ts'
import { defaultPolicy, type Policy } from '../../src/core/policy.ts'
import type { Dependency, Effect, Facts, Package, PackageFacts, VersionTag } from '../../src/model.ts'
import { id, told } from './commits.ts'

export const POLICY: Policy = { ...defaultPolicy(semverScheme), initial: '0.1.0' }

export interface Said {
  /** The manifest's. */
  readonly version?: string | null
  /** Versions of reachable tags; each is on a commit of its own. */
  readonly tags?: readonly string[]
  /** Versions of tags that HEAD does not contain. */
  readonly elsewhere?: readonly string[]
  /** Messages of unreleased commits, newest first. Their names are the package's letters and a counter: `core0`. */
  readonly says?: readonly string[]
  /** What it depends on: a name, and a range with its kind: `^1.0.0 dev`. */
  readonly needs?: Readonly<Record<string, string | undefined>>
  /** Bumps in change files, by the files' ids; other packages may be in the same file. */
  readonly files?: Readonly<Record<string, Effect>>
  /** The file that holds its version together with others'. */
  readonly shares?: string
}

export const packageOf = (name: string, { version = null, needs = {}, shares }: Said = {}): Package => ({
  ...(shares === undefined ? {} : { sharedVersion: shares }),
  ...{ name, fileName: name.replace('@', '').replace('/', '-'), path: `packages/${name}`, ecosystem: 'npm', version },
  ...{ manifest: `packages/${name}/package.json`, private: false, repository: null },
  dependencies: Object.entries(needs).map(([to, text]): Dependency => {
    const [range = '', kind = 'runtime'] = (text ?? '').split(' ')
    return { name: to, range, kind: kind as Dependency['kind'] }
  }),
})

export const packageFacts = (name: string, said: Said): PackageFacts => {
  const tagOf = (version: string): VersionTag => {
    const tag = `${name}@${version}`
    return { tag, version, commit: id(tag) }
  }
  return {
    ...{ package: packageOf(name, said), tagFormat: '{name}@{version}', notVersions: [] },
    ...{ reachable: (said.tags ?? []).map(tagOf), elsewhere: (said.elsewhere ?? []).map(tagOf) },
    changeFiles: Object.entries(said.files ?? {}).map(([file, bump]) => ({
      ...{ id: file, file: `.changeset/${file}.md`, releases: [{ package: name, bump }] },
      ...{ summary: `Of ${file}.`, commit: null },
    })),
    unreleased: told(...(said.says ?? []).map((message, at) => `${name.replace(/\W/g, '')}${at}: ${message}`)),
  }
}

export const factsOf = (packages: Readonly<Record<string, Said>>, others: Partial<Facts> = {}): Facts => ({
  ...{ commit: id('head'), date: 0, line: { name: 'main', prerelease: null, channel: null }, preview: false },
  packages: Object.entries(packages).map(([name, said]) => packageFacts(name, said)),
  ...{ noPackage: [], files: new Map() },
  ...others,
})
