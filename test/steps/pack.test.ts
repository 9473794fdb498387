/** `npm pack` as a step: the planned file and no other, with its integrity, from the package's own scripts, the same bytes everywhere. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readMember } from '../../src/archives/tar-member.ts'
import type { ArtifactInput, BuildInput } from '../../src/steps/build-record.ts'
import { packNpm } from '../../src/steps/pack.ts'
import { cloneOf, type Repo, scratchFolder, scratchRepo } from '../support/scratch.ts'
import { worldOf } from '../support/world.ts'

const MANIFEST = { name: '@acme/core', version: '1.0.0' }

interface Asked {
  readonly manifest?: object
  readonly env?: readonly string[]
  readonly planned?: Partial<BuildInput>
}

/** Packs a package of two files below `packages/core` of a checkout. */
const pack = async ({ manifest = MANIFEST, env = ['PATH', 'HOME', 'SEEN'], planned = {} }: Asked) => {
  const folder = scratchFolder('pack')
  const [checkout, out, work] = [join(folder, 'checkout'), join(folder, 'out'), join(folder, 'work')]
  // With a byte order mark, as some editors write them.
  const files = { 'package.json': `\ufeff${JSON.stringify(manifest)}`, 'index.js': 'export const one = 1\n' }
  for (const [name, text] of Object.entries(files)) {
    const path = join(checkout, 'packages/core', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  mkdirSync(out)
  const input: BuildInput = {
    ...{
      hex: '',
      tags: [],
      package: '@acme/core',
      version: '1.0.0',
      tag: 'v1.0.0',
      path: 'packages/core',
      target: 'all',
    },
    ...{ on: { os: null, arch: null }, run: [], files: {}, artifacts: [], env, toolchain: null, lockfiles: [], work },
    ...{ dist: join(folder, 'dist'), ...planned },
  }
  const name = `${input.package.replace('@', '').replace('/', '-')}-${input.version}.tgz`
  const artifact: ArtifactInput = { kind: 'package', name, format: 'npm', root: '', from: 'packages/core' }
  const place = { checkout, out, commit: 'c'.repeat(40), date: 1_700_000_000 }
  const world = await worldOf({ folder: repo.folder }, { SEEN: 'yes', HIDDEN: 'secret' })
  return { out, work, packed: packNpm({ input, artifact, place }, world) }
}

const repo = await scratchRepo('feat: nothing of use\n')

const member = (file: string, name: string): string =>
  readMember(gunzipSync(readFileSync(file)), `package/${name}`)?.toString() ?? ''

test('the planned file, described as its registry will, and a log', async () => {
  const { out, packed } = await pack({})
  const artifact = await packed
  const bytes = readFileSync(join(out, 'acme-core-1.0.0.tgz'))
  expect(artifact).toEqual({
    ...{
      name: 'acme-core-1.0.0.tgz',
      kind: 'package',
      target: 'all',
      size: bytes.length,
      mediaType: 'application/gzip',
    },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
  })
  expect(readdirSync(out).toSorted()).toEqual(['acme-core-1.0.0.tgz', 'build.log'])
  expect(member(join(out, artifact.name), 'index.js')).toBe('export const one = 1\n')
  const log = readFileSync(join(out, 'build.log'), 'utf8')
  expect(log).toMatch(
    /^\$ npm pack --loglevel=warn --no-update-notifier --pack-destination \.\.\/\.\.\/\.\.\/out\/packed\n/,
  )
  expect(log).not.toContain(dirname(out))
})

test("the package's scripts run in the recipes' environment, and what they say is in the log", async () => {
  const prepack = 'echo packing; echo "$SEEN $HIDDEN $REL_VERSION $TZ" > made.txt'
  const { out, packed } = await pack({ manifest: { ...MANIFEST, scripts: { prepack } } })
  await packed
  expect(member(join(out, 'acme-core-1.0.0.tgz'), 'made.txt')).toBe('yes  1.0.0 UTC\n')
  expect(readFileSync(join(out, 'build.log'), 'utf8')).toContain('\npacking\n')
})

test('a script that fails ends it, loudly', async () => {
  const { work, packed } = await pack({
    manifest: { ...MANIFEST, scripts: { prepare: 'echo no compiler here; exit 3' } },
  })
  await expect(packed).rejects.toMatchObject({ code: 'RECIPE', hint: `the whole log is in ${work}.log` })
  expect(readFileSync(`${work}.log`, 'utf8')).toContain('no compiler here')
})

test('npm that is missing is named', async () => {
  const { packed } = await pack({ env: ['HOME'] })
  const hint = expect.stringContaining('Install npm')
  await expect(packed).rejects.toMatchObject({ code: 'RECIPE', message: 'command not found: npm', hint })
})

test.each<[string, Asked, string]>([
  [
    'a name that the config shortens',
    { planned: { package: 'core' } },
    'npm pack made acme-core-1.0.0.tgz, the plan says core-1.0.0.tgz',
  ],
  [
    'a name that only looks alike as a file',
    { manifest: { ...MANIFEST, name: 'acme-core' } },
    'npm pack made acme-core 1.0.0, the plan says @acme/core 1.0.0',
  ],
  [
    'a version that a script sets',
    { manifest: { ...MANIFEST, scripts: { prepack: 'npm pkg set version=9.9.9' } } },
    'npm pack made @acme/core 9.9.9, the plan says @acme/core 1.0.0',
  ],
  [
    'a range that nobody can install',
    { manifest: { ...MANIFEST, dependencies: { base: 'workspace:^' } } },
    'acme-core-1.0.0.tgz depends on base "workspace:^", which npm cannot install',
  ],
  [
    'a package that a script makes private',
    { manifest: { ...MANIFEST, scripts: { prepack: 'npm pkg set private=true --json' } } },
    'acme-core-1.0.0.tgz says "private": true, and npm publishes no such package',
  ],
  [
    'a registry that npm alone would know of',
    { manifest: { ...MANIFEST, publishConfig: { '@acme:registry': 'https://npm.example.invalid' } } },
    'acme-core-1.0.0.tgz names its own registry in "publishConfig", where rel would not look',
  ],
])('%s is refused', async (_, asked, message) => {
  const { packed } = await pack(asked)
  await expect(packed).rejects.toMatchObject({ code: 'BUILD', message })
})

// $$ is another process each time.
const STORY = `
file package.json = { "name": "@acme/core", "version": "1.0.0", "bin": "run.sh" }
file run.sh = #!/bin/sh
file release.config.json = ${JSON.stringify({
  ...{ commit: { mode: 'none' }, sign: { with: 'none' } },
  build: {
    targets: [
      {
        name: 'all',
        run: [['sh', '-c', 'touch -d "-$$ hours" run.sh; chmod 755 run.sh']],
        artifacts: [{ kind: 'package', format: 'npm' }],
      },
    ],
  },
})}
feat: start
feat: next | a.txt, b/c.txt
`

const built = async (at: Repo, options: Parameters<Repo['rel']>[1] = {}) => {
  const run = await at.rel(['build'], options)
  expect(run.code, run.stderr).toBe(0)
  const tree = join(at.folder, 'artifacts/acme-core/1.0.0')
  return {
    tarball: readFileSync(join(tree, 'acme-core-1.0.0.tgz')),
    index: JSON.parse(readFileSync(join(tree, 'release.json'), 'utf8')),
    provenance: readFileSync(join(tree, 'provenance.intoto.jsonl'), 'utf8'),
  }
}

test('umask, zone, folder and the times of files leave no trace; the edits of a release without a commit are inside', async () => {
  const story = await scratchRepo(STORY)
  const clone = await cloneOf(story)
  const here = await built(story)
  const there = await built(clone, {
    through: ['sh', '-c', 'umask 077; exec "$@"', 'sh'],
    env: { TZ: 'Pacific/Kiritimati', LANG: 'et_EE.UTF-8' },
  })
  expect(there.tarball.equals(here.tarball)).toBe(true)
  const integrity = `sha512-${createHash('sha512').update(here.tarball).digest('base64')}`
  expect(here.index.files).toContainEqual(
    expect.objectContaining({ name: 'acme-core-1.0.0.tgz', kind: 'package', mediaType: 'application/gzip', integrity }),
  )
  expect(readMember(gunzipSync(here.tarball), 'package/CHANGELOG.md')?.toString()).toContain('1.0.0')
  const [one, other] = [here, there].map(({ provenance }) => JSON.parse(provenance).predicate)
  const tools = one.buildDefinition.resolvedDependencies.map(({ name }: { name?: string }) => name)
  expect(tools).toEqual(expect.arrayContaining(['node', 'npm', 'sh']))
  expect(other.runDetails).toEqual(one.runDetails)
})
