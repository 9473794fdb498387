/** `rel init`: writes release.config.json with what was detected. */
import { init, type InitResult } from '../../rel.ts'
import { type Command, type Context, flag, printJson } from '../command.ts'

const remarks = ({ existing, foreign, written }: InitResult): readonly string[] => [
  ...(existing === null || written ? [] : [`there is a config already (${existing}), which rel init leaves alone`]),
  ...(foreign === null ? [] : [`${foreign.file} is a config of ${foreign.tool}, which rel does not read`]),
]

const showWritten = ({ terminal }: Context, { file, packages }: InitResult): void => {
  const { paint, print } = terminal
  const names = packages.map(
    ({ name, path, ecosystem }) =>
      `${paint.bold(name)}${paint.dim(` (${path === '.' ? '' : `${path}, `}${ecosystem === 'none' ? 'version in tags' : ecosystem})`)}`,
  )
  print(`${paint.green('✓')} ${file}`)
  for (const [index, name] of names.entries()) print(`  ${index === 0 ? 'packages' : '        '}  ${name}`)
  print(`  next      rel plan`)
}

export const command: Command = {
  name: 'init',
  summary: 'detect packages and write release.config.json',
  arguments: [],
  options: [['--print', 'print the config instead of writing it']],
  examples: [
    ['rel init', 'write release.config.json with what rel cannot find out by itself; never overwrites'],
    ['rel init --print', 'only show it'],
  ],
  async run(context, _, options) {
    const { request, terminal, preview } = context
    const write = !preview && !flag(options, 'print')
    const result = await init({ ...request, write })
    if (terminal.json) {
      const { text, packages, ...rest } = result
      const list = packages.map(({ name, path, ecosystem, version }) => ({ name, path, ecosystem, version }))
      printJson(terminal, { kind: 'rel.init', ...rest, packages: list, config: JSON.parse(text) as unknown })
      return 0
    }
    if (write) showWritten(context, result)
    else terminal.print(result.text.trimEnd())
    for (const remark of remarks(result)) terminal.log(terminal.paint.yellow(`note: ${remark}`))
    return 0
  },
}
