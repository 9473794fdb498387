/** The judgement of a release's statements: each thing that a statement may say of another release is found. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  provenanceStatement,
  publicationStatement,
  releaseStatement,
  withdrawalStatement,
} from '../../../src/evidence/describe/statement.ts'
import { judgeRelease, type Recorded } from '../../../src/evidence/judge/release.ts'
import type { DistFile, DistIndex, Statement } from '../../../src/model.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const COMMIT = 'c'.repeat(40)
const PLAN = `sha256:${'d'.repeat(64)}` as const
const PURL = 'pkg:npm/core@1.0.0'
const NOBODY = { keys: [], required: false }

const artifact = (name: string, target: string): DistFile => ({
  ...{ name, target, kind: 'archive', mediaType: 'application/gzip' },
  ...{ sha256: sha256(name), size: 1, recipe: [] },
})
const artifacts = [artifact('core-linux.tar.gz', 'linux'), artifact('core-mac.tar.gz', 'mac')]

const build = (target: string, changes: object = {}): Statement =>
  provenanceStatement({
    ...{ repository: null, ref: 'refs/tags/v1.0.0', package: 'core', version: '1.0.0', plan: PLAN, target },
    ...{ commit: COMMIT, tree: null, lockfiles: [], toolchain: [], os: 'linux', arch: 'x64', env: [], rel: '1.0.0' },
    ...{ builder: 'urn:rel:builder:local', log: null },
    subjects: artifacts.filter((file) => file.target === target),
    ...changes,
  })

const line = (statement: Statement) => `${JSON.stringify(statement)}\n`

const text = (name: string, content: string): DistFile => ({
  ...{ name, target: null, kind: 'text', mediaType: 'text/plain' },
  ...{ sha256: sha256(content), size: content.length, recipe: null },
})

const provenance = new Map(['linux', 'mac'].map((target) => [target, line(build(target))] as const))
const index: DistIndex = {
  ...{ kind: 'rel.dist', version: 1, package: 'core', release: '1.0.0', tag: 'v1.0.0', commit: COMMIT, plan: PLAN },
  files: [...artifacts, text('NOTES.md', 'notes'), text('provenance.intoto.jsonl', [...provenance.values()].join(''))],
}
const indexSha256 = sha256('the index')
const facts = { purl: PURL, tag: 'v1.0.0', commit: COMMIT, plan: PLAN, line: 'main' }
const subjects = [...artifacts, { name: 'release.json', sha256: indexSha256 }]
const seal = releaseStatement({ ...facts, subjects })
const published = {
  target: 'mirror',
  kind: 'directory',
  location: '../out',
  purl: PURL,
  plan: PLAN,
  subjects: artifacts,
}
const withdrawn = {
  ...{ reason: 'wrong bytes', targets: [{ target: 'mirror', location: '../out' }] },
  ...{ purl: PURL, plan: PLAN, subjects: artifacts },
}

const GOOD: Recorded = {
  ...{ index, indexSha256, purl: PURL, notes: 'notes', targets: ['linux', 'mac'] },
  ...{ seal: line(seal), provenance, publications: new Map([['mirror', line(publicationStatement(published))]]) },
  withdrawals: new Map([[1, line(withdrawalStatement(withdrawn))]]),
}

const failing = (recorded: Recorded) =>
  judgeRelease(recorded, NOBODY)
    .filter((verdict) => !verdict.ok)
    .map(({ check, detail }) => `${check} ${detail}`)

test('what fits has two verdicts a statement and one a text, all good', () => {
  expect(failing(GOOD)).toEqual([])
  expect(judgeRelease(GOOD, NOBODY).map((verdict) => verdict.check)).toEqual([
    ...['seal signature', 'seal', 'provenance linux signature', 'provenance linux'],
    ...['provenance mac signature', 'provenance mac', 'publication mirror signature', 'publication mirror'],
    ...['withdrawal 1 signature', 'withdrawal 1', 'NOTES.md', 'provenance.intoto.jsonl'],
  ])
})

test('where a signature is required, an unsigned statement is none', () => {
  const verdicts = judgeRelease(GOOD, { keys: [], required: true })
  expect(verdicts.filter((verdict) => !verdict.ok).map((verdict) => verdict.detail)).toEqual(
    Array.from({ length: 5 }, () => 'unsigned'),
  )
})

const sealed = (changes: object): Recorded => ({
  ...GOOD,
  seal: line(releaseStatement({ ...facts, subjects, ...changes })),
})

test.each([
  ['purl', { purl: 'pkg:npm/core@2.0.0' }, 'says purl "pkg:npm/core@2.0.0", this release has pkg:npm/core@1.0.0'],
  ['plan', { plan: `sha256:${'0'.repeat(64)}` }, 'says rel_plan'],
  ['commit', { commit: 'a'.repeat(40) }, 'says rel_commit'],
  ['tag', { tag: 'v2.0.0' }, 'says rel_tag "v2.0.0", this release has v1.0.0'],
  ['missing subject', { subjects: subjects.slice(1) }, 'does not name core-linux.tar.gz'],
  [
    'extra subject',
    { subjects: [...subjects, { name: 'x', sha256: sha256('x') }] },
    'names x, which this release does not',
  ],
  ['subject twice', { subjects: [...subjects, ...artifacts] }, 'names a file twice'],
  [
    'other digest',
    { subjects: [{ name: 'core-linux.tar.gz', sha256: sha256('x') }, ...subjects.slice(1)] },
    'names core-linux.tar.gz with sha256:',
  ],
])('a seal with another %s', (_, changes, words) => {
  expect(failing(sealed(changes))).toEqual([expect.stringMatching(/^seal /)])
  expect(failing(sealed(changes))[0]).toContain(words)
})

const built = (changes: object): Recorded => ({
  ...GOOD,
  provenance: new Map([...provenance, ['mac', line(build('mac', changes))]]),
})

test.each([
  ['package', { package: 'cli' }],
  ['version', { version: '2.0.0' }],
  ['plan', { plan: `sha256:${'0'.repeat(64)}` }],
  ['target', { target: 'linux' }],
  ['ref', { ref: 'refs/tags/v2.0.0' }],
  ['commit', { commit: 'a'.repeat(40) }],
  ['subject', { subjects: artifacts }],
])('provenance with another %s, which the digest of its file shows too', (_, changes) => {
  expect(failing(built(changes))).toEqual([
    expect.stringMatching(/^provenance mac /),
    'provenance.intoto.jsonl is not the file that release.json names',
  ])
})

test.each([
  ['target', { target: 'other' }],
  ['purl', { purl: 'pkg:npm/cli@1.0.0' }],
  ['plan', { plan: `sha256:${'0'.repeat(64)}` as const }],
  ['subject', { subjects: [] }],
])('a publication with another %s', (_, changes) => {
  const publications = new Map([['mirror', line(publicationStatement({ ...published, ...changes }))]])
  expect(failing({ ...GOOD, publications })).toEqual([expect.stringMatching(/^publication mirror /)])
})

test.each([
  ['purl', { purl: 'pkg:npm/cli@1.0.0' }],
  ['plan', { plan: `sha256:${'0'.repeat(64)}` as const }],
  ['subject', { subjects: [] }],
])('a withdrawal with another %s', (_, changes) => {
  const withdrawals = new Map([[1, line(withdrawalStatement({ ...withdrawn, ...changes }))]])
  expect(failing({ ...GOOD, withdrawals })).toEqual([expect.stringMatching(/^withdrawal 1 /)])
})

test('statements of another kind, broken ones, missing ones and other notes', () => {
  expect(failing({ ...GOOD, seal: line(build('mac')) })[0]).toContain('seal is a statement of type https://slsa.dev')
  expect(failing({ ...GOOD, seal: '{' })).toEqual(['seal signature the statement is not JSON'])
  expect(failing({ ...GOOD, provenance: new Map([['linux', provenance.get('linux') ?? '']]) })).toEqual([
    'provenance mac is not in the ledger',
  ])
  expect(failing({ ...GOOD, notes: 'other' })).toEqual(['NOTES.md is not the file that release.json names'])
})
