/** `rel build`: the dist tree of the release at HEAD, or of the one that would be next. */
import { buildTrees, plan } from '../../rel.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, printJson, text } from '../command.ts'
import { nothingLines, planLines } from '../show/plan.ts'

const NOTHING = 3

export const command: Command = {
  name: 'build',
  summary: 'build the release into its dist tree',
  arguments: [['[tag]', 'the release to build; without it: the one at HEAD, else the next one']],
  options: [['--target <name>', 'this build target alone; no dist tree is laid'], ...ASKED_OPTIONS],
  examples: [
    ['rel build', 'archives, checksums, provenance and index under artifacts/'],
    ['rel build --target linux-x64', 'what one machine of several builds'],
  ],
  async run({ request, terminal, preview }, [tag], options) {
    const asked = readAskedFrom([], options)
    if (preview) {
      const planned = await plan({ ...request, tag: tag ?? null, asked })
      for (const line of planLines(planned.plan, terminal)) terminal.print(line)
      return planned.plan.releases.length === 0 ? NOTHING : 0
    }
    const result = await buildTrees({ ...request, asked, tag: tag ?? null, target: text(options, 'target') })
    const trees = result.built.map((built) => ({
      plan: built.plan.digest,
      releases: built.plan.releases.map((each, index) => ({
        package: each.package,
        version: each.to,
        dist: built.folders[index] ?? '',
      })),
    }))
    if (terminal.json) printJson(terminal, { kind: 'rel.build', trees })
    else if (result.idle !== null) for (const line of nothingLines(result.idle.plan, terminal)) terminal.print(line)
    else
      for (const { releases } of trees)
        for (const each of releases) terminal.print(`${each.package} ${each.version}  ${each.dist}`)
    return result.idle === null ? 0 : NOTHING
  },
}
