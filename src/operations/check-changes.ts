/** `rel check --require-change`: the packages that commits touch and that no new change file names. */
import { ignored } from '../core/changesets-config.ts'
import { CHANGE_FOLDER } from '../facts/change-files.ts'
import type { Change, Facts } from '../model.ts'
import type { GitLook } from '../world/ports.ts'
import { changesetsRules } from './policy.ts'

export interface Touching {
  /** Change files that were written after this commit are new; null: all that no release has told of are. */
  readonly from: string | null
  readonly to: string
  /** The commits after it. */
  readonly changes: readonly Change[]
}

/** Merges and commits without files touch nothing, and what a rule ignores or another commit takes back needs no words. */
const asksForWords = ({ class: kind, commit }: Change): boolean =>
  (kind === 'change' || kind === 'unclassified') && commit.files?.length !== 0

/** Paths of change files that the commits wrote; a merge of the target branch brings those of others. */
const newFiles = async (git: GitLook, { from, to, changes }: Touching): Promise<ReadonlySet<string> | null> => {
  if (from === null) return null
  const wants = ['added', 'not-added'] as const
  const found = await Promise.all(wants.map((want) => git.pathChanges({ from, to, want, below: CHANGE_FOLDER })))
  const own = new Set(changes.filter(({ commit }) => commit.parents.length < 2).map(({ commit }) => commit.id))
  return new Set(found.flat().flatMap(({ commit, path }) => (own.has(commit) ? [path] : [])))
}

/** Names, in the order of the packages, without those that changesets' own config ignores. A bump of `none` says enough. */
export const withoutChange = async (git: GitLook, touching: Touching, facts: Facts): Promise<readonly string[]> => {
  const isNew = await newFiles(git, touching)
  const hidden = ignored(facts.packages, changesetsRules(facts.files))
  const commits = new Set(touching.changes.filter(asksForWords).map(({ commit }) => commit.id))
  return facts.packages.flatMap(({ package: { name }, unreleased, changeFiles = [] }) => {
    const isTouched = !hidden.has(name) && unreleased.some(({ id }) => commits.has(id))
    return isTouched && !changeFiles.some(({ file }) => isNew?.has(file) ?? true) ? [name] : []
  })
}
