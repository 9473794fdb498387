/** Recognises the config files of other release tools, so that nobody wonders why rel does not read them. */
import { RelError } from '../errors.ts'

/** `code`: a name so close to ours that whoever wrote it may think rel runs it. */
export interface Foreign {
  readonly file: string
  readonly tool: string
  readonly code: boolean
}

/** Most telling first. */
const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/^release\.config\.[cm]?[jt]s$/, 'semantic-release'],
  [/^\.releaserc(?:\.(?:json|ya?ml|[cm]?[jt]s))?$/, 'semantic-release'],
  [/^\.changeset\/config\.json$/, 'changesets'],
  [/^(?:\.config\/|\.)?goreleaser\.ya?ml$/, 'goreleaser'],
  [/^release-please-config\.json$/, 'release-please'],
  [/^\.release-it\.(?:json|ya?ml|toml|[cm]?[jt]s)$/, 'release-it'],
  [/^dist-workspace\.toml$/, 'dist'],
]

/** The most telling file of another tool among a commit's paths, or null. To be asked when rel has no config: one that
 *  only lies beside is worth a note and stops nothing; `foreignError` is for those that are `code`. */
export const foreignTool = (names: readonly string[]): Foreign | null => {
  for (const [pattern, tool] of TOOLS) {
    const file = names.find((name) => pattern.test(name))
    if (file !== undefined) return { file, tool, code: file.startsWith('release.config.') }
  }
  return null
}

/** What to answer when a `release.config.js` is all there is: defaults would not be what its author meant. */
export const foreignError = (foreign: Foreign): RelError =>
  new RelError('CONFIG_FOREIGN', `${foreign.file} is a config of ${foreign.tool}, which rel does not run`, {
    hint: 'write the settings into release.config.json: rel init makes one',
  })
