/** Change files as text or data: one that was written, and those that wait. */
import type { PendingChanges, PendingPackage, WrittenChange } from '../../rel.ts'
import type { Terminal } from '../command.ts'
import { type Cell, columns } from './columns.ts'

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** What was written, or would be. */
export const writtenLines = ({ file, text, written }: WrittenChange, { paint }: Terminal): readonly string[] =>
  written
    ? [`${paint.green('✓')} ${file}`]
    : [
        paint.bold(file),
        ...text
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`.trimEnd()),
      ]

export const writtenJson = ({ text: _, ...rest }: WrittenChange) => ({ kind: 'rel.change', ...rest })

const title = ({ package: name, current, next, bump }: PendingPackage, { paint }: Terminal): string => {
  const from = current ?? 'new'
  if (next === null) return `${paint.bold(name)}  ${from}  ${paint.dim('nothing to release')}`
  return `${paint.bold(name)}  ${paint.green(`${from} → ${next}`)}  ${bump === 'none' ? '' : bump}`.trimEnd()
}

const rows = ({ changes }: PendingPackage, { paint }: Terminal): readonly (readonly Cell[])[] =>
  changes.map(({ bump, file, summary }) => [
    [bump, bump === 'major' ? paint.red : paint.dim],
    [file, paint.dim],
    [firstLine(summary)],
  ])

const block = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', heading, ...lines]

export const pendingLines = (
  { packages, told, uncommitted }: PendingChanges,
  terminal: Terminal,
): readonly string[] => {
  const { paint } = terminal
  const waiting = packages.flatMap((one) => ['', title(one, terminal), ...columns(rows(one, terminal))]).slice(1)
  const fresh = uncommitted.map(({ file, releases, summary }): readonly Cell[] => [
    [file, paint.dim],
    [releases.map((each) => `${each.package} ${each.bump}`).join(', ')],
    [firstLine(summary)],
  ])
  return [
    ...(waiting.length === 0 ? ['no change file waits for a release'] : waiting),
    ...block('not committed', columns(fresh)),
    ...block(
      'told already, and removed by the next stable release',
      told.map((file) => `  ${file}`),
    ),
  ]
}

export const pendingJson = (pending: PendingChanges) => ({ kind: 'rel.changes', ...pending })
