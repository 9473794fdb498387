/** How a config wants notes written, and what they need beyond a plan: the template, and who came first. */
import { fileURLToPath } from 'node:url'
import { authorsOf, contributorsOf, firstTimers, keysOf } from '../core/contributors.ts'
import { sectionsFor } from '../core/keep-a-changelog.ts'
import { parseTemplate, type Template } from '../core/notes-template.ts'
import { notesWriter, type ReleaseToTell, type WriteNotes } from '../core/notes.ts'
import { RelError } from '../errors.ts'
import { refuseCut } from '../facts/cut-history.ts'
import type { Change, Commit, Facts } from '../model.ts'
import type { Look } from '../world/ports.ts'
import type { ConfigAt } from './config-at.ts'
import { placed } from './placed.ts'

export interface NotesSetup {
  readonly write: WriteNotes
  /** What a new changelog begins with; absent: a title. */
  readonly header?: string
  /** With `changelog.contributors`: who wrote the changes of a release, and who of them nothing before its commits. */
  readonly people: (
    changes: readonly Change[],
    commits: readonly Pick<Commit, 'id'>[],
    previousTag: string | null,
  ) => Pick<ReleaseToTell, 'contributors' | 'firstTimers'>
}

/** Both lie in the package's folder `templates/`. */
const PRESETS: ReadonlyMap<string, URL> = new Map([
  ['keep-a-changelog', new URL('../../templates/keep-a-changelog.md', import.meta.url)],
])

/** Whether `changelog.template` is the path of a file in the repository. */
export const isOwnTemplate = (template: string): boolean => template !== 'default' && !PRESETS.has(template)

const templateOf = async (
  look: Look,
  name: string,
  files: ReadonlyMap<string, string | null>,
): Promise<Template | null> => {
  if (name === 'default') return null
  const preset = PRESETS.get(name)
  const text = preset === undefined ? files.get(name) : (await look.files.read(fileURLToPath(preset)))?.toString('utf8')
  if (text !== undefined && text !== null) return parseTemplate(text, name)
  if (preset !== undefined) throw new RelError('BUG', `the template ${name} is not installed`)
  throw new RelError('CONFIG_VALUE', `changelog.template: there is no file ${JSON.stringify(name)} at this commit`, {
    hint: 'commit the template, or use "default" or "keep-a-changelog"',
    keys: [['changelog', 'template']],
  })
}

/** For everybody that a history knows (`keysOf`), their earliest commit in it. Throws `SHALLOW`. */
const debutsIn = async (look: Look, head: string): Promise<ReadonlyMap<string, string>> => {
  const debuts = new Map<string, string>()
  const roots: Pick<Commit, 'id'>[] = []
  await look.git.walk(head, { files: false }, (commit) => {
    for (const key of authorsOf(commit).flatMap(keysOf)) debuts.set(key, commit.id)
    if (commit.parents.length === 0) roots.push({ id: commit.id })
  })
  await refuseCut(look, roots)
  return debuts
}

const peopleFrom =
  (debuts: ReadonlyMap<string, string>): NotesSetup['people'] =>
  (changes, commits, previousTag) => {
    const contributors = contributorsOf(changes.flatMap((each) => (each.class === 'change' ? [each.commit] : [])))
    // In a first release everybody is new.
    if (previousTag === null) return { contributors }
    const own = new Set(commits.map(({ id }) => id))
    const earlier = { has: (key: string) => debuts.has(key) && !own.has(debuts.get(key) ?? '') }
    return { contributors, firstTimers: firstTimers(contributors, earlier) }
  }

/** Walks the history once more only for `changelog.contributors`. Throws `CONFIG_VALUE` for a template that is missing or
 *  wrong. */
export const notesSetup = async (
  look: Look,
  config: Pick<ConfigAt, 'config' | 'data' | 'place'>,
  { commit, files }: Pick<Facts, 'commit' | 'files'>,
): Promise<NotesSetup> => {
  const { template: name, links, sections, contributors } = config.config.changelog
  const template = await placed(config, () => templateOf(look, name, files))
  const write = await notesWriter({
    ...{ ...sectionsFor(name, sections), links },
    ...(template === null ? {} : { template }),
  })
  return {
    write,
    ...(template === null ? {} : { header: template.header }),
    people: contributors ? peopleFrom(await debutsIn(look, commit)) : () => ({}),
  }
}
