/** Which dist-tag a version gets in an npm registry, and where the tags that lead to withdrawn versions go. */
import { satisfies, validRange } from '../core/npm-range.ts'
import { semverScheme } from '../core/schemes/semver.ts'
import type { NpmPackage } from '../world/ports.ts'
import type { Publishing } from './target.ts'

const { compare, isPrerelease, prereleaseId } = semverScheme

/** npm refuses a dist-tag that could be a range of versions. */
const spelled = (tag: string): string => (validRange(tag) === null ? tag : `release-${tag}`)

const MAINTENANCE = /^\d+(?:\.\d+)?\.x$/

type Place = Pick<Publishing<unknown>, 'version' | 'channel' | 'line'>

/** The dist-tag of a version that is about to be published; `there` is asked for what the registry has, if need be. */
export const distTag = async (
  { version, channel, line }: Place,
  there: () => Promise<NpmPackage | null>,
): Promise<string> => {
  if (isPrerelease(version))
    return spelled([channel, prereleaseId(version)].find((tag) => tag !== null && tag !== 'latest') ?? 'next')
  if (channel !== 'latest') return spelled(channel)
  const versions = (await there())?.versions ?? []
  const isHighest = versions.every((other) => isPrerelease(other) || compare(other, version) <= 0)
  if (isHighest) return 'latest'
  return `release-${MAINTENANCE.test(line) ? line : `${version.split('.')[0]}.x`}`
}

/** `to` null: the tag is removed. */
export interface Move {
  readonly tag: string
  readonly to: string | null
}

const highest = (versions: readonly string[]): string | null => versions.toSorted(compare).at(-1) ?? null

/** What a version stands in for: a tag of one line stays on it, a stable version is not followed by a prerelease. */
const isSuccessor =
  (tag: string, gone: string) =>
  (version: string): boolean => {
    const line = /^release-(.+)$/.exec(tag)?.[1] ?? '*'
    const sameId = isPrerelease(gone) && prereleaseId(version) === prereleaseId(gone)
    if (compare(version, gone) >= 0 || !(sameId || !isPrerelease(version))) return false
    return validRange(line) === null || satisfies(version, line, { includePrerelease: true })
  }

/** Moves that leave no dist-tag on a withdrawn version. Registries do not give up `latest`: it stays where no other stable
 *  version can take it. */
export const movesFrom = ({ tags, versions }: NpmPackage, withdrawn: readonly string[]): readonly Move[] => {
  const rest = versions.filter((version) => !withdrawn.includes(version))
  return [...tags]
    .filter(([, version]) => withdrawn.includes(version))
    .flatMap(([tag, version]): readonly Move[] => {
      if (tag !== 'latest') return [{ tag, to: highest(rest.filter(isSuccessor(tag, version))) }]
      const to = highest(rest.filter((other) => !isPrerelease(other)))
      return to === null ? [] : [{ tag, to }]
    })
}
