/** `rel verify`: is this what was sealed, and by whom? */
import { verify } from '../../rel.ts'
import { type Command, list, printJson } from '../command.ts'
import { verifyLines } from '../show/verify.ts'

const BAD = 6

export const command: Command = {
  name: 'verify',
  summary: 'check digest, signature and provenance of a file or version',
  arguments: [['<file|version>', 'a file, or a version, tag or digest']],
  options: [
    [
      '--key <key>',
      'trust this public key, a file of keys or an SSH key line, and no other; may be repeated',
      'repeat',
    ],
  ],
  examples: [
    ['rel verify ./core-2.4.0.tar.gz', 'this file against the ledger'],
    ['rel verify 2.4.0', 'statements, dist tree and published files of a release'],
    ['rel verify 2.4.0 --key releases.pub', 'also refuse whatever that key did not sign'],
  ],
  async run({ request, terminal }, [subject = ''], options) {
    const verified = await verify({ ...request, subject, keys: list(options, 'key') })
    if (terminal.json) printJson(terminal, { kind: 'rel.verify', ...verified })
    else for (const line of verifyLines(verified, terminal)) terminal.print(line)
    return verified.ok ? 0 : BAD
  },
}
