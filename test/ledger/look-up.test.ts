/** What was sealed is found by name, digest and commit; a ledger that does not fit together is tampering. */
import { beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/canonical.ts'
import { append } from '../../src/ledger/append.ts'
import { digestsLike, findByCommit, findByDigest, listReleases, nameOf, readRelease } from '../../src/ledger/look-up.ts'
import { commitPath, digestPath } from '../../src/ledger/paths.ts'
import { sealFiles, sealStatement } from '../../src/ledger/seal.ts'
import type { World } from '../../src/world/ports.ts'
import { type Repo, scratchRepo } from '../support/scratch.ts'
import { smallPlan, smallRelease } from '../support/small-release.ts'
import { worldOf } from '../support/world.ts'

const NAME = '@acme/core'
let repo: Repo
let world: World
let commit: string
let tip: string
let folder: string

/** The ledger's commit that `changes` are made to, by paths below the release's folder; null removes. */
const tampered = async (changes: Readonly<Record<string, string | null>>): Promise<string> => {
  const files = Object.entries(changes).map(
    ([name, text]) => [`${folder}/${name}`, text === null ? null : Buffer.from(text)] as const,
  )
  const tree = await world.git.writeTree(tip, new Map(files))
  return world.git.writeCommit({ tree, parents: [tip], message: 'x\n', date: 1, sign: false })
}

const textOf = (path: string) => repo.git('show', `${tip}:${folder}/${path}`)

beforeAll(async () => {
  repo = await scratchRepo('feat: a')
  world = await worldOf(repo)
  commit = await repo.git('rev-parse', 'HEAD')
  folder = 'releases/%40acme%2Fcore/1.0.0'
  let base: string | null = null
  for (const version of ['1.0.0', '1.1.0']) {
    const release = smallRelease(smallPlan(commit, NAME, version), `bytes of ${version}`)
    const provenance = [{ target: 'linux x64', text: '{"a":1}' }]
    const files = sealFiles({ ...release, provenance }, JSON.stringify(sealStatement(release)))
    base = await append(world, { base, files, subject: 'seal', sign: false })
  }
  tip = await append(world, {
    ...{ base, subject: 'publish', sign: false },
    files: new Map([[`${folder}/publications/my%20mirror.json`, Buffer.from('{}\n')]]),
  })
})

test('the seal writes what formats.md says', async () => {
  expect(
    (await repo.git('ls-tree', '-r', '--name-only', tip))
      .split('\n')
      .filter((path) => path.includes('1.0.0') || path.startsWith('index/sha')),
  ).toEqual(
    [
      commitPath(commit, NAME, '1.0.0'),
      digestPath(sha256('bytes of 1.0.0')),
      digestPath(sha256('bytes of 1.1.0')),
      ...[
        'NOTES.md',
        'plan.json',
        'provenance-linux%20x64.json',
        'publications/my%20mirror.json',
        'release.json',
        'seal.json',
      ].map((name) => `${folder}/${name}`),
    ].toSorted(),
  )
  expect(JSON.parse(await textOf('seal.json')).subject).toEqual([
    { name: 'core.bin', digest: { sha256: sha256('bytes of 1.0.0') } },
    { name: 'release.json', digest: { sha256: sha256(`${await textOf('release.json')}\n`) } },
  ])
})

test('a release as it was sealed', async () => {
  const release = await readRelease(world.git, tip, NAME, '1.0.0')
  expect(release).toMatchObject({
    package: NAME,
    version: '1.0.0',
    notes: '# 1.0.0\n',
    plan: smallPlan(commit, NAME, '1.0.0'),
  })
  expect(release?.index.files.map(({ name }) => name)).toEqual(['NOTES.md', 'SHA256SUMS', 'core.bin'])
  expect([...(release?.provenance ?? [])]).toEqual([['linux x64', '{"a":1}\n']])
  expect([...(release?.publications ?? [])]).toEqual([['my mirror', '{}\n']])
  expect(await readRelease(world.git, tip, NAME, '2.0.0')).toBeNull()
  expect(await readRelease(world.git, null, NAME, '1.0.0')).toBeNull()
})

test('all releases, and the one of a digest, of digests that begin alike, of a commit', async () => {
  const [first, second] = [
    { package: NAME, version: '1.0.0' },
    { package: NAME, version: '1.1.0' },
  ]
  const digest = sha256('bytes of 1.1.0')
  expect(await listReleases(world.git, tip)).toEqual([first, second])
  expect(await findByDigest(world.git, tip, digest)).toEqual([second])
  expect(await findByDigest(world.git, tip, sha256('nothing'))).toEqual([])
  expect(await findByDigest(world.git, tip, '../../x')).toEqual([])
  expect(await digestsLike(world.git, tip, digest.slice(0, 9))).toEqual([digest])
  expect(await digestsLike(world.git, tip, `${digest.slice(0, 4)}zz`)).toEqual([])
  expect(await digestsLike(world.git, tip, 'zzzz')).toEqual([])
  expect(await findByCommit(world.git, tip, commit)).toEqual([first, second])
  expect(await findByCommit(world.git, tip, 'f'.repeat(40))).toEqual([])
  expect([
    await listReleases(world.git, null),
    await findByDigest(world.git, null, digest),
    await findByCommit(world.git, null, commit),
  ]).toEqual([[], [], []])
})

test('folders that are no releases', () => {
  for (const path of ['', 'releases/a', 'releases/a/b/c', 'releases/../b', 'releases/a b/1', '../releases/a/b'])
    expect(nameOf(path)).toBeNull()
})

describe('a release that does not fit together', () => {
  const plan = () => smallPlan(commit, NAME, '1.0.0')
  test.each<[string, () => Readonly<Record<string, string | null>>]>([
    ['no seal', () => ({ 'seal.json': null })],
    ['no plan', () => ({ 'plan.json': null })],
    ['a plan that is no JSON', () => ({ 'plan.json': '{' })],
    ['a plan of another kind', () => ({ 'plan.json': '{"kind":"x"}' })],
    ['a plan that its digest does not fit', () => ({ 'plan.json': JSON.stringify({ ...plan(), branch: 'other' }) })],
    ['the plan of another version', () => ({ 'plan.json': JSON.stringify(smallPlan(commit, NAME, '1.1.0')) })],
    ['an index that is none', () => ({ 'release.json': '{"kind":"rel.dist"}' })],
    [
      'the index of another version',
      () => ({ 'release.json': smallRelease(smallPlan(commit, NAME, '1.1.0')).indexText }),
    ],
    [
      'the index of another plan',
      () => ({ 'release.json': smallRelease({ ...plan(), digest: smallPlan(commit, 'x').digest }).indexText }),
    ],
  ])('%s', async (_, changes) => {
    const commitOfIt = await tampered(changes())
    await expect(readRelease(world.git, commitOfIt, NAME, '1.0.0')).rejects.toMatchObject({ code: 'TAMPERED', exit: 6 })
    expect((await readRelease(world.git, commitOfIt, NAME, '1.1.0'))?.version).toBe('1.1.0')
  })
})
