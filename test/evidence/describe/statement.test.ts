/** Statements: valid by the in-toto and SLSA schemas, equal for equal facts, free of secrets and times. */
import { expect, test } from 'vitest'
import { statementBytes } from '../../../src/evidence/describe/envelope.ts'
import {
  provenanceStatement,
  publicationStatement,
  releaseStatement,
  withdrawalStatement,
} from '../../../src/evidence/describe/statement.ts'
import type { BuildFacts } from '../../../src/evidence/describe/statement.ts'
import { SCHEMAS, validateStatement } from '../../support/statement-schemas.ts'

const plan = `sha256:${'9f'.repeat(32)}` as const
const purl = 'pkg:npm/%40acme/core@2.4.0'
const archive = { name: 'core-2.4.0.tar.gz', sha256: '5a'.repeat(32) }
const index = { name: 'release.json', sha256: '1b'.repeat(32) }
const commit = 'c'.repeat(40)

const build: BuildFacts = {
  repository: 'https://forge.example/acme/core.git',
  ref: 'refs/tags/core@2.4.0',
  package: '@acme/core',
  version: '2.4.0',
  plan,
  target: 'linux-x64',
  commit,
  tree: 'd'.repeat(40),
  lockfiles: [{ name: 'package-lock.json', sha256: '11'.repeat(32) }],
  toolchain: [
    { name: 'npm', version: '11.19.1', sha256: '22'.repeat(32) },
    { name: 'node', version: '24.21.0', sha256: '33'.repeat(32) },
  ],
  os: 'linux',
  arch: 'x64',
  env: ['PATH', 'HOME'],
  rel: '0.1.0',
  builder: 'urn:rel:builder:local',
  log: '44'.repeat(32),
  subjects: [archive],
}

test('a release statement is valid and says what was released from what', () => {
  const release = releaseStatement({ purl, tag: 'core@2.4.0', commit, plan, line: 'main', subjects: [index, archive] })
  expect(validateStatement(release)).toEqual([])
  expect(release.subject).toEqual([
    { name: archive.name, digest: { sha256: archive.sha256 } },
    { name: index.name, digest: { sha256: index.sha256 } },
  ])
  expect(release.predicate).toEqual({
    purl,
    rel_plan: plan,
    rel_commit: commit,
    rel_tag: 'core@2.4.0',
    rel_line: 'main',
  })
})

test('a release statement may carry a stable package name', () => {
  const facts = { purl, tag: 'v2.4.0', commit, plan, line: 'main', subjects: [archive], releaseId: '1234' }
  expect(validateStatement(releaseStatement(facts))).toEqual([])
  expect(releaseStatement(facts).predicate).toMatchObject({ releaseId: '1234' })
})

test('a publication statement is valid and keeps no credentials', () => {
  const location = 'https://user:secret@registry.example/acme/core'
  const publication = publicationStatement({ target: 'npm', kind: 'npm', location, purl, plan, subjects: [archive] })
  expect(validateStatement(publication)).toEqual([])
  expect(publication.predicate).toMatchObject({ location: 'https://registry.example/acme/core' })
})

test('a withdrawal statement is valid, says why and where, and keeps no credentials', () => {
  const targets = [{ target: 'npm', location: 'https://user:secret@registry.example/acme/core' }]
  const withdrawal = withdrawalStatement({ reason: 'loses data', targets, purl, plan, subjects: [archive] })
  expect(validateStatement(withdrawal)).toEqual([])
  expect(withdrawal.predicate).toEqual({
    ...{ reason: 'loses data', purl, plan },
    targets: [{ target: 'npm', location: 'https://registry.example/acme/core' }],
  })
  const lines = { ...withdrawal.predicate, reason: 'one\ntwo' }
  expect(validateStatement({ ...withdrawal, predicate: lines })).not.toEqual([])
})

