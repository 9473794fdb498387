/** Works out the new text of every file that a release edits: manifests, lock files, changelogs. */
import type { Config } from '../config/schema.ts'
import { hasSection, insertSection } from '../core/changelog.ts'
import type { Decision } from '../core/decide.ts'
import { renderNotes } from '../core/notes.ts'
import { writeTag } from '../core/tags.ts'
import { ECOSYSTEMS } from '../ecosystems/index.ts'
import { within } from '../facts/packages.ts'
import type { Bump, Facts } from '../model.ts'

export interface Edited {
  readonly files: ReadonlyMap<string, string>
  /** Notes without heading, by package. */
  readonly notes: ReadonlyMap<string, string>
  /** The package whose release lists the edit of a file. */
  readonly owner: (file: string) => string
}

export interface Editing {
  readonly facts: Facts
  readonly decision: Decision
  readonly config: Config
  readonly date: string
  readonly channelOf: (bump: Bump) => string
}

const manifests = ({ facts, decision }: Editing): ReadonlyMap<string, string> => {
  const all = [...decision.bumps, ...decision.followers]
  const texts = new Map<string, string>()
  for (const ecosystem of ECOSYSTEMS) {
    const mine = all.filter((bump) => bump.package.ecosystem === ecosystem.name)
    const edits = mine.map(({ package: one, to, ranges }) => ({
      path: one.path,
      name: one.name,
      to: decision.followers.some((each) => each.package === one) ? null : to,
      ranges,
    }))
    if (edits.length === 0) continue
    for (const [file, text] of ecosystem.edit(facts.files, edits))
      if (text !== facts.files.get(file)) texts.set(file, text)
  }
  return texts
}

/** What a release's notes say of the packages it follows. */
const followed = (bump: Bump, decision: Decision) =>
  bump.causes.flatMap((cause) => {
    if (cause.kind !== 'dependency') return []
    const to = decision.bumps.find((each) => each.package.name === cause.package)?.to
    return to === undefined ? [] : [{ name: cause.package, to }]
  })

export const notesFor = (bump: Bump, decision: Pick<Decision, 'bumps'>, config: Config, date: string) =>
  renderNotes({
    changes: bump.changes,
    version: bump.to,
    tag: writeTag(bump.tagFormat, bump.package.name, bump.to),
    previousTag: bump.from?.tag ?? null,
    date,
    repository: config.repository ?? bump.package.repository,
    sections: config.changelog.sections,
    dependencies: followed(bump, decision as Decision),
  })

const ownerIn =
  (bumps: readonly Bump[]) =>
  (file: string): string => {
    const fits = bumps.filter((bump) => bump.package.path === '.' || file.startsWith(`${bump.package.path}/`))
    const best = fits.toSorted((a, b) => b.package.path.length - a.package.path.length)[0] ?? bumps[0]
    return best?.package.name ?? ''
  }

export const editFiles = async (editing: Editing): Promise<Edited> => {
  const { facts, decision, config, date } = editing
  const files = new Map(manifests(editing))
  const notes = new Map<string, string>()
  for (const bump of decision.bumps) {
    const { section, notes: body } = await notesFor(bump, decision, config, date)
    notes.set(bump.package.name, body)
    if (config.changelog.file === false) continue
    const file = within(bump.package.path, config.changelog.file)
    const text = files.get(file) ?? facts.files.get(file) ?? null
    // Written with `rel changelog --write`, edited and committed before: that text stands.
    if (text === null || !hasSection(text, bump.to)) files.set(file, insertSection(text, section))
  }
  return { files, notes, owner: ownerIn(decision.bumps) }
}
