/** `rel why`: how the next number came about. */
import { why } from '../../rel.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, printJson } from '../command.ts'
import { whyJson, whyLines } from '../show/why.ts'

const NOTHING = 3

export const command: Command = {
  name: 'why',
  summary: 'how the next number came about',
  arguments: [['[package]', 'one package; without it: all']],
  options: ASKED_OPTIONS,
  examples: [
    ['rel why', 'base, rejected bases, and the class and rule of each commit'],
    ['rel why core', 'of one package'],
    ['rel why --pre rc', 'of a release candidate'],
    ['rel why --json', 'the same, with every commit'],
  ],
  async run({ request, terminal }, [name], options) {
    const names = name === undefined ? null : [name]
    const { plan, packages, refusal, rulePlaces } = await why({
      ...request,
      tag: null,
      names,
      asked: readAskedFrom([], options),
    })
    if (terminal.json && refusal === null)
      printJson(terminal, { kind: 'rel.why', plan, packages: packages.map(whyJson) })
    else if (!terminal.json) {
      const blocks = packages.map((one) => whyLines(one, terminal, rulePlaces).join('\n'))
      terminal.print(blocks.join('\n\n'))
    }
    if (refusal !== null) throw refusal
    return packages.every((one) => one.to === null) ? NOTHING : 0
  },
}
