/** `rel plan`: the sealed plan as text or JSON. */
import { plan, planDiff } from '../../rel.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, type Context, type Options, printJson, text } from '../command.ts'
import { reportPlanToCi } from '../ci.ts'
import { nothingLines, planLines } from '../show/plan.ts'
import { choiceLines, unclassifiedOf } from '../show/unclassified.ts'

const NOTHING = 3

const brief = (digest: string) => digest.slice(7, 19)

const diffLines = (stored: string, now: string, fields: readonly string[]): readonly string[] =>
  fields.length === 0
    ? ['no difference']
    : [`plan ${brief(now)} differs from ${brief(stored)} in`, ...fields.map((field) => `  ${field}`)]

const showDiff = async ({ request, terminal }: Context, digest: string, options: Options): Promise<number> => {
  const { stored, now, fields } = await planDiff({ ...request, tag: null, digest, asked: readAskedFrom([], options) })
  if (terminal.json) printJson(terminal, { kind: 'rel.plan-diff', stored: stored.digest, now: now.digest, fields })
  else for (const line of diffLines(stored.digest, now.digest, fields)) terminal.print(line)
  return 0
}

export const command: Command = {
  name: 'plan',
  summary: 'the sealed plan of the next release, or of one that a tag names',
  arguments: [['[tag]', 'the release to plan again']],
  options: [['--diff <digest>', 'what differs from a plan that is stored in this clone'], ...ASKED_OPTIONS],
  examples: [
    ['rel plan', 'what the next release would be'],
    ['rel plan --json > plan.json', 'the same as canonical data, with its digest'],
    ['rel plan v1.4.0', 'the plan of a release that was made'],
  ],
  async run(context, [tag], options) {
    const { request, terminal } = context
    const digest = text(options, 'diff')
    if (digest !== null) return showDiff(context, digest, options)
    const planned = await plan({ ...request, tag: tag ?? null, asked: readAskedFrom([], options) })
    reportPlanToCi(request.env, planned.plan)
    const nothing = planned.plan.releases.length === 0
    const lines = () =>
      nothing
        ? [...nothingLines(planned.plan, terminal), ...choiceLines(unclassifiedOf(planned), terminal)]
        : planLines(planned.plan, terminal)
    if (terminal.json) printJson(terminal, planned.plan)
    else for (const line of lines()) terminal.print(line)
    return nothing ? NOTHING : 0
  },
}
