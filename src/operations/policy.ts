/** What a config and a commit's own files say of how versions follow, in the shape that `decide` takes. */
import type { Config } from '../config/schema.ts'
import {
  type ChangesetsConfig,
  changesetsConfig,
  type ChangesetsRules,
  type PreState,
} from '../core/changesets-config.ts'
import { type Policy, withChangesets } from '../core/policy.ts'
import type { Ecosystem } from '../ecosystems/ecosystem.ts'
import { RelError } from '../errors.ts'
import { CHANGE_FOLDER } from '../facts/change-files.ts'
import type { Facts, Json } from '../model.ts'
import type { GitLook } from '../world/ports.ts'
import { schemeOf } from './config-at.ts'

const CONFIG_FILE = `${CHANGE_FOLDER}/config.json`
export const PRE_FILE = `${CHANGE_FOLDER}/pre.json`

/** What changesets keeps beside change files. */
export const CHANGESETS_FILES: readonly string[] = [CONFIG_FILE, PRE_FILE]

/** An ecosystem without ranges leaves them alone. */
const stepRange =
  (ecosystems: readonly Ecosystem[]): Policy['stepRange'] =>
  (ecosystem, range, from, to) => {
    const known = ecosystems.find(({ name }) => name === ecosystem)
    return known?.stepRange?.(range, from, to) ?? { text: range, meaning: null, admits: true }
  }

const settings = (config: Config) => (config.packages === 'auto' ? [] : config.packages)

const readJson = (file: string, text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch (cause) {
    throw new RelError('CONFIG', `${file} is no JSON`, { hint: `mend ${file}, or remove it`, cause })
  }
}

type Texts = ReadonlyMap<string, string | null>

/** What changesets' own files say, if there are any. Throws `CONFIG` and `CONFIG_VALUE`. */
const changesetsIn = (files: Texts): ChangesetsConfig | null => {
  const [said = null, pre = null] = CHANGESETS_FILES.map((file) => {
    const text = files.get(file) ?? null
    return text === null ? null : readJson(file, text)
  })
  return said === null ? null : changesetsConfig(said, pre)
}

/** Null where changesets has no config. Throws `CONFIG` and `CONFIG_VALUE`. */
export const changesetsRules = (files: Texts): ChangesetsRules | null => changesetsIn(files)?.rules ?? null

/** Null where changesets makes no prereleases, nor has just left them. */
export const changesetsPre = (files: Texts): PreState | null => changesetsRules(files)?.pre ?? null

/** The same of a commit. */
export const changesetsPreAt = async (
  git: Pick<GitLook, 'objects'>,
  commit: string,
  { versioning: { source } }: Config,
): Promise<PreState | null> => {
  if (source === 'commits') return null
  const objects = await git.objects(CHANGESETS_FILES.map((file) => `${commit}:${file}`))
  return changesetsPre(
    new Map(CHANGESETS_FILES.map((file, at) => [file, objects[at]?.body.toString('utf8') ?? null] as const)),
  )
}

/** The prerelease id of a release: changesets' while it makes prereleases. `wished` is what was asked for or the line's. Throws
 *  `CONFIG_VALUE` when that is another one: its numbers could not be told from those of the other. */
export const preBeside = (wished: string | null, changesets: PreState | null): string | null => {
  if (changesets === null) return wished
  const own = changesets.mode === 'pre' ? changesets.tag : ''
  if (wished !== null && wished !== own)
    throw new RelError(
      'CONFIG_VALUE',
      own === ''
        ? `${PRE_FILE} says that prereleases are over`
        : `${PRE_FILE} says that releases are ${own} prereleases`,
      {
        hint: `release without --pre and --stable, ${own === '' ? '' : 'leave them with: changeset pre exit, '}or remove the file`,
      },
    )
  return own || wished
}

/** Prerelease ids of packages that have one of their own. */
export const lanesOf = (config: Config): Policy['lanes'] =>
  new Map(settings(config).flatMap(({ name, lane }) => (lane === undefined ? [] : [[name, lane] as const])))

/** Throws `CONFIG_VALUE` for a name that is no package. */
const dependsOn = (config: Config, { packages }: Facts): Policy['dependsOn'] => {
  const known = new Set(packages.map((each) => each.package.name))
  for (const { name, dependsOn: names = [] } of settings(config)) {
    const stranger = names.find((each) => !known.has(each))
    if (stranger !== undefined)
      throw new RelError(
        'CONFIG_VALUE',
        `packages[].dependsOn of ${name} names ${stranger}, which is no package here`,
        {
          hint: `name one of: ${[...known].join(', ')}`,
          keys: [['packages', name, 'dependsOn', stranger]],
        },
      )
  }
  return new Map(settings(config).flatMap(({ name, dependsOn: names }) => (names === undefined ? [] : [[name, names]])))
}

export interface PolicyQuestion {
  readonly config: Config
  readonly facts: Facts
  /** Those of the facts' packages. */
  readonly ecosystems: readonly Ecosystem[]
  /** `YYYY-MM-DD` */
  readonly day: string
  readonly accepting: readonly string[]
  /** Nothing that bounds a number holds: to explain one that is refused. */
  readonly unbounded: boolean
}

const boundedPolicy = (question: PolicyQuestion): Policy => {
  const { config, facts, ecosystems, day, accepting } = question
  const { initial = null, zeroMajor, rules, unclassified, nestedCommits, maxBump, source } = config.versioning
  const { dependents = 'always' } = config.versioning
  // Of several packages each has numbers of its own, which the name of one branch cannot speak for.
  const range = facts.packages.length === 1 ? (facts.line.range ?? null) : null
  const policy: Policy = {
    ...{ scheme: schemeOf({ config }), initial, zeroMajor, day, range, accepting },
    classification: { rules, unclassified, nestedCommits },
    ...{ maxBump, source, dependents, groups: config.groups, stepRange: stepRange(ecosystems), changesets: null },
    lanes: lanesOf(config),
    dependsOn: dependsOn(config, facts),
  }
  if (source === 'commits') return policy
  const said = changesetsIn(facts.files)
  if (said === null) return policy
  const written = { dependents: config.versioning.dependents !== undefined }
  return withChangesets(policy, said, written)
}

/** Throws `CONFIG` and `CONFIG_VALUE` for what changesets' files say. */
export const policyFor = (question: PolicyQuestion): Policy => {
  const policy = boundedPolicy(question)
  if (!question.unbounded) return policy
  return {
    ...policy,
    ...{ range: null, maxBump: 'major', classification: { ...policy.classification, unclassified: 'report' } },
  }
}
