/** `rel changelog --write`: the next release's section, put into the changelog files of the work tree. */
import { hasSection, insertSection } from '../core/changelog.ts'
import { shellWord } from '../core/names.ts'
import { RelError } from '../errors.ts'
import { within } from '../facts/packages.ts'
import { type ChangelogRequest, nextIn, type ReleaseNotes } from './changelog.ts'
import { planIn } from './plan.ts'
import type { Planned } from './planning.ts'
import { openSession, type Session } from './session.ts'

/** A changelog, relative to the repository's root. `changed` is false when the section was there already. */
export interface WrittenChangelog {
  readonly file: string
  readonly changed: boolean
}

const topOf = ({ world }: Session): string => {
  const { top } = world.git.place
  if (top !== null) return top
  throw new RelError('BLOCKED', 'a bare repository has no changelog to write to', {
    hint: 'print it instead: rel changelog',
  })
}

const fileOf = ({ facts, config }: Planned, name: string): string => {
  const { file } = config.config.changelog
  const path = facts.packages.find((each) => each.package.name === name)?.package.path ?? '.'
  if (file !== false) return within(path, file)
  throw new RelError('CONFIG', 'changelog.file is false: there is no file to write to', {
    hint: 'print the notes instead: rel changelog; or name a file in the config',
  })
}

const refuseTwice = (file: string, text: string, version: string): void => {
  if (!hasSection(text, version)) return
  throw new RelError('DIRTY', `${file} has a section for ${version} already, with other notes`, {
    hint: `take that section out of it, or set its changes aside: git stash push -- ${shellWord(file)}`,
  })
}

const writeOne = async (session: Session, file: string, { version, section }: ReleaseNotes): Promise<boolean> => {
  const path = `${topOf(session)}/${file}`
  const text = (await session.world.files.read(path))?.toString('utf8') ?? null
  const lines = (given: string) => given.replaceAll('\r\n', '\n')
  if (text !== null && `\n${lines(text)}\n`.includes(`\n${section}\n`)) return false
  if (text !== null) refuseTwice(file, text, version)
  await session.world.files.write(path, insertSection(text, section))
  return true
}

/** Everything else in the files stays as it is, also what nobody has committed yet. Throws `DIRTY`, `BLOCKED`, `CONFIG`. */
export const writeChangelogs = async (request: ChangelogRequest): Promise<readonly WrittenChangelog[]> => {
  const session = await openSession(request)
  const planned = await planIn(session, { ...request, tag: null })
  const written: WrittenChangelog[] = []
  for (const notes of await nextIn(planned, request.packages)) {
    const file = fileOf(planned, notes.package)
    written.push({ file, changed: await writeOne(session, file, notes) })
  }
  return written
}
