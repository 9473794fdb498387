/** `rel publish`: finishes releases, from wherever the last run left them. */
import { publish } from '../../rel.ts'
import { type Command, text } from '../command.ts'
import { FROM_OPTION, requestFrom } from '../from.ts'
import { finishRun, surveyRun } from '../show/published.ts'

export const command: Command = {
  name: 'publish',
  summary: 'finish releases: build, seal, publish, verify, record',
  arguments: [['[tag]', 'the release to finish; without it: those at HEAD, and sealed ones that HEAD contains']],
  options: [['--plan <digest>', 'refuse any other plan'], FROM_OPTION],
  examples: [
    ['rel publish', 'finish what is tagged at HEAD'],
    ['rel publish v1.4.0', 'finish one release'],
    ['rel publish v1.4.0 --from ../copy', 'the same, with the sealed files from a copy of its dist tree'],
    ['rel publish --json', 'one event a line, the last one is the summary'],
  ],
  async run(context, [tag], options) {
    const named = { tag: tag ?? null, plan: text(options, 'plan') }
    const request = await requestFrom(context.request, options)
    if (context.preview) return surveyRun(context, { ...request, ...named })
    return finishRun({ ...context, request }, (telling) => publish({ ...telling, ...named }))
  },
}
