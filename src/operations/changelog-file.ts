/** `rel changelog --write`: the next release's section, put into the changelog files of the work tree. */
import { sectionIn } from '../core/changelog.ts'
import { shellWord } from '../core/names.ts'
import { insertRepositorySection } from '../core/repository-notes.ts'
import { RelError } from '../errors.ts'
import { type ChangelogRequest, tellingOf, wantedIn } from './changelog.ts'
import { tellReleases, type Told } from './told-releases.ts'
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

const refuseNone = (): never => {
  throw new RelError('CONFIG', 'changelog.file is false: there is no file to write to', {
    hint: 'print the notes instead: rel changelog; or name a file in the config',
  })
}

const refuseTwice = (file: string, version: string): never => {
  throw new RelError('DIRTY', `${file} has a section for ${version} already, with other notes`, {
    hint: `take that section out of it, or set its changes aside: git stash push -- ${shellWord(file)}`,
  })
}

/** The work tree's files, also what nobody has committed yet; asked for all at once. */
const textsOf = async (
  session: Session,
  top: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, string | null>> =>
  new Map(
    await Promise.all(
      files.map(
        async (file) => [file, (await session.world.files.read(`${top}/${file}`))?.toString('utf8') ?? null] as const,
      ),
    ),
  )

/** The new text of a changelog; null when it has these very notes already. */
const newText = (planned: Told, here: Told, text: string | null): string | null => {
  const { file, version } = planned
  const present = text === null ? null : sectionIn(text, version)
  if (present === null) return here.text
  return present === planned.notes ? null : refuseTwice(file ?? '', version)
}

interface Wanted {
  readonly planned: readonly Told[]
  readonly here: readonly Told[]
  readonly texts: ReadonlyMap<string, string | null>
}

const packageFiles = ({ planned, here, texts }: Wanted): readonly (readonly [string, string | null])[] =>
  planned.flatMap((each) => {
    const { file } = each
    const other = here.find((one) => one.package === each.package)
    return file === null || other === undefined ? [] : [[file, newText(each, other, texts.get(file) ?? null)] as const]
  })

const wantedOf = async (
  session: Session,
  planned: Planned,
  names: readonly string[] | null,
): Promise<Wanted & { readonly top: string }> => {
  const wanted = wantedIn(planned.facts, names)
  const telling = tellingOf(session, planned)
  const told = await tellReleases(telling, (file) => planned.facts.files.get(file) ?? null)
  const mine = told.filter((each) => wanted(each.package))
  const { repositoryFile } = planned.config.config.changelog
  if (mine.length > 0 && repositoryFile === false && mine.some(({ file }) => file === null)) refuseNone()
  const files = [...mine.map(({ file }) => file), repositoryFile].filter((file) => typeof file === 'string')
  const top = mine.length === 0 ? '' : topOf(session)
  const texts = await textsOf(session, top, files)
  return { planned: mine, here: await tellReleases(telling, (file) => texts.get(file) ?? null), texts, top }
}

/** Everything else in the files stays as it is, also what nobody has committed yet. Throws `DIRTY`, `BLOCKED`, `CONFIG`. */
export const writeChangelogs = async (request: ChangelogRequest): Promise<readonly WrittenChangelog[]> => {
  const session = await openSession(request)
  const planned = await planIn(session, { ...request, tag: null })
  const wanted = await wantedOf(session, planned, request.packages)
  const { repositoryFile } = planned.config.config.changelog
  const texts = new Map(packageFiles(wanted))
  if (repositoryFile !== false && wanted.planned.length > 0) {
    const text = wanted.texts.get(repositoryFile) ?? null
    const day = planned.plan.releases[0]?.date ?? ''
    const next = insertRepositorySection(text, day, wanted.planned)
    texts.set(repositoryFile, next === text ? null : next)
  }
  for (const [file, text] of texts) if (text !== null) await session.world.files.write(`${wanted.top}/${file}`, text)
  return [...texts].map(([file, text]) => ({ file, changed: text !== null }))
}
