/** What the seal writes into the ledger for one release, and what the ledger says of a seal. */
import { artifactsOf, INDEX_FILE } from '../evidence/describe/dist.ts'
import { sha256 } from '../core/canonical.ts'
import { releaseStatement } from '../evidence/describe/statement.ts'
import type { DistIndex, Plan, Statement } from '../model.ts'
import { commitPath, digestPath, encodeName, releaseFolder } from './paths.ts'

export interface SealedRelease {
  readonly plan: Plan
  readonly index: DistIndex
  readonly indexText: string
  readonly notes: string
  readonly line: string
  readonly purl: string
  /** One signed or bare statement per target. */
  readonly provenance: readonly { readonly target: string; readonly text: string }[]
}

/** The statement that the seal is: one subject per artifact, and one for `release.json`. */
export const sealStatement = (release: SealedRelease): Statement =>
  releaseStatement({
    purl: release.purl,
    tag: release.index.tag,
    commit: release.index.commit,
    plan: release.plan.digest,
    line: release.line,
    subjects: [...artifactsOf(release.index), { name: INDEX_FILE, sha256: sha256(release.indexText) }],
  })

/** The files of one sealed release. `seal` is the statement's text, signed or bare. */
export const sealFiles = (release: SealedRelease, seal: string): ReadonlyMap<string, Buffer> => {
  const { index, plan } = release
  const folder = releaseFolder(index.package, index.release)
  const texts: (readonly [string, string])[] = [
    [`${folder}/plan.json`, `${JSON.stringify(plan, null, 2)}\n`],
    [`${folder}/release.json`, release.indexText],
    [`${folder}/NOTES.md`, release.notes],
    [`${folder}/seal.json`, `${seal}\n`],
    ...release.provenance.map(
      ({ target, text }) => [`${folder}/provenance-${encodeName(target)}.json`, `${text}\n`] as const,
    ),
    ...artifactsOf(index).map((artifact) => [digestPath(artifact.sha256), `${folder}\n`] as const),
    ...[...new Set([plan.commit, index.commit])].map(
      (commit) => [commitPath(commit, index.package, index.release), ''] as const,
    ),
  ]
  return new Map(texts.map(([path, content]) => [path, Buffer.from(content)] as const))
}
