/** The state of each package as text or data: last release, what is unreleased, the next version, what is in its way. */
import type { Counts, Explained, Status } from '../../rel.ts'
import type { Terminal } from '../command.ts'
import { type Cell, columns, many, short } from './columns.ts'

const SHOWN = [
  ['changes', 'change', 'changes'],
  ['ignored', 'ignored', 'ignored'],
  ['merges', 'merge', 'merges'],
  ['reverted', 'reverted', 'reverted'],
  ['unclassified', 'unclassified', 'unclassified'],
] as const

/** Classes without commits are left out. */
export const countsText = (counts: Counts): string =>
  SHOWN.flatMap(([key, one, more]) => (counts[key] === 0 ? [] : [many(counts[key], one, more)])).join(', ')

const sinceText = ({ from, counts, package: name }: Explained): string => {
  const place = from === null ? (name === '-' ? 'open' : 'so far') : `since ${from.tag}`
  if (counts.total === 0) return from === null ? 'no commits' : `nothing ${place}`
  return `${many(counts.total, 'commit')} ${place}: ${countsText(counts)}`
}

const row = (one: Explained, { paint }: Terminal): readonly Cell[] => {
  const since: Cell = [sinceText(one), paint.dim]
  if (one.to === null)
    return [
      [one.package === '-' ? 'no package' : one.package, paint.dim],
      [one.from?.version ?? '', paint.dim],
      [''],
      since,
    ]
  const level = one.level === null || one.level === 'none' ? '' : one.level
  return [[one.package, paint.bold], [`${one.from?.version ?? 'new'} → ${one.to}`, paint.green], [level], since]
}

const obstacleLines = ({ obstacles }: Status, { paint }: Terminal): readonly string[] =>
  obstacles.flatMap(({ code, package: name, detail, hint }) => [
    `  ${paint.yellow('!')} ${name === null ? '' : `${name} `}${detail}  ${paint.dim(code)}`,
    `    ${paint.cyan('hint:')} ${hint}`,
  ])

const unfinishedLines = ({ unfinished }: Status, { paint }: Terminal): readonly string[] => {
  const rows = unfinished.map(({ tag, state, missing }): readonly Cell[] => [
    ['→', paint.cyan],
    [tag, paint.bold],
    [state === 'tagged' ? 'tagged here, not sealed' : `sealed, not published to ${missing.join(', ')}`],
    [`rel publish ${tag}`, paint.cyan],
  ])
  return columns(rows)
}

const block = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines])

export const statusLines = (status: Status, terminal: Terminal): readonly string[] => {
  const { plan } = status.planned
  const { paint } = terminal
  const nothing = plan.releases.length === 0
  return [
    `${paint.bold(plan.branch)}@${short(plan.commit)}${nothing ? '  nothing to release' : `  plan ${plan.digest.slice(7, 19)}`}${plan.preview ? paint.yellow('  preview') : ''}`,
    '',
    ...columns(status.packages.map((one) => row(one, terminal))),
    ...block(unfinishedLines(status, terminal)),
    ...block(obstacleLines(status, terminal)),
  ]
}

const packageJson = ({ package: name, from, to, level, reason, counts }: Explained) => ({
  package: name,
  last: from === null ? null : { version: from.version, tag: from.tag, commit: from.commit, commits: counts.total },
  ...{ next: to, bump: level, reason, commits: counts },
})

export const statusJson = ({ planned, packages, obstacles, unfinished }: Status) => {
  const { digest, commit, branch, preview } = planned.plan
  const list = packages.map(packageJson)
  return { kind: 'rel.status', plan: digest, commit, branch, preview, packages: list, obstacles, unfinished }
}
