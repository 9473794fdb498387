/** Puts a decided number together with everything that led to it. */
import type { Asked, Bump, Cause, Change, ChangeFile } from '../model.ts'
import type { Policy } from './policy.ts'
import type { Consequence } from './propagate.ts'
import type { NextVersion } from './version.ts'
import { bumpIn, type Candidate } from './wishes.ts'

export interface Deciding {
  readonly asked: Asked
  readonly policy: Policy
}

/** `consequence` undefined: the package is moved by its own wish alone. */
export function bumpOf(
  candidate: Candidate,
  to: NextVersion,
  consequence: Consequence | undefined,
  { asked, policy }: Deciding,
): Bump {
  const { facts, changes, base } = candidate
  return {
    package: facts.package,
    tagFormat: facts.tagFormat,
    from: base.base,
    to: to.to,
    level: to.level,
    // What only follows keeps its version, which may be none.
    prerelease: policy.scheme.parse(to.to) === null ? null : policy.scheme.prereleaseId(to.to),
    causes: [...ownCauses(candidate, to, { asked, policy }), ...(consequence?.causes ?? [])],
    rejected: base.rejected,
    changes,
    ranges: consequence?.ranges ?? [],
  }
}

/** What follows without a release: new ranges, and the version that it has. */
export function followerOf(candidate: Candidate, consequence: Consequence, deciding: Deciding): Bump {
  const to = { to: candidate.facts.package.version ?? '', level: 'none', first: null, note: null } as const
  return { ...bumpOf({ ...candidate, changes: [], files: [] }, to, consequence, deciding), changes: candidate.changes }
}

function ownCauses(candidate: Candidate, to: NextVersion, { asked, policy }: Deciding): readonly Cause[] {
  const { own, waiting, changes, files, facts } = candidate
  // What was asked for by name is that of others.
  const said = asked.version === null || own === null ? (own ?? waiting()) : null
  return [
    ...(to.first === null ? [] : [{ kind: 'first', version: to.first.version, source: to.first.source } as const]),
    ...askedCauses(candidate, to, asked),
    ...(said?.version == null ? [] : releaseAsCause(candidate)),
    ...files.map((file) => fileCause(file, facts.package.name)),
    ...(policy.source === 'changes' ? [] : changes.filter((change) => change.class === 'change').map(commitCause)),
  ]
}

function askedCauses({ own }: Candidate, to: NextVersion, asked: Asked): readonly Cause[] {
  const what = asked.version ?? asked.level ?? (asked.pre === '' ? 'stable' : null)
  return what === null || own === null ? [] : [{ kind: 'asked', what, bump: to.level }]
}

function releaseAsCause(candidate: Candidate): readonly Cause[] {
  const releaseAs = candidate.releaseAs()
  return releaseAs === null ? [] : [{ kind: 'release-as', commit: releaseAs.commit, version: releaseAs.version }]
}

function fileCause(file: ChangeFile, name: string): Cause {
  return { kind: 'change-file', file: file.file, summary: file.summary, bump: bumpIn(file, name) }
}

function commitCause({ commit, type, scope, breaking, subject, bump, rule }: Change): Cause {
  return { kind: 'commit', commit: commit.id, type, scope, breaking, subject, bump, rule }
}
