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

const CAUSES: Readonly<Record<Explained['causes'][number]['kind'], string>> = {
  'change-file': 'told by a change file',
  group: 'moved with its group',
  'release-as': 'named by Release-As',
  asked: 'asked for',
  first: 'the first release',
  dependency: 'follows what it depends on',
}

/** What moves a package without a commit of its own. */
const movedBy = (causes: Explained['causes']): string =>
  [...new Set(causes.map(({ kind }) => CAUSES[kind]))].join(', ') || 'moved'

const sinceText = ({ from, to, causes, counts, package: name }: Explained, { withdrawn }: Status): string => {
  const mark = from !== null && withdrawn.has(from.tag) ? ' (withdrawn)' : ''
  const place = from === null ? (name === '-' ? 'open' : 'so far') : `since ${from.tag}${mark}`
  if (counts.total === 0 && to !== null) return `${movedBy(causes)}, no commits ${place}`
  if (counts.total === 0) return from === null ? 'no commits' : `nothing ${place}`
  return `${many(counts.total, 'commit')} ${place}: ${countsText(counts)}`
}

const row = (one: Explained, status: Status, { paint }: Terminal): readonly Cell[] => {
  const since: Cell = [sinceText(one, status), paint.dim]
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

type HalfFinished = Status['unfinished'][number]

const TOLD = 'as far as this clone knows'

/** What is true of it, and what is missing. */
const stateText = ({ state, sealed, recorded, missing, ...rest }: HalfFinished, { remote }: Status): string => {
  if (state === 'sealed') {
    const there = recorded.length === 0 ? '' : `, recorded on ${recorded.join(', ')}`
    return `sealed${there}, missing on ${missing.join(', ')}`
  }
  const known = remote === null ? '' : ` ${TOLD}`
  if (state === 'begun') return `begun here, and nothing of it is public${known}`
  const tagged = rest.public === true ? 'tagged and pushed' : 'tagged'
  if (sealed === null) return `${tagged}; whether it is sealed is not known here, since this clone has no ledger`
  return rest.public === false && remote !== null
    ? `tagged, neither pushed nor sealed${known}`
    : `${tagged}, not sealed${known}`
}

/** Releases of one plan that stand alike are told of together. */
const alike = ({ tag, plan, package: _, version: __, ...rest }: HalfFinished): string =>
  JSON.stringify([plan ?? tag, rest])

const unfinishedLines = (status: Status, { paint }: Terminal): readonly string[] =>
  [...Map.groupBy(status.unfinished, alike).values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const tags = group.map(({ tag }) => tag).join(', ')
    const next = first.next.map(({ command, does }): readonly Cell[] => [
      [command, paint.cyan],
      [does, paint.dim],
    ])
    return [`  ${paint.cyan('→')} ${paint.bold(tags)}  ${stateText(first, status)}`, ...columns(next, '      ')]
  })

const block = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines])

export const statusLines = (status: Status, terminal: Terminal): readonly string[] => {
  const { plan } = status.planned
  const { paint } = terminal
  const nothing = plan.releases.length === 0
  return [
    `${paint.bold(plan.branch)}@${short(plan.commit)}${nothing ? '  nothing to release' : `  plan ${plan.digest.slice(7, 19)}`}${plan.preview ? paint.yellow('  preview') : ''}`,
    '',
    ...columns(status.packages.map((one) => row(one, status, terminal))),
    ...block(unfinishedLines(status, terminal)),
    ...block(obstacleLines(status, terminal)),
  ]
}

const packageJson = ({ package: name, from, to, level, reason, counts }: Explained, { withdrawn }: Status) => ({
  package: name,
  last:
    from === null
      ? null
      : {
          ...{ version: from.version, tag: from.tag, commit: from.commit },
          commits: counts.total,
          withdrawn: withdrawn.has(from.tag),
        },
  ...{ next: to, bump: level, reason, commits: counts },
})

/** `remote`: the one that releases go to, or null. `packages[].last.withdrawn`: whether the last release was withdrawn. Of
 *  `unfinished` each has `package`, `version`, `tag`, `state` (`begun`, `tagged`, `sealed`), `plan` (null: tagged by hand),
 *  `public` and `sealed` (null: not known here), `recorded` and `missing` (targets of a sealed one), and `next`, what to type:
 *  `[{ command, does }]`, first what brings the ledger here or finishes it. */
export const statusJson = (status: Status) => {
  const { planned, packages, obstacles, unfinished, remote } = status
  const { digest, commit, branch, preview } = planned.plan
  const list = packages.map((one) => packageJson(one, status))
  return { kind: 'rel.status', plan: digest, commit, branch, preview, remote, packages: list, obstacles, unfinished }
}
