/** `rel contains`: which releases have a commit, backports included. */
import { contains } from '../../rel.ts'
import { type Command, printJson } from '../command.ts'
import { containsLines } from '../show/contains.ts'

const NOTHING = 3

export const command: Command = {
  name: 'contains',
  summary: 'the releases that contain a commit',
  arguments: [['<commit>', 'a commit, or anything that names one']],
  options: [],
  examples: [
    ['rel contains a41f03b', 'the first release with that commit, and all others'],
    ['rel contains HEAD --json', 'the same as data; exit 3 when no release has it yet'],
  ],
  async run({ request, terminal }, [commit = '']) {
    const contained = await contains({ ...request, commit })
    if (terminal.json) printJson(terminal, { kind: 'rel.contains', ...contained })
    else for (const line of containsLines(contained, terminal)) terminal.print(line)
    return contained.packages.length === 0 ? NOTHING : 0
  },
}
