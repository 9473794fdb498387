/** How a number came about, as text: base, rejected bases, what was asked, and every commit with its rule. */
import type { Change, Explained } from '../../rel.ts'
import type { Terminal } from '../command.ts'
import { type Cell, columns, short } from './columns.ts'

const SHOWN = 20

const titleOf = ({ type, scope, breaking, subject }: Change): string =>
  type === null ? subject : `${type}${scope === null ? '' : `(${scope})`}${breaking ? '!' : ''}: ${subject}`

const headline = ({ package: name, from, to, level, reason }: Explained, { paint }: Terminal): string => {
  if (name === '-') return paint.bold('commits of no package')
  if (to === null)
    return `${paint.bold(name)}  ${from === null ? 'no release' : `stays at ${from.version}`}: ${reason ?? ''}`
  const origin = from === null ? 'the first release' : `${from.version} + ${level ?? ''}`
  return `${paint.bold(name)}  ${paint.green(to)} = ${origin}`
}

const causeCell = (cause: Explained['causes'][number]): readonly [string, string] => {
  if (cause.kind === 'dependency') return ['follows', `${cause.package} ${cause.range}  (${cause.bump})`]
  if (cause.kind === 'first') return ['first', `${cause.version} from ${cause.source}`]
  return ['asked', cause.what]
}

const facts = (one: Explained): readonly (readonly [string, string])[] => [
  ...(one.from === null ? [] : [['base', `${one.from.tag} (${short(one.from.commit)})`] as const]),
  ...one.rejected.slice(0, SHOWN).map(({ tag, reason }) => ['rejected', `${tag} (${reason})`] as const),
  ...(one.rejected.length > SHOWN ? [['', `… and ${one.rejected.length - SHOWN} more`] as const] : []),
  ...one.causes.map(causeCell),
  ...(one.zeroMajor === null ? [] : [['rule', one.zeroMajor] as const]),
]

const changeRows = ({ changes }: Explained, { paint }: Terminal): readonly (readonly Cell[])[] =>
  changes
    .filter((change) => change.class === 'change')
    .map((change) => [
      [change.bump, change.breaking ? paint.red : paint.green],
      [short(change.commit.id), paint.dim],
      [titleOf(change)],
      [change.rule, paint.dim],
    ])

const rest = ({ changes }: Explained, wanted: Change['class'], { paint }: Terminal): readonly (readonly Cell[])[] => {
  const found = changes.filter((change) => change.class === wanted)
  const more = found.length - SHOWN
  return [
    ...found
      .slice(0, SHOWN)
      .map((change): readonly Cell[] => [
        [wanted, wanted === 'unclassified' ? paint.yellow : paint.dim],
        [short(change.commit.id), paint.dim],
        [titleOf(change)],
        [change.hint ?? change.rule, change.hint === null ? paint.dim : paint.yellow],
      ]),
    ...(more > 0 ? [[[wanted, paint.dim], [''], [`… and ${more} more`, paint.dim]] as readonly Cell[]] : []),
  ]
}

/** Commits that change nothing, counted by the rule that says so. */
const grouped = ({ changes }: Explained, { paint }: Terminal): readonly (readonly Cell[])[] => {
  const rules = new Map<string, number>()
  for (const change of changes)
    if (change.class === 'ignored' || change.class === 'merge')
      rules.set(change.rule, (rules.get(change.rule) ?? 0) + 1)
  const sorted = [...rules].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return sorted.map(([rule, count]) => [
    ['none', paint.dim],
    [`${count} ×`, paint.dim],
    [rule, paint.dim],
  ])
}

/** A near miss may hide in any class: what follows a convention and still looks as if more was meant. */
const nearMisses = ({ changes }: Explained, { paint }: Terminal): readonly (readonly Cell[])[] =>
  changes
    .filter((change) => change.hint !== null && change.class !== 'unclassified')
    .map((change) => [
      ['hint', paint.yellow],
      [short(change.commit.id), paint.dim],
      [titleOf(change)],
      [change.hint ?? '', paint.yellow],
    ])

const block = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines])

export const whyLines = (one: Explained, terminal: Terminal): readonly string[] => {
  const { paint } = terminal
  return [
    headline(one, terminal),
    ...columns(facts(one).map(([key, text]) => [[key, paint.dim], [text]])),
    ...block(
      columns([
        ...changeRows(one, terminal),
        ...rest(one, 'reverted', terminal),
        ...rest(one, 'unclassified', terminal),
        ...nearMisses(one, terminal),
        ...grouped(one, terminal),
      ]),
    ),
  ]
}

const changeJson = ({ commit, class: kind, type, scope, breaking, subject, bump, rule, hint }: Change) => ({
  ...{ commit: commit.id, class: kind, type, scope, breaking, subject, bump, rule, hint },
})

export const whyJson = ({ changes, counts, from, to, level, package: name, ...one }: Explained) => ({
  package: name,
  from: from === null ? null : { version: from.version, tag: from.tag, commit: from.commit },
  ...{ to, bump: level, ...one, counts },
  commits: changes.map(changeJson),
})
