/** Why a package of a monorepo is released otherwise than release-please (which looks at its own commits) or people did. */
import semver from 'semver'
import type { PackageCase } from './monorepo.ts'

export interface PackageDifference {
  readonly name: string
  readonly sentence: string
  readonly holds: (one: PackageCase) => boolean
}

const hasCause = ({ ours }: PackageCase, kind: string) => ours?.because.some((cause) => cause.kind === kind) ?? false
const isHigher = (a: string | null | undefined, b: string | null | undefined): boolean =>
  typeof a === 'string' &&
  typeof b === 'string' &&
  semver.valid(a) !== null &&
  semver.valid(b) !== null &&
  semver.gt(a, b)

const isOnlyPeople = ({ ours, actual, peer, pulled }: PackageCase) =>
  ours === null && actual !== null && peer === null && !pulled

/** The first that holds explains. */
export const PACKAGE_DIFFERENCES: readonly PackageDifference[] = [
  {
    name: 'first-release',
    sentence: "no tag of the package is reachable: its first release is the manifest's version, unbumped",
    holds: (one) => hasCause(one, 'first'),
  },
  {
    name: 'cancelled-pair-kept',
    sentence: 'for rel a revert and what it names cancel; release-please does not know the git form and keeps both (5)',
    holds: ({ peer, ours, reverted }) => peer !== null && ours === null && reverted > 0,
  },
  {
    name: 'group-follows',
    sentence:
      "one version for a fixed group: the group's highest change counts, release-please looks at the package alone (25)",
    holds: (one) => hasCause(one, 'group') && (one.peer === null || isHigher(one.ours?.to, one.peer)),
  },
  {
    name: 'dependents-follow',
    sentence:
      'rel releases a dependent as a patch when what it depends on is released; release-please without its workspace plugin does not (24)',
    holds: (one) => one.peer === null && one.ours?.bump === 'patch' && hasCause(one, 'dependency'),
  },
  {
    name: 'prerelease-counts-on',
    sentence:
      'asked for a prerelease, rel counts the line on; release-please bumps the stable part of every prerelease',
    holds: ({ row, ours }) => row.released.some(({ to }) => to.includes('-')) && ours !== null,
  },
  {
    name: 'any-file-is-a-patch',
    sentence:
      'people (lerna) released every package with a changed file, whatever the commits say; for rel chores release nothing',
    holds: (one) => isOnlyPeople(one) && one.commits > 0,
  },
  {
    name: 'released-without-a-commit',
    sentence:
      'people released a package that no commit touched and no released dependency pulls in; rel has no cause for that',
    holds: isOnlyPeople,
  },
]

/** The names of what explains it; empty: nothing does. */
export const explainPackage = (one: PackageCase): readonly string[] =>
  PACKAGE_DIFFERENCES.filter(({ holds }) => holds(one))
    .map(({ name }) => name)
    .slice(0, 1)
