/** `rel check`: every commit of a range, or the title of a pull request, put to the rules before it is merged. */
import { NOTHING_ASKED } from '../core/asked.ts'
import { classify, countsOf } from '../core/classify.ts'
import { strangersIn } from '../core/release-as.ts'
import { RelError } from '../errors.ts'
import { refuseCut } from '../facts/cut-history.ts'
import type { Change, Commit, Counts, Facts } from '../model.ts'
import { configAt, type ConfigAt } from './config-at.ts'
import { withoutChange } from './check-changes.ts'
import { seenAt } from './decided.ts'
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
 *  asks for a version of nothing, `NO_CHANGE` a touched package without a change file. A warning stops nobody: where change files alone decide, commits only look odd. */
export interface CheckFinding {
  readonly code: 'UNCLASSIFIED' | 'NEAR_MISS' | 'UNKNOWN_PACKAGE' | 'NO_CHANGE'
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
  const { source } = config.config.versioning
  if (request.requireChange && source === 'commits')
    throw new RelError('USAGE', '--require-change is asked for, but commits alone decide here', {
      hint: 'set "versioning.source" to "changes" or "both", or leave --require-change out',
    })
  if (request.title !== null) return titleChecked(session, titled(request.title), config)
  const facts = request.range === null || request.requireChange ? await factsAt(session) : null
  const { range, commits } = await found(session, request, facts)
  const checked = judged(range, commits, config)
  const strange = await strangers(session, commits, facts)
  const untold =
    request.requireChange && facts !== null ? await missing(session, range, { changes: checked.changes, facts }) : []
  return { ...checked, findings: [...checked.findings, ...strange, ...untold] }
}

const titleChecked = async (session: Session, title: Commit, config: ConfigAt): Promise<Checked> => {
  const checked = judged(null, [title], config)
  return { ...checked, findings: [...checked.findings, ...(await strangers(session, [title], null))] }
}

/** Which packages there are is asked only where a footer names one. */
const strangers = async (
  session: Session,
  commits: readonly Commit[],
  facts: Facts | null,
): Promise<readonly CheckFinding[]> => {
  if (strangersIn(commits, []).length === 0) return []
  const names = (facts ?? (await factsAt(session))).packages.map((each) => each.package.name)
  return strangersIn(commits, names).map(({ commit, name }) => ({
    ...{ code: 'UNKNOWN_PACKAGE', severity: 'error', commit: commit.id || null, package: null },
    detail: `Release-As names ${name}, and there is no such package`,
    hint: `name one of: ${names.join(', ')}`,
  }))
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

const factsAt = async (session: Session): Promise<Facts> => {
  const commit = await headCommit(session)
  const nothing = { line: null, asked: NOTHING_ASKED, use: 'read', ignoreTag: () => false, anyLine: true } as const
  return (await seenAt(session, { commit, ...nothing })).facts
}

const found = async (session: Session, { range, target }: CheckRequest, facts: Facts | null): Promise<Found> => {
  if (range !== null) return between(session, range)
  const to = await headCommit(session)
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
