/** `rel changelog`: the notes of the next release, of a past one, of all, or of what a branch would add. */
import { RelError } from '../../errors.ts'
import { addedNotes, allNotes, fitNotes, nextNotes, pastNotes, type ReleaseNotes, writeChangelogs } from '../../rel.ts'
import { ASKED_OPTIONS, readAskedFrom } from '../asked.ts'
import { type Command, type Context, flag, list, type Options, printJson, text } from '../command.ts'
import { addedText, changelogText } from '../show/changelog.ts'

const NOTHING = 3
/** Less than this holds no note and no link. */
const SMALLEST = 200

const requestFrom = ({ request }: Context, options: Options) => {
  const names = list(options, 'package')
  return { ...request, asked: readAskedFrom([], options), packages: names.length === 0 ? null : names }
}

const read = (context: Context, version: string | null, options: Options): Promise<readonly ReleaseNotes[]> => {
  const request = requestFrom(context, options)
  if (version !== null) return pastNotes({ ...request, version })
  return flag(options, 'all') ? allNotes(request) : nextNotes(request)
}

const limitOf = (options: Options): number | null => {
  const given = text(options, 'limit')
  if (given === null) return null
  if (/^\d{1,9}$/.test(given) && Number(given) >= SMALLEST) return Number(given)
  throw new RelError('USAGE', `--limit ${given} is no number of characters from ${SMALLEST} on`, {
    hint: 'GitHub takes 125000 in a release and 65536 in a pull request: --limit 125000',
  })
}

const fitted = (notes: string, limit: number | null, url: string | null): string =>
  limit === null ? notes : fitNotes(notes, limit, url)

const show = async (context: Context, version: string | null, options: Options): Promise<number> => {
  const limit = limitOf(options)
  const releases = await read(context, version, options)
  const { terminal } = context
  if (terminal.json) {
    const plain = releases.map(({ package: name, version: to, tag, commit, date, notes, url }) => ({
      ...{ package: name, version: to, tag, commit, date, notes: fitted(notes, limit, url) },
    }))
    printJson(terminal, { kind: 'rel.changelog', releases: plain })
  } else if (releases.length === 0) terminal.log('nothing to release')
  else terminal.print(changelogText(releases, { limit, repository: flag(options, 'repository') }))
  return releases.length === 0 ? NOTHING : 0
}

const showAdded = async (context: Context, since: string, options: Options): Promise<number> => {
  const limit = limitOf(options)
  const added = await addedNotes({ ...requestFrom(context, options), since })
  const { terminal } = context
  if (terminal.json) {
    const releases = added.map((each) => ({ ...each, notes: fitted(each.notes, limit, null) }))
    printJson(terminal, { kind: 'rel.changelog-since', since, releases })
  } else if (added.length === 0) terminal.log('would not move any version')
  else terminal.print(addedText(added, limit))
  return added.length === 0 ? NOTHING : 0
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

const EXCLUSIVE = ['all', 'write', 'since'] as const

const refuseMixed = (version: string | null, options: Options): void => {
  const given = [
    ...(version === null ? [] : ['a version']),
    ...EXCLUSIVE.filter((name) => options[name] !== undefined && options[name] !== false).map((name) => `--${name}`),
  ]
  const layout = ['limit', 'repository'].find((name) => options[name] !== undefined && options[name] !== false)
  if (flag(options, 'write') && layout !== undefined) given.push(`--${layout}`)
  if (given.length < 2) return
  throw new RelError('USAGE', `${given.join(' and ')} exclude each other`, { hint: 'see: rel changelog --help' })
}

export const command: Command = {
  name: 'changelog',
  summary: 'notes for the next release, a past one, or all',
  arguments: [['[version]', 'the version or tag of a past release']],
  options: [
    ['--all', 'every release that HEAD contains, the highest first, the next one on top'],
    ['--since <ref>', 'what merging HEAD into that branch would add, and which versions it would move'],
    ['--write', "put the next release's section into the changelog file of the work tree"],
    ['--package <name>', 'of this package alone', 'repeat'],
    ['--repository', 'of all packages together, by day'],
    ['--limit <characters>', 'cut after an entry, with a link to the full text'],
    ...ASKED_OPTIONS,
  ],
  examples: [
    ['rel changelog', 'what the next release will say; exit 3 when there is none'],
    ['rel changelog 1.4.0 --limit 125000', 'the notes of a past release, as long as GitHub takes them'],
    ['rel changelog --all', 'all of them, written anew from history; what people wrote by hand is in the file'],
    ['rel changelog --since origin/main', 'in a pull request: what it adds, and the versions it moves'],
    ['rel changelog --write', 'edit CHANGELOG.md and print its path'],
  ],
  async run(context, [version = null], options) {
    refuseMixed(version, options)
    const since = text(options, 'since')
    if (since !== null) return showAdded(context, since, options)
    return flag(options, 'write') && !context.preview ? write(context, options) : show(context, version, options)
  },
}
