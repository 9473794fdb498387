/** `rel check`: every commit of a range, or the title of a pull request, put to the rules before it is merged. */
import { NOTHING_ASKED } from '../core/asked.ts'
import { classify, countsOf } from '../core/classify.ts'
import { releaseAsFooters, strangersIn } from '../core/release-as.ts'
import { stopsIn } from '../core/stops.ts'
import { type ErrorCode, RelError } from '../errors.ts'
import { refuseCut } from '../facts/cut-history.ts'
import type { Change, Commit, Counts, Facts } from '../model.ts'
import { configAt, type ConfigAt } from './config-at.ts'
import { withoutChange } from './check-changes.ts'
import { undecidedAt, type Undecided } from './decided.ts'
import { placed } from './placed.ts'
import { headCommit, openSession, type Request, type Session } from './session.ts'
import { haveHistory } from './whole-history.ts'

export interface CheckRequest extends Request {
  /** `<from>..<to>`, or `<from>` for what HEAD has beyond it; null: what HEAD has beyond the line that it goes to. */
  readonly range: string | null
  /** Of a pull request, or a whole squash message: it alone is looked at. */
  readonly title: string | null
  /** Whether every package that the commits touch has to be named in a new change file. */
  readonly requireChange: boolean
  /** The branch that the pull request goes to, when CI names it. */
  readonly target: string | null
}

/** `code`: `UNCLASSIFIED` follows no convention, `NEAR_MISS` looks as if more was meant, `UNKNOWN_PACKAGE` is a footer that
 *  asks for a version of nothing, `NO_CHANGE` a touched package without a change file; any other one is what a release would
 *  stop with. A warning stops nobody: where change files alone decide, commits only look odd. */
export interface CheckFinding {
  readonly code: ErrorCode | 'NEAR_MISS' | 'NO_CHANGE'
  readonly severity: 'error' | 'warning'
  readonly commit: string | null
  readonly package: string | null
  readonly detail: string
  readonly hint: string
}

export interface CheckedRange {
  /** In words: `origin/main..HEAD`, `unreleased`. */
  readonly name: string
  /** Null where the unreleased commits of several packages were looked at. */
  readonly from: string | null
  readonly to: string
}

/** `range` null: a title was checked. `changes` are children first. */
export interface Checked {
  readonly range: CheckedRange | null
  readonly changes: readonly Change[]
  readonly counts: Counts
  readonly findings: readonly CheckFinding[]
}

interface Found {
  readonly range: CheckedRange
  readonly commits: readonly Commit[]
}

/** Throws `UNKNOWN_REVISION`, `USAGE`, and what stands in the way of the facts. */
export const check = async (request: CheckRequest): Promise<Checked> => {
  const session = await openSession({ ...request, branch: request.branch ?? request.target })
  const config = await configAt(session, await headCommit(session), 'read')
  if (request.requireChange) refuseWithoutFiles(config)
  if (request.title !== null) return titleChecked(session, titled(request.title), config)
  const atHead = request.range === null ? await readyAt(session) : null
  const { range, commits } = await found(session, request, atHead)
  const checked = judged(range, commits, config)
  const isBound = mayStop(commits, config)
  if (!isBound && !request.requireChange) return checked
  const ready = atHead ?? (await readyAt(session, range.to))
  const { changes } = checked
  const stops = isBound ? [...strangers(commits, ready), ...(await stopping(commits, ready))] : []
  const untold = request.requireChange ? await missing(session, range, { changes, facts: ready.facts }) : []
  return { ...checked, findings: [...checked.findings, ...stops, ...untold] }
}

const refuseWithoutFiles = ({ config }: ConfigAt): void => {
  if (config.versioning.source === 'commits')
    throw new RelError('USAGE', '--require-change is asked for, but commits alone decide here', {
      hint: 'set "versioning.source" to "changes" or "both", or leave --require-change out',
    })
}

/** Versions are looked at only where the commits could be at odds with them. */
const mayStop = (commits: readonly Commit[], { config: { versioning } }: ConfigAt): boolean =>
  versioning.maxBump !== 'major' || commits.some(({ message }) => releaseAsFooters(message).length > 0)

const titleChecked = async (session: Session, title: Commit, config: ConfigAt): Promise<Checked> => {
  const checked = judged(null, [title], config)
  // Which packages there are is asked only where a footer names one.
  if (strangersIn([title], []).length === 0) return checked
  return { ...checked, findings: [...checked.findings, ...strangers([title], await readyAt(session))] }
}

const strangers = (commits: readonly Commit[], { facts }: Undecided): readonly CheckFinding[] => {
  const names = facts.packages.map((each) => each.package.name)
  return strangersIn(commits, names).map(({ commit, name }) => ({
    ...{ code: 'UNKNOWN_PACKAGE', severity: 'error', commit: commit.id || null, package: null },
    detail: `Release-As names ${name}, and there is no such package`,
    hint: `name one of: ${names.join(', ')}`,
  }))
}

/** What commits of before the range have brought about is not told of again. */
const stopping = async (commits: readonly Commit[], ready: Undecided): Promise<readonly CheckFinding[]> => {
  const { facts, asked, policy, config } = ready
  const stops = await placed(config, async () => stopsIn(facts, asked, policy))
  return stops.flatMap(({ code, message, hint, origins }): readonly CheckFinding[] => {
    const brings = ({ id, files }: Commit) => origins.some((origin) => origin === id || files?.includes(origin))
    // Below the merges that carry it on.
    const commit = commits.findLast(brings)?.id
    return commit === undefined
      ? []
      : [{ code, severity: 'error', commit, package: null, detail: message, hint: hint ?? '' }]
  })
}

