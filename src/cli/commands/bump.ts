/** `rel bump`: plan, preview, edit, commit, tag; push when asked. */
import { RelError } from '../../errors.ts'
import { bump, type BumpResult, type Level, plan, type Planned } from '../../rel.ts'
import { agrees, chooses } from '../ask.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, type Context, flag, type Options, printJson } from '../command.ts'
import { reportPlanToCi, reportToCi } from '../ci.ts'
import { nothingLines, planLines } from '../show/plan.ts'
import { choiceLines, unclassifiedLines, unclassifiedOf } from '../show/unclassified.ts'

const NOTHING = 3
const LEVELS = ['patch', 'minor', 'major']

const showPlan = ({ terminal }: Context, planned: Planned): void => {
  for (const line of planLines(planned.plan, terminal)) terminal.print(line)
  terminal.print('')
}

const preview = async (context: Context, words: readonly (string | undefined)[], options: Options): Promise<number> => {
  const { request, terminal } = context
  const planned = await plan({ ...request, tag: null, asked: readAskedFrom(words, options) })
  reportPlanToCi(request.env, planned.plan)
  const nothing = planned.plan.releases.length === 0
  if (nothing) showNothing(context, planned)
  else if (terminal.json) printJson(terminal, planned.plan)
  else showPlan(context, planned)
  return nothing ? NOTHING : 0
}

type Done = Extract<BumpResult, { kind: 'done' }>

const WORKFLOW_TAGS = 3

const showDone = ({ terminal }: Context, result: Done): void => {
  const { paint, print } = terminal
  const tags = result.plan.releases.map((release) => release.tag)
  const names = result.plan.releases.map((release) => `${release.package} ${release.to}`)
  print(`${paint.green('✓')} commit ${result.commit.slice(0, 7)}  ${names.join(', ')}`)
  print(`${paint.green('✓')} tags   ${tags.join(', ')}`)
  if (result.pushed) print(`${paint.green('✓')} pushed to ${result.remote ?? ''}`)
  else if (result.remote !== null)
    print(
      `  next   rel bump --push   ${paint.dim(`(git push --atomic ${result.remote} ${result.plan.branch} ${tags.join(' ')})`)}`,
    )
  if (result.pushed && tags.length > WORKFLOW_TAGS)
    terminal.log(
      `note: GitHub starts no workflow for a push of more than ${WORKFLOW_TAGS} tags; let the publish job trigger on the branch`,
    )
}

/** `offered`: a person was shown the strangers already, and wanted none of them. */
const showNothing = (context: Context, planned: Planned, offered = false): void => {
  const { terminal } = context
  if (terminal.json) return printJson(terminal, planned.plan)
  for (const line of nothingLines(planned.plan, terminal)) terminal.print(line)
  if (offered) return
  for (const line of choiceLines(unclassifiedOf(planned), terminal)) terminal.print(line)
}

/** Nobody used the convention: a person on a terminal is offered a choice instead of a shrug. */
const levelFor = async (context: Context, planned: Planned): Promise<Level | null> => {
  const strangers = unclassifiedOf(planned)
  if (strangers.length === 0) return null
  for (const line of unclassifiedLines(strangers, context.terminal)) context.terminal.print(line)
  return (await chooses(context, 'Release them as', LEVELS)) as Level | null
}

const declined = ({ terminal }: Context): number => {
  terminal.log('nothing was changed')
  return 0
}

const bumpAs = async (context: Context, words: readonly (string | undefined)[], options: Options): Promise<number> => {
  const confirm = async (planned: Planned) => {
    if (!context.terminal.json) showPlan(context, planned)
    return agrees(context, 'Commit and tag?')
  }
  const asked = readAskedFrom(words, options)
  const result = await bump({ ...context.request, asked, push: flag(options, 'push'), confirm })
  if (result.kind === 'declined') return declined(context)
  if (result.kind === 'nothing') {
    const offered = context.terminal.canAsk && !context.yes && asked.level === null && asked.version === null
    const level = offered ? await levelFor(context, result.planned) : null
    if (level !== null) return bumpAs(context, [level, ...words], options)
    reportToCi(context.request.env, [result.planned.plan])
    showNothing(context, result.planned, offered)
    return NOTHING
  }
  reportToCi(context.request.env, [result.plan])
  if (context.terminal.json) {
    const { plan: made, commit, pushed } = result
    printJson(context.terminal, {
      kind: 'rel.bump',
      plan: made.digest,
      commit,
      pushed,
      releases: made.releases.map(({ package: name, from, to, tag }) => ({
        package: name,
        from: from?.version ?? null,
        to,
        tag,
      })),
    })
  } else showDone(context, result)
  return 0
}

export const command: Command = {
  name: 'bump',
  summary: 'edit manifests and changelog, commit and tag',
  arguments: [['[words...]', 'a level (patch, minor, major) or a version, then package names']],
  options: [
    ['--push', 'push branch and tags, atomically'],
    ['--abandon', 'take back the unpushed bump at HEAD'],
    ...ASKED_OPTIONS,
  ],
  examples: [
    ['rel bump', 'the version that the commits ask for'],
    ['rel bump --dry-run', 'the plan, and nothing else'],
    ['rel bump minor core', 'a minor release of one package'],
    ['rel bump 2.0.0', 'exactly this version'],
    ['rel bump --pre rc', 'a release candidate'],
  ],
  run: async (context, words, options) => {
    if (flag(options, 'abandon') && context.preview) {
      throw new RelError('USAGE', '--abandon has no --dry-run', {
        hint: 'see what there is to take back with: rel status',
      })
    }
    if (flag(options, 'abandon')) return abandonBump(context)
    return context.preview ? preview(context, words, options) : bumpAs(context, words, options)
  },
}

const abandonBump = async ({ request, terminal }: Context): Promise<number> => {
  const { abandon } = await import('../../rel.ts')
  const taken = await abandon(request)
  if (terminal.json) printJson(terminal, { kind: 'rel.abandon', ...taken })
  else
    terminal.print(
      `${terminal.paint.green('✓')} took back ${taken.tags.join(', ')}; ${taken.branch} is at ${taken.commit.slice(0, 7)} again`,
    )
  return 0
}
