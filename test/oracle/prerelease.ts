/** Prereleases that were really tagged: what rel says at that commit when it is asked for the same identifier. */
import semver from 'semver'
import { decidedBy, documentOf, type Why } from './answers.ts'
import type { History } from './histories.ts'
import { configFor, formOf } from './next-version.ts'
import type { Line } from './report.ts'

export const FILE = 'versions/prerelease.jsonl'

export interface PrereleaseRow {
  readonly repo: string
  readonly from: string
  readonly lastStable: string | null
  readonly to: string
  readonly toSha: string
  readonly actual: string
}

interface Facts {
  /** The tagged version in parts; null: it is no semantic version. */
  readonly actual: Parts | null
  readonly ours: Parts | null
  /** Whether the range since `from` holds commits that a stable release inside it shipped. */
  readonly mergedStable: boolean
  /** Whether rel started from a tag that the row names, or from none where there is none. */
  readonly rightBase: boolean
}

interface Parts {
  readonly stable: string
  readonly rest: readonly (string | number)[]
}

export interface PrereleaseDifference {
  readonly name: string
  readonly sentence: string
  readonly holds: (facts: Facts) => boolean
}

const counter = (parts: Parts | null): number | null => {
  const last = parts?.rest[1]
  return parts?.rest.length === 2 && typeof last === 'number' ? last : null
}

const sameStable = ({ actual, ours }: Facts) => actual !== null && ours !== null && actual.stable === ours.stable
const isAbove = (a: Parts | null, b: Parts | null) => a !== null && b !== null && semver.gt(a.stable, b.stable)

/** People decide these; rel counts. The first that holds explains the row. */
export const PRERELEASE_DIFFERENCES: readonly PrereleaseDifference[] = [
  {
    name: 'other-spelling',
    sentence: 'the prerelease is not spelled `<id>.<number>`; rel always writes that',
    holds: ({ actual }) => actual === null || typeof actual.rest[0] !== 'string' || counter(actual) === null,
  },
  {
    name: 'stable-already-released',
    sentence:
      'nothing but a merged stable release is new: for rel its commits are released, semantic-release counts everything since the last prerelease',
    holds: ({ ours, mergedStable }) => ours === null && mergedStable,
  },
  {
    name: 'nothing-releasable',
    sentence: 'people tagged a prerelease of commits that release nothing by the rules; rel makes none',
    holds: ({ ours }) => ours === null,
  },
  {
    name: 'counts-from-zero',
    sentence: 'the repository counts prereleases from 0; rel, as semantic-release, from 1',
    holds: (facts) => sameStable(facts) && counter(facts.actual) === 0 && counter(facts.ours) === 1,
  },
  {
    name: 'number-skipped',
    sentence: 'people left a number out; rel counts on from the highest reachable tag with that identifier',
    holds: (facts) => sameStable(facts) && (counter(facts.actual) ?? 0) > (counter(facts.ours) ?? 0),
  },
  {
    name: 'number-repeated',
    sentence: 'the same number was tagged on another line before; rel counts reachable tags',
    holds: (facts) => sameStable(facts),
  },
  {
    name: 'people-chose-less',
    sentence:
      'people kept the announced number although a bigger change is in it; rel raises the stable part by the biggest change',
    holds: ({ actual, ours, rightBase }) => rightBase && isAbove(ours, actual),
  },
  {
    name: 'people-chose-more',
    sentence: 'people opened a higher number than the changes ask for; rel takes the step that the changes ask for',
    holds: ({ actual, ours, rightBase }) => rightBase && isAbove(actual, ours),
  },
]

const partsOf = (version: string | null): Parts | null => {
  const parsed = version === null ? null : semver.parse(version)
  return parsed === null ? null : { stable: `${parsed.major}.${parsed.minor}.${parsed.patch}`, rest: parsed.prerelease }
}

/** `rc` of `rc.1`, `rc1` and `rc-1`; null when there is no word. */
export const idOf = (version: string): string | null => /-([a-zA-Z]+)/.exec(version)?.[1] ?? null

const factsOf = async (history: History, row: PrereleaseRow, why: Why): Promise<Facts> => {
  const own = new Set(why.commits.map(({ commit }) => commit))
  const ids = (await history.git('rev-list', '--no-merges', `${row.from}..${row.toSha}`)).split('\n')
  const mergedStable = ids.some((id) => id !== '' && !own.has(id))
  const rightBase = [row.from, row.lastStable].includes(why.from?.tag ?? null)
  return { actual: partsOf(row.actual), ours: partsOf(why.to), mergedStable, rightBase }
}

export const prereleaseLine = async (history: History, row: PrereleaseRow): Promise<Line> => {
  const { repo, from, to, actual } = row
  const line = { file: FILE, repo, case: `${from}..${to}`, grade: 'prerelease', want: actual, must: false }
  const id = idOf(actual)
  if (id === null)
    return {
      ...line,
      got: 'not asked',
      outcome: 'explained',
      differences: ['other-spelling'],
      decided: 'no identifier',
    }
  const view = await history.viewAt(row.toSha)
  const config = configFor(repo, history.branch, [formOf(to, actual), formOf(from)])
  const said = documentOf<{ packages: readonly Why[] }>(await view.rel(config, 'why', '--pre', id))
  view.remove()
  const why = 'document' in said ? said.document.packages[0] : undefined
  if (why === undefined)
    return { ...line, got: 'error' in said ? said.error : '', outcome: 'against', differences: [], decided: 'error' }
  const answer = { ...line, got: why.to ?? 'none', decided: decidedBy(why) }
  if (why.to === actual) return { ...answer, outcome: 'equal', differences: [] }
  const facts = await factsOf(history, row, why)
  const found = PRERELEASE_DIFFERENCES.find(({ holds }) => holds(facts))
  return { ...answer, outcome: found === undefined ? 'against' : 'explained', differences: found ? [found.name] : [] }
}
