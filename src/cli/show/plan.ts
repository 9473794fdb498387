/** A plan as text: what becomes of each package, why, and what is edited. */
import type { Cause, Plan, PlannedRelease } from '../../rel.ts'
import type { Terminal } from '../command.ts'

const SHOWN = 12

const short = (commit: string) => commit.slice(0, 7)

const commitLine = (cause: Extract<Cause, { kind: 'commit' }>, { paint }: Terminal): string => {
  const scope = cause.scope === null ? '' : `(${cause.scope})`
  const head = cause.type === null ? '' : `${cause.type}${scope}${cause.breaking ? '!' : ''}: `
  return `${head}${cause.subject}  ${paint.dim(short(cause.commit))}`
}

const causeLine = (cause: Cause, terminal: Terminal): string => {
  switch (cause.kind) {
    case 'commit':
      return commitLine(cause, terminal)
    case 'dependency':
      return `depends on ${cause.package} ${cause.range}`
    case 'change-file':
      return `${cause.summary.split('\n', 1)[0] ?? ''}  ${terminal.paint.dim(cause.file)}`.trimStart()
    case 'group':
      return `${cause.group} with ${cause.packages.join(', ')}`
    case 'release-as':
      return `Release-As: ${cause.version}  ${terminal.paint.dim(short(cause.commit))}`
    case 'first':
      return `first release: ${cause.version} from ${cause.source}`
    case 'asked':
      return `asked for: ${cause.what}`
  }
}

const headline = (release: PlannedRelease, { paint }: Terminal): string => {
  const from = release.from?.version ?? '(new)'
  const level = release.bump === 'major' ? paint.red(release.bump) : release.bump
  return `  ${paint.bold(release.package)}  ${from} → ${paint.green(release.to)}  ${level === 'none' ? '' : level}`.trimEnd()
}

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

const sum = (plan: Plan, key: 'ignored' | 'unclassified') =>
  [...plan.releases, ...plan.unreleased].reduce((total, each) => total + each.commits[key], 0)

const releaseLines = (release: PlannedRelease, terminal: Terminal): string[] => {
  const causes = release.because.map((cause) => `        ${causeLine(cause, terminal)}`)
  const hidden = causes.length - SHOWN
  return [
    headline(release, terminal),
    ...causes.slice(0, SHOWN),
    ...(hidden > 0 ? [terminal.paint.dim(`        … and ${hidden} more`)] : []),
  ]
}

/** The lines of `rel plan` and of the preview in `rel bump`. */
export const planLines = (plan: Plan, terminal: Terminal): readonly string[] => {
  const { paint } = terminal
  const files = plan.releases.flatMap((release) => release.edits.map((edit) => edit.file))
  const artifacts = plan.releases.flatMap((release) => release.artifacts)
  const targets = [...new Set(plan.releases.flatMap((release) => release.targets))]
  return [
    `plan ${paint.bold(plan.digest.slice(7, 19))}  ${plan.branch}@${short(plan.commit)}  ${many(plan.releases.length, 'package')}${plan.preview ? paint.yellow('  preview') : ''}`,
    '',
    ...plan.releases.flatMap((release) => [...releaseLines(release, terminal), '']),
    `  edits     ${files.length === 0 ? 'none' : files.join(', ')}`,
    `  artifacts ${artifacts.length === 0 ? 'none' : artifacts.map((artifact) => artifact.name).join(', ')}`,
    `  targets   ${targets.length === 0 ? 'none (sealed and recorded)' : targets.join(', ')}`,
    `  ignored   ${sum(plan, 'ignored')}   unclassified ${sum(plan, 'unclassified')}`,
  ]
}

/** Why there is nothing to release, per package. */
export const nothingLines = (plan: Plan, { paint }: Terminal): readonly string[] => [
  'nothing to release',
  ...plan.unreleased.map((each) =>
    paint.dim(
      each.package === '-'
        ? `  ${many(each.commits.total, 'commit')} of no package`
        : `  ${each.package}: ${each.reason} (${many(each.commits.total, 'commit')})`,
    ),
  ),
]
