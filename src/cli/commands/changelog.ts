/** `rel changelog`: the notes of the next release, of a past one, or of all. */
import { RelError } from '../../errors.ts'
import { allNotes, nextNotes, pastNotes, type ReleaseNotes, writeChangelogs } from '../../rel.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, type Context, flag, list, type Options, printJson } from '../command.ts'

const NOTHING = 3

const requestFrom = ({ request }: Context, options: Options) => {
  const names = list(options, 'package')
  return { ...request, asked: readAskedFrom([], options), packages: names.length === 0 ? null : names }
}

const read = (context: Context, version: string | null, options: Options): Promise<readonly ReleaseNotes[]> => {
  const request = requestFrom(context, options)
  if (version !== null) return pastNotes({ ...request, version })
  return flag(options, 'all') ? allNotes(request) : nextNotes(request)
}

/** Markdown. Of several packages each begins with its name. */
const markdown = (releases: readonly ReleaseNotes[]): string => {
  const names = [...new Set(releases.map((release) => release.package))]
  const parts = names.flatMap((name) => {
    const sections = releases.filter((release) => release.package === name).map((release) => release.section)
    return names.length === 1 ? sections : [`# ${name}`, ...sections]
  })
  return parts.join('\n\n')
}

const show = async (context: Context, version: string | null, options: Options): Promise<number> => {
  const releases = await read(context, version, options)
  const { terminal } = context
  if (terminal.json) {
    const plain = releases.map(({ section: _, ...release }) => release)
    printJson(terminal, { kind: 'rel.changelog', releases: plain })
  } else if (releases.length === 0) terminal.log('nothing to release')
  else terminal.print(markdown(releases))
  return releases.length === 0 ? NOTHING : 0
}

const write = async (context: Context, options: Options): Promise<number> => {
  const files = await writeChangelogs(requestFrom(context, options))
  const { terminal } = context
  if (terminal.json) printJson(terminal, { kind: 'rel.changelog-files', files })
  else if (files.length === 0) terminal.log('nothing to release')
  for (const { file, changed } of terminal.json ? [] : files) {
    terminal.print(file)
    if (!changed) terminal.log(`${file} has this section already`)
  }
  return files.length === 0 ? NOTHING : 0
}

const refuseMixed = (version: string | null, options: Options): void => {
  const given = [...(version === null ? [] : ['a version']), ...['all', 'write'].filter((name) => flag(options, name))]
  if (given.length < 2) return
  throw new RelError('USAGE', `${given.join(' and ')} exclude each other`, { hint: 'see: rel changelog --help' })
}

export const command: Command = {
  name: 'changelog',
  summary: 'notes for the next release, a past one, or all',
  arguments: [['[version]', 'the version or tag of a past release']],
  options: [
    ['--all', 'every release that HEAD contains, the highest first, the next one on top'],
    ['--write', "put the next release's section into the changelog file of the work tree"],
    ['--package <name>', 'of this package alone', 'repeat'],
    ...ASKED_OPTIONS,
  ],
  examples: [
    ['rel changelog', 'what the next release will say; exit 3 when there is none'],
    ['rel changelog 1.4.0', 'the notes of a past release, from history'],
    ['rel changelog --all > CHANGELOG.md', 'all of them'],
    ['rel changelog --write', 'edit CHANGELOG.md and print its path'],
  ],
  async run(context, [version = null], options) {
    refuseMixed(version, options)
    return flag(options, 'write') && !context.preview ? write(context, options) : show(context, version, options)
  },
}
