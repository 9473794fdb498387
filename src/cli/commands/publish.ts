/** `rel publish`: finishes releases, from wherever the last run left them. */
import { publish } from '../../rel.ts'
import { type Command, text } from '../command.ts'
import { finishRun, surveyRun } from '../show/published.ts'

export const command: Command = {
  name: 'publish',
  summary: 'finish releases: build, seal, publish, verify, record',
  arguments: [['[tag]', 'the release to finish; without it: those at HEAD, and sealed ones that HEAD contains']],
  options: [['--plan <digest>', 'refuse any other plan']],
  examples: [
    ['rel publish', 'finish what is tagged at HEAD'],
    ['rel publish v1.4.0', 'finish one release'],
    ['rel publish --json', 'one event a line, the last one is the summary'],
  ],
  async run(context, [tag], options) {
    const named = { tag: tag ?? null, plan: text(options, 'plan') }
    if (context.preview) return surveyRun(context, { ...context.request, ...named })
    return finishRun(context, (request) => publish({ ...request, ...named }))
  },
}
