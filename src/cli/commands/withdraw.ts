/** `rel withdraw`: takes a release back as far as that goes, and says how far that is. */
import { surveyWithdrawal, withdraw, type Withdrawing } from '../../rel.ts'
import { agrees } from '../ask.ts'
import { type Command, printJson, text } from '../command.ts'
import { surveyedJson, surveyedLines, withdrawingLines, withdrawnJson, withdrawnLines } from '../show/withdrawn.ts'

export const command: Command = {
  name: 'withdraw',
  summary: 'take a release back as far as that goes, and say what cannot be undone',
  arguments: [['<release>', 'a version, package@version or tag']],
  options: [['--reason <text>', 'why, in one line: public for good, in the ledger and at the targets']],
  examples: [
    ['rel withdraw v1.4.0 --reason "loses data on 32-bit machines"', 'declare it withdrawn, lead consumers away'],
    ['rel withdraw core@1.4.0 --reason "wrong build" --dry-run', 'what that would do, and what would stay'],
    ['rel withdraw v1.4.0', 'go on with a withdrawal that was cut half-way'],
  ],
  async run(context, [handle = ''], options) {
    const { terminal } = context
    const request = { ...context.request, handle, reason: text(options, 'reason') }
    if (context.preview) {
      const surveyed = await surveyWithdrawal(request)
      if (terminal.json) printJson(terminal, surveyedJson(surveyed))
      else for (const line of surveyedLines(surveyed, terminal)) terminal.print(line)
      return 0
    }
    const confirm = async (what: Withdrawing) => {
      if (terminal.json) return true
      for (const line of [...withdrawingLines(what, terminal), '']) terminal.log(line)
      return agrees(context, 'Withdraw it?')
    }
    const withdrawn = await withdraw(request, confirm)
    if (terminal.json) printJson(terminal, withdrawnJson(withdrawn))
    else for (const line of withdrawnLines(withdrawn)) terminal.print(line)
    return 0
  },
}
