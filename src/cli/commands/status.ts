/** `rel status`: where each package stands, and what is in the way of its next release. */
import { status } from '../../rel.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, printJson } from '../command.ts'
import { reportPlanToCi } from '../ci.ts'
import { statusJson, statusLines } from '../show/status.ts'
import { choiceLines, unclassifiedOf } from '../show/unclassified.ts'

const NOTHING = 3

export const command: Command = {
  name: 'status',
  summary: 'last release, unreleased commits and next version of each package',
  arguments: [],
  options: ASKED_OPTIONS,
  examples: [
    ['rel status', 'where every package stands; exit 3 when there is nothing to release'],
    ['rel status --pre rc', 'the same, for a release candidate'],
    ['rel status --json', 'as data'],
  ],
  async run({ request, terminal }, _, options) {
    const result = await status({ ...request, tag: null, asked: readAskedFrom([], options) })
    reportPlanToCi(request.env, result.planned.plan)
    if (terminal.json) printJson(terminal, statusJson(result))
    else for (const line of statusLines(result, terminal)) terminal.print(line)
    const nothing = result.planned.plan.releases.length === 0
    const strangers = nothing && !terminal.json ? unclassifiedOf(result.planned) : []
    for (const line of choiceLines(strangers, terminal)) terminal.print(line)
    return nothing ? NOTHING : 0
  },
}
