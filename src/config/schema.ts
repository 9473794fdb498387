/** The whole config, once: types, defaults, validation, and the sentences of the JSON Schema and of README's table. */
import * as v from 'valibot'
import * as atoms from './schema-atoms.ts'
import { build } from './schema-build.ts'
import { branches, groups, packages } from './schema-packages.ts'
import { versioning } from './schema-versioning.ts'

const { about } = atoms

const tag = v.strictObject({
  format: v.exactOptional(
    about(atoms.tagFormat, 'the tag template; absent: the one that the highest version tag follows'),
  ),
  sign: v.exactOptional(
    about(v.picklist(['auto', 'always', 'never']), 'whether tags are signed; auto: when git is configured to'),
    'auto',
  ),
  message: v.exactOptional(about(atoms.tagMessage, 'the first line of the tag'), '{name} {version}'),
})

const commit = v.strictObject({
  mode: v.exactOptional(
    about(v.picklist(['direct', 'none']), 'direct: a release commit on the line; none: no release commit at all'),
    'direct',
  ),
  message: v.exactOptional(about(atoms.commitMessage, 'its first line'), 'chore(release): {summary}'),
  onMoved: v.exactOptional(
    about(v.picklist(['merge', 'stop']), 'what happens when the line moved on while the release was built'),
    'merge',
  ),
})

const section = v.strictObject({
  type: about(atoms.changeType, 'the type of commits it lists'),
  title: about(atoms.line, 'its heading'),
  hidden: v.exactOptional(about(v.boolean(), 'true: such commits are not listed')),
})

const changelog = v.strictObject({
  file: v.exactOptional(
    about(v.union([atoms.relativePath, v.literal(false)]), "the file, relative to the package's path; false: none"),
    'CHANGELOG.md',
  ),
  repositoryFile: v.exactOptional(
    about(v.union([atoms.relativePath, v.literal(false)]), 'one more file, for all packages together; false: none'),
    false,
  ),
  template: v.exactOptional(
    about(
      v.union([v.picklist(['default', 'keep-a-changelog']), atoms.relativePath]),
      'how notes look: default, keep-a-changelog, or the path of a template of your own',
    ),
    'default',
  ),
  links: v.exactOptional(
    about(
      v.picklist(['auto', 'github', 'gitlab', 'gitea', 'bitbucket', 'none']),
      "whose addresses links have; auto: by the repository's host",
    ),
    'auto',
  ),
  contributors: v.exactOptional(about(v.boolean(), 'true: notes end with who wrote the changes'), false),
  sections: v.exactOptional(about(v.array(section), 'the sections of the notes, in order'), [
    { type: 'feat', title: 'Features' },
    { type: 'fix', title: 'Bug Fixes' },
    { type: 'perf', title: 'Performance Improvements' },
    { type: 'revert', title: 'Reverts' },
  ]),
})

const dist = v.strictObject({
  dir: v.exactOptional(about(atoms.relativePath, 'the folder of the artifact tree'), 'artifacts'),
  layout: v.exactOptional(about(atoms.layout, "a release's folder below it"), '{name}/{version}'),
})

const sign = v.strictObject({
  with: v.exactOptional(
    about(atoms.signer, 'what signs the statements: auto, ssh, none, key:<file> or key:env:<NAME>'),
    'auto',
  ),
})

const ledger = v.strictObject({
  ref: v.exactOptional(about(atoms.ledgerRef, 'the ref that holds the ledger'), 'refs/rel/ledger'),
})

const stage = v.strictObject({
  to: about(v.picklist(['ref', 'local']), 'where sealed bytes wait for a later machine: a ref on the remote, or here'),
})

/** What every publish target has in common; the rest of an entry is its own business. */
export interface PublishEntry {
  readonly to: string
  readonly name?: string
}

/** The option schema of a publish target: `v.strictObject({ to: v.literal(…), name?: …, … })`. */
export type TargetSchema = v.StrictObjectSchema<v.ObjectEntries & { to: v.GenericSchema<string> }, undefined>

/** Typed by what targets have in common: each target checks its own options again, with its own types. */
const publish = (targets: readonly TargetSchema[]): v.GenericSchema<PublishEntry[]> =>
  v.array(v.variant('to', targets) as v.GenericSchema<PublishEntry>)

/** The schema of a config, for the publish targets at hand. */
export const configSchema = (targets: readonly TargetSchema[]) =>
  v.strictObject({
    $schema: v.exactOptional(about(v.string(), 'where editors find the JSON Schema of this file')),
    repository: v.exactOptional(
      about(atoms.webAddress, "the repository's address, for links in notes; absent: the package manifest's"),
    ),
    packages: v.exactOptional(
      about(packages, 'what is released; auto: the root manifest and the workspaces it declares'),
      'auto',
    ),
    groups: v.exactOptional(about(groups, 'packages whose versions go together'), []),
    versioning: v.exactOptional(about(versioning, 'how versions follow from changes'), {}),
    branches: v.exactOptional(
      about(branches, 'the release lines; absent: the default branch, next, beta, alpha and maintenance branches'),
    ),
    tag: v.exactOptional(about(tag, 'release tags'), {}),
    commit: v.exactOptional(about(commit, 'the release commit'), {}),
    changelog: v.exactOptional(about(changelog, 'the changelog and the notes'), {}),
    toolchain: v.exactOptional(
      about(v.array(atoms.commandName), 'commands whose path, version and digest are recorded; absent: detected'),
    ),
    build: v.exactOptional(about(build, 'how artifacts are made'), {}),
    dist: v.exactOptional(about(dist, 'the artifact tree'), {}),
    sign: v.exactOptional(about(sign, 'signatures on statements'), {}),
    trust: v.exactOptional(
      about(v.array(atoms.publicKey), "the keys whose signatures count; read from the previous release's commit"),
      [],
    ),
    ledger: v.exactOptional(about(ledger, 'the record of all releases'), {}),
    publish: v.exactOptional(about(publish(targets), 'where releases are published; names are unique'), []),
    stage: v.exactOptional(about(stage, 'where bytes wait before the seal; absent: the ref, else here')),
  })

export type ConfigSchema = ReturnType<typeof configSchema>
export type Config = v.InferOutput<ConfigSchema>

/** The name that plan, journal and ledger call a publish target by. */
export const publishName = (entry: PublishEntry): string => entry.name ?? entry.to
