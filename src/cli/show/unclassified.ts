/** Commits that follow no convention: reported and counted, with a choice, never silently nothing. */
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

const CHOICES = [
  'release them anyway with: rel bump patch (or minor, or major)',
  'let each of them be a patch: "versioning": { "unclassified": "patch" }; or say what some are in "versioning.rules"',
  'find the next ones before they are merged: rel check',
]

/** What to do when nothing else asks for a release. */
export const choices = ({ paint }: Terminal): readonly string[] =>
  CHOICES.map((choice) => `  ${paint.cyan('hint:')} ${choice}`)

/** The commits and the choice; nothing where there are none. */
export const choiceLines = (changes: readonly Change[], terminal: Terminal): readonly string[] =>
  changes.length === 0 ? [] : [...unclassifiedLines(changes, terminal), ...choices(terminal)]
