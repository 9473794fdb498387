/** Judges the statements of one release: who signed each, and whether it is about this very release and these very bytes. */
import { createHash } from 'node:crypto'
import { artifactsOf, INDEX_FILE, NOTES_FILE, PROVENANCE_FILE } from '../describe/dist.ts'
import { readBuild } from '../describe/build.ts'
import { type NamedDigest, PROVENANCE, PUBLICATION, RELEASE, WITHDRAWAL } from '../describe/statement.ts'
import type { DistIndex, Json, Statement, Verdict } from '../../model.ts'
import { type Verification, verifyText } from './verify.ts'

/** `required`: a signature counts only when one of the keys made it. Without it, who signed is said and nothing more. */
export interface Trust {
  readonly keys: readonly Buffer[]
  readonly required: boolean
}

/** What is recorded of a release, as texts from outside. `indexSha256` is that of `release.json`. */
export interface Recorded {
  readonly index: DistIndex
  readonly indexSha256: string
  readonly purl: string
  readonly seal: string
  readonly notes: string
  /** Build targets in the plan's order, which is that of the lines in the tree's provenance file. */
  readonly targets: readonly string[]
  /** By target name. */
  readonly provenance: ReadonlyMap<string, string>
  readonly publications: ReadonlyMap<string, string>
  /** By number. */
  readonly withdrawals: ReadonlyMap<number, string>
}

const signature = (name: string, { state, detail }: Verification, trust: Trust): Verdict => ({
  check: `${name} signature`,
  ok: state === 'trusted' || (state !== 'invalid' && !trust.required),
  detail,
})

/** The first thing in which found differs from wanted, as a sentence; null when nothing does. */
const difference = (
  found: ReadonlyMap<string, Json | undefined>,
  wanted: ReadonlyMap<string, string>,
): string | null => {
  for (const [field, value] of wanted) {
    const there = found.get(field)
    if (there !== value) return `says ${field} ${JSON.stringify(there ?? null)}, this release has ${value}`
  }
  return null
}

const subjectDifference = ({ subject }: Statement, files: readonly NamedDigest[]): string | null => {
  const found = new Map(subject.map((each) => [each.name ?? '', each.digest['sha256'] ?? ''] as const))
  for (const file of files) {
    const there = found.get(file.name)
    if (there === undefined) return `does not name ${file.name}`
    if (there !== file.sha256) return `names ${file.name} with sha256:${there}, this release has sha256:${file.sha256}`
  }
  const extra = subject.find((each) => !files.some((file) => file.name === each.name))
  if (extra !== undefined) return `names ${extra.name ?? 'a file without a name'}, which this release does not have`
  return subject.length === files.length ? null : 'names a file twice'
}

interface Claim {
  readonly name: string
  readonly type: string
  readonly text: string
  readonly subjects: readonly NamedDigest[]
  /** What it must say of the release, and where it says it. */
  readonly wanted: Readonly<Record<string, string>>
  readonly said: (statement: Statement) => ReadonlyMap<string, Json | undefined>
}

const predicate = (statement: Statement) => new Map(Object.entries(statement.predicate))

const misfit = (statement: Statement, claim: Claim): string | null => {
  if (statement.predicateType !== claim.type) return `is a statement of type ${statement.predicateType}`
  return (
    difference(claim.said(statement), new Map(Object.entries(claim.wanted))) ??
    subjectDifference(statement, claim.subjects)
  )
}

/** Two verdicts: on the signature, and on what was signed. What is badly signed is not read. */
const judgeClaim = (claim: Claim, trust: Trust): readonly Verdict[] => {
  const verification = verifyText(claim.text, trust.keys)
  const signed = signature(claim.name, verification, trust)
  if (verification.statement === null) return [signed]
  const wrong = misfit(verification.statement, claim)
  const count = claim.subjects.length
  const good = `names this release and ${count === 1 ? 'its file' : `its ${count} files`} by digest`
  return [signed, { check: claim.name, ok: wrong === null, detail: wrong ?? good }]
}

const sealClaim = ({ index, indexSha256, purl, seal }: Recorded): Claim => ({
  name: 'seal',
  type: RELEASE,
  text: seal,
  subjects: [...artifactsOf(index), { name: INDEX_FILE, sha256: indexSha256 }],
  wanted: { purl, rel_plan: index.plan, rel_commit: index.commit, rel_tag: index.tag },
  said: predicate,
})

const provenanceClaims = ({ index, provenance }: Recorded): readonly Claim[] => {
  const targets = new Set([...provenance.keys(), ...artifactsOf(index).flatMap((file) => file.target ?? [])])
  return [...targets].toSorted().map((target) => ({
    name: `provenance ${target}`,
    type: PROVENANCE,
    text: provenance.get(target) ?? '',
    subjects: artifactsOf(index).filter((file) => file.target === target),
    wanted: {
      ...{ package: index.package, version: index.release, plan: index.plan, target },
      ...{ ref: `refs/tags/${index.tag}`, commit: index.commit },
    },
    said: (statement) => {
      const build = readBuild(statement)
      return new Map([...build.parameters, ['commit', build.commit ?? undefined] as const])
    },
  }))
}

const publicationClaims = ({ index, purl, publications }: Recorded): readonly Claim[] =>
  [...publications].map(([target, text]) => ({
    name: `publication ${target}`,
    type: PUBLICATION,
    text,
    subjects: artifactsOf(index),
    wanted: { target, purl, plan: index.plan },
    said: predicate,
  }))

const withdrawalClaims = ({ index, purl, withdrawals }: Recorded): readonly Claim[] =>
  [...withdrawals].map(([number, text]) => ({
    name: `withdrawal ${number}`,
    type: WITHDRAWAL,
    text,
    subjects: artifactsOf(index),
    wanted: { purl, plan: index.plan },
    said: predicate,
  }))

/** The texts that the ledger keeps beside the index are files of the tree, so the index knows their digests. */
const judgeTexts = ({ index, notes, provenance, targets }: Recorded): readonly Verdict[] => {
  const digests = new Map(index.files.map((file) => [file.name, file.sha256] as const))
  const isWhole = provenance.size === targets.length && targets.every((target) => provenance.has(target))
  const texts: (readonly [string, string])[] = [[NOTES_FILE, notes]]
  if (isWhole) texts.push([PROVENANCE_FILE, targets.map((target) => provenance.get(target) ?? '').join('')])
  return texts.map(([name, text]) => {
    const ok = createHash('sha256').update(text).digest('hex') === digests.get(name)
    return { check: name, ok, detail: ok ? 'digest good' : 'is not the file that release.json names' }
  })
}

/** Two verdicts a statement, the seal's first. Of an artifact without provenance it is said that it has none. */
export const judgeRelease = (recorded: Recorded, trust: Trust): readonly Verdict[] => [
  ...judgeStatements(recorded, trust),
  ...judgeTexts(recorded),
]

const claimsOf = (recorded: Recorded): readonly Claim[] => [
  sealClaim(recorded),
  ...provenanceClaims(recorded),
  ...publicationClaims(recorded),
  ...withdrawalClaims(recorded),
]

const judgeStatements = (recorded: Recorded, trust: Trust): readonly Verdict[] =>
  claimsOf(recorded).flatMap((claim) =>
    claim.text === '' ? [{ check: claim.name, ok: false, detail: 'is not in the ledger' }] : judgeClaim(claim, trust),
  )
