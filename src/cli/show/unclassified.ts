/** Commits that follow no convention: reported and counted, never silently nothing. */
import type { Change, Planned } from '../../rel.ts'
import type { Terminal } from '../command.ts'

const SHOWN = 20

export const unclassifiedOf = (planned: Planned): readonly Change[] => {
  const seen = new Map<string, Change>()
  for (const { changes } of [...planned.decision.idle, ...planned.decision.bumps]) {
    for (const change of changes) if (change.class === 'unclassified') seen.set(change.commit.id, change)
  }
  return [...seen.values()]
}

export const unclassifiedLines = (changes: readonly Change[], { paint }: Terminal): readonly string[] => [
  `${changes.length} commit${changes.length === 1 ? ' follows' : 's follow'} no convention:`,
  ...changes
    .slice(0, SHOWN)
    .map(
      (change) =>
        `  ${paint.dim(change.commit.id.slice(0, 7))} ${change.subject}${change.hint === null ? '' : paint.yellow(`  (${change.hint})`)}`,
    ),
  ...(changes.length > SHOWN ? [paint.dim(`  … and ${changes.length - SHOWN} more`)] : []),
]
