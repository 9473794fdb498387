/** `rel change`: describes a change in a file of its own, and lists what is described so far. */
import { RelError } from '../../errors.ts'
import { addChange, changeable, type Effect, pendingChanges } from '../../rel.ts'
import { chooses, picks, writes } from '../ask.ts'
import { type Command, type Context, list, type Options, printJson, text } from '../command.ts'
import { pendingJson, pendingLines, writtenJson, writtenLines } from '../show/change.ts'

const LEVELS: readonly Effect[] = ['patch', 'minor', 'major', 'none']

const FLAGS = 'rel change add minor core cli -m "what changed"'

const refuse = (message: string, hint: string): never => {
  throw new RelError('USAGE', message, { hint })
}

/** A level holds for the names after it; `level` is the last one, which may be followed by none. */
interface Said {
  readonly level: Effect | null
  readonly named: readonly { readonly package: string; readonly bump: Effect | null }[]
}

const isLevel = (word: string): word is Effect => (LEVELS as readonly string[]).includes(word)

const readWords = (words: readonly string[]): Said =>
  words.reduce<Said>(
    ({ level, named }, word) =>
      isLevel(word) ? { level: word, named } : { level, named: [...named, { package: word, bump: level }] },
    { level: null, named: [] },
  )

const packagesFor = async (context: Context, { level, named }: Said): Promise<Said['named']> => {
  if (named.length > 0) return named
  const all = await changeable(context.request)
  if (all.length === 1) return all.map(({ name }) => ({ package: name, bump: level }))
  const options = all.map(({ name, isChanged }) => ({ value: name, ...(isChanged ? { hint: 'changed' } : {}) }))
  const picked = await picks(context, 'Which packages does it change?', options)
  if (picked === null) return refuse('which packages it changes is not said', `name them after the level: ${FLAGS}`)
  return picked.map((name) => ({ package: name, bump: level }))
}

const levelFor = async (context: Context, name: string): Promise<Effect> => {
  if (!context.terminal.canAsk || context.yes)
    refuse(
      `how far it moves ${name} is not said, and ${name} is no level`,
      `put patch, minor, major or none before the name: ${FLAGS}`,
    )
  const level = await chooses(context, `How far does it move ${name}?`, LEVELS.slice(0, -1))
  return level !== null && isLevel(level) ? level : 'none'
}

const add = async (context: Context, words: readonly string[], options: Options): Promise<number> => {
  const { request, terminal, preview } = context
  const releases = []
  for (const { package: name, bump } of await packagesFor(context, readWords(words)))
    releases.push({ package: name, bump: bump ?? (await levelFor(context, name)) })
  const said = list(options, 'summary').join('\n\n')
  const isSilent = said.trim() === '' && releases.some(({ bump }) => bump !== 'none')
  const summary = isSilent ? await writes(context, 'What changed, in a sentence for the changelog?') : said
  const written = await addChange({
    ...{ ...request, releases, summary: summary ?? '', id: text(options, 'id'), write: !preview },
  })
  if (terminal.json) printJson(terminal, writtenJson(written))
  else for (const line of writtenLines(written, terminal)) terminal.print(line)
  return 0
}

const show = async ({ request, terminal }: Context): Promise<number> => {
  const pending = await pendingChanges(request)
  if (terminal.json) printJson(terminal, pendingJson(pending))
  else for (const line of pendingLines(pending, terminal)) terminal.print(line)
  return 0
}

export const command: Command = {
  name: 'change',
  summary: 'write a change file, or list those that wait',
  arguments: [
    ['[words...]', 'list (the default), or add and then a level (patch, minor, major, none) and package names'],
  ],
  options: [
    ['-m, --summary <text>', 'what changed, for the changelog (again: a further paragraph)', 'repeat'],
    ['--id <name>', "the file's name without .md; without it one is made of the summary"],
  ],
  examples: [
    ['rel change add minor core cli -m "Streaming, everywhere"', 'writes .changeset/streaming-everywhere-1f3a9c.md'],
    ['rel change add minor core patch cli -m "…"', 'a level holds for the names after it'],
    ['rel change add none core', 'says that nothing of core changes for its users'],
    ['rel change add', 'asks, on a terminal'],
    ['rel change list', 'what waits for a release, package by package'],
  ],
  async run(context, words, options) {
    const [first = 'list', ...rest] = words.filter((word) => word !== undefined)
    if (first === 'add') return add(context, rest, options)
    if (first === 'list' && rest.length === 0) return show(context)
    return refuse(
      `rel change knows no ${JSON.stringify(first === 'list' ? rest[0] : first)}`,
      'use: rel change add, rel change list',
    )
  },
}
