/** `rel trace`: from anything in hand to everything recorded. */
import { trace } from '../../rel.ts'
import { type Command, printJson } from '../command.ts'
import { traceLines } from '../show/trace.ts'

const BAD = 6

export const command: Command = {
  name: 'trace',
  summary: 'from a file, digest, version, tag or commit to everything known',
  arguments: [['<handle>', 'a file, sha256:… (or 12 digits of it), a version, a tag, a commit, or a purl']],
  options: [],
  examples: [
    ['rel trace ./core-2.4.0.tar.gz', 'which release these bytes are, and how they were made'],
    ['rel trace core@2.4.0', 'a release by package and version, or by tag'],
    ['rel trace sha256:5a0e11c2b7f4 --offline --json', 'by digest, from what this clone has, as data'],
  ],
  async run({ request, terminal }, [handle = '']) {
    const traced = await trace({ ...request, handle })
    if (terminal.json) printJson(terminal, { kind: 'rel.trace', handle: traced.handle, releases: traced.releases })
    else for (const line of traceLines(traced, terminal)) terminal.print(line)
    return traced.ok ? 0 : BAD
  },
}
