/** Builds in-toto Statements v1: of a release, of a build, of a publication, of a withdrawal. No times stand in them, so that equal
 *  releases give equal statements. */
import type { Digest, Json, Statement } from '../../model.ts'

export const RELEASE = 'https://in-toto.io/attestation/release/v0.1'
export const PROVENANCE = 'https://slsa.dev/provenance/v1'
export const PUBLICATION = 'urn:rel:predicate:publication:v1'
export const WITHDRAWAL = 'urn:rel:predicate:withdrawal:v1'

/** The build type that rel's provenance follows. A build of it: check the commit out into an empty folder, set umask 022,
 *  `TZ=UTC`, `LC_ALL=C`, `SOURCE_DATE_EPOCH` to the commit's date, unset all of the environment but `env`, and run the
 *  recipes that the config of that commit gives for `package` and `target`.
 *
 *  External parameters: `repository` (URL; absent without a remote), `ref` (the tag), `package`, `version`, `plan` (digest
 *  of the sealed plan), `target`. Internal: `os`, `arch` (Node's names), `env` (names, sorted), `rel` (its version).
 *  Dependencies: the commit at `git+<repository>@<ref>`, then each lockfile by path, then each tool by name. */
export const BUILD_TYPE = 'urn:rel:build:v1'

/** A file by name; `sha256` in hexadecimal. */
export interface NamedDigest {
  readonly name: string
  readonly sha256: string
}

export interface ReleaseFacts {
  readonly purl: string
  readonly tag: string
  /** The release commit. */
  readonly commit: string
  readonly plan: Digest
  readonly line: string
  readonly subjects: readonly NamedDigest[]
  /** A name of the package that stays when the package is renamed. */
  readonly releaseId?: string
}

/** in-toto release v0.1, extended by `rel_*`; the specification lets producers add prefixed fields. */
export function releaseStatement(release: ReleaseFacts): Statement {
  const { purl, releaseId, plan, commit, tag, line } = release
  return statement(RELEASE, release.subjects, {
    purl,
    ...(releaseId === undefined ? {} : { releaseId }),
    rel_plan: plan,
    rel_commit: commit,
    rel_tag: tag,
    rel_line: line,
  })
}

export interface PublicationFacts {
  /** The target's name in the config, and the kind of target it is. */
  readonly target: string
  readonly kind: string
  /** Where consumers find it: a URL, or a path for a folder. */
  readonly location: string
  readonly purl: string
  readonly plan: Digest
  readonly subjects: readonly NamedDigest[]
}

/** Says that a target had these bytes when it was looked at after the upload. */
export function publicationStatement(publication: PublicationFacts): Statement {
  const { target, kind, location, purl, plan } = publication
  return statement(PUBLICATION, publication.subjects, { target, kind, location: withoutSecrets(location), purl, plan })
}

export interface WithdrawalFacts {
  /** Why, in one line. */
  readonly reason: string
  /** The targets that consumers are to be led away from, by their names in the config. */
  readonly targets: readonly { readonly target: string; readonly location: string }[]
  readonly purl: string
  readonly plan: Digest
  readonly subjects: readonly NamedDigest[]
}

/** Says that nobody is to use these bytes any more, and why. */
export function withdrawalStatement(withdrawal: WithdrawalFacts): Statement {
  const { reason, purl, plan } = withdrawal
  const targets = withdrawal.targets.map(({ target, location }) => ({ target, location: withoutSecrets(location) }))
  return statement(WITHDRAWAL, withdrawal.subjects, { reason, targets, purl, plan })
}

export interface BuildFacts {
  /** Null when the repository has no remote. */
  readonly repository: string | null
  readonly ref: string
  readonly package: string
  readonly version: string
  readonly plan: Digest
  readonly target: string
  readonly commit: string
  readonly tree: string | null
  readonly lockfiles: readonly NamedDigest[]
  readonly toolchain: readonly (NamedDigest & { readonly version: string })[]
  readonly os: string
  readonly arch: string
  /** Names of the environment variables that the recipes could see. */
  readonly env: readonly string[]
  /** rel's own version. */
  readonly rel: string
  /** URI of where it ran. */
  readonly builder: string
  /** sha256 of the build log; null when nothing was run. */
  readonly log: string | null
  readonly subjects: readonly NamedDigest[]
}

/** SLSA provenance v1 of one build target. */
export function provenanceStatement(build: BuildFacts): Statement {
  const repository = build.repository === null ? null : withoutSecrets(build.repository)
  const { ref, version, plan, target, os, arch, rel } = build
  return statement(PROVENANCE, build.subjects, {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        ...(repository === null ? {} : { repository }),
        ref,
        package: build.package,
        version,
        plan,
        target,
      },
      internalParameters: { os, arch, env: build.env.toSorted(), rel },
      resolvedDependencies: [
        source(build, repository),
        ...byName(build.lockfiles).map(described),
        ...byName(build.toolchain).map((tool) => ({ ...described(tool), annotations: { version: tool.version } })),
      ],
    },
    runDetails: {
      builder: { id: build.builder },
      ...(build.log === null ? {} : { byproducts: [described({ name: 'build.log', sha256: build.log })] }),
    },
  })
}

/** Only a URL can be a resource URI: `git@host:path` and local paths stay a parameter. */
function source(build: BuildFacts, repository: string | null): Json {
  const isUrl = repository !== null && /^[a-z][a-z0-9+.-]*:\/\//i.test(repository)
  const place = isUrl ? { uri: encodeURI(`git+${repository}@${build.ref}`) } : { name: 'source' }
  return { ...place, digest: { gitCommit: build.commit, ...(build.tree === null ? {} : { gitTree: build.tree }) } }
}

/** A remote's URL may carry a token, and statements are public. The user of an SSH URL is part of the address. */
function withoutSecrets(url: string): string {
  return url.replace(/^(https?:\/\/)[^/]*@/i, '$1').replace(/^([a-z][a-z0-9+.-]*:\/\/[^/:@]*):[^/]*@/i, '$1@')
}

function statement(
  predicateType: string,
  subjects: readonly NamedDigest[],
  predicate: Statement['predicate'],
): Statement {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: byName(subjects).map(described),
    predicateType,
    predicate,
  }
}

function described(file: NamedDigest): { readonly name: string; readonly digest: { readonly sha256: string } } {
  return { name: file.name, digest: { sha256: file.sha256 } }
}

function byName<T extends NamedDigest>(files: readonly T[]): T[] {
  return files.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
}
