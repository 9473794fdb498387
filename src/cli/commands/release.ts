/** `rel release`: bump and publish in one go, for teams that release on every merge. */
import { type Planned, release } from '../../rel.ts'
import { agrees } from '../ask.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, text } from '../command.ts'
import { FROM_OPTION, requestFrom } from '../from.ts'
import { planLines } from '../show/plan.ts'
import { finishRun, surveyRun } from '../show/published.ts'

export const command: Command = {
  name: 'release',
  summary: 'bump and publish in one go',
  arguments: [['[words...]', 'a level (patch, minor, major) or a version, then package names']],
  options: [['--plan <digest>', 'refuse any other plan'], FROM_OPTION, ...ASKED_OPTIONS],
  examples: [
    ['rel release', 'finish what is unfinished, then release what is there to release'],
    ['rel release --dry-run', 'what that would be'],
    ['rel release --nothing-ok', 'for pipelines where a docs-only merge is no failure'],
  ],
  async run(context, words, options) {
    const asked = readAskedFrom(words, options)
    const request = await requestFrom(context.request, options)
    if (context.preview) return surveyRun(context, { ...request, tag: null, asked })
    const confirm = async (planned: Planned) => {
      if (context.terminal.json) return true
      for (const line of [...planLines(planned.plan, context.terminal), '']) context.terminal.log(line)
      const agreed = await agrees(context, 'Release?')
      if (!agreed) context.terminal.log('nothing was released')
      return agreed
    }
    const plan = text(options, 'plan')
    return finishRun({ ...context, request }, (telling) => release({ ...telling, asked, plan, confirm }))
  },
}
