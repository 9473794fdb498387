/** What a repository that used changesets says of its releases: `.changeset/config.json` and `pre.json`, as far as versions
 *  depend on them. Keys that say how to publish or to write changelogs are left alone. */
import * as v from 'valibot'
import { RelError } from '../errors.ts'
import type { Json, PackageFacts } from '../model.ts'
import { named, type GroupSetting } from './groups.ts'

/** `pre.json`. In mode `pre` releases are prereleases with the tag as id; mode `exit` makes them stable. `changesets` are ids
 *  of change files that a prerelease has consumed, where the format still lists them. */
export interface PreState {
  readonly mode: 'pre' | 'exit'
  readonly tag: string
  readonly changesets: readonly string[]
}

/** What has no key in rel's own config. */
export interface ChangesetsRules {
  /** Names or globs of packages that are never released; their ranges are rewritten. */
  readonly ignore: readonly string[]
  readonly ignorePrivate: boolean
  /** The smallest step of a dependency for which the range of a package that is released anyway is rewritten. */
  readonly updateInternalDependencies: 'patch' | 'minor'
  /** Ranges of peers are rewritten only when they would not admit the new version. */
  readonly onlyUpdatePeerDependentsWhenOutOfRange: boolean
  readonly bumpVersionsWithWorkspaceProtocolOnly: boolean
  /** Before changesets 3.0, a package was broken by any minor or major step of its peer. */
  readonly peersBreak: boolean
  readonly pre: PreState | null
}

export interface ChangesetsConfig {
  readonly groups: readonly GroupSetting[]
  readonly dependents: 'always' | 'out-of-range'
  readonly rules: ChangesetsRules
}

const EXPERIMENTAL = '___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH'

const names = v.array(v.string())

const CONFIG = v.object({
  fixed: v.optional(v.array(names), []),
  linked: v.optional(v.array(names), []),
  ignore: v.optional(names, []),
  updateInternalDependencies: v.optional(v.picklist(['patch', 'minor']), 'patch'),
  bumpVersionsWithWorkspaceProtocolOnly: v.optional(v.boolean(), false),
  privatePackages: v.optional(v.union([v.literal(false), v.object({ version: v.optional(v.boolean(), true) })]), {
    version: true,
  }),
  [EXPERIMENTAL]: v.optional(
    v.object({
      onlyUpdatePeerDependentsWhenOutOfRange: v.optional(v.boolean(), false),
      updateInternalDependents: v.optional(v.picklist(['always', 'out-of-range']), 'out-of-range'),
    }),
    {},
  ),
})

const PRE = v.object({
  mode: v.picklist(['pre', 'exit']),
  tag: v.pipe(v.string(), v.minLength(1)),
  changesets: v.nullish(names, []),
})

/** Both are parsed JSON; `pre` null: there is no such file. `major` is that of the changesets whose rules hold. Throws
 *  `CONFIG_VALUE` naming file and key. */
export function changesetsConfig(config: Json, pre: Json = null, major = 3): ChangesetsConfig {
  const said = read(CONFIG, config, '.changeset/config.json')
  const state = pre === null ? null : read(PRE, pre, '.changeset/pre.json')
  const { onlyUpdatePeerDependentsWhenOutOfRange, updateInternalDependents } = said[EXPERIMENTAL]
  const { ignore, updateInternalDependencies, bumpVersionsWithWorkspaceProtocolOnly, privatePackages } = said
  return {
    groups: [
      ...said.fixed.map((packages) => ({ kind: 'fixed', packages }) as const),
      ...said.linked.map((packages) => ({ kind: 'linked', packages }) as const),
    ],
    dependents: updateInternalDependents,
    rules: {
      ...{ ignore, updateInternalDependencies, bumpVersionsWithWorkspaceProtocolOnly },
      ignorePrivate: privatePackages === false || !privatePackages.version,
      onlyUpdatePeerDependentsWhenOutOfRange,
      peersBreak: major < 3,
      pre: state,
    },
  }
}

/** Names of the packages that are never released. */
export function ignored(packages: readonly PackageFacts[], rules: ChangesetsRules | null): ReadonlySet<string> {
  if (rules === null) return new Set()
  const all = packages.map((each) => each.package.name)
  const hidden = packages.filter((each) => rules.ignorePrivate && each.package.private)
  return new Set([...named(rules.ignore, all), ...hidden.map((each) => each.package.name)])
}

/** Whether a prerelease has consumed a change file that still lies there for the stable release to come. */
export function isConsumedBefore({ id, file }: { readonly id: string; readonly file: string }, pre: PreState): boolean {
  return pre.mode === 'pre' && (pre.changesets.includes(id) || file.startsWith('.changeset/pre/'))
}

function read<const S extends v.GenericSchema>(schema: S, json: Json, file: string): v.InferOutput<S> {
  const { success, output, issues } = v.safeParse(schema, json)
  if (success) return output
  const [issue] = issues
  const key = v.getDotPath(issue) ?? 'the file'
  throw new RelError('CONFIG_VALUE', `${file}: ${key}: ${issue.message}`, {
    hint: `correct ${key} in ${file}, or remove the file`,
  })
}