test('a provenance statement is valid SLSA v1 without times', () => {
  const provenance = provenanceStatement(build)
  expect(validateStatement(provenance)).toEqual([])
  expect(JSON.stringify(provenance)).not.toMatch(/startedOn|finishedOn/)
  expect(provenance.predicate).toMatchObject({
    buildDefinition: {
      externalParameters: { repository: build.repository, package: '@acme/core', plan, target: 'linux-x64' },
      internalParameters: { os: 'linux', arch: 'x64', env: ['HOME', 'PATH'], rel: '0.1.0' },
      resolvedDependencies: [
        {
          uri: 'git+https://forge.example/acme/core.git@refs/tags/core@2.4.0',
          digest: { gitCommit: commit, gitTree: 'd'.repeat(40) },
        },
        { name: 'package-lock.json', digest: { sha256: '11'.repeat(32) } },
        { name: 'node', digest: { sha256: '33'.repeat(32) }, annotations: { version: '24.21.0' } },
        { name: 'npm', digest: { sha256: '22'.repeat(32) }, annotations: { version: '11.19.1' } },
      ],
    },
    runDetails: { builder: { id: 'urn:rel:builder:local' }, byproducts: [{ name: 'build.log' }] },
  })
})

test('a build without remote, tree, lockfile, toolchain and log is valid too', () => {
  const bare = { ...build, repository: null, tree: null, lockfiles: [], toolchain: [], log: null }
  const provenance = provenanceStatement(bare)
  expect(validateStatement(provenance)).toEqual([])
  expect(provenance.predicate).toMatchObject({
    buildDefinition: { resolvedDependencies: [{ name: 'source', digest: { gitCommit: commit } }] },
  })
})

test.each([
  ['https://oauth2:token@forge.example/a.git', 'https://forge.example/a.git'],
  ['https://token@forge.example/a.git', 'https://forge.example/a.git'],
  ['ssh://git:word@forge.example/a.git', 'ssh://git@forge.example/a.git'],
  ['ssh://git@forge.example:22/a.git', 'ssh://git@forge.example:22/a.git'],
  ['git@forge.example:acme/a.git', 'git@forge.example:acme/a.git'],
  ['/srv/git/a b.git', '/srv/git/a b.git'],
  ['https://forge.example/a b@c.git', 'https://forge.example/a b@c.git'],
])('the repository %s is recorded as %s', (repository, recorded) => {
  const provenance = provenanceStatement({ ...build, repository })
  expect(validateStatement(provenance)).toEqual([])
  expect(provenance.predicate).toMatchObject({ buildDefinition: { externalParameters: { repository: recorded } } })
})

test('the order in which facts are told does not change the bytes', () => {
  const turned = { ...build, toolchain: build.toolchain.toReversed(), env: build.env.toReversed() }
  expect(statementBytes(provenanceStatement(turned))).toEqual(statementBytes(provenanceStatement(build)))
})

test('the schemas refuse what the specifications forbid', () => {
  const release = releaseStatement({ purl, tag: 'v1', commit, plan, line: 'main', subjects: [archive] })
  expect(validateStatement({ ...release, subject: [{ name: 'x' }] })).not.toEqual([])
  expect(validateStatement({ ...release, predicate: { ...release.predicate, purl: 'pkg:npm/core' } })).not.toEqual([])
  expect(validateStatement({ ...release, predicateType: 'https://example.org/other' })).toHaveLength(1)
  const provenance = provenanceStatement(build)
  const timed = {
    ...provenance.predicate,
    runDetails: { builder: { id: 'x:y' }, metadata: { startedOn: '2026-01-01T00:00:00Z' } },
  }
  expect(validateStatement({ ...provenance, predicate: timed })).not.toEqual([])
})

test('every field of the schemas is described in one sentence', () => {
  const fields = SCHEMAS.flatMap((schema) => [...properties(schema, schema.$id)])
  expect(fields.length).toBeGreaterThan(40)
  expect(fields.filter(([, description]) => !/^[A-Z][^.]*\.$/.test(description)).map(([path]) => path)).toEqual([])
})

function* properties(node: unknown, path: string): Generator<[string, string]> {
  if (typeof node !== 'object' || node === null) return
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties') {
      for (const [name, field] of Object.entries(value)) {
        yield [`${path}/${name}`, String((field as { description?: string }).description)]
      }
    }
    yield* properties(value, `${path}/${key}`)
  }
}
