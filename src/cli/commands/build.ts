/** `rel build`: the dist tree of the release at HEAD, or of the one that would be next. */
import { type BuildResult, buildTrees, plan, type Planned } from '../../rel.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, type Context, printJson, text } from '../command.ts'
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
  async run(context, [tag = null], options) {
    const { request, terminal } = context
    const asked = readAskedFrom([], options)
    if (context.preview) return preview(context, await plan({ ...request, tag, asked }))
    const result = await buildTrees({ ...request, asked, tag, target: text(options, 'target') })
    if (terminal.json) printJson(terminal, { kind: 'rel.build', trees: result.built.map(treesOf) })
    else for (const line of linesOf(context, result)) terminal.print(line)
    return result.idle === null ? 0 : NOTHING
  },
}

const preview = ({ terminal }: Context, { plan: planned }: Planned): number => {
  const nothing = planned.releases.length === 0
  if (terminal.json) printJson(terminal, planned)
  else for (const line of nothing ? nothingLines(planned, terminal) : planLines(planned, terminal)) terminal.print(line)
  return nothing ? NOTHING : 0
}

const treesOf = ({ plan: { digest, releases }, folders }: BuildResult['built'][number]) => ({
  plan: digest,
  releases: releases.map((each, index) => ({ package: each.package, version: each.to, dist: folders[index] ?? '' })),
})

const linesOf = ({ terminal }: Context, { idle, built }: BuildResult): readonly string[] =>
  idle === null
    ? built.flatMap((each) =>
        treesOf(each).releases.map(({ package: name, version, dist }) => `${name} ${version}  ${dist}`),
      )
    : nothingLines(idle.plan, terminal)
