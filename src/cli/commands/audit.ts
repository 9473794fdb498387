/** `rel audit`: do ledger, tags and files still say the same? */
import { audit } from '../../rel.ts'
import { type Command, flag, printJson } from '../command.ts'
import { auditLines } from '../show/audit.ts'

const BAD = 6

export const command: Command = {
  name: 'audit',
  summary: 'compare tags, ledger and published files',
  arguments: [],
  options: [
    ['--full', "walk the ledger's whole history, not only what is new since the last audit here"],
    ['--no-targets', 'leave published files out, where this machine cannot see them'],
  ],
  examples: [
    ['rel audit', 'exit 0 when all agree, 6 with a finding for each thing that does not'],
    ['rel audit --full --json', 'from the beginning, as data'],
    ['rel audit --offline --no-targets', 'what this clone alone can tell'],
  ],
  async run({ request, terminal }, _, options) {
    const audited = await audit({ ...request, full: flag(options, 'full'), targets: flag(options, 'targets') })
    if (terminal.json) printJson(terminal, { kind: 'rel.audit', ...audited })
    else for (const line of auditLines(audited, terminal)) terminal.print(line)
    return audited.ok ? 0 : BAD
  },
}
