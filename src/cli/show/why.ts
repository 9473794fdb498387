/** How a number came about, as text: base, rejected bases, what was asked, and every commit with its rule. */
import type { Change, Explained } from '../../rel.ts'
import type { Terminal } from '../command.ts'
import { type Cell, columns, many, short } from './columns.ts'
import { choices } from './unclassified.ts'

const SHOWN = 20

/** Where `versioning.rules[n]` is written, by n: `release.config.json:12:5`. */
export type RulePlaces = readonly string[]

const placed = (rule: string, places: RulePlaces): string =>
  rule.replace(/\bversioning\.rules\[(\d+)\]/, (path, index: string) => {
    const place = places[Number(index)]
    return place === undefined ? path : `${path}, ${place}`
  })

export const titleOf = ({ type, scope, breaking, subject }: Change): string =>
  type === null ? subject : `${type}${scope === null ? '' : `(${scope})`}${breaking ? '!' : ''}: ${subject}`

const headline = ({ package: name, from, to, level, reason }: Explained, { paint }: Terminal): string => {
  if (name === '-') return paint.bold('commits of no package')
  if (to === null)
    return `${paint.bold(name)}  ${from === null ? 'no release' : `stays at ${from.version}`}: ${reason ?? ''}`
  const origin = from === null ? 'the first release' : `${from.version} + ${level ?? ''}`
  return `${paint.bold(name)}  ${paint.green(to)} = ${origin}`
}

const causeCell = (cause: Explained['causes'][number]): readonly [string, string] => {
  switch (cause.kind) {
    case 'dependency':
      return ['follows', `${cause.package} ${cause.range}  (${cause.bump})`]
    case 'change-file':
      return ['change', `${cause.file}  ${cause.summary.split('\n', 1)[0] ?? ''}  (${cause.bump})`]
    case 'group':
      return ['group', `${cause.group} with ${cause.packages.join(', ')}  (${cause.bump})`]
    case 'release-as':
      return ['asked', `Release-As: ${cause.version} in ${short(cause.commit)}`]
    case 'first':
      return ['first', `${cause.version} from ${cause.source}`]
    case 'asked':
      return ['asked', cause.what]
  }
}

const rangeCells = ({ range }: Explained): readonly (readonly [string, string])[] =>
  range ? [['line', `a maintenance line: from ${range.from} on, below ${range.below}`]] : []

const facts = (one: Explained): readonly (readonly [string, string])[] => [
  ...(one.from === null ? [] : [['base', `${one.from.tag} (${short(one.from.commit)})`] as const]),
  ...one.rejected.slice(0, SHOWN).map(({ tag, reason }) => ['rejected', `${tag} (${reason})`] as const),
  ...(one.rejected.length > SHOWN ? [['', `… and ${one.rejected.length - SHOWN} more`] as const] : []),
  ...one.causes.map(causeCell),
  ...(one.zeroMajor === null ? [] : [['rule', one.zeroMajor] as const]),
  ...rangeCells(one),
]

const changeRow = (change: Change, { paint }: Terminal, places: RulePlaces): readonly Cell[] => [
  [change.bump, change.breaking ? paint.red : paint.green],
  [short(change.commit.id), paint.dim],
  [titleOf(change)],
  [placed(change.rule, places), paint.dim],
]

/** A squashed message is followed by those that it was made of. */
export const unfolded = (change: Change): readonly Change[] => [
  change,
  ...(change.nested ?? []).map((each) => ({ ...each, commit: { ...each.commit, id: '' } })),
]

const changeRows = ({ changes }: Explained, terminal: Terminal, places: RulePlaces): readonly (readonly Cell[])[] =>
  changes
    .filter((change) => change.class === 'change')
    .flatMap((change) => unfolded(change).map((each) => changeRow(each, terminal, places)))

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
const grouped = ({ changes }: Explained, { paint }: Terminal, places: RulePlaces): readonly (readonly Cell[])[] => {
  const rules = new Map<string, number>()
  for (const change of changes)
    if (change.class === 'ignored' || change.class === 'merge')
      rules.set(change.rule, (rules.get(change.rule) ?? 0) + 1)
  const sorted = [...rules].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return sorted.map(([rule, count]) => [
    ['none', paint.dim],
    [`${count} ×`, paint.dim],
    [placed(rule, places), paint.dim],
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

/** Nobody used the convention: a choice instead of a shrug. */
const choice = ({ to, counts, package: name }: Explained, terminal: Terminal): readonly string[] =>
  to === null && counts.unclassified > 0 && name !== '-'
    ? [`${many(counts.unclassified, 'commit')} without a convention`, ...choices(terminal)]
    : []

export const whyLines = (one: Explained, terminal: Terminal, places: RulePlaces = []): readonly string[] => {
  const { paint } = terminal
  return [
    headline(one, terminal),
    ...columns(facts(one).map(([key, text]) => [[key, paint.dim], [text]])),
    ...block(
      columns([
        ...changeRows(one, terminal, places),
        ...rest(one, 'reverted', terminal),
        ...rest(one, 'unclassified', terminal),
        ...nearMisses(one, terminal),
        ...grouped(one, terminal, places),
      ]),
    ),
    ...block(choice(one, terminal)),
  ]
}

export const changeJson = (change: Change): object => {
  const { commit, class: kind, type, scope, breaking, subject, bump, rule, hint, nested } = change
  const own = { commit: commit.id, class: kind, type, scope, breaking, subject, bump, rule, hint }
  return nested === undefined ? own : { ...own, nested: nested.map(changeJson) }
}

export const whyJson = ({ changes, counts, from, to, level, package: name, ...one }: Explained) => ({
  package: name,
  from: from === null ? null : { version: from.version, tag: from.tag, commit: from.commit },
  ...{ to, bump: level, ...one, counts },
  commits: changes.map(changeJson),
})
