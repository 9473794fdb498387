/** `rel check`: what a pull request would bring, put to the rules. */
import { RelError } from '../../errors.ts'
import { check } from '../../rel.ts'
import { type Command, flag, printJson, text } from '../command.ts'
import { annotations, checkJson, checkLines, isFine } from '../show/check.ts'

const BLOCKED = 4

/** Variables that name the branch that a pull request goes to. */
const TARGET = [
  'GITHUB_BASE_REF',
  'CI_MERGE_REQUEST_TARGET_BRANCH_NAME',
  'BITBUCKET_PR_DESTINATION_BRANCH',
  'BUILDKITE_PULL_REQUEST_BASE_BRANCH',
  'SYSTEM_PULLREQUEST_TARGETBRANCHNAME',
  'DRONE_TARGET_BRANCH',
  'CHANGE_TARGET',
]

const targetIn = (env: NodeJS.ProcessEnv): string | null =>
  TARGET.map((name) => env[name]).find((value) => value !== undefined && value !== '') ?? null

const refuseMixed = (title: string | null, range: string | undefined, requireChange: boolean): void => {
  if (title === null || (range === undefined && !requireChange)) return
  throw new RelError('USAGE', '--title is checked alone', {
    hint: `leave ${range === undefined ? '--require-change' : 'the range'} out, or run rel check twice`,
  })
}

export const command: Command = {
  name: 'check',
  summary: 'put the commits or the title of a pull request to the rules',
  arguments: [
    ['[range]', '<from>..<to>; without it: what HEAD has beyond the branch it goes to, else what is unreleased'],
  ],
  options: [
    ['--title <text>', 'check this title (or squash message) alone'],
    ['--require-change', 'every package that is touched has to be named in a new change file'],
  ],
  examples: [
    ['rel check', 'every commit that is not on the release line yet; exit 4 when one needs another message'],
    ['rel check main..HEAD', 'of a range'],
    ['rel check --title "feat: streaming"', 'of a pull request that will be squashed'],
  ],
  async run({ request, terminal }, [range], options) {
    const title = text(options, 'title')
    const requireChange = flag(options, 'requireChange')
    refuseMixed(title, range, requireChange)
    const asked = { range: range ?? null, title, requireChange, target: targetIn(request.env) }
    const checked = await check({ ...request, ...asked })
    if (terminal.json) printJson(terminal, checkJson(checked))
    else for (const line of checkLines(checked, terminal)) terminal.print(line)
    // The runner reads commands from both streams, and standard output may have to be one document.
    if (request.env['GITHUB_ACTIONS'] === 'true') for (const line of annotations(checked)) terminal.alarm(line)
    return isFine(checked) ? 0 : BLOCKED
  },
}
