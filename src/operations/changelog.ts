/** `rel changelog`: the notes of the next release of each package. */
import type { Config } from '../config/schema.ts'
import { linksTo } from '../core/links.ts'
import type { Notes } from '../core/notes.ts'
import { RelError } from '../errors.ts'
import type { Asked, Facts, Package } from '../model.ts'
import { notesSetup } from './notes-setup.ts'
import { changelogOf, type Telling, tellReleases, type Told } from './told-releases.ts'
import { planIn } from './plan.ts'
import type { Planned } from './planning.ts'
import { openSession, type Request, type Session } from './session.ts'

export interface ChangelogRequest extends Request {
  readonly asked: Asked
  /** Of these packages alone; null: of all. */
  readonly packages: readonly string[] | null
}

/** `commit` is the tagged one, null for the next release; `notes` are without heading, `section` has one. */
export interface ReleaseNotes extends Notes {
  readonly package: string
  readonly version: string
  readonly tag: string
  readonly commit: string | null
  readonly date: string
  /** Where the full text can be read; null without links or without a changelog. */
  readonly url: string | null
}

/** The packages that were named, or all. Throws `UNKNOWN_PACKAGE`. */
export const wantedIn = (
  { packages }: Pick<Facts, 'packages'>,
  names: readonly string[] | null,
): ((name: string) => boolean) => {
  const known = packages.map((each) => each.package.name)
  const stranger = names?.find((name) => !known.includes(name))
  if (stranger === undefined) return (name) => names?.includes(name) ?? true
  throw new RelError('UNKNOWN_PACKAGE', `there is no package ${JSON.stringify(stranger)} here`, {
    hint: `the packages are: ${known.join(', ')}`,
  })
}

/** Where a package's changelog stands at its tags. */
export const changelogUrls = (one: Package, config: Config): ((tag: string) => string | null) => {
  const file = changelogOf(one, config)
  const links = linksTo(config.repository ?? one.repository, config.changelog.links)
  return (tag) => (file === null || links === null ? null : links.file(tag, file))
}

/** The next releases of a plan, as they are told. */
export const tellingOf = ({ world }: Session, { facts, decision, config, plan, policy }: Planned): Telling => ({
  setup: () => notesSetup(world, config, facts),
  ...{ facts, decision, config: config.config, scheme: policy.scheme, date: plan.releases[0]?.date ?? '' },
})

/** What `told` says of each release that is wanted. */
export const notesIn = (
  { plan, facts, config }: Planned,
  told: readonly Told[],
  names: readonly string[] | null,
): readonly ReleaseNotes[] => {
  const wanted = wantedIn(facts, names)
  return plan.releases.flatMap(({ package: name, to, tag, date }): readonly ReleaseNotes[] => {
    const one = facts.packages.find((each) => each.package.name === name)?.package
    const notes = told.find((each) => each.package === name)
    if (one === undefined || notes === undefined || !wanted(name)) return []
    const { section, label, definition } = notes
    const url = changelogUrls(one, config.config)(tag)
    return [
      { package: name, version: to, tag, commit: null, date, section, notes: notes.notes, label, definition, url },
    ]
  })
}

/** As the plan has them, from what the commit's changelogs say. */
export const nextIn = async (
  session: Session,
  planned: Planned,
  names: readonly string[] | null,
): Promise<readonly ReleaseNotes[]> => {
  const told = await tellReleases(tellingOf(session, planned), (file) => planned.facts.files.get(file) ?? null)
  return notesIn(planned, told, names)
}

/** The notes of the next release of each package that has one. */
export const nextNotes = async (request: ChangelogRequest): Promise<readonly ReleaseNotes[]> => {
  const session = await openSession(request)
  return nextIn(session, await planIn(session, { ...request, tag: null }), request.packages)
}