const judged = (range: CheckedRange | null, commits: readonly Commit[], { config }: ConfigAt): Checked => {
  const { rules, nestedCommits, unclassified, source } = config.versioning
  // An error would tell of the first ones alone.
  const listing = unclassified === 'patch' ? 'patch' : 'report'
  const changes = classify(commits, undefined, { rules, nestedCommits, unclassified: listing })
  const severity = source === 'changes' ? 'warning' : 'error'
  return {
    range,
    changes,
    counts: countsOf(changes),
    findings: changes.flatMap((change) => findingsIn(change, severity)),
  }
}

const findingsIn = (change: Change, severity: CheckFinding['severity']): readonly CheckFinding[] => {
  const { class: kind, hint, nested = [] } = change
  const about = { severity, commit: change.commit.id || null, package: null }
  const misses = [hint, ...nested.map((each) => each.hint)].filter((each) => each !== null)
  if (kind === 'unclassified')
    return [{ code: 'UNCLASSIFIED', ...about, detail: 'follows no convention', hint: misses[0] ?? CONVENTION }]
  if (kind === 'merge' || kind === 'reverted') return []
  return [...new Set(misses)].map((miss) => ({
    code: 'NEAR_MISS',
    ...about,
    detail: 'looks as if more was meant',
    hint: miss,
  }))
}

const CONVENTION = 'write the first line as `type(scope): subject`, with feat, fix, docs, chore … as the type'

const missing = async (
  { world }: Session,
  { from, to }: CheckedRange,
  { changes, facts }: { readonly changes: readonly Change[]; readonly facts: Facts },
): Promise<readonly CheckFinding[]> =>
  (await withoutChange(world.git, { from, to, changes }, facts)).map((name) => ({
    ...{ code: 'NO_CHANGE', severity: 'error', commit: null, package: name },
    detail: `${name} is touched, and no new change file names it`,
    hint: `say what changed: rel change add patch ${name} -m "…", or that nothing did: rel change add none ${name}`,
  }))

const titled = (title: string): Commit => ({
  ...{ id: '', parents: [], author: '', email: '', date: 0, message: title, files: null },
})

/** `commit` null: HEAD. */
const readyAt = async (session: Session, commit: string | null = null): Promise<Undecided> => {
  const nothing = { line: null, asked: NOTHING_ASKED, use: 'read', ignoreTag: () => false, anyLine: true } as const
  return undecidedAt(session, { commit: commit ?? (await headCommit(session)), ...nothing })
}

const found = async (session: Session, { range, target }: CheckRequest, ready: Undecided | null): Promise<Found> => {
  if (range !== null) return between(session, range)
  const to = await headCommit(session)
  const facts = ready?.facts ?? null
  const base = await baseOf(session, target ?? facts?.line.name ?? 'HEAD')
  const beyond = base === null ? [] : await beyondOf(session, base.id, to)
  if (base !== null && beyond.length > 0)
    return { range: { name: `${base.name}..HEAD`, from: base.id, to }, commits: beyond }
  return { range: { name: 'unreleased', from: null, to }, commits: unreleased(facts) }
}

const between = async (session: Session, words: string): Promise<Found> => {
  await haveHistory(session)
  const [, from = '', to = ''] = /^(.*?)(?:\.{2,3}(.*))?$/.exec(words) ?? []
  const fromId = await resolved(session, from)
  const toId = await resolved(session, to || 'HEAD')
  return { range: { name: words, from: fromId, to: toId }, commits: await beyondOf(session, fromId, toId) }
}

const resolved = async ({ world }: Session, name: string): Promise<string> => {
  const id = name === '' ? null : await world.git.resolve(name, true)
  if (id !== null) return id
  throw new RelError('UNKNOWN_REVISION', `${JSON.stringify(name)} names no commit here`, {
    hint: 'name commits as git does, in a clone that has them: rel check main..HEAD',
  })
}

/** The head of a branch: the remote's, else one of this clone that is not the checked-out one. */
const baseOf = async (
  { world, remote }: Session,
  branch: string,
): Promise<{ readonly name: string; readonly id: string } | null> => {
  const places = [
    ...(remote === null ? [] : [{ name: `${remote}/${branch}`, ref: `refs/remotes/${remote}/${branch}` }]),
    { name: branch, ref: `refs/heads/${branch}` },
  ]
  for (const { name, ref } of places) {
    if (ref === world.git.place.branch) continue
    const id = await world.git.resolve(ref, true)
    if (id !== null) return { name, id }
  }
  return null
}

/** Children first. A range is walked as git writes one. */
const beyondOf = async ({ world }: Session, from: string, to: string): Promise<readonly Commit[]> => {
  const commits: Commit[] = []
  await world.git.walk(`${from}..${to}`, { files: true }, (commit) => commits.push(commit))
  await refuseCut(world, commits)
  return commits
}

/** Each once, in the order of history as far as one list tells it. */
const unreleased = (facts: Facts | null): readonly Commit[] => {
  const lists = [...(facts?.packages ?? []).map((each) => each.unreleased), facts?.noPackage ?? []]
  return [...new Map(lists.flat().map((commit) => [commit.id, commit] as const)).values()]
}
