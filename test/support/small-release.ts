/** A plan of one release and its dist tree, made without building anything. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../../src/core/canonical.ts'
import { planDigest } from '../../src/core/plan.ts'
import { checksumList, INDEX_FILE, indexText, SUMS_FILE } from '../../src/evidence/describe/dist.ts'
import type { SealedRelease } from '../../src/ledger/seal.ts'
import type { DistFile, DistIndex, Plan, PlannedRelease } from '../../src/model.ts'

const COUNTS = { total: 1, changes: 1, ignored: 0, merges: 0, reverted: 0, unclassified: 0 }
const NOBODY_ASKED = { packages: null, level: null, version: null, pre: null, date: null }

const releaseOf = (name: string, to: string): PlannedRelease => ({
  ...{ package: name, path: '.', ecosystem: 'none', from: null, rejected: [], to, tag: `${name}@${to}` },
  ...{ bump: 'minor', prerelease: null, channel: 'latest', date: '2025-01-06', because: [], commits: COUNTS },
  ...{ edits: [], notes: `# ${to}\n`, artifacts: [], targets: ['mirror'] },
})

export const smallPlan = (commit: string, name = 'core', version = '1.0.0'): Plan => {
  const plan = {
    ...({ kind: 'rel.plan', version: 1, commit, branch: 'main', config: `sha256:${'c'.repeat(64)}` } as const),
    ...{
      preview: false,
      asked: NOBODY_ASKED,
      rules: 1,
      releases: [releaseOf(name, version)],
      unreleased: [],
      gates: [],
    },
  }
  return { ...plan, digest: planDigest(plan) }
}

export interface SmallRelease extends SealedRelease {
  /** Every file of the dist tree, by name. */
  readonly files: Readonly<Record<string, string>>
}

const described = (name: string, text: string, target: string | null): DistFile => ({
  ...{ name, kind: target === null ? 'text' : 'file', target, sha256: sha256(text), size: Buffer.byteLength(text) },
  ...{ mediaType: 'application/octet-stream', recipe: null },
})

/** The release of a plan, whose one artifact `core.bin` holds `bytes`. */
export const smallRelease = (plan: Plan, bytes = 'bytes'): SmallRelease => {
  const [planned] = plan.releases
  if (planned === undefined) throw new Error('a plan of nothing')
  const notes = planned.notes
  const listed = [described('NOTES.md', notes, null), described('core.bin', bytes, 'source')]
  const sums = checksumList(listed)
  const index: DistIndex = {
    ...{ kind: 'rel.dist', version: 1, package: planned.package, release: planned.to, tag: planned.tag },
    ...{ commit: plan.commit, plan: plan.digest, files: [...listed, described(SUMS_FILE, sums, null)] },
  }
  const text = indexText(index)
  const files = { 'NOTES.md': notes, 'core.bin': bytes, [SUMS_FILE]: sums, [INDEX_FILE]: text }
  const purl = `pkg:generic/${planned.package}@${planned.to}`
  return { plan, index, indexText: text, notes, line: 'main', purl, provenance: [], files }
}

/** Writes the dist tree of a release. */
export const writeDist = (release: SmallRelease, folder: string): void => {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(release.files)) writeFileSync(join(folder, name), text)
}
