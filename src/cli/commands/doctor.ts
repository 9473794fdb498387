/** `rel doctor`: checks this environment and says what to do about each finding. */
import { doctor, type Finding } from '../../rel.ts'
import { type Command, printJson, type Terminal } from '../command.ts'
import { type Cell, columns } from '../show/columns.ts'

const BLOCKED = 4

const rows = ({ check, ok, detail, fix }: Finding, { paint }: Terminal): readonly (readonly Cell[])[] => {
  const found: readonly Cell[] = [ok ? ['✓', paint.green] : ['✗', paint.red], [check, paint.bold], [detail]]
  if (fix === null) return [found]
  return [found, [[''], [''], ok ? [fix, paint.dim] : [`fix: ${fix}`, paint.cyan]]]
}

export const command: Command = {
  name: 'doctor',
  summary: 'check this environment, with a fix per finding',
  arguments: [],
  options: [],
  examples: [
    ['rel doctor', 'Node, git, identity, remote, ledger, signing, config, locks; exit 4 when something is amiss'],
    ['rel doctor --offline', 'the same without asking the remote'],
  ],
  async run({ request, terminal }) {
    const { ok, findings } = await doctor(request)
    if (terminal.json) printJson(terminal, { kind: 'rel.doctor', ok, findings })
    else for (const line of columns(findings.flatMap((each) => rows(each, terminal)))) terminal.print(line)
    return ok ? 0 : BLOCKED
  },
}
