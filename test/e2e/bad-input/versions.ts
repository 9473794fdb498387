/** Versions that cannot be: asked for too low, taken, contradicted, of nobody, or in a manifest that cannot be read. */
import type { BadInput } from './bad-input.ts'
import { bumped, commitFiles, type Place } from './place.ts'

const manifest =
  (text: string, file = 'package.json') =>
  (place: Place): Promise<void> =>
    commitFiles(place, { [file]: text })

/** A release that main does not contain has the number that comes next. */
const takenElsewhere = async ({ repo }: Place): Promise<void> => {
  await repo.git('checkout', '--quiet', '-b', 'elsewhere')
  await commitFiles({ repo }, { 'other.txt': 'other\n' })
  await repo.git('tag', 'v1.1.0')
  await repo.git('checkout', '--quiet', 'main')
}

const takenOnRemote = async (place: Place): Promise<void> => {
  await takenElsewhere(place)
  await place.repo.git('push', '--quiet', 'origin', 'v1.1.0')
  await place.repo.git('tag', '-d', 'v1.1.0')
  await place.repo.git('branch', '--quiet', '-D', 'elsewhere')
}

const taken = (what: string, arrange: BadInput['arrange'] & {}, args: readonly string[]): BadInput => ({
  what: `${args.join(' ')}: the next version is taken ${what}`,
  ...{ arrange, args, error: ['VERSION_TAKEN', 7] },
  says: ['core 1.1.0 is taken: v1.1.0 is commit', '1.2.0', '1.1.1', '2.0.0'],
})

const asked = (words: readonly string[], ...says: readonly string[]): BadInput => ({
  what: ['bump', ...words].join(' '),
  args: ['bump', ...words],
  error: ['USAGE', 2],
  says,
})

const TWO = `
file package.json = { "private": true, "workspaces": ["packages/*"] }
file packages/a/package.json = { "name": "a", "version": "1.0.0" }
file packages/b/package.json = { "name": "b", "version": "1.0.0" }
feat: start
`

export const VERSIONS: readonly BadInput[] = [
  {
    what: 'a package.json that is no JSON',
    arrange: manifest('{ "name": "core",\n  "version": 1.0.0 }\n'),
    args: ['plan'],
    error: ['MANIFEST', 2],
    says: ['package.json, byte 34, line 2'],
  },
  {
    what: 'a package.json that is binary',
    arrange: manifest('\u0000\u0001\u001b[31m'),
    args: ['release'],
    error: ['MANIFEST', 2],
    says: ['package.json, byte 0, line 1'],
  },
  {
    what: 'a package.json that is a list',
    arrange: manifest('[]'),
    args: ['bump'],
    error: ['MANIFEST', 2],
    says: ['package.json, byte 0'],
  },
  {
    what: 'a broken package.json of a workspace',
    story: TWO,
    arrange: manifest('{ "name": "b", "version": }', 'packages/b/package.json'),
    args: ['bump'],
    error: ['MANIFEST', 2],
    says: ['packages/b/package.json, byte 26, line 1'],
  },
  {
    what: 'two workspaces of one name',
    story: TWO,
    arrange: manifest('{ "name": "a", "version": "1.0.0" }', 'packages/b/package.json'),
    args: ['plan'],
    error: ['CONFIG_VALUE', 2],
    says: ['two packages are called a: packages/a and packages/b'],
  },
  {
    what: 'a broken package-lock.json',
    arrange: manifest('{ "name": "core", "lockfileVersion": 99 }', 'package-lock.json'),
    args: ['bump'],
    error: ['MANIFEST', 2],
    says: ['package-lock.json, byte', 'lockfileVersion 99'],
  },
  {
    what: 'a manifest that is ahead of every tag',
    arrange: manifest('{ "name": "core", "version": "3.0.0" }'),
    args: ['bump'],
    error: ['VERSION_MISMATCH', 2],
    says: ['3.0.0', '1.0.0', 'v3.0.0'],
  },
  {
    what: 'a tag made by hand that the manifest contradicts',
    arrange: async ({ repo }) => void (await repo.git('tag', 'v2.0.0')),
    args: ['publish'],
    error: ['VERSION_MISMATCH', 2],
    says: ['the tag v2.0.0 says 2.0.0, package.json at that commit says 1.0.0'],
  },
  taken('on another branch', takenElsewhere, ['bump']),
  taken('on another branch', takenElsewhere, ['version']),
  taken('on another branch', takenElsewhere, ['release']),
  taken('on the remote', takenOnRemote, ['bump']),
  asked(['0.9.0'], '0.9.0 is not above 1.0.0 (tag v1.0.0)'),
  asked(['1.0.0'], '1.0.0 is not above 1.0.0'),
  asked(['1.2'], '1.2 is not a semver version'),
  asked(['--pre', 'rc', '--stable'], 'exclude each other'),
  asked(['2.0.0', '--pre', 'rc'], 'exclude each other'),
  {
    what: 'one version for two packages',
    story: TWO,
    args: ['bump', '2.0.0'],
    error: ['USAGE', 2],
    says: ['there are 2 packages', 'rel bump 2.0.0 a'],
  },
  {
    what: 'a package that is not there',
    story: TWO,
    args: ['bump', 'minor', 'c'],
    error: ['UNKNOWN_PACKAGE', 2],
    says: ['there is no package "c" here', 'a, b'],
  },
  {
    what: 'publish of a tag that is no version',
    arrange: async ({ repo }) => void (await repo.git('tag', 'latest')),
    args: ['publish', 'latest'],
    error: ['UNKNOWN_REVISION', 2],
    says: ['the tag latest is the version of no package here'],
  },
  {
    what: 'publish of another plan than the one that was approved',
    arrange: ({ repo }) => bumped(repo),
    args: ['publish', '--plan', '000000000000'],
    error: ['PLAN_DRIFT', 6],
    says: ['not 000000000000'],
  },
  {
    what: 'release of another plan than the one that was approved, in CI',
    args: ['release', '--plan', '000000000000'],
    options: () => ({ env: { CI: 'true' } }),
    error: ['USAGE', 2],
    says: ['full digest'],
  },
]
